from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from genmux.callbacks import outbox
from genmux.callbacks.delivery import Delivery, Outcome
from genmux.db.migrate import first_uuid
from genmux.errors import NotFound
from genmux.ids import DeliveryId, ProjectId, TaskId, new_uuid
from tests.callbacks.sending import NewDelivery, letter, look, post_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.db.pool import Pool

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LEASE = timedelta(seconds=20)
URL = "https://a.example/hook"


async def claim(
    pool: Pool,
    now: datetime = NOW,
    *,
    limit: int = 100,
    per_host: int = 100,
    room: Mapping[str, int] | None = None,
) -> list[Delivery]:
    async with pool.acquire() as conn:
        return await outbox.claim(conn, now, limit, LEASE, per_host=per_host, room=room or {})


def outcome(written: NewDelivery, state: str = "delivered", **changes: Any) -> Outcome:
    return Outcome(
        **{
            "delivery_id": written.id,
            "started_at": NOW,
            "milliseconds": 1500,
            "status": 200,
            "error": "",
            "reply": "ok",
            "state": state,
            "next_at": NOW + timedelta(minutes=1),
            **changes,
        }
    )


async def record(pool: Pool, *outcomes: Outcome) -> None:
    async with pool.acquire() as conn:
        await outbox.record(conn, outcomes)


def hosts(claimed: list[Delivery]) -> list[str]:
    return sorted(one.host for one in claimed)


async def test_a_delayed_delivery_is_not_due_before_its_time(
    pool: Pool, project: ProjectId
) -> None:
    await post_letters(pool, letter(project, URL, delay=60.0), now=NOW)
    assert await claim(pool, NOW + timedelta(seconds=59)) == []
    assert len(await claim(pool, NOW + timedelta(seconds=60))) == 1


async def test_a_claimed_delivery_comes_back_when_its_lease_ends(
    pool: Pool, project: ProjectId
) -> None:
    await post_letters(pool, letter(project, URL), now=NOW)
    first = await claim(pool)
    assert await claim(pool, NOW + LEASE / 2) == []
    again = await claim(pool, NOW + LEASE)
    assert [one.id for one in first] == [one.id for one in again]


async def test_two_senders_never_hold_the_same_delivery(pool: Pool, project: ProjectId) -> None:
    await post_letters(pool, *(letter(project, URL) for _ in range(10)), now=NOW)
    async with pool.acquire() as conn, conn.transaction():
        mine = await outbox.claim(conn, NOW, 4, LEASE, per_host=100, room={})
        other = await claim(pool)
    assert len(mine) == 4
    assert len(other) == 6
    assert not {one.id for one in mine} & {one.id for one in other}


async def test_oldest_first_and_no_more_than_the_limit(pool: Pool, project: ProjectId) -> None:
    letters = [letter(project, URL, delay=float(-age)) for age in range(6)]
    await post_letters(pool, *letters, now=NOW)
    assert {one.id for one in await claim(pool, limit=3)} == {one.id for one in letters[3:]}


async def test_no_host_gets_more_than_its_share(pool: Pool, project: ProjectId) -> None:
    urls = [f"https://{name}.example/{n}" for name in "aabbbbc" for n in range(2)]
    await post_letters(pool, *(letter(project, url) for url in urls), now=NOW)
    claimed = await claim(pool, per_host=3)
    assert hosts(claimed) == ["a.example"] * 3 + ["b.example"] * 3 + ["c.example"] * 2


async def test_a_host_without_room_is_passed_over_and_costs_the_others_nothing(
    pool: Pool, project: ProjectId
) -> None:
    dead = [letter(project, "https://dead.example", delay=-9.0) for _ in range(20)]
    await post_letters(pool, *dead, letter(project, URL), now=NOW)
    claimed = await claim(pool, limit=2, room={"dead.example": 0})
    assert hosts(claimed) == ["a.example"]
    assert hosts(await claim(pool, room={"dead.example": 1})) == ["dead.example"]


