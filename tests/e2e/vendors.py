"""What each vendor's double is asked to make here, and how it is made to refuse."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from genmux.testing.doubles import dashscope, elevenlabs
from genmux.testing.doubles.ark import ArkDouble
from genmux.testing.doubles.bfl import BflDouble
from genmux.testing.doubles.dashscope import DashScopeDouble
from genmux.testing.doubles.elevenlabs import ElevenLabsDouble
from genmux.testing.doubles.fal import FalDouble
from genmux.testing.doubles.google import GoogleDouble
from genmux.testing.doubles.openai import OpenAIDouble
from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.replicate import ReplicateDouble
from genmux.testing.doubles.runway import RunwayDouble
from genmux.testing.doubles.xai import XAIDouble

PROMPT = "a red kite"
FORBIDDEN = "a forbidden kite"
_NANO_BANANA = "google/nano-banana"


@dataclass(frozen=True)
class Case:
    """One vendor: what it is asked for, what it calls the model, and what it takes (US dollars).

    `forbid` makes its next job one that its moderation refuses, where the words `FORBIDDEN` do not;
    `call` lets the vendor call us about its newest job and gives the status that we answered.
    """

    kind: str
    double: Callable[[], Any]
    model: str
    input: Mapping[str, Any]
    vendor_model: str
    cost: float | None
    mime: str = "image/png"
    count: int = 1
    note: str = ""
    prepare: Callable[[Any], None] = lambda _double: None
    forbid: Callable[[Any], None] = lambda _double: None
    call: Callable[[Any], Awaitable[int]] | None = None
    words: str = "prompt"
    account: Mapping[str, str] = field(default_factory=dict)
    """names of what else stands in the account's table, with `{url}` for the double's address"""

    def request(self, words: str = PROMPT) -> dict[str, Any]:
        return {"model": self.model, "input": {self.words: words, **self.input}}


def _newest(jobs: dict[str, Any]) -> Any:
    return next(reversed(jobs.values()))


def _prepare_fal(double: FalDouble) -> None:
    double.prices["fal-ai/nano-banana"] = 0.05
    picture = {"url": f"{double.url}/files/1.png", "content_type": "image/png"}
    double.end("fal-ai/nano-banana", {"images": [picture]}, X_Fal_Billable_Units="2")


def _prepare_replicate(double: ReplicateDouble) -> None:
    double.outputs[_NANO_BANANA] = f"{double.url}/files/1.png"


def _forbid_replicate(double: ReplicateDouble) -> None:
    double.errors[_NANO_BANANA] = "The input or output was flagged as sensitive. (E005)"


def _prepare_bfl(double: BflDouble) -> None:
    double.cost = 4


def _forbid_bfl(double: BflDouble) -> None:
    double.end, double.details = "Content Moderated", {"Moderation Reasons": ["Kites"]}


def _forbid_openai(double: OpenAIDouble) -> None:
    said = {"code": "moderation_blocked", "message": "Your request was rejected."}
    double.fail(400, {"error": {**said, "type": "image_generation_user_error"}})


def _forbid_dashscope(double: DashScopeDouble) -> None:
    double.fail(400, dashscope.problem("DataInspectionFailed", "Inappropriate content."))


def _forbid_elevenlabs(double: ElevenLabsDouble) -> None:
    double.fail(400, elevenlabs.problem("content_policy_violation", "Not allowed."))


async def call_google(double: GoogleDouble) -> int:
    """About its newest interaction, the only kind of job that it calls about."""
    asked = next(one for one in reversed(double.seen) if one.path == "/v1/interactions").json
    (hook,) = asked["webhook_config"]["uris"]
    headers = double.call(time.time() + 60)
    async with (
        aiohttp.ClientSession() as session,
        session.post(hook, data=b"{}", headers=headers) as reply,
    ):
        return reply.status


CASES = (
    Case(
        kind="fal",
        double=lambda: FalDouble(steps=0),
        model=_NANO_BANANA,
        input={},
        vendor_model="fal-ai/nano-banana",
        cost=0.10,
        prepare=_prepare_fal,
        forbid=lambda double: double.refuse("fal-ai/nano-banana", "content_policy_violation"),
        call=lambda double: double.call_back(_newest(double.jobs)),
        account={"rest_url": "{url}", "api_url": "{url}"},
    ),
    Case(
        kind="replicate",
        double=lambda: ReplicateDouble(steps=0),
        model=_NANO_BANANA,
        input={},
        vendor_model=_NANO_BANANA,
        cost=0.039,
        prepare=_prepare_replicate,
        forbid=_forbid_replicate,
        call=lambda double: double.call_back(_newest(double.predictions)),
    ),
    Case(
        kind="bfl",
        double=lambda: BflDouble(steps=0),
        model="flux-2/pro-text-to-image",
        input={"resolution": "1K", "aspect_ratio": "1:1"},
        vendor_model="flux-2-pro",
        cost=0.04,
        prepare=_prepare_bfl,
        forbid=_forbid_bfl,
        call=lambda double: double.call_back(_newest(double.tasks)),
        account={"hook_secret": "env:BFL_HOOK_SECRET"},
    ),
    Case(
        kind="openai",
        double=OpenAIDouble,
        model="gpt-image/1.5-text-to-image",
        input={"quality": "medium", "aspect_ratio": "1:1"},
        vendor_model="gpt-image-1.5",
        cost=0.03206,
        forbid=_forbid_openai,
    ),
    Case(
        kind="google",
        double=lambda: GoogleDouble(polls=1),
        model=_NANO_BANANA,
        input={},
        vendor_model="gemini-2.5-flash-image",
        cost=0.038703,
    ),
    Case(
        kind="xai",
        double=lambda: XAIDouble(polls=1),
        model="grok-imagine/text-to-image",
        input={},
        vendor_model="grok-imagine-image",
        cost=0.12,
        mime="image/jpeg",
        count=6,
    ),
    Case(
        kind="runway",
        double=lambda: RunwayDouble(steps=0),
        model="seedream/5-lite-text-to-image",
        input={"aspect_ratio": "1:1", "quality": "basic"},
        vendor_model="seedream5_lite",
        cost=0.60,
        forbid=lambda double: double.ends.append(("FAILED", "SAFETY.INPUT.TEXT")),
    ),
    Case(
        kind="elevenlabs",
        double=ElevenLabsDouble,
        model="elevenlabs/sound-effect-v2",
        input={"duration_seconds": 1},
        vendor_model="eleven_text_to_sound_v2",
        cost=None,
        mime="audio/mpeg",
        forbid=_forbid_elevenlabs,
        words="text",
    ),
    Case(
        kind="dashscope",
        double=lambda: DashScopeDouble(steps=0),
        model="z-image",
        input={"aspect_ratio": "1:1"},
        vendor_model="z-image-turbo",
        cost=0.015,
        forbid=_forbid_dashscope,
    ),
    Case(
        kind="ark",
        double=lambda: ArkDouble(steps=0),
        model="bytedance/v1-pro-text-to-video",
        input={"resolution": "480p", "nsfw_checker": True},
        vendor_model="seedance-1-0-pro-250528",
        cost=0.25,
        mime="video/mp4",
        note="nsfw_checker",
        forbid=lambda double: double.ends.append(("failed", "OutputVideoSensitiveContentDetected")),
        call=lambda double: double.call_back(next(reversed(double.tasks))),
    ),
)


def account_of(case: Case, double: Playing) -> dict[str, str]:
    """The account's table in the settings."""
    more = {name: text.format(url=double.url) for name, text in case.account.items()}
    return {"key": f"env:{variable(case.kind)}", "url": double.url, **more}


def variable(kind: str) -> str:
    """The environment variable that holds the account's key."""
    return f"{kind.upper()}_API_KEY"
