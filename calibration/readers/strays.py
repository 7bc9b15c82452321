"""Labels on one side of a table only: misspelt ones, and those whose other side is missing.

Every economy sells and buys, and every good has industries that make it. A label that is on one
side only, in all lines of a table, is more likely wrong than an economy without sales.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from calibration.errors import alike
from calibration.readers.parts import Label

Named = Mapping[str, Collection[Label]]
"""Labels (economy, item) by what messages call their place, such as a file."""
_SHOWN = 5


def strays(sellers: Named, buyers: Named, categories: Collection[str]) -> Iterator[str]:
    """Economies and goods that only sell, or only buy.

    Parameters
    ----------
    sellers, buyers : mapping of str to collection of (str, str)
        Economy and good of rows; economy and user of columns, of those that pay primary inputs too.
    categories : collection of str
        Users that are final demand.
    """
    origins, goods = _sides(sellers)
    destinations, users = _sides(buyers)
    for place, labels in buyers.items():
        for label in _first(k for k, _ in labels if k not in origins):
            yield f"{place}: economy '{label}' sells nothing in any line{alike(label, origins)}"
        for label in _first(k for _, k in labels if k not in {*goods, *categories}):
            near = alike(label, [*goods, *categories])
            yield f"{place}: nobody sells '{label}', which buys or pays{near}"
    for place, labels in sellers.items():
        for label in _first(k for k, _ in labels if k not in destinations):
            yield f"{place}: economy '{label}' buys nothing in any line{alike(label, destinations)}"
        for label in _first(k for _, k in labels if k not in users):
            yield (
                f"{place}: nobody makes '{label}': it is sold, and no industry of this name buys "
                f"or pays{alike(label, users)}"
            )


def _sides(named: Named) -> tuple[dict[str, None], dict[str, None]]:
    """Economies and items, in the order of appearance."""
    every = [label for labels in named.values() for label in labels]
    return dict.fromkeys(k for k, _ in every), dict.fromkeys(k for _, k in every)


def _first(labels: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(labels))[:_SHOWN]