async def test_the_host_that_waits_longest_comes_first(pool: Pool, project: ProjectId) -> None:
    waiting = {"a": -1.0, "b": -3.0, "c": -2.0}
    letters = [letter(project, f"http://{name}", delay=at) for name, at in waiting.items()]
    await post_letters(pool, *letters, now=NOW)
    assert hosts(await claim(pool, limit=2)) == ["b", "c"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.Example:8443/x?y=http://b", "a.example:8443"),
        ("http://user:pw@a.example/x", "a.example"),
        ("http://[::1]:80/", "[::1]:80"),
        ("not a url", ""),
        ("", ""),
    ],
)
async def test_the_host_of_a_url(pool: Pool, project: ProjectId, url: str, host: str) -> None:
    await post_letters(pool, letter(project, url), now=NOW)
    assert hosts(await claim(pool)) == [host]


async def test_a_success_ends_the_delivery_and_keeps_the_attempt(
    pool: Pool, project: ProjectId
) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent))
    after = await look(pool, sent.id)
    assert (after.state, after.attempts) == ("delivered", 1)
    assert after.finished_at == NOW + timedelta(milliseconds=1500)
    async with pool.acquire() as conn:
        (kept,) = await outbox.attempts(conn, sent.id)
    assert (kept.number, kept.status, kept.reply, kept.milliseconds) == (1, 200, "ok", 1500)
    assert await claim(pool, NOW + timedelta(days=1)) == []


async def test_a_failure_puts_the_next_attempt_off(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await claim(pool)
    await record(pool, outcome(sent, "pending", status=None, error="timeout"))
    assert await claim(pool, NOW + timedelta(seconds=59)) == []
    (again,) = await claim(pool, NOW + timedelta(seconds=60))
    assert again.attempts == 1


async def test_the_last_failure_is_final(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, "failed", status=500, error="status"))
    assert (await look(pool, sent.id)).state == "failed"
    assert await claim(pool, NOW + timedelta(days=9)) == []


async def test_an_outcome_written_twice_counts_once(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, "pending"))
    await record(pool, outcome(sent, "pending"))
    assert (await look(pool, sent.id)).attempts == 1


async def test_a_late_failure_does_not_take_back_a_success(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, "delivered"))
    late = NOW + timedelta(seconds=3)
    await record(pool, outcome(sent, "pending", started_at=late, error="timeout"))
    await record(pool, outcome(sent, "failed", started_at=late + LEASE, error="timeout"))
    after = await look(pool, sent.id)
    assert (after.state, after.attempts) == ("delivered", 3)


async def test_a_late_success_counts_after_giving_up(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, "failed", error="timeout"))
    await record(pool, outcome(sent, "delivered", started_at=NOW + LEASE))
    assert (await look(pool, sent.id)).state == "delivered"


async def test_outcomes_of_deleted_deliveries_are_dropped(pool: Pool, project: ProjectId) -> None:
    await record(pool, outcome(letter(project, URL)))
    assert await pool.fetchval("select count(*) from delivery_attempt") == 0


@pytest.mark.parametrize("state", ["pending", "delivered", "failed"])
async def test_redelivery_from_any_state(pool: Pool, project: ProjectId, state: str) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, state))
    async with pool.acquire() as conn:
        again = await outbox.redeliver(conn, sent.id, project, NOW)
    assert (again.id, again.state, again.attempts) == (sent.id, "pending", 1)
    assert again.finished_at is None
    assert [one.id for one in await claim(pool)] == [sent.id]


