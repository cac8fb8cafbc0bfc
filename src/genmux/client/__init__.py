"""A client for the KIE API, Genmux's or the provider's: the command line uses it, programs may."""

from genmux.client.client import GenmuxClient
from genmux.client.errors import ClientError, TaskFailed, TaskTimeout
from genmux.client.records import ModelInfo, TaskRecord

__all__ = ["ClientError", "GenmuxClient", "ModelInfo", "TaskFailed", "TaskRecord", "TaskTimeout"]
