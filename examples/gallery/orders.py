"""What is asked of each model: its example, with a prompt of its own and files that fit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from genmux.catalogue.entry import Model
from genmux.catalogue.inputs import ParentRef
from genmux.engines.base import MediaInput, Parent, Rendered, Work
from genmux.media.probe import probe

PROMPTS = {
    "text-to-image": (
        "A red lighthouse above a calm sea at sunset, gulls in the wind, watercolour",
        "Portrait of an old sailor with a pipe, rainy harbour at night",
        'Poster with the text "Summer Jazz", a saxophone on a beach at sunset',
        "Isometric view of a small castle on a hill, morning",
        "Pixel art of a fox in a snowy forest at night",
        "Logo of a coffee shop with the text 'Kaffeehaus'",
        "海报,文字“中秋节快乐”,月亮和兔子",
        "An astronaut rides a horse on the moon",
        "A cup of coffee and a book on a desk, cosy room, evening",
        'Poster with the text "مرحبا بالعالم", camels in the desert at night, crescent',
        "A blue sports car in a neon city, rain, night",
        "Two cats under a cherry tree, line art",
        'Poster with the text "शुभ दीपावली", lamps and fireworks',
        "Product shot of a pink perfume bottle on a podium, soft light",
        "A hot air balloon over misty mountains at dawn",
        "Афиша с надписью «ЗИМНИЙ БАЛ», снег, ёлка",
        "A chef with a pizza in a kitchen",
        "ポスター「夏祭り」花火",
        "Oil painting of sunflowers in a meadow, a windmill",
        "A train crosses a bridge in the mountains, autumn",
        "Comic book superhero in the city",
        "Freedom",
        "A tiger, a zebra and a giraffe in the savanna",
        "Northern lights over an igloo and a penguin",
    ),
    "image-edit": (
        "Make it a watercolour painting",
        "Turn the scene into night with stars",
        'Add the text "Hello"',
        "Change the background to a snowy forest",
        "Change the dress to blue",
        "Make the colours warmer and brighter",
        "Black and white, dramatic contrast",
        "Add a cat beside her",
        "Make the sky pink",
        "Crop to the face",
        "Make it foggy",
    ),
    "video": (
        "A sailing boat crosses the bay at sunset, slow pan to the right",
        "A dog runs over a meadow, the camera follows",
        "Zoom in on an old castle in the mountains, fog",
        "A rocket starts from the desert at night, camera tilts up",
        "Rain in a neon city, a taxi drives by, orbit",
        "Fish swim through a coral reef, gentle dolly",
        "A train crosses a bridge in autumn, pan left",
        "Fireworks over the city at night, zoom out",
        "A penguin family in falling snow, handheld",
    ),
    "image-to-video": (
        "Slow zoom in, waves and wind",
        "The camera pans to the right",
        "It begins to snow, gentle dolly",
        "Orbit around her, light rain",
        "Zoom out, petals in the wind",
    ),
    "reference-to-video": (
        "She walks through a forest in autumn, pan right",
        "They stand in a city at night, slow zoom in",
        "In the mountains at dawn, fog",
    ),
    "video-to-video": (
        "Make it a watercolour",
        "At night, in the rain",
        "Pixel art",
        "Black and white, film noir",
    ),
}
TEXTS = (
    "Good morning! The boat leaves at nine, and the sea is calm.",
    "Every word you hear was spoken on your own machine.",
)
_GIVEN = frozenset({"avatar", "motion-control", "lip-sync"})
LINKS = {
    "image": "https://files.test/one.png",
    "video": "https://files.test/one.mp4",
    "audio": "https://files.test/one.wav",
    "task": "0123456789abcdef0123456789abcdef",
}


@dataclass(frozen=True, slots=True)
class Order:
    """A model with the input that it gets, and the orders whose results it builds on, by field."""

    model: Model
    values: Mapping[str, Any]
    parents: Mapping[str, str]

    @property
    def stage(self) -> int:
        """0 where nothing earlier is needed; the rest is made afterwards."""
        return 1 if self.parents else 0


def orders(models: Sequence[Model]) -> list[Order]:
    counted: dict[str, int] = {}
    found = []
    for model in models:
        group = _group(model)
        number = counted.get(group, 0)
        counted[group] = number + 1
        values = model.check(_input(model, group, number))
        parents = {ref.field: _maker(models, ref) for ref in model.parent_refs(values)}
        found.append(Order(model, values, parents))
    return found


def _group(model: Model) -> str:
    """Which prompts suit it: what starts from a given picture is told what to do with that."""
    if model.task in PROMPTS:
        return model.task
    return "image-to-video" if model.task in _GIVEN else model.kind


def _input(model: Model, group: str, number: int) -> dict[str, Any]:
    raw = model.example(LINKS)
    prompts = PROMPTS.get(group)
    limits = {field.name: field.max_length or 10_000 for field in model.fields}
    if prompts and isinstance(raw.get("prompt"), str):
        prompt = prompts[number % len(prompts)]
        if len(prompt) <= limits["prompt"]:
            raw["prompt"] = prompt
    if model.kind == "speech" and isinstance(raw.get("text"), str):
        raw["text"] = TEXTS[number % len(TEXTS)]
    return raw


def _maker(models: Sequence[Model], ref: ParentRef) -> str:
    """The first model whose task may be meant, best one that needs no earlier task itself."""
    fitting = [
        model
        for model in models
        if any(fnmatchcase(model.id, pattern) for pattern in ref.models)
        and not (ref.kinds and model.kind not in ref.kinds)
    ]
    alone = [one for one in fitting if not one.parent_refs(one.check(one.example(LINKS)))]
    return (alone or fitting)[0].id


def seed_of(order: Order) -> int:
    digest = hashlib.sha256(f"gallery {order.model.id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def given_file(path: Path) -> MediaInput:
    return MediaInput("", 0, "", str(path), hashlib.sha256(path.name.encode()).hexdigest(),
                      probe(path))  # fmt: skip


def work_of(
    order: Order,
    given: Mapping[str, MediaInput],
    made: Mapping[str, tuple[Order, Rendered]],
    folder: Path,
) -> Work:
    """The work as a worker would hand it over; `made` holds what earlier orders gave."""
    model = order.model
    media = [
        replace(given[_part(ref.role, ref.kinds[0])], field=ref.field, index=ref.index,
                role=ref.role)
        for ref in model.media_refs(order.values)
    ]  # fmt: skip
    parents = {}
    for ref in model.parent_refs(order.values):
        earlier, result = made[order.parents[ref.field]]
        parents[ref.field] = Parent(earlier.model.id, earlier.values, result.extra)
        media += _of_parent(ref, earlier, result, given)
    folder.mkdir(parents=True, exist_ok=True)
    return Work(
        task_id="0" * 32,
        model=model.id,
        title=model.title,
        task=model.task,
        input=order.values,
        media=tuple(media),
        shape=model.shape(order.values, media),
        seed=seed_of(order),
        out_dir=str(folder),
        options=model.sketch,
        parents=parents,
    )


def _part(role: str, kind: str) -> str:
    return "mask" if role in ("mask", "reference_mask") else kind


def _of_parent(
    ref: ParentRef, earlier: Order, result: Rendered, given: Mapping[str, MediaInput]
) -> list[MediaInput]:
    if ref.via and earlier.model.id in ref.via:
        return [replace(given["image"], field=ref.field, role=ref.role)]
    shown = [file for file in result.files if file.role == "result"] or list(result.files)
    chosen = shown if ref.all else shown[ref.output : ref.output + 1]
    found = [(file, ref.role) for file in chosen]
    for name in ref.also:
        number = chosen[0].detail.get(name, {}) if chosen else {}
        if isinstance(number, Mapping) and "$file" in number:
            found.append((result.files[number["$file"]], name))
    media = []
    for number, (file, role) in enumerate(found):
        facts = given_file(Path(file.path))
        media.append(replace(facts, field=ref.field, index=number, role=role, detail=file.detail))
    return media
