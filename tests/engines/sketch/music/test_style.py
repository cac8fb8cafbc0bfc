"""What style words mean."""

from __future__ import annotations

import numpy as np
import pytest

from genmux.engines.sketch.music import figures, kit, theory
from genmux.engines.sketch.music.style import Style, named, of_words, paced, table


def style(words: str, without: str = "", seed: int = 1) -> Style:
    return of_words(words, without, np.random.default_rng(seed))


def test_vocabulary_holds_together() -> None:
    instruments, drums = table("instruments"), table("drums")
    for name, facts in table("genres").items():
        for role in ("chords", "pad", "pluck", "lead", "bass"):
            assert facts[role] in {"", *instruments}, (name, role)
        assert facts["drums"] in {"", *drums}, name
        assert facts["bassline"] in figures.BASS
        assert facts["comping"] in figures.CHORDS
        low, high = facts["tempo"]
        assert 40 <= low < high <= 200
        key = theory.Key(0, facts["mode"] == "minor")
        assert all(theory.chord(key, n) for row in facts["progressions"] for n in row.split())
    for pattern in drums.values():
        lines = {**pattern, **pattern.get("more", {})}
        assert {name for name in lines if name != "more"} <= kit.NAMES


@pytest.mark.parametrize(
    ("words", "genre"),
    [
        ("lo-fi hip hop, chill", "lofi"), ("Heavy Metal", "metal"),
        ("drum and bass", "drumandbass"),
        ("dreamy synthwave", "synthwave"), ("K-Pop", "kpop"), ("ambient piano", "ambient"),
        ("just a piano", "piano"), ("epic", "cinematic"), ("nothing known", "pop"),
        ("中国风", "asian"), ("popular", "pop"),
    ],
)  # fmt: skip
def test_genre(words: str, genre: str) -> None:
    assert style(words).genre == genre


def test_numbers_and_keys_are_obeyed() -> None:
    made = style("techno at 133 BPM in F# minor")
    assert (made.bpm, made.key.label) == (133.0, "F# minor")
    assert style("pop in Bb major").key.label == "A# major"
    assert style("sad pop").key.minor
    assert not style("happy synthwave").key.minor


def test_moods_change_the_tempo() -> None:
    assert style("pop, slow, sad").bpm < style("pop").bpm < style("pop, fast, energetic").bpm


def test_instruments_join_and_leave() -> None:
    assert style("pop with violin and harp").players["lead"] == "violin"
    assert style("pop with violin and harp").players["pluck"] == "harp"
    assert "chords" not in style("pop", "piano").players
    assert style("pop", "drums").drums == ""
    assert "chords" not in style("rock", "guitar").players
    assert style("house", "techno, drums").genre == "house"


def test_longer_phrases_win() -> None:
    assert named("instruments", "acoustic guitar and electric piano") == [
        "acoustic_guitar", "electric_piano",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "found"),
    [("C#", "C# major"), ("Am", "A minor"), ("A#m", "A# minor"), ("D minor", "D minor")],
)
def test_key_labels(label: str, found: str) -> None:
    key = theory.key_of(label)
    assert key is not None
    assert key.label == found


def test_any_is_no_key() -> None:
    assert theory.key_of("Any") is None
    assert theory.key_of("") is None


def test_chords_lead_into_each_other() -> None:
    key = theory.Key(0, minor=False)
    notes: tuple[int, ...] = ()
    moves = []
    for numeral in ("I", "V", "vi", "IV", "I"):
        now = theory.voiced(theory.chord(key, numeral), notes, 62)
        assert len(now) == 3
        assert {note % 12 for note in now} == set(theory.chord(key, numeral).tones)
        if notes:
            moves.append(sum(abs(a - b) for a, b in zip(notes, now, strict=True)) / 3)
        notes = now
    assert max(moves) <= 3


def test_chords_of_numerals() -> None:
    minor = theory.Key(9, minor=True)
    assert theory.chord(minor, "VII").tones == (7, 11, 2)
    assert theory.chord(minor, "im7").tones == (9, 0, 4, 7)
    assert theory.chord(theory.Key(0, minor=False), "bVII").tones == (10, 2, 5)
    with pytest.raises(ValueError, match="no Roman numeral"):
        theory.chord(minor, "H")


@pytest.mark.parametrize("genre", table("genres"))
@pytest.mark.parametrize(
    "moods", ["", "happy, energetic, aggressive, driving", "sad, calm, gentle"]
)
def test_no_mood_takes_a_genre_out_of_its_tempo(genre: str, moods: str) -> None:
    phrase = table("genres")[genre]["words"].split("|")[0]
    low, high = table("genres")[genre]["tempo"]
    for seed in range(4):
        made = style(f"{phrase}, {moods}", seed=seed)
        if made.genre == genre:
            assert low <= made.bpm <= high


def test_words_of_speed_go_a_little_further() -> None:
    low, high = table("genres")["house"]["tempo"]
    assert 0.85 * low < style("house, slow").bpm < low
    assert high < style("house, fast").bpm < 1.1 * high


@pytest.mark.parametrize(
    ("words", "genre"),
    [
        ("a song about a house by the sea", "pop"),
        ("an upbeat rock song about a dance in the club", "rock"),
        ("a song about Christmas", "christmas"),
        ("orchestral waltz", "waltz"),
        ("soft rock ballad", "ballad"),
        ("minimal piano", "piano"),
    ],
)
def test_what_a_song_tells_of_is_not_how_it_is_played(words: str, genre: str) -> None:
    assert style(words).genre == genre


@pytest.mark.parametrize("seconds", [9.0, 28.8, 57.3])
def test_whole_bars_fill_the_time_asked_for(seconds: float) -> None:
    before = style("ambient, calm")
    after = paced(before, "ambient, calm", seconds)
    bars = seconds * after.bpm / 60 / after.beats
    assert abs(bars - round(bars)) < 0.01 or after == before
    assert after.bpm == pytest.approx(before.bpm, rel=0.09)
    assert paced(before, "ambient, 60 bpm", seconds) == before


def test_no_song_waits_in_silence_for_its_end() -> None:
    fitting = 0
    for seconds in range(15, 60, 3):
        made = paced(style("pop"), "pop", float(seconds))
        left = seconds - int(seconds * made.bpm / 240 + 0.05) * 240 / made.bpm
        fitting += left < 0.05
    assert fitting >= 13
