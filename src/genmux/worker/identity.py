"""Who signs: the key and certificate of the settings, else those of this database.

Every machine on one database signs with the same key, as links do, and backups hold it.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import datetime
from pathlib import Path

import orjson
from PIL import Image

from genmux.db.pool import Pool
from genmux.media.credentials import CredentialsError, Signer, Statement, read
from genmux.media.signing_key import BadIdentity, Identity, make_identity, read_identity
from genmux.settings import ProvenanceSettings

log = logging.getLogger(__name__)

SETTING = "provenance_identity"
"""name of the row of `setting`: `{"certificates", "key"}`, both PEM"""


async def open_signer(pool: Pool, settings: ProvenanceSettings, now: datetime) -> Signer:
    """Tried out before it is handed over. Raises BadIdentity, naming the setting, when files that
    a person chose cannot sign; where our own cannot, every result is stored unsigned."""
    if settings.certificate:
        chosen = await asyncio.to_thread(chosen_identity, settings, now)
        signer = Signer(chosen)
        try:
            await asyncio.to_thread(try_out, signer)
        except CredentialsError as error:
            raise BadIdentity(f"provenance.certificate: {settings.certificate}: {error}") from error
        return signer
    signer = Signer(await stored_identity(pool, now))
    try:
        await asyncio.to_thread(try_out, signer)
    except CredentialsError as error:
        log.error("results will be stored without content credentials: %s", error)  # noqa: TRY400
    return signer


def chosen_identity(settings: ProvenanceSettings, now: datetime) -> Identity:
    """That of the files which the settings name. Raises BadIdentity, which names the setting."""
    return read_identity(
        _content("provenance.certificate", settings.certificate),
        _content("provenance.key", settings.key),
        now,
        names=(
            f"provenance.certificate: {settings.certificate}: ",
            f"provenance.key: {settings.key}: ",
        ),
    )


async def stored_identity(pool: Pool, now: datetime) -> Identity:
    """That of this database, made when there is none yet. Raises BadIdentity."""
    text = await pool.fetchval("select value::text from setting where name = $1", SETTING)
    if text is None:
        fresh = await asyncio.to_thread(make_identity, now)
        await pool.execute(
            "insert into setting (name, value) values ($1, $2::jsonb) "
            "on conflict (name) do nothing",
            SETTING,
            orjson.dumps({"certificates": fresh.certificates, "key": fresh.key}).decode(),
        )
        # whoever was first won
        text = await pool.fetchval("select value::text from setting where name = $1", SETTING)
    return from_stored(text, now)


def from_stored(text: str, now: datetime) -> Identity:
    """The value of the row of `setting` as an identity. Raises BadIdentity."""
    value = orjson.loads(text)
    name = f"setting {SETTING} of the database: "
    return read_identity(
        value["certificates"].encode(), value["key"].encode(), now, names=(name, name)
    )


def try_out(signer: Signer) -> None:
    """Signs a small picture and reads it back. Raises CredentialsError."""
    with tempfile.TemporaryDirectory(prefix="genmux-") as folder:
        plain, signed = Path(folder) / "plain.png", Path(folder) / "signed.png"
        Image.new("RGB", (8, 8)).save(plain)
        trial = Statement("trial.png", "trial", "trial", "trial", "algorithmicMedia")
        signer.sign(plain, "image/png", signed, trial)
        found = read(signed)
        if found is None or not found.intact:
            problems = "; ".join(found.problems) if found else "no credentials were written"
            raise CredentialsError(f"what it signs is not accepted: {problems}")


def _content(name: str, path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as error:
        raise BadIdentity(f"{name}: {path}: {error.strerror}") from error
