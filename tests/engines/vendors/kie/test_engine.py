"""What is asked of a KIE-compatible server, and what is made of its replies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import MediaInput, Parent, Work
from genmux.engines.remote import Accepted, FilePart, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.kie import open_engine
from genmux.engines.vendors.kie.calls import CALLS
from genmux.engines.vendors.kie.engine import Kie
from genmux.engines.vendors.kie.pace import Looks
from tests.engines.vendors.works import body_of, catalogue, reply, run, work_of

TASK = "b" * 32
PICTURE = "qwen/text-to-image"


def engine(**options: str) -> Kie:
    return open_engine(Account("up", "kie", "secret", options=options))


def ok(data: Any) -> Any:
    return reply({"code": 200, "msg": "success", "data": data})


def no(code: int, message: str = "no", data: Any = None, retry_after: str = "") -> Any:
    return reply({"code": code, "msg": message, "data": data}, 200, retry_after=retry_after)


def made_by_us(work: Work, vendor_id: str, own_id: str = "") -> Work:
    """The same, with its earlier tasks made by this account."""
    extra = {"vendor_id": own_id} if own_id else {}
    parents = {name: Parent("", {}, extra, "up", vendor_id) for name in work.parents}
    return replace(work, parents=parents)


def test_a_model_of_the_market(tmp_path: Path) -> None:
    work = work_of(PICTURE, tmp_path, hook="https://us.test/hook", prompt="a kite", stray=1)
    assert "output_format" in work.input, "a default, which is left to the vendor"
    step, (request,) = run(engine().submit(work), ok({"taskId": TASK, "recordId": TASK}))
    assert step == Accepted(TASK, 30.0)
    assert (request.method, request.url) == ("POST", "https://api.kie.ai/api/v1/jobs/createTask")
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["Idempotency-Key"] == work.task_id
    assert request.commits
    assert body_of(request) == {
        "model": PICTURE,
        "input": {"prompt": "a kite", "image_size": "square"},
        "callBackUrl": "https://us.test/hook",
    }
    assert engine().plan(work).notes == ("stray was not sent: this model has no such parameter",)


def test_every_model_and_call_has_a_way(tmp_path: Path) -> None:
    up = engine()
    models = [*catalogue(), *catalogue().calls]
    assert len(models) > 150
    for model in models:
        work = made_by_us(work_of(model.id, tmp_path), TASK)
        detail = {"vendor_id": "file-1"}
        files = tuple(
            MediaInput(name, 0, "parent", "", "", work_facts(tmp_path), detail)
            for name in work.parents
        )
        work = replace(work, media=(*work.media, *files))
        assert up.offers(model.id)
        assert up.plan(work).model == model.id
        steps = up.submit(work)
        request = next(steps)
        assert request.commits
        assert request.url.startswith("https://api.kie.ai/api/v1/")
        assert ("/jobs/" in request.url) == (model.id not in CALLS)
    assert set(CALLS) == {call.id for call in catalogue().calls}


def work_facts(folder: Path) -> Any:
    return work_of("recraft/remove-background", folder).media[0].facts


def test_files_that_only_we_have_are_uploaded_first(tmp_path: Path) -> None:
    work = work_of("google/nano-banana-edit", tmp_path, public=False, prompt="brighter")
    step, sent = run(
        engine(upload_url="https://up.test/").submit(work),
        ok({"fileName": "x", "downloadUrl": "https://their.test/x.png"}),
        ok({"taskId": TASK}),
    )
    assert isinstance(step, Accepted)
    upload, create = sent
    assert upload.url == "https://up.test/api/file-stream-upload"
    assert not upload.commits
    assert create.commits
    fields = dict(upload.form)
    assert fields["uploadPath"] == f"genmux/{work.task_id}"
    part = fields["file"]
    assert isinstance(part, FilePart)
    assert part.path == work.media[0].path
    assert body_of(create)["input"]["image_urls"] == ["https://their.test/x.png"]
    again, _ = run(
        engine().submit(work), lambda one: ok({"fileUrl": _named(one)}), ok({"taskId": TASK})
    )
    assert isinstance(again, Accepted)


def _named(request: Any) -> str:
    assert request.url == "https://kieai.redpandaai.co/api/file-stream-upload"
    return f"https://their.test/{dict(request.form)['fileName']}"


def test_the_second_try_says_the_same(tmp_path: Path) -> None:
    work = work_of("google/nano-banana-edit", tmp_path, public=False, prompt="brighter")
    answers = (lambda one: ok({"fileUrl": _named(one)}), ok({"taskId": TASK}))
    _, first = run(engine().submit(work), *answers)
    _, second = run(engine().submit(work), *answers)
    assert first == second


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"success": False, "code": 401, "msg": "no"}, "auth"),
        ({"success": False, "code": 413, "msg": "large"}, "input"),
        ({"success": False, "code": 500, "msg": "oh"}, "busy"),
        ({"success": True, "code": 200, "msg": "ok", "data": {}}, "busy"),
        (b"<html>", "busy"),
    ],
)
def test_an_upload_that_fails_handed_over_nothing(tmp_path: Path, answer: Any, why: str) -> None:
    work = work_of("google/nano-banana-edit", tmp_path, public=False)
    with pytest.raises(Refused) as caught:
        run(engine().submit(work), reply(answer, 502 if answer == b"<html>" else 200))
    assert caught.value.why == why


def test_links_in_nested_places(tmp_path: Path) -> None:
    work = work_of("google/nano-banana-edit", tmp_path)
    media = work.media[0]
    nested = replace(
        work,
        input={"shots": [{"urls": ["a", "b"], "at": 1}, {"urls": ["c"]}], "mask": "d"},
        request={"input": {"shots": [], "mask": "d", "seen": 1}, "model": work.model},
        media=(
            replace(media, field="shots[].urls", index=1, url="https://v.test/b"),
            replace(media, field="shots[].urls", index=2, url="https://v.test/c"),
            replace(media, field="mask", index=0, url="https://v.test/d"),
        ),
    )
    _, (request,) = run(engine().submit(nested), ok({"taskId": TASK}))
    assert body_of(request)["input"] == {
        "shots": [{"urls": ["a", "https://v.test/b"], "at": 1}, {"urls": ["https://v.test/c"]}],
        "mask": "https://v.test/d",
    }
    assert nested.input["mask"] == "d"


def test_earlier_tasks_go_by_the_vendors_ids(tmp_path: Path) -> None:
    work = work_of("suno/wav", tmp_path, audioId="c" * 32, callBackUrl="https://client.test/")
    work = made_by_us(work, TASK)
    track = MediaInput(
        "taskId", 0, "parent", "", "", work_facts(tmp_path), {"vendor_id": "track-9"}
    )
    _, (request,) = run(engine().submit(replace(work, media=(track,))), ok({"taskId": "d" * 32}))
    body = body_of(request)
    assert body["taskId"] == TASK
    assert body["audioId"] == "track-9"
    assert body["callBackUrl"] == "https://nobody.invalid/"


def test_a_persona_goes_by_its_own_id(tmp_path: Path) -> None:
    work = work_of("suno/generate", tmp_path, personaId="e" * 32, model="V5")
    work = made_by_us(work, TASK, "persona-3")
    _, (request,) = run(engine().submit(work), ok({"taskId": "d" * 32}))
    assert body_of(request)["personaId"] == "persona-3"


def test_an_earlier_task_of_another_engine_is_not_known(tmp_path: Path) -> None:
    work = work_of("suno/wav", tmp_path, vendor_id="x", engine="other")
    with pytest.raises(Refused) as caught:
        engine().plan(work)
    assert caught.value.why == "unsupported"
    with pytest.raises(Refused) as caught:
        run(engine().submit(work))
    assert caught.value.why == "unsupported"


@pytest.mark.parametrize(
    ("code", "why", "told"),
    [
        (400, "input", "422"),
        (401, "auth", "500"),
        (402, "credit", "500"),
        (404, "input", "422"),
        (422, "input", "422"),
        (429, "rate", "429"),
        (430, "rate", "429"),
        (433, "credit", "500"),
        (451, "input", "422"),
        (455, "busy", "500"),
        (500, "unknown", "500"),
        (408, "unknown", "500"),
        (501, "failed", "500"),
        (505, "input", "422"),
        (531, "failed", "500"),
        (550, "busy", "500"),
        (777, "unknown", "500"),
    ],
)
def test_codes_of_a_refusal(tmp_path: Path, code: int, why: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        run(engine().submit(work_of(PICTURE, tmp_path)), no(code, "the reason", retry_after="7"))
    assert caught.value.why == why
    assert caught.value.code == told
    assert caught.value.retry_after == 7
    assert ("the reason" in caught.value.message) == (why not in ("auth", "credit"))
    assert "secret" not in caught.value.message


def test_lyrics_have_codes_of_their_own(tmp_path: Path) -> None:
    for code, why in ((405, "rate"), (429, "credit"), (413, "input")):
        with pytest.raises(Refused) as caught:
            run(engine().submit(work_of("suno/lyrics", tmp_path)), no(code))
        assert caught.value.why == why


@pytest.mark.parametrize(
    ("status", "why"), [(401, "auth"), (502, "unknown"), (503, "busy"), (429, "rate")]
)
def test_a_server_in_between_answers(tmp_path: Path, status: int, why: str) -> None:
    with pytest.raises(Refused) as caught:
        run(engine().submit(work_of(PICTURE, tmp_path)), reply(b"<html>", status))
    assert caught.value.why == why


def test_what_is_no_reply_of_this_api_leaves_it_open(tmp_path: Path) -> None:
    for answer in (reply(b"hello"), reply([1]), ok({}), ok(None)):
        with pytest.raises(Refused) as caught:
            run(engine().submit(work_of(PICTURE, tmp_path)), answer)
        assert caught.value.why == "unknown"


def test_a_job_that_is_there_already_is_taken_up(tmp_path: Path) -> None:
    work = made_by_us(work_of("suno/cover", tmp_path), "music-1")
    step, _ = run(engine().submit(work), no(400, "exists", {"taskId": TASK}))
    assert isinstance(step, Accepted)
    assert step.vendor_id == TASK


def test_a_record_on_its_way_to_a_result(tmp_path: Path) -> None:
    work = work_of(PICTURE, tmp_path)
    now = time.time() * 1000
    record = {"taskId": TASK, "state": "generating", "progress": 40, "createTime": int(now)}
    step, (request,) = run(engine().poll(work, TASK), ok(record))
    assert step == StillRunning(2.0, 0.4)
    assert request.url == f"https://api.kie.ai/api/v1/jobs/recordInfo?taskId={TASK}"
    assert not request.commits
    record["createTime"] = int(now) - 60_000
    assert run(engine().poll(work, TASK), ok(record))[0] == StillRunning(5.0, 0.4)
    hooked = replace(work, hook="https://us.test/hook")
    assert run(engine().poll(hooked, TASK), ok(record))[0] == StillRunning(30.0, 0.4)


def test_many_jobs_are_looked_at_more_slowly(tmp_path: Path) -> None:
    looks = Looks(8, now=lambda: 100.0)
    pauses = [looks.stretched(2.0) for _ in range(40)]
    assert pauses[:16] == [2.0] * 16
    assert pauses[39] == 5.0
    assert Looks(0, now=lambda: 100.0).stretched(2.0) == 2.0
    work, record = work_of(PICTURE, tmp_path), {"state": "waiting"}

    def last(up: Kie) -> float:
        steps = [run(up.poll(work, TASK), ok(record))[0] for _ in range(200)]
        assert isinstance(steps[-1], StillRunning)
        return steps[-1].poll_after

    assert last(engine()) > 15
    assert last(engine(idempotent="true")) == last(engine(looks_per_second="0")) == 5


def test_a_result_with_everything_in_it(tmp_path: Path) -> None:
    result = {
        "resultUrls": ["https://v.test/a.mp4"],
        "resultWaterMarkUrls": ["https://v.test/w.mp4"],
        "firstFrameUrl": ["https://v.test/1.png"],
        "lastFrameUrl": ["https://v.test/2.png"],
        "resultObject": {"masks": ["https://v.test/m.png", "https://v.test/a.mp4"], "n": 3},
    }
    record = {"state": "success", "resultJson": json.dumps(result), "creditsConsumed": 12.5}
    step, _ = run(engine().poll(work_of(PICTURE, tmp_path), TASK), ok(record))
    assert isinstance(step, Finished)
    assert [(one.url[-5:], one.role) for one in step.files] == [
        ("a.mp4", "result"),
        ("w.mp4", "watermarked"),
        ("1.png", "first_frame"),
        ("2.png", "last_frame"),
        ("m.png", "part"),
    ]
    assert step.extra == {"resultObject": {"masks": [{"$file": 4}, {"$file": 0}], "n": 3}}
    assert step.cost == Decimal("0.0625")
    step, _ = run(engine(credit_usd="0.01").poll(work_of(PICTURE, tmp_path), TASK), ok(record))
    assert isinstance(step, Finished)
    assert step.cost == Decimal("0.125")


@pytest.mark.parametrize(
    ("code", "why", "told"),
    [("400", "moderation", "400"), ("422", "failed", "422"), ("501", "failed", "501"),
     ("500", "failed", "500"), (None, "failed", "501")],
)  # fmt: skip
def test_a_record_of_a_failure(tmp_path: Path, code: str | None, why: str, told: str) -> None:
    record = {"state": "fail", "failCode": code, "failMsg": "a kite is no fish"}
    with pytest.raises(Refused) as caught:
        run(engine().poll(work_of(PICTURE, tmp_path), TASK), ok(record))
    assert (caught.value.why, caught.value.code) == (why, told)
    assert caught.value.message == "a kite is no fish"


def test_a_record_that_is_gone(tmp_path: Path) -> None:
    for answer in (no(422, "recordInfo is null"), no(404), ok(None)):
        with pytest.raises(Refused) as caught:
            run(engine().poll(work_of(PICTURE, tmp_path), TASK), answer)
        assert caught.value.why == "expired"
    for answer in (no(429), no(455), no(500), no(401), reply(b"<html>", 502)):
        with pytest.raises(Refused) as caught:
            run(engine().poll(work_of(PICTURE, tmp_path), TASK), answer)
        assert caught.value.why in ("rate", "busy", "unknown", "auth")


def test_a_finer_version_is_asked_for_until_it_is_there(tmp_path: Path) -> None:
    work = made_by_us(work_of("veo/get-1080p-video", tmp_path, index=1), "video-7")
    step, (request,) = run(engine().submit(work), no(400, "1080P is processing."))
    assert step == Accepted("again:video-7", 20.0)
    assert request.method == "GET"
    assert request.commits
    wanted = "https://api.kie.ai/api/v1/veo/get-1080p-video?taskId=video-7&index=1"
    assert request.url == wanted
    later, named = replace(work, parents={}, media=()), "again:video-7"
    polled, (request,) = run(engine().poll(later, named), no(400, "1080P is processing."))
    assert polled == StillRunning(20.0)
    assert request.url == wanted
    assert not request.commits
    assert "Idempotency-Key" not in request.headers
    polled, _ = run(engine().poll(later, named), ok({"resultUrl": "https://v.test/hd.mp4"}))
    assert isinstance(polled, Finished)
    assert polled.files[0].url == "https://v.test/hd.mp4"
    for code, why in ((500, "failed"), (422, "failed"), (429, "rate")):
        with pytest.raises(Refused) as caught:
            run(engine().poll(later, named), no(code, "could not"))
        assert caught.value.why == why
    assert run(engine(idempotent="true").cancel(later, named))[1] == []


def test_the_finest_version_under_the_films_own_id(tmp_path: Path) -> None:
    """The record of that id is the film's, so it is asked for again as well."""
    work = made_by_us(work_of("veo/get-4k-video", tmp_path), "video-7")
    nothing = {"resultUrls": None, "imageUrls": None}
    step, _ = run(engine().submit(work), ok({"taskId": "job-8", **nothing}))
    assert step == Accepted("job-8", 2.0)
    step, _ = run(engine().submit(work), no(422, "4k is processing", {"taskId": "job-8"}))
    assert step == Accepted("job-8", 2.0)
    step, _ = run(engine().submit(work), ok({"taskId": "video-7", **nothing}))
    assert step == Accepted("again:video-7", 20.0)
    polled, (request,) = run(
        engine().poll(work, "again:video-7"), no(422, "4k is processing", {"taskId": "video-7"})
    )
    assert polled == StillRunning(20.0)
    assert body_of(request) == {"taskId": "video-7"}
    there = {"resultUrls": ["https://v.test/4k.mp4"], "imageUrls": ["https://v.test/4k.jpg"]}
    for outcome, _ in (
        run(engine().poll(work, "again:video-7"), ok({"taskId": "video-7", **there})),
        run(engine().submit(work), ok({"taskId": "video-7", **there})),
    ):
        assert isinstance(outcome, Finished)
        assert [one.role for one in outcome.files] == ["result", "cover"]


