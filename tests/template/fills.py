"""Random answers to a set's form, valid and faulty ones, from a seed; and a small set that has
every kind of rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from selfscore_xl.criteria import (
    Criteria,
    Criterion,
    Evidence,
    Exclusion,
    Input,
    Level,
    Period,
    Rule,
    UnitGroup,
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
    if random.random() < faulty:
        score = random.choice(
            (
                None,
                random.choice(TEXTS),
                random.choice(TEXTS),
                random.choice(("1.714", "2,500", "8,5", "1.5")),
                Decimal(-1),
                node.max_score + Decimal("0.01"),
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
    figures = {one.name: _figure(random, faulty) for one in node.rule.inputs}
    return Answers(mark, score, evidence, explanation, appraised, None, figures)


def _score(random: Random, node: Criterion) -> Decimal:
    most = int(node.max_score * 100)
    return Decimal(random.randrange(0, most + 1, random.choice((1, 25, 50)))) / 100


def _figure(random: Random, faulty: float) -> Typed:
    if random.random() < faulty:
        return random.choice(
            (None, "945", "1.714", "1.714.000", "abc", Decimal(-1), Decimal("2.5"), Decimal(0))
        )
    return random.choice((None, Decimal(random.randrange(0, 30)), Decimal(random.randrange(1, 2000))))


def every_rule() -> Criteria:
    """A set with every kind of rule, places, steps, exclusion policies, bonus and penalty rows, and
    codes that restart in every section."""
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
    )


def _nodes() -> Iterator[Criterion]:
    direct, ratio = (
        Rule(),
        Rule("ratio", inputs=(Input("numerator", "Số đạt"), Input("denominator", "Tổng số"))),
    )
    money = Rule(
        "ratio", inputs=(Input("numerator", "Số vốn đã giải ngân"), Input("denominator", "Tổng số vốn"))
    )
    choice = Rule("choice", levels=tuple(Level(Decimal(one), f"mức {one}") for one in ("0", "0.5", "2")))
    given = Rule("given", by="Chủ tịch")
    required: Evidence = "required"
    a = [
        ("1", "2", direct, {"evidence": required}),
        ("2", "10", ratio, {"places": 1}),
        ("3", "3", ratio, {"step": Decimal("0.25")}),
        ("4", "2", choice, {}),
        ("5", "5", given, {}),
    ]
    b = [
        ("1", "7.5", direct, {"exclusion": Exclusion(False)}),
        ("2", "4", direct, {"exclusion": Exclusion(True, "", "full"), "evidence": required}),
        ("3", "1", direct, {"places": 0}),
        ("4", "30", money, {"places": 3}),
    ]
    c = [
        ("1", "10", direct, {"kind": "bonus"}),
        ("2", "5", direct, {"kind": "penalty", "evidence": required}),
    ]
    for code, rows in (("A", a), ("B", b), ("C", c)):
        keys = tuple(f"{code}/{one}" for one, *_ in rows)
        total = sum((Decimal(points) for _, points, *_ in rows), Decimal(0))
        yield Criterion(code, code, f"Phần {code}", total, 1, None, keys)
        for one, points, rule, more in rows:
            title = f'Tiêu chí {one} của phần {code} có "dấu" & <ký tự>'
            yield Criterion(f"{code}/{one}", one, title, Decimal(points), 2, code, (), rule, **more)  # type: ignore[arg-type]
    inner = tuple(f"D/1/{index}" for index in range(1, 13))
    yield Criterion("D", "D", "Phần D", Decimal(13), 1, None, ("D/1", "D/2"))
    yield Criterion("D/1", "1", "Nhóm không được trừ một phần", Decimal(12), 2, "D", inner)
    for index, key in enumerate(inner):
        exclusion = Exclusion(index != 3)
        yield Criterion(key, f"1.{index + 1}", "Dòng con", Decimal(1), 3, "D/1", (), exclusion=exclusion)
    yield Criterion("D/2", "2", "Dòng cuối", Decimal(1), 2, "D", ())
