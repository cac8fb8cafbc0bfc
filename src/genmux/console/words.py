"""Every text of the console, by language: `words/<language>/<page>.toml`.

A key is `<page>.<name>`; `{name}` in a text is filled in. The languages have the same keys.
What the catalogue says in English has its translations in `glossary/<language>.toml`, by the text
itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = {"en": "English", "zh": "中文"}
_FIRST = "en"


class Words:
    """Texts of one language: `words("market.title")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else _FIRST
        self._texts = texts(self.language)
        self._glossary = glossary(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a text that there is not."""
        text = self._texts[key]
        return text.format_map(values) if values else text

    def page(self, name: str) -> dict[str, str]:
        """All texts of one page by their short names, for its script."""
        start = f"{name}."
        return {
            key.removeprefix(start): text
            for key, text in self._texts.items()
            if key.startswith(start)
        }

    def get(self, key: str, otherwise: str) -> str:
        """A text that need not exist, e.g. for a word that the API may add to."""
        return self._texts.get(key, otherwise)

    def told(self, text: str) -> str:
        """A text of the catalogue in this language; as it is where nobody has translated it."""
        return self._glossary.get(text, text)


@cache
def texts(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in sorted((files("genmux.console") / "words" / language).iterdir(), key=str):
        page = file.name.removesuffix(".toml")
        for name, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found[f"{page}.{name}"] = text
    return found


@cache
def glossary(language: str) -> Mapping[str, str]:
    """English text → text; empty for English itself."""
    file = files("genmux.console") / "glossary" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def preferred(cookie: str, accept_language: str) -> str:
    """The language that was chosen, else the first one that the browser names and we have."""
    if cookie in LANGUAGES:
        return cookie
    for item in accept_language.split(","):
        tongue = item.partition(";")[0].strip().lower().partition("-")[0]
        if tongue in LANGUAGES:
            return tongue
    return _FIRST
