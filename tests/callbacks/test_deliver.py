from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from standardwebhooks import Webhook

from genmux.callbacks import outbox
from genmux.callbacks.deliver import USER_AGENT
from genmux.callbacks.secrets import rotate
from genmux.callbacks.sign import verify, verify_kie
from genmux.ids import ProjectId, new_uuid
from genmux.testing.sink import Answer, CallbackSink
from tests.callbacks.sending import (
    NewDelivery,
    ShiftedClock,
    delivering,
    enqueue,
    letter,
    look,
    post_letters,
    settings,
    until_attempts,
    until_count,
    until_state,
)

if TYPE_CHECKING:
    import aiohttp

    from genmux.callbacks.delivery import Attempt
    from genmux.db.pool import Pool


async def attempts_of(pool: Pool, sent: NewDelivery) -> list[Attempt]:
    async with pool.acquire() as conn:
        return await outbox.attempts(conn, sent.id)


async def test_a_delivery_arrives_signed_with_its_body_untouched(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession, secret: str
) -> None:
    task = new_uuid()
    body = json.dumps({"data": {"taskId": task.hex, "x": "äß\u2028"}}, ensure_ascii=False)
    sent = letter(project, sink.url, task_id=task, body=body)
    async with delivering(pool, session):
        await post_letters(pool, sent)
        (seen,) = await sink.wait(1)
        await until_state(pool, "delivered", sent)
    assert seen.problem == ""
    assert seen.body == body.encode()
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["user-agent"] == USER_AGENT
    assert seen.webhook_id == f"msg_{sent.id.hex}"
    assert Webhook(secret).verify(seen.body, dict(seen.headers)) == json.loads(body)


async def test_every_attempt_carries_the_same_id_and_is_logged(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.script(500, Answer(drop=True), 302, Answer(503, b"busy"))
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session):
        await until_state(pool, "delivered", sent)
    assert {seen.webhook_id for seen in sink.received} == {f"msg_{sent.id.hex}"}
    assert len(sink.received) == 5
    log = await attempts_of(pool, sent)
    assert [one.number for one in log] == [1, 2, 3, 4, 5]
    assert [one.status for one in log] == [500, None, 302, 503, 200]
    assert [one.error for one in log] == ["status", "disconnected", "redirect", "status", ""]
    assert log[3].reply == "busy"


async def test_it_gives_up_when_the_schedule_is_used_up(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.always(404)
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session, settings(schedule=(0.0, 0.0))):
        await until_state(pool, "failed", sent)
    assert len(sink.received) == 3
    assert (await look(pool, sent.id)).finished_at is not None


async def test_an_invalid_url_fails_at_once(
    pool: Pool, project: ProjectId, session: aiohttp.ClientSession
) -> None:
    sent = letter(project, "not-a-url")
    await post_letters(pool, sent)
    async with delivering(pool, session):
        await until_state(pool, "failed", sent)
    assert [one.error for one in await attempts_of(pool, sent)] == ["invalid_url"]


