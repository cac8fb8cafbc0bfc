"""Results that are facts and not pictures: what a picture shows, and characters to refer to.

Segment maps number the parts that an edit can pick; subjects come as masks; whether somebody is
in the picture is a rule of thumb. Shapes of the results as the platform notes describe them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from genmux.engines.base import Rendered, RenderedFile, Report, Work
from genmux.engines.sketch import inputs, matte, mouth
from genmux.engines.sketch.picture import flat, open_picture, save_picture

_SUBJECTS = 5


def render_segments(work: Work, report: Report) -> Rendered:
    """The numbered parts of the picture, largest first: box in pixels, share of the area."""
    picture = flat(open_picture(inputs.main_image(work).path))
    report(0.2)
    segments = []
    for number, part in enumerate(matte.parts_of(picture, matte.SEGMENTS), start=1):
        share = float((part.alpha > 127).mean())
        segments.append(
            {
                "index": number,
                "label": f"part {number}",
                "bbox": list(part.box),
                "area": round(share, 5),
            }
        )
    return Rendered(extra={"resultObject": {"segments": segments}})


def render_identification(work: Work, report: Report) -> Rendered:
    """1 when somebody is to be seen, 0 when nobody is."""
    picture = flat(open_picture(inputs.main_image(work).path))
    report(0.2)
    return Rendered(extra={"resultObject": {"subject_status": int(mouth.has_face(picture))}})


def render_subjects(work: Work, report: Report) -> Rendered:
    """One black and white mask for each of up to five subjects, as large as the picture."""
    picture = flat(open_picture(inputs.main_image(work).path))
    report(0.2)
    files: list[RenderedFile] = []
    for number, part in enumerate(matte.parts_of(picture, _SUBJECTS, split=False)):
        mask = Image.fromarray(np.where(part.alpha > 127, 255, 0).astype(np.uint8))
        files.append(save_picture(mask, work, f"mask-{number}", kind="png", role="part"))
        report(0.2 + 0.8 * (number + 1) / _SUBJECTS)
    links = [{"$file": number} for number in range(len(files))]
    return Rendered(tuple(files), {"resultObject": {"mask_urls": links}})


def render_character(work: Work, _report: Report) -> Rendered:
    """An id for the character in the given film: the same film and wishes give the same id."""
    seen = "".join(media.sha256 for media in work.media)
    character_id = hashlib.sha256(f"{work.seed} {seen}".encode()).hexdigest()[:24]
    name = str(work.input.get("character_user_name") or f"character.{character_id[:6]}")
    described = {
        "character_id": character_id,
        "character_user_name": name,
        "remark": "A draft: the built-in engine remembers no character.",
    }
    return Rendered(extra={"character_id": character_id, "resultObject": described})


TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "segment-map": render_segments,
    "human-identification": render_identification,
    "subject-detection": render_subjects,
    "character": render_character,
}
