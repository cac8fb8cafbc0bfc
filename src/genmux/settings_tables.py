"""The tables of the settings: types and limits; `settings.default.toml` says what each means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from genmux.settings_values import Range

_DAYS = Range(1, 3650)


@dataclass(frozen=True, slots=True)
class DataSettings:
    dir: Path


@dataclass(frozen=True, slots=True)
class ServerSettings:
    host: str
    port: Annotated[int, Range(0, 65535)]
    public_url: str
    honest_status: bool
    max_body_mb: Annotated[int, Range(1, 1024)]
    drain_seconds: Annotated[float, Range(0, 3600)]


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    enabled: bool
    host: str
    port: Annotated[int, Range(0, 65535)]
    public_url: str
    api_url: str


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    pool: Annotated[int, Range(2, 200)]
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StorageSettings:
    output_days: Annotated[int, _DAYS]
    upload_days: Annotated[int, _DAYS]
    tombstone_days: Annotated[int, Range(0, 3650)]
    download_link_minutes: Annotated[int, Range(1, 10080)]
    upload_max_mb: Annotated[int, Range(1, 76_000)]
    upload_url_max_mb: Annotated[int, Range(1, 10240)]
    upload_url_seconds: Annotated[float, Range(1, 600)]
    url: str = field(repr=False)
    options: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LimitsSettings:
    creates: Annotated[int, Range(0, 1_000_000)]
    creates_window_seconds: Annotated[float, Range(1, 3600)]


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    allow: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchSettings:
    timeout_seconds: Annotated[float, Range(1, 3600)]
    connect_timeout_seconds: Annotated[float, Range(0.1, 600)]
    max_redirects: Annotated[int, Range(0, 20)]
    max_mb: Annotated[int, Range(1, 10240)]


@dataclass(frozen=True, slots=True)
class CallbackSettings:
    schedule: Annotated[tuple[float, ...], Range(0.01, 604_800)]
    jitter: Annotated[float, Range(0, 1)]
    timeout_seconds: Annotated[float, Range(0.1, 300)]
    concurrency: Annotated[int, Range(1, 10_000)]
    per_host: Annotated[int, Range(1, 10_000)]
    rotation_hours: Annotated[float, Range(0, 8760)]
    keep_days: Annotated[int, _DAYS]


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    renderers: Annotated[int, Range(0, 256)]
    slots: Annotated[int, Range(1, 100_000)]
    lease_seconds: Annotated[float, Range(3, 600)]
    max_crashes: Annotated[int, Range(1, 100)]
    render_timeout_seconds: Annotated[float, Range(1, 86_400)]


@dataclass(frozen=True, slots=True)
class ProvenanceSettings:
    enabled: bool
    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class TaskSettings:
    keep_days: Annotated[int, _DAYS]
    idempotency_hours: Annotated[float, Range(1, 8760)]


@dataclass(frozen=True, slots=True)
class ChatSettings:
    routes: tuple[Mapping[str, str], ...]
    tokens_per_second: Annotated[float, Range(0, 100_000)]
    calls: Annotated[int, Range(0, 1_000_000)]
    calls_window_seconds: Annotated[float, Range(1, 3600)]
    stall_seconds: Annotated[float, Range(0.1, 3600)]
    heartbeat_seconds: Annotated[float, Range(0.1, 600)]
    keep_days: Annotated[int, _DAYS]
    keep_contents_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """`accounts` by name, in order: each a table of texts, see the manual."""

    accounts: Mapping[str, Mapping[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RoutingSettings:
    rules: tuple[Mapping[str, str], ...]
    queue_seconds: Annotated[float, Range(1, 604_800)]
    result_hours: Annotated[float, Range(0.1, 720)]


@dataclass(frozen=True, slots=True)
class SecretSettings:
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessSettings:
    session_hours: Annotated[float, Range(0.1, 8760)]
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret_env: str
    oidc_domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoneySettings:
    credit_usd: Annotated[Decimal, Range(0.000001, 1000)]
    starting_credits: Annotated[Decimal, Range(0, 1e12)]
    sandbox_credits: Annotated[Decimal, Range(0, 1e12)]


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    faults: bool
    default_fault: str


@dataclass(frozen=True, slots=True)
class CatalogueSettings:
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: Literal["debug", "info", "warning", "error"]
    format: Literal["text", "json"]
