"""Every model and call takes generated inputs: what is valid passes, has a price and a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genmux.catalogue.scope import Scope
from genmux.errors import InvalidInput

from .builders import AUDIO, IMAGE, TASK, URLS, VIDEO, audio, fetched, image, media, video
from .conftest import contract, contract_folder

if TYPE_CHECKING:
    from decimal import Decimal

    from genmux.catalogue.entry import Model
    from genmux.catalogue.field import Field
    from genmux.catalogue.load import Catalogue
    from genmux.engines.base import Shape

LINKS = {"image": IMAGE, "video": VIDEO, "audio": AUDIO}
WORDS = st.text(alphabet="abc déf 1", min_size=1, max_size=30)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Values that satisfy the field itself; rules between fields may still refuse them."""
    if field.parent is not None:
        return st.just(TASK)
    if field.is_list:
        return lists_of(field)
    if field.media is not None:
        return st.just(LINKS[field.media.kinds[0]])
    if field.choices:
        return st.sampled_from(field.choices)
    if field.fields:
        return objects_of(field.fields)
    if "boolean" in field.types:
        return st.booleans()
    if "integer" in field.types or "number" in field.types:
        return numbers_of(field)
    return texts_of(field)


def lists_of(field: Field) -> st.SearchStrategy[Any]:
    low = max(1, field.min_items or 1)
    high = min(field.max_items or low + 2, low + 2)
    assert field.items is not None
    if field.media is None:
        return st.lists(values_of(field.items), min_size=low, max_size=high)
    spec = field.media
    return st.integers(low, high).map(
        lambda n: [LINKS[(spec.alone if n == 1 else spec.several) or spec.kinds[0]]] * n
    )


def objects_of(fields: tuple[Field, ...]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {field.name: values_of(field) for field in fields if field.required},
        optional={field.name: values_of(field) for field in fields if not field.required},
    )


def numbers_of(field: Field) -> st.SearchStrategy[Any]:
    if field.any:
        choices = [one["const"] for one in field.any if "const" in one]
        bounded = [one for one in field.any if "minimum" in one]
        high = bounded[0].get("maximum", field.high)
        return st.sampled_from(choices) | st.integers(bounded[0]["minimum"], high)
    step = field.multiple_of or field.step or 1
    low = field.low if field.low is not None else 0
    high = field.high if field.high is not None else low + 100
    return st.integers(round(low / step), round(high / step)).map(
        lambda n: round(n * step, 4) if isinstance(step, float) else n * step
    )


def texts_of(field: Field) -> st.SearchStrategy[Any]:
    samples = {
        "^#[0-9A-Fa-f]{6}$": "#a1b2c3",
        r"^\d{1,3}\.\d{2}%$": "12.50%",
        "^Speaker [1-9][0-9]*$": "Speaker 1",
        r"^\d+(\.\d+)?,\d+(\.\d+)?$": "1,3.5",
        r"^https://sora\.chatgpt\.com/": "https://sora.chatgpt.com/p/s_1",
        "^([3-9]|1[0-5])$": "5",
    }
    if field.pattern in samples:
        return st.just(samples[field.pattern])
    if field.any:
        return st.sampled_from(["Rachel", "EkK5I93UQWFDigLMpZcX"])
    if field.max_length == 0:
        return st.just("")
    return WORDS.map(lambda text: "abc" + text)


def inputs_of(model: Model) -> st.SearchStrategy[dict[str, Any]]:
    """The example with any fields changed or added."""
    base = model.example(URLS)
    extra = st.fixed_dictionaries(
        {}, optional={field.name: values_of(field) for field in model.fields}
    )
    return extra.map(lambda more: base | more)


def assert_sane(model: Model, shape: Shape, price: Decimal, least: int = 16) -> None:
    assert price.is_finite()
    assert price >= 0
    assert bool(price) == any(row.credits for row in model.prices.rows), model.id
    assert shape.count >= 1
    if shape.kind in ("image", "video"):
        assert least <= shape.width <= 16384
        assert least <= shape.height <= 16384
    if shape.kind == "video":
        assert shape.width % 2 == shape.height % 2 == 0
        assert 0 < shape.seconds <= 600
        assert 4 <= shape.fps <= 120
    if shape.kind == "audio":
        assert shape.sample_rate >= 8000
        assert shape.channels in (1, 2)


def entries(catalogue: Catalogue) -> list[Model]:
    return [*catalogue, *catalogue.calls]


def test_every_example_is_valid_and_priced(catalogue: Catalogue) -> None:
    for model in entries(catalogue):
        values = model.check(model.example(URLS))
        assert_sane(model, model.shape(values), model.hold(values))


def test_examples_are_cheap(catalogue: Catalogue) -> None:
    """Short and small, so that a run over all models stays quick."""
    for model in entries(catalogue):
        values = model.check(model.example(URLS))
        shape = model.shape(values)
        given = model.media_refs(values) or model.parent_refs(values)
        if shape.kind == "video" and not given:
            assert shape.seconds <= 10, model.id
            assert shape.width * shape.height <= 1920 * 1080, model.id


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_valid_inputs_pass(catalogue: Catalogue, data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(entries(catalogue)), label="model")
    raw = data.draw(inputs_of(model), label="input")
    # fields are valid one by one, so that only a rule between them may refuse
    broken: InvalidInput | None = None
    try:
        values = model.check(raw)
    except InvalidInput as error:
        broken = error
    if broken is not None:
        assert model.rules.rules, f"{model.id}: {broken.message}"
        return
    assert_sane(model, model.shape(values), model.hold(values))
    assert model.check(values) == values or model.rules.rules
    files = fetched(model, values, image=image(700, 900), video=video(5), audio=audio(5))
    files += [media(p.field, "parent", video(4, 640, 480)) for p in model.parent_refs(values)]
    shape = model.shape(values, files)
    assert_sane(model, shape, model.charge(values, files, shape))


def test_every_combination_of_choices_has_a_price(catalogue: Catalogue) -> None:
    """Whatever a caller may choose among the fields that a price asks for, some row fits."""
    facts = {
        "has_video_input": (True, False),
        "has_image": (True, False),
        "source_resolution": ("480p", "720p"),
        "result_class": ("2K", "4K", "8K"),
    }
    for model in entries(catalogue):
        fields = {field.name: field for field in model.fields}
        asked = sorted({name for row in model.prices.rows for name in row.when})
        combinations: list[dict[str, Any]] = [{}]
        for name in asked:
            options = facts.get(name) or fields[name].choices or (True, False)
            usable = [
                one for one in options if not isinstance(one, int | float) or isinstance(one, bool)
            ]
            combinations = [{**row, name: one} for row in combinations for one in usable]
        for values in combinations:
            if model.prices.row(Scope(values, facts=values)) is None:
                with pytest.raises(InvalidInput):
                    model.check(model.example(URLS) | values)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_passes_here_passes_the_contract(catalogue: Catalogue, data: st.DataObject) -> None:
    """Also the conditions between fields that the contract's schemas state."""
    if contract_folder() is None:
        contract("models.json")  # skips, with the reason
    rows = [row for row in contract("models.json") if set(row["input"]) & CONDITIONS]
    row = data.draw(st.sampled_from(rows), label="model")
    model = catalogue.get(row["id"])
    assert model is not None
    raw = data.draw(inputs_of(model), label="input")
    try:
        model.check(raw)
    except InvalidInput:
        return
    assert jsonschema_rs.is_valid(row["input"], raw)


CONDITIONS = {"allOf", "anyOf", "oneOf", "if", "not", "dependentRequired"}
