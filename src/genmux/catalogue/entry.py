"""A catalogue entry as the rest of the program sees it. The data lives in `models/**.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from genmux.catalogue.check import Checker
from genmux.catalogue.describe import describe_openapi, describe_price, describe_summary
from genmux.catalogue.example import make_example
from genmux.catalogue.field import object_schema
from genmux.catalogue.inputs import ROLES, MediaRef, ParentRef, media_refs, parent_refs
from genmux.catalogue.limits import MediaLimits
from genmux.catalogue.reception import check_media
from genmux.catalogue.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from genmux.catalogue.field import Field
    from genmux.catalogue.price import PriceList
    from genmux.catalogue.rule import Ruleset
    from genmux.catalogue.shape import Output
    from genmux.engines.base import MediaInput, Shape

__all__ = ["ROLES", "MediaLimits", "MediaRef", "Model", "ParentRef"]


@dataclass(frozen=True)
class Model:
    """One thing that may be asked for. Cheap to build; its validator is compiled on first use."""

    id: str
    title: str
    family: str
    kind: str
    """image, video, audio, speech, or object for results without a file"""
    task: str
    also: tuple[str, ...]
    provider: str
    task_types: tuple[str, ...]
    listed: str
    """month of the provider's list that names it, or `withdrawn`"""
    notes: str
    fields: tuple[Field, ...]
    rules: Ruleset
    prices: PriceList
    output: Output
    sketch: Mapping[str, Any] = field(default_factory=dict)
    """hints for the built-in engine"""
    path: str = ""
    """of a call: where it is POSTed, with its input as the body"""
    sample: Mapping[str, Any] = field(default_factory=dict)
    """what `example` sends beyond the required fields"""

    @property
    def slug(self) -> str:
        """The id with everything but letters and digits turned into single hyphens."""
        return re.sub(r"[^a-z0-9]+", "-", self.id.lower()).strip("-")

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON Schema (draft 2020-12) of the input, with the rules that JSON Schema can express."""
        return {**object_schema(self.fields), **self.rules.schema(self.fields)}

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.fields, self.rules)

    def check(self, raw: object) -> dict[str, Any]:
        """The input with known fields only, in their declared types, defaults filled in.

        Raises InvalidInput, naming field and limit.
        """
        return self._checker.check(raw)

    def media_refs(self, values: Mapping[str, Any]) -> list[MediaRef]:
        """Every file that a checked input names, in the order of the fields."""
        return media_refs(self.fields, self.rules, values)

    def parent_refs(self, values: Mapping[str, Any]) -> list[ParentRef]:
        """Every earlier task that a checked input names."""
        return parent_refs(self.fields, values)

    def check_media(self, values: Mapping[str, Any], media: Sequence[MediaInput]) -> None:
        """Limits that only the fetched files can tell. Raises InvalidInput or TooLarge."""
        check_media(self.media_refs(values), self.rules, self._scope(values), media)

    def hold(self, values: Mapping[str, Any]) -> Decimal:
        """Credits to hold at create; what no file tells yet counts as `[hold]` assumes."""
        return self.charge(values, (), self.shape(values, ()))

    def charge(
        self, values: Mapping[str, Any], media: Sequence[MediaInput], shape: Shape
    ) -> Decimal:
        """The price in credits once the files are known."""
        refs = self.media_refs(values) if self.prices.asks_facts else []
        return self.prices.charge(self._scope(values), refs, media, shape)

    def shape(self, values: Mapping[str, Any], media: Sequence[MediaInput] = ()) -> Shape:
        """The technical form of the result. Files of a parent task come with role `parent`."""
        return self.output.shape(self._scope(values), media)

    def example(self, urls: Mapping[str, str]) -> dict[str, Any]:
        """The smallest and cheapest valid input.

        `urls` gives one link for each of `image`, `video` and `audio`, and a task id under `task`.
        """
        return make_example(self.fields, self.sample, urls)

    def price_text(self) -> str:
        """The price list as one line of prose."""
        return describe_price(self)

    def openapi(self, server_url: str) -> dict[str, Any]:
        """An OpenAPI 3.1.0 document of the call that creates a task with this model."""
        return describe_openapi(self, server_url)

    def summary(self) -> dict[str, Any]:
        """The entry in the list of models."""
        return describe_summary(self)

    def _scope(self, values: Mapping[str, Any]) -> Scope:
        return Scope(values, counts=self.rules.counts)
