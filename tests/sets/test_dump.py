"""Any set can be written and read back: the identical facts, the identical fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import set_file, sets
from selfscore_xl.criteria import (
    Band,
    Condition,
    Criteria,
    Criterion,
    Exclusion,
    Fact,
    Grade,
    Input,
    Kind,
    Level,
    Period,
    Quota,
    Ranking,
    Rule,
    Sanction,
    UnitGroup,
    from_data,
    to_data,
)
from selfscore_xl.set_file.codes import LETTERS
from selfscore_xl.set_file.dump import WIDTH, to_json
from selfscore_xl.set_file.schema import tidy

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
    min_size=1,
    max_size=140,
).map(tidy).filter(bool) | st.sampled_from(
    [
        *(
            "yes",
            "no",
            "1.10",
            "2025-01-01",
            "~",
            "null",
            "# không",
            "a: b",
            "a #b",
            "- gạch",
            "* sao",
            "'nháy'",
        ),
        *(
            '"kép"',
            "{a}",
            "[b]",
            "%",
            "@",
            "`",
            "a:",
            "? x",
            "! y",
            "& z",
            "| k",
            "> m",
            "0x1F",
            "1_000",
            "12:30",
        ),
        *(
            "dòng một\ndòng hai",
            "Việc (không giao thì trừ vào điểm tổng)",
            "=",
            "<<",
            "..",
            "---",
            "a\n- b\n# c",
        ),
        "từ " * 60 + "cuối",
        "liền" * 60,
    ]
)
POINTS = st.integers(1, 4000).map(lambda cents: set_points(Decimal(cents) / 100))
NAMES = ("A", "B", "C")


def set_points(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")


@st.composite
def rules(draw: st.DrawFn, most: Decimal) -> Rule:
    kind = draw(
        st.sampled_from(
            ["direct", "choice", "ratio", "steps", "deduction", "per_unit", "alternatives", "given"]
        )
    )
    ratio = (Input("numerator", "Số việc xong"), Input("denominator", "Tổng số việc"))
    if kind in ("choice", "alternatives"):
        labels = draw(st.lists(WORDS, min_size=2, max_size=4, unique_by=lambda text: text.casefold()))
        labels = [f"{number} {label}" for number, label in enumerate(labels)]
        scores = [most, *[Decimal(0)] * (len(labels) - 1)]
        return Rule(kind, levels=tuple(map(Level, scores, labels)))
    if kind == "ratio":
        return Rule("ratio", inputs=ratio)
    if kind == "steps":
        bands = (Band(Decimal("99.5"), most), Band(Decimal(80), Decimal(0), below=Decimal("99.5")))
        return Rule("steps", bands=bands, inputs=ratio)
    if kind in ("deduction", "per_unit"):
        return Rule(kind, inputs=(Input("count", draw(WORDS.filter(lambda t: len(t) > 12))),), points=most)
    return Rule("given", by=draw(WORDS)) if kind == "given" else Rule()


@st.composite
def exclusions(draw: st.DrawFn, top: bool) -> Exclusion:
    allowed = draw(st.booleans())
    policy = draw(st.sampled_from(["drop", "full", *([] if top else ["group"])]))
    return Exclusion(allowed, draw(WORDS) if allowed and draw(st.booleans()) else "", policy)


class Grown(NamedTuple):
    """A criterion on its way: its key without ``@``, the place of its parent, its points by unit group."""

    node: Criterion
    parent: int | None
    points: dict[str, Decimal]


NUMBERINGS = (
    ("roman", "integer", "letter", "integer"),
    ("capital", "integer", "integer", "letter"),
    ("capital", "roman", "integer", "letter"),
    ("integer", "integer", "integer", "integer"),
    ("two digits", "integer", "glued letter", "integer"),
)
ROMAN = ("I", "II", "III", "IV", "V")


def own_code(numbering: str, number: int) -> str:
    if numbering == "roman":
        return ROMAN[number - 1]
    if numbering == "capital":
        return LETTERS[number - 1].upper()
    if numbering.endswith("letter"):
        return LETTERS[number - 1]
    return f"{number:02}" if numbering == "two digits" else str(number)


GRIDS = (
    *((0, None), (0, 1), (1, None), (1, "0.5"), (2, None), (2, None), (2, "0.01"), (2, "0.25"), (2, "0.5")),
    (3, None),
)
"""Decimal places and step of a leaf's scores."""


