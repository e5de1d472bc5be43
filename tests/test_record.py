"""Our named tuples are those of ``typing``, whatever is done with them."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest

from selfscore_xl import record


class Ours(record.NamedTuple):
    """Of a row."""

    row: int
    text: str = "-"
    more: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        return self.row * 2

    @classmethod
    def first(cls) -> Ours:
        return cls(1)


class Theirs(typing.NamedTuple):
    """Of a row."""

    row: int
    text: str = "-"
    more: tuple[int, ...] = ()


class Nothing(record.NamedTuple):
    pass


def same(one: Any, other: Any) -> None:
    assert tuple(one) == tuple(other)
    assert repr(one).removeprefix("Ours") == repr(other).removeprefix("Theirs")
    assert one._asdict() == other._asdict()
    assert one == other
    assert hash(one) == hash(other)
    assert one.__getnewargs__() == other.__getnewargs__()


@pytest.mark.parametrize(
    ("given", "named"),
    [((1,), {}), ((1, "a"), {}), ((), {"text": "b", "row": 2}), ((1,), {"more": (4, 5)})],
    ids=("one", "two", "by name", "mixed"),
)
def test_they_are_made_alike(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)
    same(ours, theirs)
    same(ours._replace(text="c"), theirs._replace(text="c"))
    same(Ours._make(theirs), theirs)
    assert (ours.row, ours.text, ours.more) == (theirs.row, theirs.text, theirs.more)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(),
        lambda kind: kind(1, "a", (), 4),
        lambda kind: kind(1, column=2),
        lambda kind: kind(1, row=2),
        lambda kind: kind._make([1]),
        lambda kind: kind(1)._replace(column=3),
        lambda kind: setattr(kind(1), "row", 3),
        lambda kind: setattr(kind(1), "column", 3),
        lambda kind: delattr(kind(1), "row"),
    ],
    ids=lambda wrong: str(wrong.__code__.co_firstlineno),
)
def test_they_refuse_alike(wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as theirs:
        wrong(Theirs)
    with pytest.raises(theirs.type):
        wrong(Ours)


def test_the_class() -> None:
    assert Ours.__doc__ == "Of a row."
    assert (Ours.__name__, Ours.__qualname__, Ours.__module__) == ("Ours", "Ours", __name__)
    assert Ours._fields == Ours.__match_args__ == Theirs._fields
    assert Ours.first().twice == 2
    assert not hasattr(Ours(1), "__dict__")
    assert Nothing() == ()


def test_copies() -> None:
    ours = Ours(3, "a", (1,))
    for made in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert made == ours
        assert type(made) is Ours


def test_matching() -> None:
    match Ours(3, "a"):
        case Ours(row, text):
            assert (row, text) == (3, "a")


def test_fields_with_defaults_come_last() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(record.NamedTuple):
            text: str = ""
            row: int  # type: ignore[misc]