def test_an_answer_at_once(tmp_path: Path) -> None:
    step, (request,) = run(
        engine().submit(work_of("suno/style", tmp_path)),
        ok({"taskId": TASK, "result": "soft, wide", "creditsConsumed": 0.4}),
    )
    assert request.timeout > 100
    assert step == Finished((), {"style": "soft, wide"}, cost=Decimal("0.0020"))


def test_another_genmux_is_asked_what_it_took(tmp_path: Path) -> None:
    up = engine(idempotent="true")
    assert up.repeatable
    assert not engine().repeatable
    record = {"state": "success", "resultJson": '{"resultUrls":["https://v.test/a.png"]}'}
    work = work_of(PICTURE, tmp_path)
    step, (_, look) = run(
        up.poll(work, TASK), ok(record), ok({"engine": "sketch", "creditsConsumed": 2})
    )
    assert look.url == f"https://api.kie.ai/genmux/v1/tasks/{TASK}"
    assert isinstance(step, Finished)
    assert step.source_type == "algorithmicMedia"
    assert step.cost == Decimal("0.010")
    step, _ = run(up.poll(work, TASK), ok(record), reply(b"<html>", 502))
    assert isinstance(step, Finished)
    assert step.source_type == "trainedAlgorithmicMedia"


def test_the_price_is_the_catalogues(tmp_path: Path) -> None:
    work = replace(work_of(PICTURE, tmp_path), credits=Decimal("2.5"))
    assert engine().plan(work).cost == Decimal("0.0125")
    assert engine(credit_usd="0.01").plan(work).cost == Decimal("0.025")
    assert engine().plan(replace(work, credits=None)).cost is None


