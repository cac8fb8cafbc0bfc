"""Whose call it is."""

from __future__ import annotations

from datetime import UTC, datetime

from genmux.engines.vendors.account import Account
from genmux.engines.vendors.google.engine import Google
from genmux.testing.doubles.google import GoogleDouble
from tests.engines.vendors.wire import over_the_wire


class Stopped:
    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


async def test_calls_are_checked_with_published_keys() -> None:
    async with GoogleDouble() as double:
        clock = Stopped(1_800_000_000.0)
        mine = Google(Account("mine", "google", double.key, url=double.url), clock)
        good = double.call(clock.at + 60)
        assert await over_the_wire(mine.genuine(good, b"{}"))
        assert await over_the_wire(mine.genuine(good, b"{}"))
        assert len(double.seen) == 1, "the keys are kept"

        late = double.call(clock.at - 3600)
        token = good["webhook-signature"]
        forged = {"webhook-signature": token[:-6] + ("aaaaaa" if token[-6:] != "aaaaaa" else "b")}
        for bad in (late, forged, {"webhook-signature": "v1,abc"}, {}):
            assert not await over_the_wire(mine.genuine(bad, b"{}"))
        assert len(double.seen) == 1, "nobody can make us read them again at once"

        clock.at += 700
        assert not await over_the_wire(mine.genuine({}, b"{}"))
        assert len(double.seen) == 2
