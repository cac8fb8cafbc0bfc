"""The models as the API tells them, remembered for a short while: every page asks for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from genmux.client import ClientError
from genmux.console.api import Api

_SECONDS = 60.0
_MOST_DETAILS = 400


class Shelf:
    """Lists and details of models. What a model is does not depend on who asks."""

    def __init__(self) -> None:
        self._list: tuple[Mapping[str, Any], ...] = ()
        self._list_at = -_SECONDS
        self._details: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._asking = asyncio.Lock()

    async def models(self, api: Api) -> tuple[Mapping[str, Any], ...]:
        """All models, chat too, in the order of the catalogue. Raises ClientError."""
        async with self._asking:
            if time.monotonic() - self._list_at > _SECONDS:
                data = await api.get("/models")
                if list(self._list) != data["models"]:
                    self._list = tuple(data["models"])
                self._list_at = time.monotonic()
        return self._list

    async def model(self, api: Api, model_id: str) -> Mapping[str, Any] | None:
        """One with its schema; None where there is none of that id."""
        at, found = self._details.get(model_id, (-_SECONDS, {}))
        if time.monotonic() - at <= _SECONDS:
            return found
        try:
            fresh: Mapping[str, Any] = await api.get(f"/models/{model_id}")
        except ClientError as error:
            if error.code in (404, 422):
                return None
            raise
        if len(self._details) >= _MOST_DETAILS:
            self._details.clear()
        self._details[model_id] = (time.monotonic(), fresh)
        return fresh
