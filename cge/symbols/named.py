"""Arrays that know the names of their dims: accounts of one solution without an index.

They are spelled as in xarray, so that an account is one formula for both: xarray along experiments
and in files, these for the checks of a solution. All arrays of an economy have the same labels, in
the same order. Here that is compared and never searched for, which takes the time of a few numbers
where xarray takes that of ten thousand.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

import numpy as np
import xarray as xr

from cge.symbols.registry import entry_of

Array = np.ndarray
Dims = tuple[str, ...]
Labels = tuple[str, ...]
Operation = Callable[[Any, Any], Array]

# An account is computed with either of the two.
Labelled = TypeVar("Labelled", xr.DataArray, "NamedArray")
Labelled_co = TypeVar("Labelled_co", covariant=True)


class Solved(Protocol[Labelled_co]):
    """Arrays of a solution by name: :class:`NamedArrays`, or an `xarray.Dataset`."""

    def __getitem__(self, name: str, /) -> Labelled_co: ...
    def __getattr__(self, name: str, /) -> Any: ...
    def __contains__(self, name: object, /) -> bool: ...
    def get(self, name: str, default: Any, /) -> Any: ...  # noqa: D102


class NamedArray:
    """An array whose dims have names; arithmetic matches dims by name, whatever their order.

    A result has the dims of the left side in their order, then the further ones of the right side.
    Sums and extremes do not skip what is not a number.

    Parameters
    ----------
    dims
        Name of each axis.
    values
        The numbers, shared and not copied.
    labels
        Labels along each axis.

    Raises
    ------
    ValueError
        From operations on two arrays whose labels along a common dim are not the same.
    """

    __slots__ = ("dims", "labels", "values")

    def __init__(self, dims: Dims, values: Array, labels: tuple[Labels, ...]) -> None:
        self.dims, self.values, self.labels = dims, values, labels

    def __repr__(self) -> str:
        return f"<NamedArray ({', '.join(self.dims)}) {self.values!r}>"

    def __getitem__(self, dim: str) -> NamedArray:
        """Labels along a dim."""
        return index_of(dim, self.labels[self.dims.index(dim)])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of labels along each dim."""
        return self.values.shape

    def to_numpy(self) -> Array:
        """The numbers, in the order of the dims."""
        return self.values

    def __float__(self) -> float:
        return float(self.values.item())

    def __bool__(self) -> bool:
        return bool(self.values.item())

    @property
    def imag(self) -> NamedArray:
        """The imaginary parts."""
        return NamedArray(self.dims, self.values.imag, self.labels)

    def copy(self, data: Array) -> NamedArray:
        """Other numbers with these dims and labels."""
        return NamedArray(self.dims, data.reshape(self.shape), self.labels)

    def astype(self, kind: type) -> NamedArray:
        """The same as numbers of another type."""
        return NamedArray(self.dims, self.values.astype(kind), self.labels)

    # ------------------------------------------------------------------ dims and labels
    def rename(self, names: Mapping[str, str] | None = None, **others: str) -> NamedArray:
        """The same numbers under other names of dims."""
        new = {**(names or {}), **others}
        return NamedArray(tuple(new.get(d, d) for d in self.dims), self.values, self.labels)

    def transpose(self, *dims: Any) -> NamedArray:
        """The same in another order of dims; ``...`` are all that are not named."""
        order = _order(self.dims, dims)
        labels = tuple(self.labels[k] for k in order)
        return NamedArray(tuple(self.dims[k] for k in order), self.values.transpose(order), labels)

    def isel(self, **at: int | Sequence[int] | Array) -> NamedArray:
        """By position along dims; one position drops the dim."""
        found = self
        for dim, where in at.items():
            found = found._taken(found.dims.index(dim), where)
        return found

    def _taken(self, axis: int, where: int | Sequence[int] | Array) -> NamedArray:
        one = isinstance(where, int | np.integer)
        own = self.labels[axis]
        kept = () if one else (tuple(own[k] for k in np.asarray(where, dtype=int)),)
        return NamedArray(
            self.dims[:axis] + (() if one else (self.dims[axis],)) + self.dims[axis + 1 :],
            self.values[(slice(None),) * axis + (where,)],
            self.labels[:axis] + kept + self.labels[axis + 1 :],
        )

    def sel(self, drop: bool = True, **labels: Any) -> NamedArray:
        """By label along dims; one label drops the dim, whatever ``drop`` says.

        Raises
        ------
        ValueError
            For an unknown label.
        """
        return self.isel(**{dim: self._at(dim, wanted) for dim, wanted in labels.items()})

    def _at(self, dim: str, wanted: Any) -> int | list[int]:
        own = self.labels[self.dims.index(dim)]
        return own.index(wanted) if isinstance(wanted, str) else [own.index(k) for k in wanted]

    def drop_sel(self, **labels: str) -> NamedArray:
        """All but one label of each dim named."""
        found = self
        for dim, label in labels.items():
            own = found.labels[found.dims.index(dim)]
            others = [k for k in range(len(own)) if k != own.index(label)]
            found = found.isel(**{dim: others})
        return found

    # ------------------------------------------------------------------ over dims
    def _reduced(self, by: Callable[..., Any], dims: str | Iterable[str] | None) -> NamedArray:
        gone = self.dims if dims is None else (dims,) if isinstance(dims, str) else tuple(dims)
        axes = tuple(self.dims.index(d) for d in gone)
        left = [k for k in range(len(self.dims)) if k not in axes]
        return NamedArray(
            tuple(self.dims[k] for k in left),
            np.asarray(by(self.values, axis=axes)),
            tuple(self.labels[k] for k in left),
        )

    def sum(self, dims: str | Iterable[str] | None = None) -> NamedArray:
        """Sum over some dims, or over all."""
        return self._reduced(np.add.reduce, dims)

    def max(self, dims: str | Iterable[str] | None = None) -> NamedArray:
        """Largest over some dims, or over all."""
        return self._reduced(np.maximum.reduce, dims)

    def min(self, dims: str | Iterable[str] | None = None) -> NamedArray:
        """Smallest over some dims, or over all."""
        return self._reduced(np.minimum.reduce, dims)

    def any(self, dims: str | Iterable[str] | None = None) -> NamedArray:
        """Whether anything is true over some dims, or over all."""
        return self._reduced(np.logical_or.reduce, dims)

    # ------------------------------------------------------------------ element by element
    def where(self, condition: NamedArray, other: NamedArray | float = np.nan) -> NamedArray:
        """The numbers where a condition holds, and others elsewhere."""
        if not isinstance(other, NamedArray):
            dims, labels, (mine, holds) = aligned(self, condition)
            return NamedArray(dims, np.where(holds, mine, _number(other)), labels)
        dims, labels, (mine, holds, others) = aligned(self, condition, other)
        return NamedArray(dims, np.where(holds, mine, others), labels)

    def clip(
        self, min: NamedArray | float | None = None, max: NamedArray | float | None = None
    ) -> NamedArray:
        """The numbers, none below ``min`` or above ``max``."""
        found = self if min is None else _joined(np.maximum, self, min)
        return found if max is None else _joined(np.minimum, found, max)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or len(inputs) > 2:
            return NotImplemented
        if len(inputs) == 1:
            return NamedArray(self.dims, ufunc(self.values), self.labels)
        return _joined(ufunc, *inputs)

    def __abs__(self) -> NamedArray:
        return NamedArray(self.dims, np.abs(self.values), self.labels)

    def __neg__(self) -> NamedArray:
        return NamedArray(self.dims, -self.values, self.labels)

    def __invert__(self) -> NamedArray:
        return NamedArray(self.dims, ~self.values, self.labels)

    def __add__(self, other: Any) -> NamedArray:
        return _joined(operator.add, self, other)

    def __radd__(self, other: Any) -> NamedArray:
        return _joined(operator.add, other, self)

    def __sub__(self, other: Any) -> NamedArray:
        return _joined(operator.sub, self, other)

    def __rsub__(self, other: Any) -> NamedArray:
        return _joined(operator.sub, other, self)

    def __mul__(self, other: Any) -> NamedArray:
        return _joined(operator.mul, self, other)

    def __rmul__(self, other: Any) -> NamedArray:
        return _joined(operator.mul, other, self)

    def __truediv__(self, other: Any) -> NamedArray:
        return _joined(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> NamedArray:
        return _joined(operator.truediv, other, self)

    def __pow__(self, other: Any) -> NamedArray:
        return _joined(operator.pow, self, other)

    def __and__(self, other: Any) -> NamedArray:
        return _joined(operator.and_, self, other)

    def __or__(self, other: Any) -> NamedArray:
        return _joined(operator.or_, self, other)

    def __lt__(self, other: Any) -> NamedArray:
        return _joined(operator.lt, self, other)

    def __le__(self, other: Any) -> NamedArray:
        return _joined(operator.le, self, other)

    def __gt__(self, other: Any) -> NamedArray:
        return _joined(operator.gt, self, other)

    def __ge__(self, other: Any) -> NamedArray:
        return _joined(operator.ge, self, other)

    def __eq__(self, other: Any) -> NamedArray:  # type: ignore[override]
        return _joined(operator.eq, self, other)

    def __ne__(self, other: Any) -> NamedArray:  # type: ignore[override]
        return _joined(operator.ne, self, other)

    __hash__ = None  # type: ignore[assignment]


class NamedArrays:
    """Symbols of one solution by name, as attributes too, in the dims of the registry.

    Parameters
    ----------
    values
        Arrays by name, of any shape with the elements in order.
    labels
        Labels of every dim.
    assigned
        Symbols that take the place of these, on further dims if they like.
    """

    def __init__(
        self,
        values: Mapping[str, Array],
        labels: Mapping[str, Labels],
        assigned: Mapping[str, NamedArray] | None = None,
    ) -> None:
        self._values, self._labels, self._assigned = values, labels, assigned or {}

    def __contains__(self, name: object) -> bool:
        return name in self._values or name in self._labels

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __getitem__(self, name: str) -> NamedArray:
        """A symbol; or the labels of a dim, for a name that is no symbol."""
        if name in self._assigned:
            return self._assigned[name]
        if name in self._values:
            return self.named(entry_of(name).dims, self._values[name])
        return index_of(name, self._labels[name])

    def __getattr__(self, name: str) -> NamedArray:
        if name.startswith("_"):  # while it is read from a pickle, and has nothing yet
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def assign(self, arrays: Mapping[str, NamedArray]) -> NamedArrays:
        """The same with other arrays for some of its symbols."""
        return NamedArrays(self._values, self._labels, {**self._assigned, **arrays})

    def get(self, name: str, default: Any = None) -> Any:
        """A symbol, or something else where there is none of that name."""
        try:
            return self[name]
        except KeyError:
            return default

    def named(self, dims: Dims, values: Array) -> NamedArray:
        """An array over dims of the solution."""
        labels = tuple(self._labels[d] for d in dims)
        return NamedArray(dims, values.reshape(_shape(labels)), labels)


def same_labels(labels: Mapping[str, Iterable[str]]) -> dict[str, Labels]:
    """Labels by dim, as one object where they are the same, which is the fastest to compare."""
    known: dict[Labels, Labels] = {}
    tuples = {dim: tuple(map(str, each)) for dim, each in labels.items()}
    return {dim: known.setdefault(each, each) for dim, each in tuples.items()}


def index_of(dim: str, labels: Labels) -> NamedArray:
    """The labels of a dim as an array along it."""
    return NamedArray((dim,), np.array(labels), (labels,))


def aligned(*arrays: NamedArray) -> tuple[Dims, tuple[Labels, ...], list[Array]]:
    """Dims and labels of an operation, and the numbers of all its sides as numpy broadcasts them.

    Raises
    ------
    ValueError
        Labels along a common dim are not the same.
    """
    first, *others = arrays
    dims, labels = first.dims, first.labels
    for other in others:
        if other.dims == dims:
            _require_same(dims, labels, other.labels)
            continue
        meet = _meeting(dims, other.dims)
        own = tuple(labels[k] for k in meet.mine)
        _require_same(meet.common, own, tuple(other.labels[k] for k in meet.others))
        dims, labels = meet.dims, labels + tuple(other.labels[k] for k in meet.added)
    return dims, labels, [a.values if a.dims == dims else _seen(a, dims) for a in arrays]


def _require_same(dims: Dims, own: tuple[Labels, ...], others: tuple[Labels, ...]) -> None:
    if own != others:
        apart = [d for d, one, other in zip(dims, own, others, strict=True) if one != other]
        raise ValueError(f"the two sides have other labels of {', '.join(apart)}")


class _Meeting:
    """How the dims of two sides meet.

    Attributes
    ----------
    dims, common
        Those of either, and those of both.
    mine, others
        Axes of the common dims on the left and on the right side.
    added
        Axes of the right side that the left side has not.
    """

    def __init__(self, left: Dims, right: Dims) -> None:
        self.common = tuple(d for d in left if d in right)
        self.mine = tuple(left.index(d) for d in self.common)
        self.others = tuple(right.index(d) for d in self.common)
        self.added = tuple(k for k, d in enumerate(right) if d not in left)
        self.dims = left + tuple(right[k] for k in self.added)


_meeting = cache(_Meeting)


def _seen(array: NamedArray, dims: Dims) -> Array:
    """The numbers in the order of dims, with one element along those that the array has not."""
    order, index = _view(array.dims, dims)
    return np.asarray(array.values).transpose(order)[index]


@cache
def _view(own: Dims, dims: Dims) -> tuple[tuple[int, ...], tuple[slice | None, ...]]:
    order = tuple(own.index(d) for d in dims if d in own)
    return order, tuple(slice(None) if d in own else None for d in dims)


@cache
def _order(own: Dims, wanted: tuple[Any, ...]) -> tuple[int, ...]:
    others = [d for d in own if d not in wanted]
    dims = [d for name in wanted for d in (others if name is ... else [name])]
    if sorted(dims) != sorted(own):
        raise ValueError(f"dims are {', '.join(own)}, not {', '.join(dims)}")
    return tuple(own.index(d) for d in dims)


def _shape(labels: tuple[Labels, ...]) -> tuple[int, ...]:
    return tuple(map(len, labels))


def _joined(operation: Operation, left: Any, right: Any) -> NamedArray:
    """An operation on two sides, of which one may be a number."""
    if not isinstance(left, NamedArray):
        return NamedArray(right.dims, operation(_number(left), right.values), right.labels)
    if not isinstance(right, NamedArray):
        return NamedArray(left.dims, operation(left.values, _number(right)), left.labels)
    dims, labels, (mine, others) = aligned(left, right)
    return NamedArray(dims, operation(mine, others), labels)


def _number(side: Any) -> Any:
    if isinstance(side, np.ndarray) and side.ndim:
        raise TypeError("an array without names of dims meets one that has them")
    return side
