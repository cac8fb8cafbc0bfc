"""How much each receiver may take: a share of the slots, and only probes while it keeps failing.

Pure bookkeeping of one process; hosts that are well and idle are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Turn = Literal["", "failing", "recovered"]

_TRIP_AFTER = 5
_FIRST_PAUSE = timedelta(seconds=1)
_LAST_PAUSE = timedelta(seconds=30)
_LONG = timedelta(minutes=10)
_MANY = 10_000


@dataclass(slots=True)
class _Host:
    in_flight: int = 0
    failures: int = 0
    down_since: datetime | None = None
    probe_at: datetime | None = None
    pause: timedelta = _FIRST_PAUSE


class Hosts:
    """`per_host` deliveries at once to a well host; all failing ones share `probes` slots."""

    def __init__(self, per_host: int, probes: int) -> None:
        self._per_host = per_host
        self._probes = probes
        self._hosts: dict[str, _Host] = {}

    def room(self, now: datetime) -> dict[str, int]:
        """Free places of every host that does not have all of them."""
        down = {name: host for name, host in self._hosts.items() if host.probe_at is not None}
        probes = self._probes - sum(host.in_flight for host in down.values())
        room = {
            name: self._per_host - host.in_flight
            for name, host in self._hosts.items()
            if host.probe_at is None
        }
        for name, host in sorted(down.items(), key=lambda item: item[1].probe_at or now):
            due = host.in_flight == 0 and host.probe_at is not None and host.probe_at <= now
            room[name] = 1 if due and probes > 0 else 0
            probes -= room[name]
        return room

    def started(self, name: str) -> None:
        self._hosts.setdefault(name, _Host()).in_flight += 1

    def finished(self, name: str, alive: bool | None, now: datetime) -> Turn:
        """Takes one outcome in; None says nothing about the host (a URL that cannot be used).

        Answers `failing` while the host is down and `recovered` after an outage that was long
        enough for retries to have been put off far.
        """
        host = self._hosts[name]
        host.in_flight -= 1
        turn: Turn = ""
        if alive:
            if host.down_since is not None and now - host.down_since >= _LONG:
                turn = "recovered"
            self._hosts[name] = host = _Host(host.in_flight)
        elif alive is False:
            host.failures += 1
            turn = self._failed(host, now)
        if host.in_flight == 0 and host.failures == 0:
            del self._hosts[name]
        elif len(self._hosts) > _MANY:
            self._forget_one()
        return turn

    def _failed(self, host: _Host, now: datetime) -> Turn:
        if host.probe_at is None:
            if host.failures < _TRIP_AFTER:
                return ""
            host.down_since = now
            host.probe_at = now + host.pause
        elif now >= host.probe_at:  # a probe, and not one of those sent before the host went down
            host.pause = min(host.pause * 2, _LAST_PAUSE)
            host.probe_at = now + host.pause
        return "failing"

    def _forget_one(self) -> None:
        for name, host in self._hosts.items():
            if host.in_flight == 0:
                del self._hosts[name]
                return
