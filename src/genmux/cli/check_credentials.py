"""The finding of `genmux doctor` on content credentials."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from genmux.cli.checks import Check

if TYPE_CHECKING:
    import asyncpg

    from genmux.media.signing_key import Identity
    from genmux.settings import Settings

_NAME = "credentials"
_SOON_DAYS = 30


async def credentials(conn: asyncpg.Connection[asyncpg.Record], settings: Settings) -> Check:
    """Whether results can be signed, and whether those of the last day were."""
    from genmux.media.credentials import CredentialsError, Signer
    from genmux.media.signing_key import BadIdentity
    from genmux.worker.identity import try_out

    if not settings.provenance.enabled:
        return Check(_NAME, "ok", "results are not signed (provenance.enabled is false)")
    now = datetime.now(UTC)
    try:
        identity, whose = await _identity(conn, settings, now)
        try_out(Signer(identity))
    except BadIdentity as error:
        return Check(_NAME, "fail", error.message, "correct it, or set provenance.enabled = false")
    except CredentialsError as error:
        if settings.provenance.certificate:
            return Check(_NAME, "fail", str(error), "check provenance.certificate")
        # Our own key never keeps Genmux from starting.
        hint = "results are stored unsigned until this is mended"
        return Check(_NAME, "warn", str(error), hint)
    detail = f"signs as {identity.name} ({whose}), until {identity.until:%Y-%m-%d}"
    if (identity.until - now).days < _SOON_DAYS:
        return Check(_NAME, "warn", detail, "renew the certificate")
    count, reason = await _unsigned(conn)
    if count:
        hint = "the worker's log names the tasks"
        told = f"stored unsigned in the last day: {count} (the newest: {reason})"
        return Check(_NAME, "warn", told, hint)
    return Check(_NAME, "ok", detail)


async def _identity(
    conn: asyncpg.Connection[asyncpg.Record], settings: Settings, now: datetime
) -> tuple[Identity, str]:
    from genmux.media.signing_key import make_identity
    from genmux.worker.identity import SETTING, chosen_identity, from_stored

    if settings.provenance.certificate:
        return chosen_identity(settings.provenance, now), settings.provenance.certificate
    text = None
    if await conn.fetchval("select to_regclass('setting') is not null"):
        text = await conn.fetchval("select value::text from setting where name = $1", SETTING)
    if text is None:
        return make_identity(now), "a trial; the real key is made at the first start"
    return from_stored(text, now), "the key of this database"


async def _unsigned(conn: asyncpg.Connection[asyncpg.Record]) -> tuple[int, str]:
    """How many files of the last day should have been signed and were not, and why the newest."""
    if not await conn.fetchval("select to_regclass('asset') is not null"):
        return 0, ""
    row = await conn.fetchrow(
        "select count(*) as count, "
        "  (array_agg(facts ->> 'unsigned' order by created_at desc))[1] as reason "
        "from asset where facts ? 'unsigned' and created_at > now() - interval '1 day'"
    )
    return (row["count"], row["reason"] or "") if row else (0, "")