@st.composite
def criteria(draw: st.DrawFn) -> Criteria:
    """A set without lint errors, of any shape: every rule, numbering, policy and kind; rows and maxima of
    some unit groups only; rows without a code."""
    grown: list[Grown] = []
    restart = draw(st.booleans())
    numberings = draw(st.sampled_from(NUMBERINGS))
    first = draw(st.sampled_from((1, 1, 3)))
    groups = tuple(UnitGroup(name, f"Nhóm {name}") for name in NAMES[: draw(st.integers(0, 3))])
    everybody = tuple(group.code for group in groups) or ("",)

    def code_of(level: int, number: int, above: str) -> str:
        own = own_code(numberings[level - 1], number)
        if restart or not above:
            return own
        return above + own if numberings[level - 1] == "glued letter" else f"{above}.{own}"

    def grow(
        code: str, key: str, parent: int | None, kind: Kind, in_base: bool, scope: tuple[str, ...]
    ) -> None:
        place = len(grown)
        above = grown[parent].node if parent is not None else None
        level = above.level + 1 if above else 1
        leaf = level >= 4 or not code or draw(st.booleans())
        exclusion = draw(exclusions(above is None))
        node = Criterion(
            key, code, draw(WORDS), Decimal(0), level, None, (),
            exclusion=exclusion if leaf else exclusion._replace(policy="drop"),
            places=draw(st.sampled_from([2, 2, 3])), kind=kind, in_base=in_base, groups=scope,
        )  # fmt: skip
        if not exclusion.allowed:
            node = node._replace(title="Việc được giao")
        seen_by = scope or everybody
        grown.append(Grown(node, parent, {}))
        if leaf:
            places, grid = draw(st.sampled_from(GRIDS))
            step = None if grid is None else Decimal(grid)
            cents = st.integers(1, 4000).map(
                lambda n: set_points(n * (step or Decimal(1).scaleb(-min(places, 2))))
            )
            most = draw(cents)
            own = {group: draw(cents) if draw(st.integers(0, 5)) == 5 else most for group in seen_by}
            node = node._replace(
                rule=draw(rules(most)),
                max_score=most,
                places=places,
                step=step,
                evidence=draw(st.sampled_from(["required", "optional"])),
                zeroes_parent=kind == "main" and above is not None and draw(st.booleans()),
            )
            if own[seen_by[0]] != most or not groups:
                own = dict.fromkeys(seen_by, most)
            grown[place] = Grown(node, parent, own)
            return
        nameless = 0
        children: list[int] = []
        for number in range(first, first + draw(st.integers(1, 3))):
            scopes: tuple[tuple[str, ...], ...] = (scope,)
            if len(seen_by) > 1 and draw(st.integers(0, 3)) == 3:
                # the same code for two groups, or a row for some of them beside one for all
                scopes = (seen_by[:1], seen_by[1:]) if not children or draw(st.booleans()) else (seen_by[1:],)
            bare = len(scopes) == 1 and draw(st.integers(0, 7)) == 7
            below = "" if bare else code_of(level + 1, number, code)
            nameless += bare
            own_key = f"#{nameless}" if bare else own_code(numberings[level], number)
            path = f"{key}.{own_key}" if restart or bare else below
            for one in scopes:
                children.append(len(grown))
                grow(below, path, place, kind, in_base, one)
        points = {
            group: sum((grown[child].points.get(group, Decimal(0)) for child in children), Decimal(0))
            for group in seen_by
        }
        grown[place] = Grown(node, parent, {group: set_points(total) for group, total in points.items()})

    for number in range(1, draw(st.integers(1, 3)) + 1):
        kind: Kind = "main" if number == 1 else draw(st.sampled_from(["main", "bonus", "penalty"]))
        code = code_of(1, number, "")
        grow(code, code, None, kind, kind == "bonus" and draw(st.booleans()), ())
    nodes = finished(grown)
    rate_places = draw(st.integers(2, 4))
    below = Decimal("70.5") - Decimal(1).scaleb(-rate_places)
    extras: dict[str, Any] = {}
    if draw(st.booleans()):
        holds = Condition("dung-han", "at_least", Decimal(100), text=draw(WORDS))
        fails = Condition(plain(nodes[0]), "below", Decimal("12.5"), of="criterion")
        bad = Condition("vi-pham", "is", Decimal(1))
        extras = {
            "facts": (
                Fact("dung-han", draw(WORDS), "percent"),
                Fact("vi-pham", draw(WORDS), "yes_no", by=draw(WORDS)),
            ),
            "graded_by": "rate",
            "grades": (
                Grade("xs", draw(WORDS), Decimal(90), (holds,), Quota(Decimal(20), ("tot",), Decimal(25))),
                Grade("tot", draw(WORDS), Decimal("70.5"), (holds, fails), below=Decimal(90)),
                Grade("kem", draw(WORDS), Decimal(0), quota=Quota(Decimal(5)), at_most=below),
            ),
            "sanctions": (Sanction(bad, "tot"), Sanction(fails, lower_by=2), Sanction(bad, "kem", 1)),
            "ranking": Ranking("converted", "dense", "all", (plain(nodes[-1]), plain(nodes[0]))),
        }
    return Criteria(
        "thu",
        draw(WORDS.filter(lambda text: "\n" not in text)),
        draw(WORDS),
        draw(WORDS),
        tuple(draw(st.lists(WORDS, max_size=2))),
        Period(draw(WORDS), "2025-01-01", "2025-12-31"),
        draw(st.just("") | WORDS),
        groups,
        nodes,
        rate_places=rate_places,
        **extras,
    )