async def test_a_foreign_delivery_does_not_exist(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    async with pool.acquire() as conn:
        with pytest.raises(NotFound):
            await outbox.redeliver(conn, sent.id, ProjectId(new_uuid()), NOW)
        assert (await outbox.redeliver(conn, sent.id, None, NOW)).id == sent.id


async def test_released_claims_are_due_at_once(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await claim(pool)
    async with pool.acquire() as conn:
        await outbox.release(conn, [sent.id], NOW)
    assert len(await claim(pool)) == 1


async def test_hasten_brings_far_retries_of_one_host_forward(
    pool: Pool, project: ProjectId
) -> None:
    far = outcome_at = NOW + timedelta(hours=8)
    tried, fresh, foreign = letter(project, URL), letter(project, URL), letter(project, "http://b")
    await post_letters(pool, tried, foreign, now=NOW)
    await post_letters(pool, fresh, now=far)
    for one in (tried, foreign):
        await record(pool, outcome(one, "pending", error="connect", next_at=outcome_at))
    async with pool.acquire() as conn:
        assert await outbox.hasten(conn, "a.example", NOW, LEASE) == 1
    assert [one.id for one in await claim(pool)] == [tried.id]


async def test_hasten_leaves_what_is_being_sent(pool: Pool, project: ProjectId) -> None:
    sent = letter(project, URL)
    await post_letters(pool, sent, now=NOW)
    await record(pool, outcome(sent, "pending", next_at=NOW))
    await claim(pool)
    async with pool.acquire() as conn:
        assert await outbox.hasten(conn, "a.example", NOW, LEASE) == 0


async def test_abandon_gives_up_only_what_is_old_enough(pool: Pool, project: ProjectId) -> None:
    old, young = letter(project, URL), letter(project, URL)
    await post_letters(pool, old, now=NOW - timedelta(hours=20))
    await post_letters(pool, young, now=NOW)
    async with pool.acquire() as conn:
        before = NOW - timedelta(hours=15)
        assert await outbox.abandon(conn, "a.example", NOW, before, 10) == 1
        (attempt,) = await outbox.attempts(conn, old.id)
    assert attempt.error == "host_down"
    assert (await look(pool, old.id)).state == "failed"
    assert (await look(pool, young.id)).state == "pending"


async def test_the_list_is_newest_first_filtered_and_paged(pool: Pool, project: ProjectId) -> None:
    sent = [letter(project, URL) for _ in range(4)]
    other = letter(ProjectId(new_uuid()), URL)
    await post_letters(pool, *sent, other, now=NOW)
    await record(pool, outcome(sent[1]))
    async with pool.acquire() as conn:
        page = await outbox.list_deliveries(conn, project_id=project, limit=2)
        rest = await outbox.list_deliveries(conn, project_id=project, before=page[-1].id)
        done = await outbox.list_deliveries(conn, project_id=project, state="delivered")
        task = await outbox.list_deliveries(conn, task_id=other.task_id)
        everything = await outbox.list_deliveries(conn)
    assert [one.id for one in page + rest] == [one.id for one in reversed(sent)]
    assert [one.id for one in done] == [sent[1].id]
    assert [one.id for one in task] == [other.id]
    assert len(everything) == 5
    assert everything[0].body == other.body


def _aged(project: ProjectId, made: datetime) -> NewDelivery:
    return letter(project, URL, id=DeliveryId(first_uuid(made)), task_id=TaskId(new_uuid()))


async def test_prune_deletes_old_finished_deliveries_with_their_attempts(
    pool: Pool, project: ProjectId
) -> None:
    old, waiting, young = (_aged(project, NOW + timedelta(days=day)) for day in (-9, -8, -1))
    await post_letters(pool, old, waiting, young, now=NOW)
    await record(pool, outcome(old), outcome(young))
    async with pool.acquire() as conn:
        assert await outbox.prune(conn, NOW - timedelta(days=7), 100) == 1
        left = await outbox.list_deliveries(conn)
        assert await outbox.attempts(conn, old.id) == []
    assert [one.id for one in left] == [young.id, waiting.id]


async def test_prune_deletes_in_portions(pool: Pool, project: ProjectId) -> None:
    letters = [_aged(project, NOW - timedelta(days=9, seconds=n)) for n in range(5)]
    await post_letters(pool, *letters, now=NOW)
    await record(pool, *(outcome(one) for one in letters))
    async with pool.acquire() as conn:
        counts = [await outbox.prune(conn, NOW, 2) for _ in range(4)]
    assert counts == [2, 2, 1, 0]
