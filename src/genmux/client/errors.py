"""What a client is told when a request cannot be met."""

from __future__ import annotations


class ClientError(Exception):
    """`code` is the one in the reply's body (e.g. 402), 0 when there was no usable reply."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{message} (code {code})" if code else message)


class TaskFailed(ClientError):
    """The task ended without a result; `message` and `code` are its own."""


class TaskTimeout(ClientError):
    """The task did not end within the time that the caller gave it."""
