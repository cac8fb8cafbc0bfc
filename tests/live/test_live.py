"""The tool for live runs, played against a vendor on loopback."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from genmux.engines.remote import Request, Steps
from tests.dialects.toyshop import open_toyshop
from tests.engines.vendors.works import reply, work_of
from tests.live.__main__ import Recorder, _cheapest, _made, main
from tests.worker.toys import ToyVendor

MODEL = "google/nano-banana"
KEY = "a-very-secret-key"


async def test_a_vendor_is_played_to_its_end(tmp_path: Path) -> None:
    async with open_toyshop() as shop:
        shop.ready.set()
        recorder = Recorder(KEY)
        finished = await _made(ToyVendor(shop.url), work_of(MODEL, tmp_path), recorder)
    assert [one.url for one in finished.files] == [f"{shop.url}/file"]
    assert [one["request"]["method"] for one in recorder.exchanges] == ["POST", "GET"]
    assert recorder.exchanges[0]["reply"]["body"] == "v-1"


def test_no_secret_is_written_down() -> None:
    def steps() -> Steps[None]:
        headers = {"Authorization": "Token short", "X-Other": f"k={KEY}"}
        yield Request("POST", f"https://v.test/?key={KEY}", headers, f'{{"k":"{KEY}"}}'.encode())

    recorder = Recorder(KEY)
    played = recorder.steps(steps())
    next(played)
    with pytest.raises(StopIteration):
        played.send(reply({"echo": KEY}, set_cookie="session"))
    written = json.dumps(recorder.exchanges)
    assert KEY not in written
    assert "short" not in written
    assert "session" not in written


def test_the_cheapest_request_is_chosen(tmp_path: Path) -> None:
    work, cost = _cheapest(ToyVendor("", model=MODEL, cost=Decimal("0.03")), tmp_path, "")
    assert (work.model, cost) == (MODEL, Decimal("0.03"))
    with pytest.raises(SystemExit, match="whose price is known"):
        _cheapest(ToyVendor("", model=MODEL), tmp_path, "")


def test_without_a_key_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GENMUX_LIVE_KEY", raising=False)
    with pytest.raises(SystemExit, match="GENMUX_LIVE_KEY"):
        main("kie", "", Decimal("0.10"))
