"""`python -m examples.gallery [pattern ...]`: makes every model's example and shows it on one page.

The engine runs in a pool of processes, one per core. Exits with 1 when a model failed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import replace
from fnmatch import fnmatchcase
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from genmux.catalogue.load import load_catalogue
from genmux.engines.base import MediaInput, Rendered, Work

from .make import Made, given_files, make
from .orders import Order, orders, work_of
from .page import Card, contact_sheets, write_page

_QUICK_SECONDS = 2.0
OUTPUT = Path("gallery-output").absolute()

console = Console(highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.gallery", description=__doc__)
    parser.add_argument("pattern", nargs="*", help="model ids, * for any text; default: all")
    parser.add_argument("--quick", action="store_true", help="films of at most two seconds")
    given = parser.parse_args()
    chosen = given.pattern
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    catalogue = load_catalogue()
    everything = orders([*catalogue, *catalogue.calls])
    wanted = [
        order
        for order in everything
        if not chosen or any(fnmatchcase(order.model.id, one) for one in chosen)
    ]
    cards = _all_cards(everything, wanted, _QUICK_SECONDS if given.quick else 0.0)
    contact_sheets(cards, OUTPUT)
    console.print(f"\n[bold]{write_page(cards, OUTPUT)}[/bold]: {len(cards)} models")
    failed = [card for card in cards if card.failure]
    for card in failed:
        console.print(f"[red]{card.model}[/red]: {card.failure}")
    sys.exit(1 if failed else 0)


def _all_cards(everything: Sequence[Order], wanted: Sequence[Order], longest: float) -> list[Card]:
    """The cards in the order of the catalogue; what others build on is made first.

    `longest` bounds the seconds of films; 0 leaves them as long as they are.
    """
    by_id = {order.model.id: order for order in everything}
    needed = _with_parents(wanted, by_id)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        given = pool.submit(given_files, OUTPUT / "given").result()
        made: dict[str, tuple[Order, Rendered]] = {}
        cards: dict[str, Card] = {}
        while True:
            ready = [
                order
                for order in needed
                if order.model.id not in cards
                and all(parent in made for parent in order.parents.values())
            ]
            if not ready:
                break
            running: dict[Future[Made], Order] = {
                pool.submit(make, _cut(_work(order, given, made), longest)): order
                for order in ready
            }
            for future in as_completed(running):
                order = running[future]
                rendered, card = future.result()
                cards[order.model.id] = card
                if rendered is not None:
                    made[order.model.id] = (order, rendered)
                console.print(f"{len(cards):4d}  {card.seconds:6.1f} s  {order.model.id}")
    # what builds on something that failed has no card of its own
    return [cards[order.model.id] for order in wanted if order.model.id in cards]


def _work(
    order: Order, given: Mapping[str, MediaInput], made: Mapping[str, tuple[Order, Rendered]]
) -> Work:
    return work_of(order, given, made, OUTPUT / order.model.slug)


def _cut(work: Work, longest: float) -> Work:
    shape = work.shape
    if not longest or shape.kind != "video" or shape.seconds <= longest:
        return work
    return replace(work, shape=replace(shape, seconds=longest))


def _with_parents(wanted: Sequence[Order], by_id: Mapping[str, Order]) -> list[Order]:
    found = {order.model.id: order for order in wanted}
    todo = list(wanted)
    while todo:
        for parent in todo.pop().parents.values():
            if parent not in found:
                found[parent] = by_id[parent]
                todo.append(by_id[parent])
    return sorted(found.values(), key=lambda order: order.stage)


if __name__ == "__main__":
    main()
