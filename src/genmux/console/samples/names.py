"""What the sample of a model is called on disk and in links."""

from __future__ import annotations

import hashlib
import re

VERSION = "1"
"""another one makes all samples anew"""


def sample_name(model_id: str) -> str:
    """Readable, safe as a file name, and no two models share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", model_id.lower()).strip("-")[:60]
    digest = hashlib.sha256(f"{VERSION} {model_id}".encode()).hexdigest()[:8]
    return f"{plain}-{digest}"
