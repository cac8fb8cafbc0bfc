"""Reads the catalogue: the packaged files first, then folders of the operator, later ones win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genmux.catalogue.chat_model import ChatModel, read_chat_model
from genmux.catalogue.entry import Model
from genmux.catalogue.field import TYPES, Field
from genmux.catalogue.field_read import Shared, read_fields
from genmux.catalogue.names import Names
from genmux.catalogue.price import FACTS, read_prices
from genmux.catalogue.rule_read import read_rules
from genmux.catalogue.scope import Scope
from genmux.catalogue.shape import read_hold, read_output
from genmux.catalogue.size import SizeTable, read_sizes
from genmux.catalogue.source import CatalogueError, Document, Table, plain

if TYPE_CHECKING:
    from genmux.catalogue.price import PriceList

__all__ = ["Catalogue", "CatalogueError", "load_catalogue"]

KINDS = ("image", "video", "audio", "speech", "object")
_KEYS = (
    *(
        "title",
        "family",
        "path",
        "kind",
        "task",
        "also",
        "provider",
        "task_types",
        "listed",
        "notes",
    ),
    *("input", "rule", "counts", "price", "hold", "output", "sketch", "example"),
)


class Catalogue:
    """All models, by id; beside them the calls of the dedicated families, which no list shows, and
    the chat models, which have lists of their own."""

    def __init__(
        self,
        models: Mapping[str, Model],
        calls: Mapping[str, Model] | None = None,
        chats: Mapping[str, ChatModel] | None = None,
    ) -> None:
        self._models = dict(sorted(models.items()))
        self._calls = dict(sorted((calls or {}).items()))
        self.chats = tuple(model for _, model in sorted((chats or {}).items()))
        self._chats = {name: model for model in self.chats for name in model.ids}

    def get(self, model_id: str) -> Model | None:
        return self._models.get(model_id)

    def call(self, call_id: str) -> Model:
        """What one endpoint of a dedicated family may be asked, e.g. `family/generate`."""
        return self._calls[call_id]

    def of_task(self, model_id: str) -> Model | None:
        """What a task was made from, whichever family it is of."""
        return self._models.get(model_id) or self._calls.get(model_id)

    def chat(self, name: str) -> ChatModel | None:
        """The chat model of that id, or of that other name."""
        return self._chats.get(name)

    @property
    def calls(self) -> Sequence[Model]:
        return tuple(self._calls.values())

    @property
    def offers(self) -> Sequence[Model]:
        """What a person may choose among: the models, then the calls that have a path."""
        return (*self._models.values(), *(call for call in self.calls if call.path))

    def offered(self, name: str) -> Model | None:
        """One of the offers."""
        found = self._models.get(name) or self._calls.get(name)
        return found if found and (found.path or name in self._models) else None

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __len__(self) -> int:
        return len(self._models)

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._models


def load_catalogue(folders: Sequence[Path] = ()) -> Catalogue:
    """Loads and checks everything; raises CatalogueError for the first broken file.

    A folder of the operator has the layout of the packaged one: `models/**.toml`, and beside it,
    where needed, `calls/**.toml`, `chat/*.toml`, `fields.toml` and `sizes.toml`, which add to or
    replace what is packaged.
    """
    shared = Shared({}, {})
    sizes: dict[str, SizeTable] = {}
    found: dict[str, dict[str, Model]] = {"models": {}, "calls": {}}
    chats: dict[str, ChatModel] = {}
    for folder in (Path(str(files("genmux.catalogue"))), *folders):
        if not folder.is_dir():
            raise CatalogueError(str(folder), 0, "no such folder")
        if (path := folder / "fields.toml").is_file():
            shared = read_shared(Document(path), shared)
        if (path := folder / "sizes.toml").is_file():
            sizes |= read_sizes(Document(path).root)
        for name, entries in found.items():
            root = folder / name
            for path in sorted(root.rglob("*.toml")):
                model_id = path.relative_to(root).with_suffix("").as_posix()
                entries[model_id] = read_model(Document(path), model_id, shared, sizes)
        for path in sorted((folder / "chat").glob("*.toml")):
            chats[path.stem] = read_chat_model(Document(path), path.stem)
    return Catalogue(found["models"], found["calls"], chats)


def read_shared(document: Document, known: Shared) -> Shared:
    """What a `fields.toml` defines, on top of what is known already."""
    root = document.root
    root.only(("labels", "accepts", "field"))
    labels = root.table("labels")
    providers = labels.texts("providers") if labels is not None else ()
    task_types = labels.texts("task_types") if labels is not None else ()
    groups = root.table("accepts")
    accepts = {**known.accepts}
    for name in groups.data if groups is not None else ():
        assert groups is not None
        accepts[name] = groups.texts(name)
    fields = root.table("field")
    merged = {**known.fields, **(fields.data if fields is not None else {})}
    shared = Shared(merged, accepts, known.providers + providers, known.task_types + task_types)
    if fields is not None:
        for name in fields.data:
            _check_shared(fields, name)
    return shared


def _check_shared(fields: Table, name: str) -> None:
    table = fields.table(name)
    assert table is not None
    if "use" in table:
        table.fail("a shared field cannot use another one", "use")
    if not table.text("help", ""):
        table.fail("a shared field needs a help text")
    for kind in table.texts("type"):
        if kind not in TYPES:
            table.fail(f"type must be one of {', '.join(TYPES)}, not {kind!r}", "type")


def read_model(
    document: Document, model_id: str, shared: Shared, sizes: Mapping[str, SizeTable]
) -> Model:
    """One model file, with every reference in it resolved and checked."""
    root = document.root
    root.only(_KEYS)
    _one_of(root, "kind", KINDS)
    _one_of(root, "provider", shared.providers)
    for task_type in root.texts("task_types"):
        if task_type not in shared.task_types:
            root.fail(f"task_types must be among {', '.join(shared.task_types)}", "task_types")
    inputs = root.table("input")
    fields = read_fields(inputs, shared)
    if inputs is None or not fields:
        root.fail("a model needs an [input] table")
    for field in fields:
        _check_help(inputs, field, field.name)
    rules = read_rules(root, fields, shared)
    hold = read_hold(root)
    prices = read_prices(root, Names(fields, (*rules.counts, *FACTS)), hold)
    _check_defaults(inputs, fields)
    _check_prices(root, fields, prices)
    sketch, sample = root.table("sketch"), root.table("example")
    model = Model(
        id=model_id,
        title=root.text("title"),
        family=root.text("family"),
        path=root.text("path", ""),
        kind=root.text("kind"),
        task=root.text("task"),
        also=root.texts("also"),
        provider=root.text("provider"),
        task_types=root.texts("task_types"),
        listed=root.text("listed", ""),
        notes=" ".join(root.text("notes", "").split()),
        fields=fields,
        rules=rules,
        prices=prices,
        output=read_output(root, root.text("kind"), Names(fields, rules.counts), sizes),
        sketch=plain(sketch.data) if sketch is not None else {},
        sample=plain(sample.data) if sample is not None else {},
    )
    for name in model.sample:
        if sample is not None and name not in {field.name for field in fields}:
            sample.fail(f"example names {name!r}, which is not a field of this model", name)
    return model


def _one_of(root: Table, key: str, known: Sequence[str]) -> None:
    if root.text(key) not in known:
        root.fail(f"{key} must be one of {', '.join(known)}", key)


def _check_help(inputs: Table, field: Field, place: str) -> None:
    if not field.help:
        inputs.fail(f"{place} has no help text", place.partition(".")[0])
    inner = field.fields or (field.items.fields if field.items is not None else ())
    for one in inner:
        _check_help(inputs, one, f"{place}.{one.name}")


def _check_defaults(inputs: Table, fields: tuple[Field, ...]) -> None:
    """Each default must be a value that a caller could send."""
    for field in fields:
        if field.default is None:
            continue
        reason = _default_fault(field)
        if reason:
            inputs.fail(f"the default of {field.name} is not valid: {reason}", field.name)


def _default_fault(field: Field) -> str:
    default = field.default
    if field.choices and default not in field.choices:
        return f"it is not among the choices {list(field.choices)}"
    kinds: dict[str, Any] = {
        "string": str,
        "integer": int,
        "number": int | float,
        "boolean": bool,
        "list": list,
        "object": dict,
    }
    fits = [isinstance(default, kinds[name]) for name in field.types]
    if not any(fits) or (isinstance(default, bool) and "boolean" not in field.types):
        return f"it is not of type {' or '.join(field.types)}"
    if isinstance(default, int | float):
        if field.low is not None and default < field.low:
            return f"it is below {field.low}"
        if field.high is not None and default > field.high:
            return f"it is above {field.high}"
    return ""


def _check_prices(root: Table, fields: tuple[Field, ...], prices: PriceList) -> None:
    """A request that leaves everything at its default, or at its first choice, has a price."""
    values = {
        field.name: next(
            (one for one in (field.default, field.assumed, *field.choices) if one is not None),
            False if "boolean" in field.types else None,
        )
        for field in fields
    }
    facts = {
        "has_video_input": False,
        "has_image": False,
        "source_resolution": "720p",
        "result_class": "2K",
    }
    if prices.row(Scope(values).with_facts(facts)) is None:
        root.fail("no [[price]] row fits a request with defaults", "price")
