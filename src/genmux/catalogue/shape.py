"""The technical form of a result, worked out from the `[output]` table of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from genmux.catalogue.pick import NO_PICKS, Picks, by_role, number, read_picks
from genmux.catalogue.size import Size, SizeTable, aligned
from genmux.engines.base import Shape

if TYPE_CHECKING:
    from genmux.catalogue.names import Names
    from genmux.catalogue.scope import Scope, Tests
    from genmux.catalogue.source import Table
    from genmux.engines.base import MediaFacts, MediaInput

Kind = Literal["image", "video", "audio", "object"]

# whose ratio counts where the input does not say one
FOLLOWED = ("source", "first_frame", "last_frame", "parent", "reference", "subject", "driving")
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "image": {"format": "png", "usual": "1:1", "source": (1024, 1024)},
    "video": {"format": "mp4", "usual": "16:9", "source": (1280, 720)},
    "audio": {"format": "mp3", "usual": "1:1", "source": (0, 0)},
    "object": {"format": "json", "usual": "1:1", "source": (0, 0)},
}
_RAW = ("pcm", "ulaw", "alaw")
_RATES = {"mp3": 44100, "wav": 24000, "opus": 48000, "pcm": 44100, "ulaw": 8000, "alaw": 8000}


@dataclass(frozen=True, slots=True)
class SizeCase:
    """One way to find the pixels: `fixed`, `source` with a factor, or a row of a size table."""

    when: Tests = field(default_factory=dict)
    fixed: Size | None = None
    source: bool = False
    factor: str = ""
    """field that multiplies the sides of the source"""
    times: float = 1
    table: SizeTable = field(default_factory=dict)
    scale: str = ""
    """field that names the row"""
    at: str = ""
    """the row where that field is absent"""
    ratio: tuple[str, ...] = ()
    """fields that name the ratio, the first given one counts"""
    usual: str = ""
    """the ratio where neither the input nor a file says one"""
    follow: tuple[str, ...] = FOLLOWED
    max_side: int = 8192

    def size(self, scope: Scope, media: Sequence[MediaInput], usual: str, source: Size) -> Size:
        seen = next(
            ((f.width, f.height) for f in _facts(media, self.follow) if f.width and f.height), None
        )
        if self.fixed is not None:
            return self.fixed
        if self.source:
            return self._scaled(scope, seen or source)
        row = self.table.get(str(scope.value(self.scale))) if self.scale else None
        row = row or self.table.get(self.at) or next(iter(self.table.values()))
        for name in self.ratio:
            value = scope.value(name)
            found = row.by_name(value) if isinstance(value, str) else None
            if found is not None:
                return found
        if seen is not None:
            return row.by_ratio(seen[0] / seen[1])
        found = row.by_name(self.usual or usual)
        assert found is not None
        return found

    def _scaled(self, scope: Scope, source: Size) -> Size:
        factor = self.times * (number(scope.value(self.factor)) or 1 if self.factor else 1)
        width, height = source[0] * factor, source[1] * factor
        shrink = min(1.0, self.max_side / max(width, height, 1))
        return aligned(width * shrink, 1), aligned(height * shrink, 1)


@dataclass(frozen=True, slots=True)
class Output:
    """The `[output]` table. `assume` is what counts until the files are known."""

    kind: Kind
    kind_follows: bool = False
    """the result is of the kind of the parent's file"""
    sizes: tuple[SizeCase, ...] = ()
    count: Picks = NO_PICKS
    seconds: Picks = NO_PICKS
    fps: Picks = NO_PICKS
    sound: Picks = NO_PICKS
    format: Picks = NO_PICKS
    last_frame: Picks = NO_PICKS
    sample_rate: int = 0
    channels: int = 0
    bitrate: int = 0
    codec: str = ""
    assume: Mapping[str, Any] = field(default_factory=dict)

    def shape(self, scope: Scope, media: Sequence[MediaInput]) -> Shape:
        kind = self._kind(media)
        usual = _DEFAULTS[kind]
        if kind == "object":
            return Shape(kind="object", format="json")
        if kind == "audio":
            return self._audio(scope, media)
        assumed = tuple(self.assume.get("size", usual["source"]))
        width, height = 1024, 1024
        for case in self.sizes:
            if scope.passes(case.when):
                source = (int(assumed[0]), int(assumed[1]))
                width, height = case.size(scope, media, usual["usual"], source)
                break
        stated = str(self.format.resolve(scope, media, _none) or usual["format"])
        count = int(number(self.count.resolve(scope, media, _none)) or 1)
        if kind == "image":
            name = "jpeg" if stated == "jpg" else stated
            return Shape(kind="image", count=count, width=width, height=height, format=name)
        return Shape(
            kind="video",
            count=count,
            width=aligned(width, 2),
            height=aligned(height, 2),
            seconds=self._seconds(scope, media),
            fps=float(number(self.fps.resolve(scope, media, _fps)) or 24),
            has_audio=bool(self.sound.resolve(scope, media, _has_audio)),
            format=stated,
            codec=self.codec or "h264",
            return_last_frame=bool(self.last_frame.resolve(scope, media, _none)),
        )

    def _kind(self, media: Sequence[MediaInput]) -> Kind:
        if self.kind_follows:
            for item in media:
                if item.role == "parent":
                    return item.facts.kind
        return self.kind

    def _seconds(self, scope: Scope, media: Sequence[MediaInput]) -> float:
        found = number(self.seconds.resolve(scope, media, _seconds))
        return float(found or self.assume.get("seconds", 0))

    def _audio(self, scope: Scope, media: Sequence[MediaInput]) -> Shape:
        """`mp3_44100_128` names format, sample rate and kbit/s; `pcm_16000` has no bit rate."""
        stated = str(self.format.resolve(scope, media, _none) or "mp3")
        name, *numbers = stated.split("_")
        rate = int(numbers[0]) if numbers else self.sample_rate or _RATES.get(name, 44100)
        bitrate = int(numbers[1]) * 1000 if len(numbers) > 1 else self.bitrate
        return Shape(
            kind="audio",
            count=int(number(self.count.resolve(scope, media, _none)) or 1),
            seconds=self._seconds(scope, media) if self.seconds.cases else 0.0,
            has_audio=True,
            format=name,
            codec=self.codec,
            sample_rate=rate,
            channels=1 if name in _RAW else self.channels or 1,
            bitrate=bitrate,
        )


