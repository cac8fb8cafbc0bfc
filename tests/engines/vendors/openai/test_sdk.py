"""The official SDK as the oracle: it asks as we do, and understands what the double answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import openai
import pytest
from openai.types.image_edit_params import ImageEditParamsNonStreaming
from openai.types.image_generate_params import ImageGenerateParamsNonStreaming
from pydantic import TypeAdapter

from genmux.engines.base import Work
from genmux.engines.remote import Finished, Refused
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.openai import open_engine
from genmux.testing.doubles.openai import OpenAIDouble
from tests.engines.vendors.wire import alike, over_the_wire
from tests.engines.vendors.works import body_of, reply, run, work_of

LINKS = ["https://files.test/one.png", "https://files.test/two.png"]


def account(double: OpenAIDouble) -> Account:
    options = {"organization": "org-1", "project": "proj-1"}
    return Account("one", "openai", double.key, url=double.url, options=options)


def client(double: OpenAIDouble) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        api_key=double.key,
        base_url=double.url,
        organization="org-1",
        project="proj-1",
        max_retries=0,
    )


def contents(work: Work) -> list[bytes]:
    return [Path(one.path).read_bytes() for one in work.media]


HEADERS = ("authorization", "openai-organization", "openai-project")


@pytest.mark.parametrize(
    ("model", "given", "asked"),
    [
        (
            "gpt-image/1.5-text-to-image",
            {"prompt": "A kite.", "quality": "high", "aspect_ratio": "2:3"},
            {"model": "gpt-image-1.5", "quality": "high", "size": "1024x1536"},
        ),
        (
            "gpt-image-2-text-to-image",
            {"prompt": "A kite.", "aspect_ratio": "16:9", "resolution": "2K"},
            {"model": "gpt-image-2", "size": "2736x1536"},
        ),
    ],
)
async def test_generating(
    tmp_path: Path, model: str, given: dict[str, Any], asked: dict[str, Any]
) -> None:
    async with OpenAIDouble() as double, client(double) as sdk:
        work = work_of(model, tmp_path, **given)
        done = await over_the_wire(open_engine(account(double)).submit(work))
        theirs = await sdk.images.generate(prompt="A kite.", n=1, output_format="png", **asked)
        ours, sdks = alike(double.seen[0], double.seen[1], headers=HEADERS)
        assert ours == sdks
    assert isinstance(done, Finished)
    assert theirs.data is not None
    assert theirs.usage is not None
    assert theirs.size == asked["size"]
    assert len(done.files) == len(theirs.data) == 1
    assert done.cost is not None


async def test_editing(tmp_path: Path) -> None:
    async with OpenAIDouble() as double, client(double) as sdk:
        work = work_of(
            "gpt-image/1.5-image-to-image",
            tmp_path,
            prompt="Red.",
            input_urls=LINKS,
            quality="medium",
            aspect_ratio="1:1",
        )
        done = await over_the_wire(open_engine(account(double)).submit(work))
        files = [("a.png", one, "image/png") for one in contents(work)]
        theirs = await sdk.images.edit(
            model="gpt-image-1.5",
            prompt="Red.",
            image=files,
            quality="medium",
            size="1024x1024",
            n=1,
            output_format="png",
        )
        ours, sdks = alike(double.seen[0], double.seen[1], headers=HEADERS)
        assert ours == sdks
    assert isinstance(done, Finished)
    assert theirs.data is not None
    assert theirs.usage is not None
    assert theirs.usage.input_tokens_details.image_tokens == 600


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "moderation_blocked", openai.BadRequestError),
        (429, "rate_limit_exceeded", openai.RateLimitError),
        (500, "server_error", openai.InternalServerError),
    ],
)
async def test_failures_are_read_alike(
    tmp_path: Path, status: int, code: str, kind: type[openai.APIStatusError]
) -> None:
    body = {"error": {"message": "No.", "type": "some_error", "param": None, "code": code}}
    async with OpenAIDouble() as double, client(double) as sdk:
        double.fail(status, body)
        with pytest.raises(kind) as theirs:
            await sdk.images.generate(model="gpt-image-2", prompt="A kite.")
        double.fail(status, body)
        with pytest.raises(Refused) as ours:
            await over_the_wire(
                open_engine(account(double)).submit(work_of("gpt-image-2-text-to-image", tmp_path))
            )
    assert theirs.value.code == code
    assert ours.value.why == {400: "moderation", 429: "rate", 500: "unknown"}[status]


async def test_a_wrong_key(tmp_path: Path) -> None:
    async with OpenAIDouble() as double:
        wrong = open_engine(Account("one", "openai", "wrong", url=double.url))
        with pytest.raises(Refused) as ours:
            await over_the_wire(wrong.submit(work_of("gpt-image-2-text-to-image", tmp_path)))
        async with openai.AsyncOpenAI(api_key="wrong", base_url=double.url) as sdk:
            with pytest.raises(openai.AuthenticationError):
                await sdk.images.generate(model="gpt-image-2", prompt="A kite.")
    assert ours.value.why == "auth"


@pytest.mark.parametrize("offer", open_engine(Account("one", "openai", "k")).all_offers.values())
def test_what_is_sent_fits_the_sdks_types(tmp_path: Path, offer: Any) -> None:
    work = work_of(offer.id, tmp_path)
    _, (request,) = run(
        open_engine(Account("one", "openai", "k")).submit(work), reply({"data": [{"url": "u"}]})
    )
    if request.form:
        names = {name.removesuffix("[]") for name, _ in request.form}
        assert names <= set(get_type_hints(ImageEditParamsNonStreaming))
    else:
        body = body_of(request)
        assert set(body) <= set(get_type_hints(ImageGenerateParamsNonStreaming))
        TypeAdapter(ImageGenerateParamsNonStreaming).validate_python(body)


def test_the_models_are_known_to_the_sdk() -> None:
    known = get_args(openai.types.ImageModel)
    for offer in open_engine(Account("one", "openai", "k")).all_offers.values():
        assert offer.model in known
