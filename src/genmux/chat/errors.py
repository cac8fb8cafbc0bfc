"""What may be wrong with a chat call beyond what every call may be refused for."""

from __future__ import annotations

from genmux.errors import GenmuxError, InvalidInput, NotFound


class ModelUnknown(NotFound):
    """No chat model of that name answers here."""


class ContextTooLong(InvalidInput):
    """The request is longer than the model's context."""


class RouteBroken(GenmuxError):
    """No route could answer. `status` is what the last of them said."""

    def __init__(self, message: str, status: int, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = self.status = status
        self.retryable = status == 429 or status >= 500
        if retry_after is not None:
            self.retry_after = retry_after
