"""The signing key: made without a name of anybody, and read from files with clear refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from genmux.media.signing_key import BadIdentity, Identity, make_identity, read_identity

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NAMES = ("provenance.certificate: ", "provenance.key: ")


def pem_of(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey,
) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def certificate_of(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, now: datetime = NOW
) -> bytes:
    """Signed by itself, for no purpose: good enough to be read, not to sign claims."""
    from cryptography.hazmat.primitives import hashes

    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Somebody")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def parts(identity: Identity) -> tuple[bytes, bytes]:
    return identity.certificates.encode(), identity.key.encode()


def test_a_fresh_identity_reads_back_and_differs_from_the_next() -> None:
    one, two = make_identity(NOW), make_identity(NOW)
    assert read_identity(*parts(one), NOW) == one
    assert one.key != two.key
    assert one.algorithm == "ed25519"
    assert one.until > NOW + timedelta(days=365)
    assert one.key not in repr(one)


def test_its_certificates_are_a_chain_that_names_nobody() -> None:
    leaf, root = x509.load_pem_x509_certificates(make_identity(NOW).certificates.encode())
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    words = {str(part.value) for one in (leaf, root) for part in one.subject}
    assert words == {"Genmux", "Genmux content credentials", "Genmux local authority"}
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert "1.3.6.1.4.1.62558.2.1" in {purpose.dotted_string for purpose in purposes}


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "es256"),
        (ec.generate_private_key(ec.SECP384R1()), "es384"),
        (ec.generate_private_key(ec.SECP521R1()), "es512"),
        (rsa.generate_private_key(65537, 2048), "ps256"),
    ],
)
def test_the_algorithm_follows_the_key(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, algorithm: str
) -> None:
    found = read_identity(certificate_of(key), pem_of(key), NOW)
    assert found.algorithm == algorithm
    assert found.name == "Somebody"


def test_each_refusal_names_the_setting() -> None:
    good, other = make_identity(NOW), make_identity(NOW)
    certificates, key = parts(good)
    refused = {
        (b"nonsense", key): "provenance.certificate: not a certificate in PEM form",
        (certificates, b"nonsense"): "provenance.key: not a private key in PEM form",
        (certificates, other.key.encode()): "provenance.key: the key is not that of the first",
    }
    for (cert_pem, key_pem), text in refused.items():
        with pytest.raises(BadIdentity) as caught:
            read_identity(cert_pem, key_pem, NOW, names=NAMES)
        assert caught.value.message.startswith(text)


def test_a_certificate_out_of_its_time_is_refused() -> None:
    good = make_identity(NOW)
    for moment in (good.until + timedelta(days=1), NOW - timedelta(days=3)):
        with pytest.raises(BadIdentity, match=r"provenance.certificate: the certificate is valid"):
            read_identity(*parts(good), moment, names=NAMES)


def test_a_key_with_a_passphrase_is_refused() -> None:
    closed = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"hush"),
    )
    with pytest.raises(BadIdentity, match=r"provenance.key: the key has a passphrase"):
        read_identity(parts(make_identity(NOW))[0], closed, NOW, names=NAMES)


def test_a_key_that_c2pa_does_not_know_is_refused() -> None:
    from cryptography.hazmat.primitives import hashes

    key = dsa.generate_private_key(2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Old")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    closed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(BadIdentity, match=r"provenance.key: the key must be Ed25519"):
        read_identity(made, closed, NOW, names=NAMES)
