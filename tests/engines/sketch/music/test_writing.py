"""Lyrics that rhyme and are about their prompt, and descriptions of styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genmux.engines.sketch.music import lyricist, style
from tests.engines.sketch.music.songs import music


def families() -> list[set[str]]:
    """The last words of the lines of each family."""
    return [
        {line.split()[-1].strip(",.!?") for line in lines}
        for lines in lyricist._data()["families"].values()
    ]


def couplets(text: str) -> list[tuple[str, str]]:
    pairs = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("[")]
        pairs += [(lines[i], lines[i + 1]) for i in range(0, len(lines), 2)]
    return pairs


def test_variants_differ_rhyme_and_are_about_the_prompt(tmp_path: Path) -> None:
    values = {"prompt": "a lonely lighthouse on a stormy ocean"}
    made = music(tmp_path, "lyrics", values, kind="object").rendered.extra["lyrics"]
    assert len(made) in {2, 3}
    assert len({one["text"] for one in made}) == len({one["title"] for one in made}) == len(made)
    for one in made:
        assert re.findall(r"\[(\w+)", one["text"]) == [
            "Verse", "Chorus", "Verse", "Chorus", "Bridge", "Chorus",
        ]  # fmt: skip
        assert "lighthouse" in one["text"].lower()
        assert "ocean" in one["text"].lower()
        assert "{" not in one["text"] + one["title"]
        for first, second in couplets(one["text"]):
            ends = {first.split()[-1].strip(","), second.split()[-1].strip(",")}
            assert any(ends <= family for family in families()) or ends <= {
                "call",
                "all",
                "fall",
                "tall",
            }


@pytest.mark.parametrize(
    ("prompt", "topics"),
    [
        ("una canción sobre el mar y la luna", ("el mar", "la luna")),
        ("ein Lied über den Wald und den Regen", ("Wald", "Regen")),
        ("une chanson sur le soleil avec la pluie", ("le soleil", "la pluie")),
        ("una canzone sul mare e la notte", ("mare", "la notte")),
        ("uma canção sobre o verão e a praia", ("o verão", "a praia")),
        ("песня про лето и море", ("лето", "море")),
        ("关于夏天和海边的歌", ("夏天", "海边")),
        ("夏の海の歌", ("夏", "海")),
    ],
)
def test_lyrics_are_in_the_language_of_their_prompt(prompt: str, topics: tuple[str, str]) -> None:
    text = lyricist.lyrics(prompt, 4)[1]
    for topic in topics:
        assert topic.lower() in text.lower()
    known = {language: words["families"] for language, words in lyricist._abroad().items()}
    ends = [{_end(line) for line in family} for own in known.values() for family in own.values()]
    for block in text.split("\n\n"):
        lines = [_end(line) for line in block.splitlines()[1:]]
        assert any({lines[-2], lines[-1]} <= family for family in ends)


def _end(line: str) -> str:
    """What a line ends in, its topic aside."""
    return line.rstrip(",.!?")[-3:]


def test_other_scripts_keep_their_words() -> None:
    title, text = lyricist.lyrics("夏天的海边,我们一起唱歌", 5)
    assert "夏天" in text
    assert title
    title, text = lyricist.lyrics("Летний дождь над городом", 5)
    assert "дождь" in text.lower()


@pytest.mark.parametrize(
    ("prompt", "topic"),
    [("a song about the rain", "the rain"), ("Berlin at night in Paris", "Paris"), ("", "the")],
)
def test_topics(prompt: str, topic: str) -> None:
    assert any(found.startswith(topic) for found in lyricist.topics(prompt))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(0, 2**40))
def test_any_prompt_gives_lyrics(prompt: str, seed: int) -> None:
    title, text = lyricist.lyrics(prompt, seed)
    assert title.strip()
    assert "[Chorus]" in text
    assert lyricist.lyrics(prompt, seed) == (title, text)


def test_style_is_told_in_more_words(tmp_path: Path) -> None:
    values = {"content": "sad piano ballad"}
    made = music(tmp_path, "music-style", values, kind="object").rendered.extra["style"]
    assert made.startswith("sad piano ballad")
    assert re.search(r"\d+ BPM", made)
    assert "minor" in made
    assert len(made) > 80
    assert len(style.table("genres")) >= 25
