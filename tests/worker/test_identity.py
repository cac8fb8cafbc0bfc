"""Who signs: a key of the database that all machines share, or files that the settings name."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genmux.db.pool import Pool
from genmux.media.credentials import CredentialsError, Signer
from genmux.media.signing_key import BadIdentity, make_identity
from genmux.settings import ProvenanceSettings
from genmux.worker import identity
from genmux.worker.identity import open_signer, stored_identity

NOW = datetime.now(UTC)
NOBODY = ProvenanceSettings(enabled=True, certificate="", key="")


def files(folder: Path, certificates: str, key: str) -> ProvenanceSettings:
    (folder / "chain.pem").write_text(certificates)
    (folder / "key.pem").write_text(key)
    return ProvenanceSettings(
        enabled=True, certificate=str(folder / "chain.pem"), key=str(folder / "key.pem")
    )


async def test_the_first_start_makes_a_key_that_stays(pool: Pool) -> None:
    starts = await asyncio.gather(*(stored_identity(pool, NOW) for _ in range(4)))
    assert len({one.key for one in starts}) == 1
    assert (await open_signer(pool, NOBODY, NOW)).identity == starts[0]


async def test_files_of_the_settings_take_its_place(pool: Pool, tmp_path: Path) -> None:
    chosen = make_identity(NOW)
    settings = files(tmp_path, chosen.certificates, chosen.key)
    assert (await open_signer(pool, settings, NOW)).identity == chosen
    assert await pool.fetchval("select count(*) from setting") == 0


async def test_a_file_that_is_missing_is_named(pool: Pool, tmp_path: Path) -> None:
    chosen = make_identity(NOW)
    settings = files(tmp_path, chosen.certificates, chosen.key)
    (tmp_path / "key.pem").unlink()
    with pytest.raises(BadIdentity) as caught:
        await open_signer(pool, settings, NOW)
    path = tmp_path / "key.pem"
    assert caught.value.message == f"provenance.key: {path}: No such file or directory"


async def test_a_key_that_is_broken_is_named(pool: Pool, tmp_path: Path) -> None:
    settings = files(tmp_path, make_identity(NOW).certificates, "nonsense")
    with pytest.raises(BadIdentity, match=r"^provenance.key: .*key.pem: not a private key"):
        await open_signer(pool, settings, NOW)


async def test_a_certificate_for_another_purpose_is_refused(pool: Pool, tmp_path: Path) -> None:
    """Ours reads it without complaint; the library finds out."""
    from cryptography.hazmat.primitives.asymmetric import ec

    from tests.media.test_signing_key import certificate_of, pem_of

    key = ec.generate_private_key(ec.SECP256R1())
    settings = files(tmp_path, certificate_of(key, NOW).decode(), pem_of(key).decode())
    with pytest.raises(BadIdentity, match=r"^provenance.certificate: .*chain.pem: "):
        await open_signer(pool, settings, NOW)


async def test_our_own_key_failing_does_not_keep_the_worker_from_starting(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(signer: Signer) -> None:
        raise CredentialsError("the C2PA library cannot be loaded: no such file")

    monkeypatch.setattr(identity, "try_out", broken)
    await open_signer(pool, NOBODY, NOW)
    assert "without content credentials: the C2PA library" in caplog.text
