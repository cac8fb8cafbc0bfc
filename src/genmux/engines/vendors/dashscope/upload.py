"""Files that the vendor cannot fetch: put into its own store, where they stay for two days."""

from __future__ import annotations

from genmux.engines.remote import FilePart, Request, Steps
from genmux.engines.vendors.answers import read
from genmux.engines.vendors.dashscope.failures import failure
from genmux.engines.vendors.links import before_the_job

_PATIENCE = 600.0


def uploaded(certificate: Request, part: FilePart) -> Steps[str]:
    """Asks for the certificate, sends the file with it; the link that the models understand."""
    reply = yield certificate
    if reply.status >= 400:
        raise before_the_job(failure(reply))
    given = read(reply)["data"]
    key = f"{given['upload_dir']}/{part.name}"
    form: tuple[tuple[str, str | FilePart], ...] = (
        ("OSSAccessKeyId", str(given["oss_access_key_id"])),
        ("Signature", str(given["signature"])),
        ("policy", str(given["policy"])),
        ("key", key),
        ("x-oss-object-acl", str(given["x_oss_object_acl"])),
        ("x-oss-forbid-overwrite", str(given["x_oss_forbid_overwrite"])),
        ("success_action_status", "200"),
        ("x-oss-content-type", part.mime),
        ("file", part),
    )
    stored = yield Request("POST", str(given["upload_host"]), form=form, timeout=_PATIENCE)
    if stored.status >= 400:
        raise before_the_job(failure(stored))
    return f"oss://{key}"
