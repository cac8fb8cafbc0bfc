"""Clients: for the KIE API, Genmux's or the provider's; and for what people do beside it."""

from genmux.client.client import GenmuxClient
from genmux.client.console import Console
from genmux.client.errors import ClientError, TaskFailed, TaskTimeout
from genmux.client.records import ModelInfo, TaskRecord

__all__ = [
    "ClientError",
    "Console",
    "GenmuxClient",
    "ModelInfo",
    "TaskFailed",
    "TaskRecord",
    "TaskTimeout",
]
