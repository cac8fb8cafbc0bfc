"""The catalogue over HTTP: list, schema, price and success rate of the models."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.catalogue.entry import Model
from genmux.clock import epoch_ms
from genmux.dialects.http import Api
from genmux.dialects.market import UNKNOWN_MODEL
from genmux.errors import NotFound
from genmux.projects.caller import Caller

_BUCKET = timedelta(minutes=10)
_BUCKETS = 144
_NORMAL = 0.8
"""a bucket with at least this share of successes counts as normal; our decision"""


def routes(api: Api) -> list[Route]:
    async def models(request: Request, _caller: Caller) -> Response:
        query = request.query_params
        types = {text.strip().lower() for text in query.get("taskType", "").split(",")} - {""}
        provider = query.get("provider", "").strip().lower()
        words = query.get("q", "").lower().split()
        found = [
            model.summary()
            for model in api.catalogue
            if (not types or types & {name.lower() for name in model.task_types})
            and provider in ("", model.provider.lower())
            and all(word in f"{model.id} {model.title} {model.family}".lower() for word in words)
        ]
        return api.reply({"total": len(found), "models": found})

    def model_of(request: Request) -> Model:
        model = api.catalogue.get(request.path_params["model"])
        if model is None:
            raise NotFound(UNKNOWN_MODEL)
        return model

    async def schema(request: Request, _caller: Caller) -> Response:
        model = model_of(request)
        return api.reply({"model": model.id, "openapi": model.openapi(api.base_url(request))})

    async def price(request: Request, _caller: Caller) -> Response:
        model = model_of(request)
        return api.reply({"model": model.id, "pricingDesc": model.price_text()})

    async def success_rate(request: Request, _caller: Caller) -> Response:
        model = model_of(request)
        now = api.clock.now()
        rows = await api.pool.fetch(
            "select bucket, succeeded, failed from model_outcome "
            "where model = $1 and bucket > $2 order by bucket",
            model.id,
            now - _BUCKET * _BUCKETS,
        )
        counts = {row["bucket"]: (row["succeeded"], row["failed"]) for row in rows}
        return api.reply({"model": model.id, "points": _points(counts, now)})

    return [
        Route("/api/v1/models", api.endpoint(models), methods=["GET"]),
        Route("/api/v1/models/{model:path}/schema", api.endpoint(schema), methods=["GET"]),
        Route("/api/v1/models/{model:path}/price", api.endpoint(price), methods=["GET"]),
        Route(
            "/api/v1/models/{model:path}/success-rate",
            api.endpoint(success_rate),
            methods=["GET"],
        ),
    ]


def _points(counts: dict[datetime, tuple[int, int]], now: datetime) -> list[dict[str, Any]]:
    """A day in buckets of ten minutes, oldest first; a bucket without tasks has no rate."""
    width = int(_BUCKET.total_seconds())
    last = int(now.timestamp()) // width * width
    points = []
    for start in range(last - (_BUCKETS - 1) * width, last + 1, width):
        begin = datetime.fromtimestamp(start, UTC)
        good, bad = counts.get(begin, (0, 0))
        rate = good / (good + bad) if good + bad else None
        points.append(
            {
                "start": epoch_ms(begin),
                "end": epoch_ms(begin + _BUCKET),
                "successRate": rate,
                "errorRate": None if rate is None else 1 - rate,
                "isNormal": rate is None or rate >= _NORMAL,
            }
        )
    return points
