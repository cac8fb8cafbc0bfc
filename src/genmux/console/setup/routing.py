"""Which engine makes which model: rules of the project, then those of the server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.controls import button, fault, text_field
from genmux.console.parts.places import card, empty, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.setup.vendors import asked
from genmux.console.visit import Visit


class Routing:
    """Rules are tried in order; the first whose pattern fits decides."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._rules: list[dict[str, str]] = []
        self._engines: list[str] = []
        self._told_engines = ""
        self._fields: list[dict[str, Tag]] = []

    async def draw(self) -> None:
        words = self._words
        routing, vendors = await asyncio.gather(
            asked(self._visit, "/routing"), asked(self._visit, "/vendors")
        )
        if routing is None:
            empty(words("setup.no_routes"), words("setup.no_routes_text"), icon="tool")
            return
        models = await self._visit.shelf.models(self._visit.api)
        known = [engine for model in models for engine in model.get("engines") or ()]
        labels = {
            str(one["name"]): words.told(str(one.get("label") or one["name"])) for one in known
        }
        names = [engine["name"] for engine in known]
        names += [vendor["name"] for vendor in (vendors or {}).get("vendors", ())]
        self._engines = list(dict.fromkeys(str(name) for name in names))
        self._told_engines = ", ".join(
            name if labels.get(name, name) == name else f"{name} ({labels[name]})"
            for name in self._engines
        )
        self._rules = [_as_text(rule) for rule in routing["rules"]]
        with Tag("div", "stack"):
            with card(words("setup.own_rules")):
                Tag("p", "soft", words("setup.rules_text"))
                if self._visit.may("admin"):
                    html(_suggestions(models, self._engines))
                    self._place = Tag("div", "rules")
                    self._fill()
                else:
                    html(self._told(routing["rules"]))
            with card(words("setup.server_rules")):
                Tag("p", "soft", words("setup.then_text"))
                html(self._told(routing.get("then") or ()))

    def _told(self, rules: Sequence[Mapping[str, Any]]) -> str:
        words = self._words
        if not rules:
            return f'<p class="small soft foot">{escape(words("setup.no_rules"))}</p>'
        heads = "".join(
            f'<th scope="col">{escape(words(f"setup.{name}"))}</th>' for name in ("models", "use")
        )
        rows = "".join(
            f"<tr><td><code>{escape(str(rule['models']))}</code></td>"
            f"<td>{escape(' → '.join(map(str, rule['use'])))}</td></tr>"
            for rule in rules
        )
        return (
            f'<table class="plain-table foot"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def _fill(self) -> None:
        words = self._words
        self._fields = []
        with self._place.clear():
            for number, rule in enumerate(self._rules):
                self._rule(number, rule)
            if not self._rules:
                Tag("p", "small soft", words("setup.no_rules"))
            known = words("setup.engines", names=self._told_engines)
            Tag("p", "small soft", known)
            self._problem = Tag("p", "note bad", role="alert")
            self._problem.set(hidden=True)
            with Tag("div", "row foot"):
                button(words("setup.add_rule"), self._add, icon="plus")
                self._save_button = button(words("setup.save_rules"), self._save, kind="primary")

    def _rule(self, number: int, rule: dict[str, str]) -> None:
        words = self._words
        label = words("setup.rule", n=number + 1)
        fields: dict[str, Tag] = {}
        with Tag("fieldset", "rule"):
            Tag("legend", "visually-hidden", label)
            for name, source in (("models", "rule-models"), ("use", "rule-engines")):
                fields[name] = text_field(
                    words(f"setup.{name}"),
                    value=rule[name],
                    event="input",
                    on_change=lambda value, name=name: rule.update({name: value}),
                    list=source,
                    spellcheck="false",
                    placeholder="*" if name == "models" else ", ".join(self._engines[:2]),
                )
            with Tag("div", "actions"):
                up = button("", lambda: self._move(number), kind="round", icon="up")
                up.set(aria_label=f"{words('setup.up')}: {label}", disabled=number == 0)
                away = button("", lambda: self._remove(number), kind="round", icon="trash")
                away.set(aria_label=f"{words('team.remove')}: {label}")
        self._fields.append(fields)

    def _add(self) -> None:
        self._rules.append({"models": "", "use": ""})
        self._fill()

    def _remove(self, number: int) -> None:
        del self._rules[number]
        self._fill()

    def _move(self, number: int) -> None:
        if number:
            rules = self._rules
            rules[number - 1], rules[number] = rules[number], rules[number - 1]
            self._fill()

    async def _save(self) -> None:
        words = self._words
        rules = [
            {
                "models": rule["models"].strip(),
                "use": [one.strip() for one in rule["use"].split(",") if one.strip()],
            }
            for rule in self._rules
        ]
        self._save_button.set(aria_busy="true", disabled=True)
        try:
            data = await self._visit.api.call("PUT", "/routing", {"rules": rules})
        except ClientError as error:
            self._save_button.set(aria_busy=None, disabled=None)
            self._blame(reason(words, error)[1])
            return
        self._rules = [_as_text(rule) for rule in data["rules"]]
        toast(words("setup.rules_saved"))
        self._fill()

    def _blame(self, text: str) -> None:
        """Says at its field what is wrong with a rule, else above the buttons."""
        for fields in self._fields:
            for field in fields.values():
                fault(field, "")
        found = re.match(r"rules\[(\d+)\]\.(models|use)", text)
        number = int(found[1]) if found else len(self._fields)
        self._problem.set(hidden=number < len(self._fields))
        if found and number < len(self._fields):
            field = self._fields[number][found[2]]
            fault(field, text.partition(".")[2])
            field.run_method("focus")
        else:
            self._problem.set_text(text)


def _as_text(rule: Mapping[str, Any]) -> dict[str, str]:
    return {"models": str(rule["models"]), "use": ", ".join(map(str, rule["use"]))}


def _suggestions(models: Sequence[Mapping[str, Any]], engines: Sequence[str]) -> str:
    """What the two fields offer while one types."""

    def options(values: Sequence[str]) -> str:
        return "".join(f'<option value="{escape(value)}"></option>' for value in values)

    ids = ["*", *(str(model["id"]) for model in models)]
    return (
        f'<datalist id="rule-models">{options(ids)}</datalist>'
        f'<datalist id="rule-engines">{options(engines)}</datalist>'
    )