def _facts(media: Sequence[MediaInput], roles: tuple[str, ...]) -> list[MediaFacts]:
    return [item.facts for item in by_role(media, roles)]


def _none(_: MediaFacts) -> None:
    return None


def _seconds(facts: MediaFacts) -> float:
    return facts.seconds


def _fps(facts: MediaFacts) -> float:
    return facts.fps


def _has_audio(facts: MediaFacts) -> bool:
    return facts.has_audio or facts.kind == "audio"


_KEYS = (
    *("kind", "size", "count", "seconds", "fps", "sound", "format", "last_frame", "sample_rate"),
    *("channels", "bitrate", "codec"),
)
_SIZE_KEYS = (
    *("when", "fixed", "source", "factor", "times", "table", "scale", "at", "ratio", "usual"),
    *("follow", "max_side"),
)


def read_output(root: Table, kind: str, names: Names, sizes: Mapping[str, SizeTable]) -> Output:
    """The `[output]` and `[hold]` tables; both may be absent for results without a file."""
    table = root.table("output")
    usual = cast("Kind", "audio" if kind == "speech" else kind)
    if table is None:
        return Output(usual)
    table.only(_KEYS)
    stated = table.text("kind", usual)
    if stated not in (*_DEFAULTS, "parent"):
        table.fail("kind must be image, video, audio, object or parent", "kind")
    return Output(
        kind=usual if stated == "parent" else cast("Kind", stated),
        kind_follows=stated == "parent",
        sizes=tuple(_read_size(one, names, sizes) for one in _cases(table, "size")),
        count=read_picks(table, "count", names),
        seconds=read_picks(table, "seconds", names),
        fps=read_picks(table, "fps", names),
        sound=read_picks(table, "sound", names),
        format=read_picks(table, "format", names),
        last_frame=read_picks(table, "last_frame", names),
        sample_rate=table.whole("sample_rate") or 0,
        channels=table.whole("channels") or 0,
        bitrate=table.whole("bitrate") or 0,
        codec=table.text("codec", ""),
        assume=read_hold(root),
    )


def read_hold(root: Table) -> Mapping[str, Any]:
    table = root.table("hold")
    if table is None:
        return {}
    table.only(("seconds", "size", "source_resolution"))
    return {**table.data, "seconds": table.number("seconds") or 0}


def _cases(table: Table, key: str) -> list[Table]:
    if isinstance(table.data.get(key), list):
        return table.tables(key)
    one = table.table(key)
    return [] if one is None else [one]


def _read_size(table: Table, names: Names, sizes: Mapping[str, SizeTable]) -> SizeCase:
    table.only(_SIZE_KEYS)
    ratio, scale, factor = table.texts("ratio"), table.text("scale", ""), table.text("factor", "")
    for key, used in (("ratio", ratio), ("scale", (scale,)), ("factor", (factor,))):
        names.check(table, [name for name in used if name], key)
    rows: SizeTable = {}
    if "table" in table:
        name = table.text("table")
        if name not in sizes:
            table.fail(f"sizes.toml has no table {name!r}", "table")
        rows = sizes[name]
        declared = names.fields.get(scale)
        for row in (*(declared.choices if declared else ()), *table.texts("at")):
            if str(row) not in rows:
                table.fail(f"size table {name!r} has no row {row!r}", "at" if row else "table")
    fixed = table.data.get("fixed")
    if sum(("table" in table, fixed is not None, table.flag("source"))) != 1:
        table.fail("a size needs exactly one of table, fixed and source")
    return SizeCase(
        when=names.tests(table, "when"),
        fixed=(fixed[0], fixed[1]) if fixed else None,
        source=table.flag("source"),
        factor=factor,
        times=float(table.number("times") or 1),
        table=rows,
        scale=scale,
        at=table.text("at", ""),
        ratio=ratio,
        usual=table.text("usual", ""),
        follow=table.texts("follow") or FOLLOWED,
        max_side=table.whole("max_side") or 8192,
    )