@pytest.mark.parametrize("name", ["credit_usd", "looks_per_second"])
def test_an_option_that_is_no_number(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        engine(**{name: "many"})


def test_only_a_genmux_can_take_a_job_back(tmp_path: Path) -> None:
    work = work_of(PICTURE, tmp_path)
    _, (request,) = run(engine(idempotent="true").cancel(work, TASK), no(409))
    assert request.url == f"https://api.kie.ai/genmux/v1/tasks/{TASK}/cancel"
    assert run(engine().cancel(work, TASK))[1] == []


@pytest.mark.parametrize("place", ["task_id", "taskId", "root"])
def test_calls_of_the_vendor_are_known_by_their_signature(place: str) -> None:
    up = open_engine(Account("up", "kie", "secret", hook_secret="whsec_x"))
    named = {"taskId": TASK} if place == "root" else {"data": {place: TASK}}
    body, moment = json.dumps(named).encode(), str(int(time.time()))
    mac = hmac.digest(b"whsec_x", f"{TASK}.{moment}".encode(), hashlib.sha256)
    headers = {
        "X-Webhook-Timestamp": moment,
        "X-Webhook-Signature": base64.b64encode(mac).decode(),
    }
    assert run(up.genuine(headers, body))[0]
    assert not run(up.genuine({**headers, "X-Webhook-Timestamp": "100"}, body))[0]
    assert not run(up.genuine(headers, b'{"taskId": "other"}'))[0]
    assert not run(up.genuine(headers, b"nothing"))[0]
    assert not run(up.genuine({}, body))[0]
    assert run(engine().genuine({}, body))[0], "without a secret the address is the proof"