async def test_a_wake_up_needs_no_poll(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    async with delivering(pool, session, poll=600.0) as deliverer:
        first = letter(project, sink.url)
        await post_letters(pool, first)
        deliverer.wake()
        await sink.wait(1)
        await until_state(pool, "delivered", first)
        await post_letters(pool, letter(project, sink.url))
        deliverer.wake()
        await sink.wait(2)


async def test_what_a_killed_sender_had_claimed_is_sent_by_another(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with pool.acquire() as conn:
        now = datetime.now(UTC)
        await outbox.claim(conn, now, 9, timedelta(seconds=0.05), per_host=9, room={})
    async with delivering(pool, session):
        await until_state(pool, "delivered", sent)
    assert len(sink.received) == 1


async def test_a_crash_between_sending_and_recording_sends_again_with_the_same_id(
    pool: Pool,
    project: ProjectId,
    sink: CallbackSink,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ShiftedClock()
    sent = letter(project, sink.url)
    await post_letters(pool, sent)

    async def lost(*_args: object) -> None:
        """As if the process had died here."""

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "record", lost)
        async with delivering(pool, session, clock=clock):
            await sink.wait(1)
    assert (await look(pool, sent.id)).state == "pending"
    clock.ahead = timedelta(seconds=30)
    async with delivering(pool, session, clock=clock):
        await until_state(pool, "delivered", sent)
    first, second = sink.received
    assert first.webhook_id == second.webhook_id
    assert len(await attempts_of(pool, sent)) == 1


async def test_a_receiver_that_was_dead_for_hours_gets_everything_when_it_returns(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    clock = ShiftedClock()
    letters = [letter(project, sink.url_for(f"/{n}")) for n in range(40)]
    await sink.down()
    await post_letters(pool, *letters)
    config = settings(schedule=(5, 30, 120, 600, 3600, 10800, 28800))
    async with delivering(pool, session, config, clock=clock):
        for _ in range(10):
            made = await pool.fetchval("select count(*) from delivery_attempt")
            clock.ahead += timedelta(minutes=30)
            await until_count(
                pool, "select least(count(*), $1) from delivery_attempt", made + 1, made + 1
            )
        await sink.up()
        clock.ahead += timedelta(minutes=1)
        await until_state(pool, "delivered", *letters)
    assert {seen.path for seen in sink.received} == {f"/{n}" for n in range(40)}


async def test_the_end_of_a_long_outage_brings_far_retries_forward(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    clock = ShiftedClock()
    early = [letter(project, sink.url) for _ in range(5)]
    await sink.down()
    await post_letters(pool, *early)
    config = settings(schedule=(28_800.0,) * 7)
    async with delivering(pool, session, config, clock=clock):
        await until_count(pool, "select count(*) from delivery_attempt", 5)
        await sink.up()
        clock.ahead = timedelta(hours=1)
        news = letter(project, sink.url)
        await post_letters(pool, news)
        await until_state(pool, "delivered", news, *early)


async def test_a_request_that_outlasts_its_lease_is_not_repeated_by_the_same_process(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    clock = ShiftedClock()
    slow, marker = letter(project, sink.url), letter(project, sink.url)
    sink.script(Answer(delay=0.2))
    await post_letters(pool, slow)
    async with delivering(pool, session, clock=clock):
        await sink.wait(1)
        clock.ahead = timedelta(hours=1)
        await post_letters(pool, marker)
        await until_state(pool, "delivered", slow, marker)
    assert len(sink.received) == 2


async def test_a_host_that_is_dead_for_good_is_given_up_in_the_end(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    letters = [letter(project, sink.url) for _ in range(60)]
    await sink.down()
    await post_letters(pool, *letters, now=datetime.now(UTC) - timedelta(days=1))
    async with delivering(pool, session, settings(schedule=(3600.0,), per_host=5)):
        await until_count(pool, "select count(*) from delivery where attempts = 0", 0)
    given_up = "select count(*) from delivery where state = 'failed' and finished_at is not null"
    assert await pool.fetchval(given_up) >= 50


async def test_a_dead_host_is_probed_and_not_hammered(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.always(503, path="/dead")
    dead = [letter(project, sink.url_for("/dead")) for _ in range(100)]
    await post_letters(pool, *dead)
    clock = ShiftedClock()
    async with delivering(pool, session, settings(per_host=5), clock=clock):
        await sink.wait(5)
        async with CallbackSink() as other:
            marker = letter(project, other.url)
            await post_letters(pool, marker)
            await until_state(pool, "delivered", marker)
    assert len(sink.received) < 20


async def test_a_slow_receiver_does_not_hold_up_the_others(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    async with CallbackSink() as slow:
        slow.always(Answer(delay=600))
        blocked = [letter(project, slow.url) for _ in range(30)]
        quick = [letter(project, sink.url) for _ in range(30)]
        await post_letters(pool, *blocked)
        config = settings(concurrency=12, per_host=4, timeout=600)
        async with delivering(pool, session, config, drain=0.0):
            await slow.wait(4)
            await post_letters(pool, *quick)
            await until_state(pool, "delivered", *quick)
            assert len(slow.received) == 4


async def test_a_timeout_is_a_failed_attempt(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.script(Answer(delay=600))
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session, settings(timeout=0.1)):
        await until_state(pool, "delivered", sent)
    assert [one.error for one in await attempts_of(pool, sent)] == ["timeout", ""]


async def test_redelivery_sends_the_same_message_again(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.script(404)
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session, settings(schedule=())):
        await until_state(pool, "failed", sent)
        async with pool.acquire() as conn:
            await outbox.redeliver(conn, sent.id, project, datetime.now(UTC))
        await until_state(pool, "delivered", sent)
    first, second = sink.received
    assert (first.webhook_id, first.body) == (second.webhook_id, second.body)
    assert [one.number for one in await attempts_of(pool, sent)] == [1, 2]


async def test_after_a_rotation_both_secrets_verify(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession, secret: str
) -> None:
    async with pool.acquire() as conn:
        newest = await rotate(conn, project, datetime.now(UTC))
    async with delivering(pool, session):
        await post_letters(pool, letter(project, sink.url))
        (seen,) = await sink.wait(1)
    for valid in (secret, newest):
        verify(valid, seen.headers, seen.body)
        verify_kie(valid, seen.headers, seen.body)


async def test_nothing_is_sent_unsigned(
    pool: Pool, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    orphan = letter(ProjectId(new_uuid()), sink.url)
    await post_letters(pool, orphan)
    async with delivering(pool, session, settings(schedule=())):
        await until_state(pool, "failed", orphan)
    assert sink.received == []
    assert [one.error for one in await attempts_of(pool, orphan)] == ["unsigned"]


async def test_stopping_lets_requests_under_way_end(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.script(Answer(delay=0.2))
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session):
        await sink.wait(1)
    assert (await look(pool, sent.id)).state == "delivered"


async def test_stopping_does_not_wait_for_ever_and_leaves_the_rest_due(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    sink.script(Answer(delay=600))
    sent = letter(project, sink.url)
    await post_letters(pool, sent)
    async with delivering(pool, session, settings(timeout=600), drain=0.01):
        await sink.wait(1)
    async with delivering(pool, session):
        await until_state(pool, "delivered", sent)


async def test_it_outlives_the_loss_of_its_connections(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    first, second = letter(project, sink.url), letter(project, sink.url)
    async with delivering(pool, session):
        await post_letters(pool, first)
        await until_state(pool, "delivered", first)
        async with pool.acquire() as conn:
            await conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
            await enqueue(conn, [second], datetime.now(UTC))
        await sink.wait(2)


async def test_two_deliverers_share_the_work(
    pool: Pool, project: ProjectId, sink: CallbackSink, session: aiohttp.ClientSession
) -> None:
    letters = [letter(project, sink.url) for _ in range(200)]
    await post_letters(pool, *letters)
    async with delivering(pool, session), delivering(pool, session):
        await until_state(pool, "delivered", *letters)
    assert len(sink.received) == len({seen.webhook_id for seen in sink.received}) == 200


async def test_a_surprise_with_one_delivery_does_not_stop_the_others(
    pool: Pool,
    project: ProjectId,
    sink: CallbackSink,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd, even = letter(project, sink.url_for("/odd")), letter(project, sink.url)
    send = session.post

    def break_for_odd(url: object, **options: object) -> object:
        if str(url).endswith("/odd"):
            raise RuntimeError("a surprise")
        return send(url, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "post", break_for_odd)
    await post_letters(pool, odd, even)
    async with delivering(pool, session, settings(schedule=())):
        await until_state(pool, "failed", odd)
        await until_state(pool, "delivered", even)
    assert [one.error for one in await attempts_of(pool, odd)] == ["internal"]
    await until_attempts(pool, 1, even)