def plain(node: Criterion) -> str:
    return node.key.partition("@")[0]


def finished(grown: Sequence[Grown]) -> tuple[Criterion, ...]:
    """With keys that tell rows of one code apart, parents, children and maxima."""
    times = Counter(one.node.key for one in grown)
    keys = [
        one.node.key + ("@" + "+".join(one.node.groups) if times[one.node.key] > 1 else "") for one in grown
    ]
    nodes = []
    for place, (node, parent, points) in enumerate(grown):
        most = next(iter(points.values()))
        nodes.append(
            node._replace(
                key=keys[place],
                parent=None if parent is None else keys[parent],
                children=tuple(keys[at] for at, other in enumerate(grown) if other.parent == place),
                max_score=most,
                max_for=tuple((group, own) for group, own in points.items() if own != most),
            )
        )
    return tuple(nodes)


@given(criteria())
def test_written_and_read_back(made: Criteria) -> None:
    made = made._replace(fingerprint=set_file.fingerprint(made))
    text = set_file.dump_yaml(made)
    read = set_file.load_set(text)
    assert read == made
    assert set_file.dump_yaml(read) == text
    assert from_data(json.loads(to_json(made))) == made


@given(criteria())
def test_nothing_that_was_written_needs_tidying(made: Criteria) -> None:
    codes = {one.code for one in set_file.lint(set_file.dump_yaml(made))}
    assert not codes & {"C205", "C701", "C702"}


@given(criteria())
def test_the_fingerprint_is_of_the_facts(made: Criteria) -> None:
    first = made.nodes[0]
    other = made._replace(nodes=(first._replace(title=first.title + "!"), *made.nodes[1:]))
    assert set_file.fingerprint(made) == set_file.fingerprint(made._replace(fingerprint="x"))
    assert set_file.fingerprint(other) != set_file.fingerprint(made)
    padded = made._replace(
        nodes=tuple(node._replace(max_score=node.max_score * Decimal("1.000")) for node in made.nodes)
    )
    assert set_file.fingerprint(padded) == set_file.fingerprint(made)


def test_a_changed_word_changes_few_lines() -> None:
    criteria = sets.load(sets.DEFAULT)
    node = criteria.tree()["I.3.a"]
    changed = node._replace(title=node.title.replace("Báo cáo định kỳ", "Báo cáo định kì", 1))
    others = tuple(changed if one is node else one for one in criteria.nodes)
    before = set_file.dump_yaml(criteria).split("\n")
    after = set_file.dump_yaml(criteria._replace(nodes=others)).split("\n")
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert max(map(len, before)) <= WIDTH


def test_compiled_sets_have_a_line_per_criterion() -> None:
    criteria = sets.load(sets.DEFAULT)
    text = to_json(criteria).decode()
    assert sum(line.startswith('{"c') for line in text.split("\n")) == len(criteria.nodes)
    assert json.loads(text) == to_data(criteria)
    assert text.endswith("}\n")
    assert "\\u" not in text
