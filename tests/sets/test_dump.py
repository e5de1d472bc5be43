"""Any set can be written and read back: the identical facts, the identical fingerprint."""

from __future__ import annotations

import json
from decimal import Decimal

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


@st.composite
def criteria(draw: st.DrawFn) -> Criteria:
    """A set without lint errors, of any shape."""
    nodes: list[Criterion] = []
    restart = draw(st.booleans())
    groups = tuple(UnitGroup(name, f"Nhóm {name}") for name in NAMES[: draw(st.integers(0, 3))])

    def grow(key: str, code: str, parent: Criterion | None, kind: str, in_base: bool) -> Decimal:
        level = parent.level + 1 if parent else 1
        place = len(nodes)
        leaf = level >= 4 or draw(st.booleans())
        exclusion = draw(exclusions(parent is None))
        places = draw(st.sampled_from([2, 2, 3]))
        node = Criterion(
            key, code, draw(WORDS), Decimal(0), level, parent.key if parent else None, (),
            exclusion=exclusion, places=places, kind=kind, in_base=in_base,
        )  # fmt: skip
        if not leaf:
            node = node._replace(exclusion=exclusion._replace(policy="drop"))
        if not exclusion.allowed:
            node = node._replace(title="Việc được giao")
        nodes.append(node)
        if leaf:
            most = draw(POINTS)
            rule = draw(rules(most))
            nodes[place] = node._replace(
                max_score=most,
                rule=rule,
                evidence=draw(st.sampled_from(["required", "optional"])),
                zeroes_parent=kind == "main" and parent is not None and draw(st.booleans()),
                step=draw(st.sampled_from([None, Decimal("0.01")])),
            )
            return most
        total = Decimal(0)
        children = []
        for number in range(1, draw(st.integers(1, 3)) + 1):
            child = f"{key}.{number}"
            children.append(child)
            total += grow(child, str(number) if restart else child, node, kind, in_base)
        nodes[place] = node._replace(max_score=set_points(total), children=tuple(children))
        return total

    for number in range(1, draw(st.integers(1, 3)) + 1):
        kind = "main" if number == 1 else draw(st.sampled_from(["main", "bonus", "penalty"]))
        grow(str(number), str(number), None, kind, kind == "bonus" and draw(st.booleans()))
    rate_places = draw(st.integers(2, 4))
    below = Decimal("70.5") - Decimal(1).scaleb(-rate_places)
    extras = {}
    if draw(st.booleans()):
        holds = Condition("dung-han", "at_least", Decimal(100), text=draw(WORDS))
        fails = Condition(nodes[0].key, "below", Decimal("12.5"), of="criterion")
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
            "ranking": Ranking("converted", "dense", "all", (nodes[-1].key, nodes[0].key)),
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
        tuple(nodes),
        rate_places=rate_places,
        **extras,
    )


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
