"""Chat through Genmux against a direct call to the same instant vendor; gateways of others beside.

What Genmux adds: processor time for each request, time to the first words, stalls while many
streams run, memory over many requests. Every call is held and settled in the database.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import orjson

from .figures import Figure
from .ground import Ground, settle, tenants
from .load import closed_loop, request
from .mock_vendor import running_vendor
from .peers import Peer, installed, running_peer
from .processes import cpu, rss
from .servers import Running, running
from .streams import readers

_CONNECTIONS = 16
_ROUNDS = 5
_SECONDS = 2.0
_FIRSTS = 400
_STREAMS = 500
_PACE = 50
_HELD_SECONDS = 30.0
_SPREAD = 2.0
"""seconds over which the streams begin"""
_REQUESTS = 100_000
_EXPECT = b'{"id":"chatcmpl-'


@dataclass(frozen=True, slots=True)
class Side:
    """Something that answers chat completions."""

    address: str
    path: str
    key: str
    model: str
    pids: tuple[int, ...]
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, **more: object) -> bytes:
        messages = [
            {"role": "system", "content": "You are a helpful assistant. Answer briefly."},
            {"role": "user", "content": "What is the capital of France, and why? " * 8},
        ]
        body = {"model": self.model, "messages": messages, "max_tokens": 200, **more}
        text = request(
            "POST", self.path, key=self.key, body=orjson.dumps(body), address=self.address
        )
        more_ = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return text.replace(b"Accept: */*\r\n", b"Accept: */*\r\n" + more_.encode(), 1)


async def measure(ground: Ground) -> list[Figure]:
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        vendor = await stack.enter_async_context(running_vendor())
        url = await stack.enter_async_context(ground.database())
        (tenant,) = await tenants(url, 1)
        direct = Side(vendor.address, "/v1/chat/completions", "none", "mock", (vendor.pid,))
        genmux = await _genmux(stack, ground, url, vendor, tenant.key)
        figures += await _per_request(ground, direct, genmux)
        bare = await _bare(stack, ground, vendor)
        figures += await _first_words(ground, direct, {"genmux": genmux, "bare proxy": bare})
        figures += await _held_streams(ground, direct, genmux)
        figures += await _memory(ground, genmux)
        rate = next(one.value for one in figures if one.what == _RATE)
        for peer in installed():
            figures += await _peer(ground, peer, vendor, rate)
    return figures


async def _genmux(
    stack: AsyncExitStack, ground: Ground, url: str, vendor: Running, key: str
) -> Side:
    route = {"models": "*", "url": f"{vendor.address}/v1", "model": "mock"}
    api = await stack.enter_async_context(
        running("api", url, ground.folder, chat__routes=[route], chat__calls=0)
    )
    return Side(api.address, "/v1/chat/completions", key, "gpt-5-2", (api.pid,))


_DIRECT = "direct"
_RATE = "chat requests per CPU-second: genmux"


async def _per_request(ground: Ground, direct: Side, genmux: Side) -> list[Figure]:
    costs, rates = [], []
    for _ in range(ground.rounds(_ROUNDS)):
        await settle(ground.url)
        cost, rate = await _cost(genmux, ground.seconds(_SECONDS))
        costs.append(cost)
        rates.append(rate)
    alone, _ = await _cost(direct, ground.seconds(_SECONDS))
    middle = statistics.median(costs)
    return [
        Figure("CPU per chat request beyond the vendor's own", middle, "ms", at_most=0.6),
        Figure("CPU per chat request of the vendor itself", alone, "ms"),
        Figure(_RATE, 1000 / middle, "/s"),
        Figure("chat requests per second", statistics.median(rates), "/s"),
    ]


async def _cost(side: Side, seconds: float) -> tuple[float, float]:
    """Milliseconds of processor time for a request, and requests per second."""
    ask = side.ask()
    # The first requests pay for connections and first use.
    await closed_loop(side.address, [lambda: ask] * _CONNECTIONS, 0.3, expect=_EXPECT)
    before = sum(map(cpu, side.pids))
    sample = await closed_loop(side.address, [lambda: ask] * _CONNECTIONS, seconds, expect=_EXPECT)
    used = sum(map(cpu, side.pids)) - before
    # The loop runs a quarter longer than what its rate is taken from.
    return 1000 * used / (sample.rate * seconds * 1.25), sample.rate


async def _bare(stack: AsyncExitStack, ground: Ground, vendor: Running) -> Side:
    proxy = await stack.enter_async_context(running("proxy", vendor.address, ground.folder))
    return Side(proxy.address, "/v1/chat/completions", "none", "mock", (proxy.pid,))


async def _first_words(ground: Ground, direct: Side, behind: Mapping[str, Side]) -> list[Figure]:
    """One stream at a time, by turns."""
    sides = {_DIRECT: direct, **behind}
    found: dict[str, list[float]] = {name: [] for name in sides}
    async with AsyncExitStack() as stack:
        opened = {
            name: (await stack.enter_async_context(readers(side.address, 1)))[0]
            for name, side in sides.items()
        }
        for number in range(ground.count(_FIRSTS, least=40)):
            for name, side in sides.items():
                await opened[name].read(side.ask(stream=True))
                if number >= 10:
                    found[name].append(1000 * opened[name].first)
                await asyncio.sleep(0.002)
    return [
        Figure(
            f"added time to first token, p{percent}: {name}",
            _percentile(found[name], percent) - _percentile(found[_DIRECT], percent),
            "ms",
            at_most=most if name == "genmux" else None,
        )
        for percent, most in ((50, 1.0), (99, 5.0))
        for name in behind
    ]


async def _held_streams(ground: Ground, direct: Side, genmux: Side) -> list[Figure]:
    count = ground.count(_STREAMS, least=5)
    seconds = ground.seconds(_HELD_SECONDS, least=0.5)
    note = f"{count} streams of {_PACE} tokens a second for {seconds:g} s"
    figures = []
    for name, side, most in (("direct", direct, None), ("genmux", genmux, 250.0)):
        longest, ending, share = await _stalls(side, count, seconds)
        busy = f"{note}; {100 * share:.0f} % of a core"
        figures += [
            Figure(f"longest stall between words: {name}", longest, "ms", at_most=most, note=busy),
            Figure(f"longest wait for the last event: {name}", ending, "ms"),
        ]
    return figures


async def _stalls(side: Side, count: int, seconds: float) -> tuple[float, float, float]:
    """The longest silence in any stream and before any end, and the share of a core in use."""
    ask = side.ask(stream=True, user=f"pace={_PACE};tokens={round(_PACE * seconds)}")
    spread = min(_SPREAD, seconds)
    async with readers(side.address, count) as opened:
        before = sum(map(cpu, side.pids))

        async def read(number: int) -> None:
            await asyncio.sleep(spread * number / count)
            await opened[number].read(ask)

        await asyncio.gather(*map(read, range(count)))
        used = sum(map(cpu, side.pids)) - before
        longest, ending = (
            1000 * max(getattr(one, name) for one in opened) for name in ("longest", "ending")
        )
        return longest, ending, used / (seconds + spread)


async def _memory(ground: Ground, genmux: Side) -> list[Figure]:
    """Growth over the second half; the first one fills caches and arenas."""
    ask = genmux.ask()
    points: list[tuple[float, float]] = []
    done = 0.0
    wanted = ground.count(_REQUESTS, least=200)
    while done < wanted:
        seconds = min(3.0, ground.seconds(3.0))
        sample = await closed_loop(
            genmux.address, [lambda: ask] * _CONNECTIONS, seconds, expect=_EXPECT
        )
        done += sample.rate * seconds * 1.25
        points.append((done, rss(genmux.pids[0])))
    late = [point for point in points if point[0] >= done / 2]
    slope = 100_000 * _slope(late)
    note = f"{points[0][1]:.0f} → {points[-1][1]:.0f} MB over {done:,.0f} requests"
    return [Figure("memory growth per 100,000 chat requests", slope, "MB", note=note)]


def _slope(points: Sequence[tuple[float, float]]) -> float:
    if len({x for x, _ in points}) < 2:
        return 0.0
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


async def _peer(ground: Ground, peer: Peer, vendor: Running, rate: float) -> list[Figure]:
    async with running_peer(peer, vendor.address, ground.folder) as (ready, address, pids):
        side = Side(address, peer.path, peer.key, peer.model, pids, ready.headers)
        cost, _ = await _cost(side, ground.seconds(4.0))
    theirs = 1000 / cost
    return [
        Figure(f"CPU per chat request: {peer.name}", cost, "ms"),
        Figure(
            f"requests per CPU-second, genmux / {peer.name}",
            rate / theirs,
            "x",
            at_least=peer.target,
        ),
    ]


def _percentile(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
