"""Every error that a caller may see, as one tree.

GenmuxError
├── InvalidInput          422  a field is missing, of the wrong type, out of range, or breaks a rule
├── MalformedBody         400  the body is not the JSON object that it should be
├── Unauthorized          401  no key, a wrong or expired one, an address that is not allowed
├── InsufficientCredits   402  the balance does not cover the hold
├── Forbidden             403  a role that is too low; a project of others
├── NotFound              404  no such thing in this project
├── Conflict              409  an Idempotency-Key with another body; a move that the state forbids
├── TooLarge              413  a body or a file over its limit
├── RateLimited           429  too many creates in the window
├── KeyLimitReached       433  the key's own hourly, daily or total budget
├── Unfetchable           451  a URL in the input could not be read
├── Unavailable           455  the database is away or the server is stopping
└── GenerationFailed      501  the engine could not make the result

`code` is what the KIE envelope carries; `status` the honest HTTP status.
"""

from __future__ import annotations


class GenmuxError(Exception):
    """Server exception, please try again later."""

    code = 500
    status = 500
    retryable = False

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").splitlines()[0]
        self.field = field
        super().__init__(self.message)


class InvalidInput(GenmuxError):
    """The input is not valid."""

    code = status = 422


class MalformedBody(GenmuxError):
    """The request body must be a JSON object."""

    code = status = 400


class Unauthorized(GenmuxError):
    """You do not have access permissions"""

    code = status = 401


class InsufficientCredits(GenmuxError):
    """Credits insufficient: the balance does not cover this request."""

    code = status = 402


class Forbidden(GenmuxError):
    """You may not do this."""

    code = status = 403


class NotFound(GenmuxError):
    """Not found."""

    code = status = 404


class Conflict(GenmuxError):
    """The request conflicts with what exists."""

    code = status = 409


class TooLarge(GenmuxError):
    """The request is too large."""

    code = status = 413


class RateLimited(GenmuxError):
    """Your call frequency is too high. Please try again later."""

    code = status = 429
    retryable = True

    def __init__(self, message: str | None = None, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class KeyLimitReached(GenmuxError):
    """The usage limit of this key is reached."""

    code = 433
    status = 429


class Unfetchable(GenmuxError):
    """A file named in the input could not be fetched."""

    code = 451
    status = 422


class Unavailable(GenmuxError):
    """The service is temporarily unavailable. Please try again later."""

    code = 455
    status = 503
    retryable = True


class GenerationFailed(GenmuxError):
    """The result could not be generated."""

    code = 501
    status = 500
