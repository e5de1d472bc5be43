"""Random answers to a set's form, valid and faulty ones, from a seed; and a small set that has
every kind of rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from random import Random

from selfscore_xl import sets
from selfscore_xl.cell import Address
from selfscore_xl.criteria import (
    Band,
    Condition,
    Criteria,
    Criterion,
    Evidence,
    Exclusion,
    Fact,
    Grade,
    Input,
    Kind,
    Level,
    Period,
    Rule,
    RuleKind,
    Sanction,
    UnitGroup,
    for_group,
    varies,
)
from selfscore_xl.layout import (
    DATA_SHEET,
    FORM_SHEET,
    GROUP_INPUTS,
    REVIEWER_INPUTS,
    UNIT_INPUTS,
    DataField,
    Layout,
)
from selfscore_xl.template import Answers, Typed

TEXTS = (
    "abc",
    "5 điểm",
    "50%",
    "3/3",
    "1.714",
    "12,345",
    "0.125",
    "1.234,5",
    "1,234.5",
    "1 234",
    "1.234.567",
    "1.23.456",
    "8,5,5",
    ",5",
    ".5",
    "5,",
    "-",
    "+",
    "+2",
    "-2,5",
    "\u22121",
    "- 1",
    "=1+1",
    "1e1",
    "007",
    "2\u00a0",
    "\u00a03,5",
    "1\u202f234,5",
    "\u200b2",
    "2\n",
    " ",
    "\u00a0\u200b",
    "\u2003",
    "１",
    "0,0",
    "1234567890123456",
    "0,1234567890123456",
    "x" * 70,
    "1\n2",
)
MARKS: tuple[Typed, ...] = (
    "x",
    "X",
    " x ",
    "x\u00a0",
    "v",
    "có",
    Decimal(1),
    " ",
    "\u00a0",
    "×",
    "xx",
    "x\n",
)
WORDS: tuple[Typed, ...] = (
    "Đã hoàn thành.",
    "[1].bao-cao-01.pdf\n[2].ke-hoach-02.pdf",
    " ",
    "\u00a0\n",
    "\u200b",
    Decimal(5),
    "- gạch đầu dòng",
    "=A1",
    "\u3000",
)


def fill(criteria: Criteria, seed: int) -> dict[str, Answers]:
    """Answers for a form; how many are faulty varies with the seed."""
    random = Random(seed)
    faulty = random.choice((0.02, 0.1, 0.5))
    marked = random.choice((0.02, 0.2, 0.6))
    return {node.key: _answers(random, node, faulty, marked) for node in criteria.nodes}


def inputs(
    criteria: Criteria, answers: Mapping[str, Answers], facts: Mapping[str, Typed]
) -> dict[str, dict[Address, Typed]]:
    """What goes into every input cell of the form, by sheet; None where nothing does."""
    layout = Layout(criteria)
    form: dict[Address, Typed] = {}
    for node in criteria.nodes:
        for field in (*UNIT_INPUTS, *REVIEWER_INPUTS) if node.is_leaf else GROUP_INPUTS:
            form[layout.address(node.key, field)] = answers[node.key].typed(field)
    column = layout.data_columns[DataField.VALUE]
    data = {(row.row, column): answers[row.key].figures.get(row.input.name) for row in layout.data_rows}
    data |= {(row.row, column): facts[row.fact.code] for row in layout.fact_rows}
    return {FORM_SHEET: form, DATA_SHEET: data} if data else {FORM_SHEET: form}


def _of_group(name: str, group: str) -> Criteria:
    return for_group(sets.load(name), group)


def _forms() -> Iterator[tuple[str, Callable[[], Criteria]]]:
    yield "every-rule", every_rule
    for name in sets.names():
        criteria = sets.load(name)
        if criteria.frame:
            continue
        if not varies(criteria):
            yield name, partial(sets.load, name)
            continue
        for group in criteria.unit_groups:
            yield f"{name}@{group.code}", partial(_of_group, name, group.code)


def stated(criteria: Criteria, seed: int) -> dict[str, Typed]:
    """What is stated for the unit as a whole, as it stands in the cells."""
    random = Random(seed)
    faulty = random.choice((0.02, 0.1, 0.5))
    return {fact.code: _fact(random, fact.kind, faulty) for fact in criteria.facts}


def _fact(random: Random, kind: str, faulty: float) -> Typed:
    if random.random() < faulty:
        return random.choice((None, " ", "abc", "95%", Decimal(95), Decimal(-1), Decimal("2.5")))
    if kind == "yes_no":
        return random.choice(("có", "không", "Không", " có "))
    if kind == "count":
        return Decimal(random.randrange(0, 20))
    return random.choice(
        (Decimal(1), Decimal("0.95"), Decimal("0.7"), Decimal(random.randrange(0, 101)) / 100)
    )


def _answers(random: Random, node: Criterion, faulty: float, marked: float) -> Answers:
    mark: Typed = None
    if random.random() < (marked if node.is_leaf else marked / 4):
        mark = "x"
    if random.random() < faulty:
        mark = random.choice(MARKS)
    explanation: Typed = random.choice((None, "Có lý do."))
    if random.random() < faulty:
        explanation = random.choice(WORDS)
    if not node.is_leaf:
        return Answers(mark=mark, explanation=explanation)
    score: Typed = random.choice((node.max_score, _score(random, node), None if mark else Decimal(0)))
    if isinstance(score, Decimal) and node.kind == "penalty" and random.random() < 0.8:
        score = -score + 0
    if random.random() < faulty:
        score = random.choice(
            (
                None,
                random.choice(TEXTS),
                random.choice(TEXTS),
                random.choice(("1.714", "2,500", "8,5", "1.5")),
                Decimal(-1),
                node.max_score + Decimal("0.01"),
                -node.max_score - 1,
                Decimal("1.005"),
                Decimal("0.333333333333333"),
                node.max_score * 10,
            )
        )
    if mark == "x" and random.random() < 0.7:
        score = None
    evidence: Typed = random.choice(("[1].bao-cao-01.pdf", "[1].bao-cao-01.pdf", None))
    if random.random() < faulty:
        evidence = random.choice(WORDS)
    appraised: Typed = random.choice((None, None, _score(random, node), random.choice(TEXTS)))
    figures = {one.name: _figure(random, node, one.name, faulty) for one in node.rule.asked}
    return Answers(mark, score, evidence, explanation, appraised, None, figures)


def _score(random: Random, node: Criterion) -> Decimal:
    most = int(node.max_score * 100)
    return Decimal(random.randrange(0, most + 1, random.choice((1, 25, 50)))) / 100


def _figure(random: Random, node: Criterion, name: str, faulty: float) -> Typed:
    if random.random() < faulty:
        return random.choice(
            (None, "945", "1.714", "1.714.000", "abc", " ", Decimal(-1), Decimal("2.5"), Decimal(0))
        )
    if name == "level":
        return random.choice((None, *(level.label for level in node.rule.levels)))
    if name == "count":
        return random.choice((None, Decimal(random.randrange(0, 8))))
    return random.choice((None, Decimal(random.randrange(0, 30)), Decimal(random.randrange(1, 2000))))


def every_rule() -> Criteria:
    """A set with every kind of rule, places, steps, exclusion policies, bonus and penalty rows, groups
    that one leaf zeroes or takes out, facts and grades, and codes that restart in every section."""
    return Criteria(
        id="moi-quy-tac",
        version="2",
        title="Mọi quy tắc",
        issuer="Sở Nội vụ",
        legal_basis=("Quyết định số 01/QĐ-UBND",),
        period=Period("Năm 2024", "2024-01-01", "2024-12-31"),
        unit="",
        unit_groups=(UnitGroup("A", "Cụm sở, ban, ngành"), UnitGroup("B", 'Cụm "xã"')),
        nodes=tuple(_nodes()),
        fingerprint="00112233445566ff",
        facts=(
            Fact("dung-han", "Tỷ lệ nhiệm vụ hoàn thành đúng hạn", "percent"),
            Fact("ky-luat", "Số công chức bị kỷ luật", "count"),
            Fact("cap-duoi", "Có đơn vị không hoàn thành nhiệm vụ", "yes_no", "Sở Nội vụ"),
        ),
        grades=(
            Grade("tot", "Tốt", Decimal(80), (Condition("dung-han", "at_least", Decimal(100)),)),
            Grade("dat", "Đạt", Decimal(50), (Condition("B", "at_least", Decimal(40), "criterion"),)),
            Grade("khong", "Không đạt", Decimal(-100)),
        ),
        sanctions=(Sanction(Condition("ky-luat", "above", Decimal(2)), "", 1),),
    )


def _level(kind: RuleKind, *scores: str) -> Rule:
    levels = tuple(Level(Decimal(one), f'mức "{one}"; &\u00a0<{one}>') for one in scores)
    return Rule(kind, levels=levels)


def _nodes() -> Iterator[Criterion]:
    direct = Rule()
    both = (Input("numerator", "Số đạt"), Input("denominator", "Tổng số"))
    ratio = Rule("ratio", inputs=both)
    money = (Input("numerator", "Số vốn đã giải ngân"), Input("denominator", "Tổng số vốn"))
    bands = (("90", "3"), ("79.9", "1.25"), ("33.333", "0.5"), ("0", "0"))
    steps = Rule("steps", inputs=both, bands=tuple(Band(Decimal(at), Decimal(one)) for at, one in bands))
    count = (Input("count", "Số lần"),)
    deduction = Rule("deduction", inputs=count, points=Decimal("0.35"))
    per_unit = Rule("per_unit", inputs=count, points=Decimal("0.75"))
    choice = Rule("choice", levels=tuple(Level(Decimal(one), f"mức {one}") for one in ("0", "0.5", "2")))
    given = Rule("given", by="Chủ tịch")
    required: Evidence = "required"
    full, group = Exclusion(True, "", "full"), Exclusion(True, "", "group")
    main: Kind = "main"
    sections: list[tuple[str, Kind, bool, str, list[tuple[str, str, Rule, dict[str, object]]]]] = [
        (
            *("A", main, False, "37"),
            [
                ("1", "2", direct, {"evidence": required}),
                ("2", "10", ratio, {"places": 1}),
                ("3", "3", ratio, {"step": Decimal("0.25")}),
                ("4", "2", choice, {}),
                ("5", "5", given, {}),
                ("6", "3", steps, {}),
                ("7", "3", deduction, {"places": 1}),
                ("8", "3", per_unit, {"step": Decimal("0.5")}),
                ("9", "2", _level("choice", "2", "1", "0"), {}),
                ("10", "4", _level("alternatives", "4", "2.5"), {"exclusion": full}),
            ],
        ),
        (
            *("B", main, False, "42.5"),
            [
                ("1", "7.5", direct, {"exclusion": Exclusion(False)}),
                ("2", "4", direct, {"exclusion": full, "evidence": required}),
                ("3", "1", direct, {"places": 0}),
                ("4", "30", Rule("ratio", inputs=money), {"places": 3}),
            ],
        ),
        (
            *("C", main, False, "9"),
            [
                ("1", "2", direct, {"exclusion": group}),
                ("2", "3", direct, {"exclusion": full}),
                ("3", "2", ratio, {"zeroes_parent": True}),
                ("4", "2", given, {"exclusion": full}),
            ],
        ),
        (
            *("Đ", "bonus", True, "6"),
            [("1", "5", per_unit, {}), ("2", "4", direct, {"exclusion": full, "evidence": required})],
        ),
        (
            *("E", "bonus", False, "10"),
            [
                ("1", "8", direct, {}),
                ("2", "5", _level("alternatives", "5", "2"), {"evidence": required}),
                ("3", "3", given, {}),
            ],
        ),
        (
            *("G", "penalty", False, "9"),
            [
                ("1", "8", per_unit, {"evidence": required}),
                ("2", "5", _level("choice", "0", "2.5", "5"), {}),
                ("3", "4", direct, {"step": Decimal("0.5")}),
                ("4", "4", ratio, {}),
            ],
        ),
    ]
    for code, kind, in_base, total, rows in sections:
        keys = tuple(f"{code}/{one}" for one, *_ in rows)
        most = Decimal(total)
        yield Criterion(code, code, f"Phần {code}", most, 1, None, keys, kind=kind, in_base=in_base)
        for one, points, rule, more in rows:
            title = f'Tiêu chí {one} của phần {code} có "dấu" & <ký tự>'
            yield Criterion(  # type: ignore[misc]
                *(f"{code}/{one}", one, title, Decimal(points), 2, code, (), rule),
                kind=kind,
                in_base=in_base,
                **more,  # type: ignore[arg-type]
            )
    yield from _deep()
    yield from _nested_penalty()
    yield Criterion("L", "L", "Lĩnh vực không chia nhỏ", Decimal(3), 1, None, ())
    yield Criterion("M", "M", "Điểm cộng không chia nhỏ", Decimal(2), 1, None, (), kind="bonus")


def _deep() -> Iterator[Criterion]:
    inner = tuple(f"H/1/{index}" for index in range(1, 13))
    yield Criterion("H", "H", "Phần H", Decimal(17), 1, None, ("H/1", "H/2", "H/3"))
    yield Criterion("H/1", "1", "Nhóm không được trừ một phần", Decimal(12), 2, "H", inner)
    for index, key in enumerate(inner):
        exclusion = Exclusion(index != 3)
        yield Criterion(key, f"1.{index + 1}", "Dòng con", Decimal(1), 3, "H/1", (), exclusion=exclusion)
    yield Criterion("H/2", "2", "Dòng mất điểm cả phần", Decimal(1), 2, "H", (), zeroes_parent=True)
    yield Criterion("H/3", "3", "Nhóm cuối", Decimal(4), 2, "H", ("H/3/1", "H/3/2"))
    for index, policy in enumerate(("group", "full"), start=1):
        exclusion = Exclusion(True, "", policy)  # type: ignore[arg-type]
        yield Criterion(
            f"H/3/{index}", f"3.{index}", "Dòng con", Decimal(2), 3, "H/3", (), exclusion=exclusion
        )


def _nested_penalty() -> Iterator[Criterion]:
    penalty: Kind = "penalty"
    yield Criterion("K", "K", "Phần K", Decimal(5), 1, None, ("K/1", "K/2"), kind=penalty)
    yield Criterion("K/1", "1", "Nhóm trừ", Decimal(4), 2, "K", ("K/1/a", "K/1/b"), kind=penalty)
    for letter in "ab":
        key = f"K/1/{letter}"
        yield Criterion(key, f"1.{letter}", "Dòng trừ", Decimal(3), 3, "K/1", (), kind=penalty)
    yield Criterion("K/2", "2", "Dòng trừ", Decimal(3), 2, "K", (), kind=penalty)


FORMS: dict[str, Callable[[], Criteria]] = dict(_forms())
"""Every set that a form can be made of: a set that varies by unit group once for each."""
