"""Whether a call to our hook is Google's: a token signed with RS256, with keys it publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import jwt

from genmux.engines.remote import Refused, Response
from genmux.engines.vendors.answers import read

JWKS = ".well-known/jwks.json"
FRESH = 600.0
"""seconds until the keys are read again because a call fits none of them"""
_LEEWAY = 300.0
"""seconds that the sender's clock may be off"""


@dataclass(frozen=True, slots=True)
class Keys:
    known: Mapping[str, jwt.PyJWK] = field(default_factory=dict)
    """by their id"""
    read_at: float = float("-inf")


def keys_of(reply: Response) -> dict[str, jwt.PyJWK]:
    """The keys of a set that can be used; none where it cannot be read."""
    try:
        listed = read(reply).get("keys")
        found = jwt.PyJWKSet.from_dict({"keys": listed}).keys if listed else []
    except (Refused, jwt.PyJWTError):
        return {}
    return {key.key_id: key for key in found if key.key_id}


def signed(keys: Keys, token: str, now: float) -> bool:
    """`now` is in seconds since 1970."""
    try:
        key = keys.known.get(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            return False
        # Who it is for is our own address, which the token's reader does not know.
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError:
        return False
    end = claims.get("exp")
    return not isinstance(end, int | float) or now <= end + _LEEWAY
