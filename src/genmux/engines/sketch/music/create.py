"""Songs from words alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import lyricist, mixer, request
from genmux.engines.sketch.music.request import Wish
from genmux.engines.sketch.music.song import Ask, Song, compose, room_for, track_seed
from genmux.engines.sketch.music.style import Style, paced, read
from genmux.engines.sketch.music.track import Notes, make_all, record

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work


@dataclass(frozen=True, slots=True)
class Text:
    """What all tracks of a request share."""

    title: str
    tags: str
    lyrics: str

    def told(self) -> dict[str, str]:
        return {"title": self.title, "tags": self.tags, "lyrics": self.lyrics}


def make(work: Work, report: Report) -> Rendered:
    """Text to music: as many tracks as the shape counts, alike in words and not in music."""
    wish = request.read(work)
    text = text_of(wish, work.seed)

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        words = f"{wish.style}, {wish.persona}, {wish.prompt}"
        style = paced(read(wish, seeds.generator(seed, 30)), words, room_for(wish.seconds))
        song = compose(ask_for(wish, style, text.lyrics, seed))
        notes = notes_of(text, song, style, seed)
        return record(work, number, mixer.mix(song.score), notes, done, song.score.seconds)

    return make_all(work, report, text.told(), one)


def text_of(wish: Wish, seed: int, *, inherited: Text | None = None) -> Text:
    """Title, tags and lyrics: as given, else inherited, else written."""
    before = inherited or Text("", "", "")
    lyrics = wish.lyrics
    about = wish.prompt or wish.title or before.title or wish.style
    if not lyrics and not wish.instrumental:
        lyrics = lyricist.lyrics(about, seed, short=True)[1]
    title = wish.title or before.title or lyricist.title(about or wish.style, seed)
    return Text(title, wish.style or before.tags or tags_of(wish, seed), lyrics)


def tags_of(wish: Wish, seed: int) -> str:
    """Style words for a request that gives none, from what its idea means here."""
    style = read(wish, seeds.generator(track_seed(seed, 0), 30))
    words = [style.genre, *style.moods, *style.players.values()]
    return ", ".join(dict.fromkeys(word.replace("_", " ") for word in words[:5]))


def ask_for(wish: Wish, style: Style, lyrics: str, seed: int, seconds: float = 0.0) -> Ask:
    return Ask(
        style,
        "" if wish.instrumental else lyrics,
        seed,
        gender=wish.gender,
        seconds=seconds or wish.seconds,
        wildness=wish.weirdness,
    )


def notes_of(text: Text, song: Song, style: Style, seed: int) -> Notes:
    return Notes(
        title=text.title,
        tags=text.tags,
        lyrics=text.lyrics,
        words=song.words,
        bpm=style.bpm,
        key=style.key.label,
        instrumental=not text.lyrics,
        seed=seed,
    )
