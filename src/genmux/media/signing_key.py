"""The key that signs content credentials, with its certificate: made here, or read from files.

The certificate chain is one that the C2PA rules take: an end-entity certificate for signing
claims, version 3, with its issuer's key id, followed by the authority that signed it. What is
made here names nobody: no host, no user, no address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from genmux.errors import GenmuxError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_CLAIM_SIGNING = "1.3.6.1.4.1.62558.2.1"
_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
"""the purpose that validators before version 2 of the specification ask for"""
_VALID = timedelta(days=20 * 365)
_SKEW = timedelta(days=1)
"""a machine whose clock is behind must not find the certificate not yet valid"""
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class BadIdentity(GenmuxError):
    """The signing key or its certificate cannot be used."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key (PKCS 8) and the certificates from its own up to the authority, as PEM."""

    algorithm: str
    """as C2PA names it: ed25519, es256, es384, es512 or ps256"""
    certificates: str
    name: str
    """whose certificate it is: common name or organisation"""
    until: datetime
    key: str = field(repr=False)


def make_identity(now: datetime) -> Identity:
    """A fresh Ed25519 key under an authority whose own key is thrown away at once."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    authority, own = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    root = _certificate(now, "Genmux local authority", authority, None)
    leaf = _certificate(now, "Genmux content credentials", own, authority)
    pem = serialization.Encoding.PEM
    return read_identity(
        leaf.public_bytes(pem) + root.public_bytes(pem),
        own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        now,
    )


def read_identity(
    certificates: bytes, key: bytes, now: datetime, *, names: tuple[str, str] = ("", "")
) -> Identity:
    """Both from PEM. Raises BadIdentity, which begins with the one of `names` (of the
    certificate, of the key) that is to be corrected."""
    from cryptography.hazmat.primitives import serialization

    own = _private_key(key, names[1])
    chain = _chain(certificates, names[0])
    leaf = chain[0]
    spki = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if leaf.public_key().public_bytes(*spki) != own.public_key().public_bytes(*spki):
        raise BadIdentity(f"{names[1]}the key is not that of the first certificate")
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise BadIdentity(
            f"{names[0]}the certificate is valid from {leaf.not_valid_before_utc:%Y-%m-%d} "
            f"to {leaf.not_valid_after_utc:%Y-%m-%d} only"
        )
    pem = serialization.Encoding.PEM
    return Identity(
        algorithm=_algorithm(own, names[1]),
        certificates=b"".join(one.public_bytes(pem) for one in chain).decode(),
        name=_name(leaf),
        until=leaf.not_valid_after_utc,
        key=own.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )


def _private_key(pem: bytes, name: str) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        return serialization.load_pem_private_key(pem, None)
    except TypeError as error:
        raise BadIdentity(f"{name}the key has a passphrase; give it without one") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadIdentity(f"{name}not a private key in PEM form") from error


def _chain(pem: bytes, name: str) -> list[x509.Certificate]:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise BadIdentity(f"{name}not a certificate in PEM form") from error


def _algorithm(key: PrivateKeyTypes, name: str) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return "ps256"
    raise BadIdentity(f"{name}the key must be Ed25519, P-256, P-384, P-521 or RSA from 2048 bits")


def _name(certificate: x509.Certificate) -> str:
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(kind):
            return str(attribute.value)
    return "a certificate without a name"


def _certificate(now: datetime, name: str, own: object, issuer: object) -> x509.Certificate:
    """Of the key `own`, signed by the authority's key `issuer`; by itself where that is None."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    assert isinstance(own, Ed25519PrivateKey)
    begin = now.astimezone(UTC).replace(microsecond=0) - _SKEW
    public, top = own.public_key(), issuer is None
    by = issuer if isinstance(issuer, Ed25519PrivateKey) else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .issuer_name(_subject(name if top else "Genmux local authority"))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _VALID)
        .add_extension(x509.BasicConstraints(ca=top, path_length=0 if top else None), True)
        .add_extension(_usage(authority=top), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False)
    )
    if not top:
        purposes = [x509.ObjectIdentifier(oid) for oid in (_CLAIM_SIGNING, _EMAIL_PROTECTION)]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), False)
    return builder.sign(by, None)


def _subject(name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Genmux"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
