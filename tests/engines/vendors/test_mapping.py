"""What becomes of a request by the rules of an offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Refused
from genmux.engines.vendors.mapping import cost_of, fitting, mapped
from genmux.engines.vendors.offer import Offer, OfferError, Rule, read_offers

from .works import work_of

PICTURES = ["https://files.test/one.png", "https://files.test/two.png"]


def offers(folder: Path, monkeypatch: pytest.MonkeyPatch, routes: str) -> Mapping[str, Offer]:
    (folder / "routes").mkdir()
    head = 'source = "https://docs.test"\nread = "2026-11"\n'
    (folder / "routes" / "all.toml").write_text(head + routes)
    monkeypatch.setattr("genmux.engines.vendors.offer.files", lambda _: folder)
    return read_offers("somewhere")


def plain(send: Mapping[str, Any], **more: Any) -> Offer:
    return Offer(
        "kling-3.0/video", "film", send, {}, (), {}, "https://docs.test", "2026-11", **more
    )


CASES = """
["kling-3.0/video"]
model = "words"
result = "video"
fixed = { tier = "all" }
cost = [{ usd = 1.0 }]
send.prompt = "prompt"
send.aspect_ratio = "ratio"

[["kling-3.0/video".case]]
when = { image_urls = { least = 1 }, mode = "pro" }
model = "pictures-pro"
send.aspect_ratio = { drop = "the picture has one" }
send.image_urls = { spread = ["first", "last"], as = "link" }

[["kling-3.0/video".case]]
when = { sound = true, image_urls = { most = 0 } }
model = "loud"
fixed = { sound = "on" }
cost = [{ usd = 2.0 }]
"""


def test_the_first_case_that_fits_goes_before_the_offer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = offers(tmp_path, monkeypatch, CASES)["kling-3.0/video"]

    def model(**given: Any) -> str:
        return fitting(offer, given).model

    assert model(image_urls=PICTURES, mode="pro", sound=True) == "pictures-pro"
    assert model(image_urls=PICTURES, mode="std", sound=True) == "words"
    assert model(image_urls=[], mode="pro", sound=True) == "loud"
    assert model(mode="pro", sound=False) == "words"


def test_a_case_adds_its_rules_to_those_of_the_offer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = offers(tmp_path, monkeypatch, CASES)["kling-3.0/video"]
    pictures, loud = (case.offer for case in offer.cases)
    assert pictures.send["prompt"] == offer.send["prompt"]
    assert pictures.send["aspect_ratio"].drop == "the picture has one"
    assert pictures.fixed == {"tier": "all"}
    assert pictures.hints == {"result": "video"}
    assert pictures.costs == offer.costs
    assert loud.fixed == {"sound": "on"}
    assert [cost.usd for cost in loud.costs] == [2]


def test_a_list_is_spread_over_places_and_no_item_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = offers(tmp_path, monkeypatch, CASES)["kling-3.0/video"].cases[0].offer
    work = work_of("kling-3.0/video", tmp_path, image_urls=PICTURES)
    assert mapped(offer, work).body == {
        "tier": "all",
        "prompt": work.input["prompt"],
        "first": PICTURES[0],
        "last": PICTURES[1],
    }
    short = replace(offer.send["image_urls"], spread=("first",))
    with pytest.raises(Refused, match="image_urls: this route takes at most 1") as caught:
        mapped(plain({"image_urls": short}), work)
    assert caught.value.why == "unsupported"


def test_a_rule_says_one_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OfferError, match="needs one of to, spread, via, drop and refuse"):
        offers(
            tmp_path,
            monkeypatch,
            '["kling-3.0/video"]\nmodel = "m"\nsend.prompt = { to = "a", spread = ["b"] }',
        )


def test_a_value_may_have_its_effect_through_a_worked_out_one(tmp_path: Path) -> None:
    rules = {"prompt": Rule("p"), "aspect_ratio": Rule(via="$size"), "$size": Rule("size")}
    work = work_of("kling-3.0/video", tmp_path, aspect_ratio="9:16")
    body = mapped(plain(rules), work).body
    width, height = map(int, body["size"].split("x"))
    assert body == {"p": work.input["prompt"], "size": body["size"]}
    assert width < height
    some = {**rules, "aspect_ratio": Rule(via="$size", values={"16:9": ""})}
    with pytest.raises(Refused, match="aspect_ratio: this route takes 16:9, not 9:16"):
        mapped(plain(some), work)


def test_the_file_of_an_earlier_task_has_that_tasks_number(tmp_path: Path) -> None:
    work = work_of("grok-imagine/image-to-video", tmp_path, image_urls=None, task_id="a" * 32)
    given = work_of("grok-imagine/image-to-video", tmp_path).media[0]
    rules = {"task_id": Rule("image", form="link")}
    third = replace(given, field="task_id", index=2)
    assert mapped(plain(rules), replace(work, media=(third,))).body == {"image": given.url}
    two = (replace(third, index=1), third)
    with pytest.raises(Refused, match="task_id: the file is not at hand"):
        mapped(plain(rules), replace(work, media=two))


def test_idle_fractions_are_known_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    route = '["kling-3.0/video"]\nmodel = "m"\nsend.prompt = { drop = "no", idle = [0.3] }'
    assert offers(tmp_path, monkeypatch, route)["kling-3.0/video"].send["prompt"].idle == (0.3,)


PRICES = """
["bytedance/seedance-2"]
model = "by-tokens"
cost = [
  { usd = 7, per = "million_film_tokens", when = { reference_video_urls = ["", "[]"] } },
]
send.prompt = "prompt"

["grok-imagine/image-to-image"]
model = "by-what-is-given"
cost = [{ usd = 0.02, per = "result", given = { image_urls = 0.002 } }]
send.prompt = "prompt"

["topaz/image-upscale"]
model = "by-steps"
cost = [{ usd = 0.08, per = "megapixel", step = 24 }]
send.image_url = { to = "image", as = "link" }
"""


def test_a_price_by_the_tokens_of_a_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = offers(tmp_path, monkeypatch, PRICES)["bytedance/seedance-2"]
    film = work_of("bytedance/seedance-2", tmp_path, resolution="720p", duration=5)
    assert cost_of(offer, film) == Decimal(7) * 1280 * 720 * 24 * 5 / 1024 / 1_000_000
    urls = ["https://files.test/one.mp4"]
    billed_too = replace(film, input={**film.input, "reference_video_urls": urls})
    assert cost_of(offer, billed_too) is None


def test_a_price_with_what_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = offers(tmp_path, monkeypatch, PRICES)["grok-imagine/image-to-image"]
    work = work_of("grok-imagine/image-to-image", tmp_path)
    made = Decimal("0.02") * work.shape.count
    several = replace(work, input={**work.input, "image_urls": PICTURES})
    assert cost_of(offer, work) == made + Decimal("0.002")
    assert cost_of(offer, several) == made + Decimal("0.004")
    assert cost_of(offer, replace(work, input={})) == made


@pytest.mark.parametrize(("side", "steps"), [(64, 1), (4898, 1), (4900, 2), (6928, 2), (6929, 3)])
def test_a_price_by_steps_counts_each_that_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int, steps: int
) -> None:
    offer = offers(tmp_path, monkeypatch, PRICES)["topaz/image-upscale"]
    work = work_of("topaz/image-upscale", tmp_path)
    large = replace(work, shape=replace(work.shape, width=side, height=side))
    assert cost_of(offer, large) == Decimal("0.08") * steps
