"""The shipped sets: what the reference form says, and that sources and compiled files agree."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from selfscore_xl import set_file, sets
from selfscore_xl.criteria import ExclusionPolicy, FactKind, RuleKind, for_group, from_data, to_data, varies

FOLDER = Path(sets.__file__).parent
QUANG_TRI = "quang-tri-2023-h1"


@pytest.mark.parametrize("name", sets.names())
def test_source_and_compiled_file_agree(name: str) -> None:
    compiled = (FOLDER / f"{name}.json").read_bytes()
    assert set_file.compile_set(FOLDER / f"{name}.yaml") == compiled
    loaded = sets.load(name)
    assert loaded == set_file.load_set(FOLDER / f"{name}.yaml")
    assert loaded.id == name
    assert to_data(loaded) == json.loads(compiled)
    assert from_data(to_data(loaded)) == loaded
    assert loaded.fingerprint == set_file.fingerprint(loaded._replace(fingerprint=""))


@pytest.mark.parametrize("name", sets.names())
def test_lint_has_nothing_to_say(name: str) -> None:
    problems = set_file.lint(FOLDER / f"{name}.yaml")
    assert [one for one in problems if one.severity != "info"] == []


def test_quang_tri_needs_no_explanation() -> None:
    assert set_file.lint(FOLDER / f"{QUANG_TRI}.yaml") == ()


@pytest.mark.parametrize("name", sets.names())
def test_canonical_writing_gives_the_identical_set(name: str) -> None:
    loaded = sets.load(name)
    assert set_file.load_set(set_file.dump_yaml(loaded)) == loaded


def test_every_source_is_compiled() -> None:
    assert tuple(sorted(path.stem for path in FOLDER.glob("*.yaml"))) == sets.names()
    assert sets.DEFAULT in sets.names()


@pytest.mark.parametrize("name", ["no-such-set", "../sets/quang-tri-2023-h1", "", "quang-tri-2023-h1.json"])
def test_unknown_set(name: str) -> None:
    with pytest.raises(KeyError):
        sets.load(name)


def test_loading_a_shipped_set_needs_the_standard_library_only() -> None:
    code = (
        "import sys; from selfscore_xl import sets, set_file; from selfscore_xl.set_file import show; "
        "show.show_text(sets.load(sets.DEFAULT), 'vi'); "
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'yaml', 'pydantic', 'inspect'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def values_of(literal: object) -> set[str]:
    """The values of a ``Literal`` of ``selfscore_xl.typed``."""
    return set(cast("tuple[str, ...]", literal))


class TestDecree335:
    """Nghị định 335/2025/NĐ-CP: Điều 6, Điều 7, Điều 8."""

    criteria = sets.load("nd335-2025")
    tree = criteria.tree()

    def test_a_frame_of_30_and_70(self) -> None:
        assert self.criteria.frame
        assert {root.key: root.max_score for root in self.tree.roots} == {"A": 30, "B": 70}
        assert {leaf.max_score for leaf in self.tree.leaves} == {0}, "each province fixes them"

    def test_its_words_are_those_of_the_articles(self) -> None:
        """Against the reference that was taken from the decree."""
        text = Path(__file__).with_name("nd335-2025-skeleton.tsv").read_text(encoding="utf-8")
        head, *rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
        assert [
            (node.code, node.level, node.parent or "", node.title, f"{node.max_score or ''}", node.kind)
            for node in self.tree
        ] == [(row[0], int(row[1]), *row[2:6]) for row in rows]
        assert head[:6] == ["code", "level", "parent", "title", "max", "kind"]

    def test_points_of_article_7(self) -> None:
        letters = [leaf.key.removeprefix("B.") for leaf in self.tree.leaves_below("B")]
        assert letters == ["a", "b", "c", "d", "đ", "e", "g", "h"]
        assert len(self.tree.leaves_below("A")) == 3

    def test_bands_and_conditions_of_article_8(self) -> None:
        assert [(one.code, one.at_least, one.below) for one in self.criteria.grades] == [
            ("xuat-sac", 90, None),
            ("tot", 70, 90),
            ("hoan-thanh", 50, 70),
            ("khong", 0, 50),
        ]
        wanted = {
            one.code: {(cond.subject, cond.op, cond.value) for cond in one.conditions}
            for one in self.criteria.grades
        }
        assert wanted == {
            "xuat-sac": {
                ("dung-han", "at_least", 100),
                ("vuot-muc", "at_least", 30),
                ("cap-duoi", "is", 0),
            },
            "tot": {("dung-han", "at_least", 100)},
            "hoan-thanh": {("cham-han", "at_most", 20)},
            "khong": set(),
        }
        (sanction,) = self.criteria.sanctions
        assert (sanction.when.subject, sanction.when.op, sanction.when.value) == ("hoan-thanh", "below", 70)
        assert sanction.at_most == "khong"
        quota = self.criteria.grades[0].quota
        assert quota is not None
        assert (quota.percent, quota.of, quota.by_decision) == (20, ("tot",), 25)


class TestTraining:
    """The set in which everything is used."""

    criteria = sets.load("tap-huan-2026")

    @pytest.mark.parametrize("group", ["so", "xa"])
    def test_100_points_for_each_group(self, group: str) -> None:
        tree = for_group(self.criteria, group).tree()
        assert sum(root.max_score for root in tree.roots if root.in_total) == 100
        assert [root.key for root in tree.roots] == ["I", "II", "III", "IV", "V"]
        for node in tree:
            if node.children and node.kind == "main":
                assert sum(tree[child].max_score for child in node.children) == node.max_score

    def test_every_rule_policy_and_kind(self) -> None:
        leaves = self.criteria.tree().leaves
        assert {leaf.rule.kind for leaf in leaves} == values_of(RuleKind)
        assert {leaf.exclusion.policy for leaf in leaves} == values_of(ExclusionPolicy)
        assert {(leaf.kind, leaf.in_base) for leaf in leaves} == {
            *(("main", False), ("bonus", True), ("bonus", False), ("penalty", False)),
        }
        assert any(leaf.zeroes_parent for leaf in leaves)
        assert any(leaf.step for leaf in leaves)
        assert not all(leaf.exclusion.allowed for leaf in leaves)
        assert {fact.kind for fact in self.criteria.facts} == values_of(FactKind)
        assert varies(self.criteria)

    def test_its_codes_restart_in_every_section(self) -> None:
        codes = [node.code for node in for_group(self.criteria, "so").nodes]
        assert codes.count("1") == 5
        keys = [node.key for node in for_group(self.criteria, "so").nodes]
        assert len(set(keys)) == len(keys)


class TestQuangTri:
    tree = sets.load(QUANG_TRI).tree()

    def test_counts(self) -> None:
        assert len(self.tree.nodes) == 52
        assert len(self.tree.leaves) == 36
        assert [root.key for root in self.tree.roots] == ["I", "II", "III", "IV"]
        assert max(node.level for node in self.tree) == 4

    def test_maxima(self) -> None:
        assert [root.max_score for root in self.tree.roots] == [110, 15, 20, 5]
        assert sum(root.max_score for root in self.tree.roots) == 150
        for node in self.tree:
            if node.children:
                assert sum(self.tree[child].max_score for child in node.children) == node.max_score
        expected = {
            "I.1": 20,
            "I.2": 30,
            "I.3": 6,
            "I.4": 10,
            "I.5": 7,
            "I.6": 7,
            "I.7": 4,
            "I.8": 6,
            "I.9": 20,
        }
        assert {key: self.tree[key].max_score for key in expected} == expected

    def test_keys_are_the_codes_and_the_hierarchy_follows_them(self) -> None:
        for node in self.tree:
            assert node.key == node.code
            assert (node.parent or "") == node.key.rpartition(".")[0]
            assert node.level == node.key.count(".") + 1

    def test_words_are_nfc_and_tidy(self) -> None:
        for node in self.tree:
            assert unicodedata.is_normalized("NFC", node.title)
            assert node.title == " ".join(node.title.split())

    def test_every_leaf_needs_evidence(self) -> None:
        assert {leaf.evidence for leaf in self.tree.leaves} == {"required"}
        assert {node.evidence for node in self.tree if node.children} == {"optional"}

    def test_exclusion_is_allowed_everywhere_and_granted_by_the_text_in_five_places(self) -> None:
        assert all(node.exclusion.allowed and node.exclusion.policy == "drop" for node in self.tree)
        granted = {node.key: node.exclusion.basis for node in self.tree if node.exclusion.basis}
        assert list(granted) == ["I.4", "I.9.d", "II.1", "II.2", "IV.1"]
        for key, basis in granted.items():
            assert f"({basis})" in self.tree[key].title
        assert self.tree.basis("II.2.a") == granted["II.2"]

    def test_ratios_by_their_own_texts(self) -> None:
        ratios = {node.key: node.rule for node in self.tree if node.rule.kind != "direct"}
        assert {rule.kind for rule in ratios.values()} == {"ratio"}
        assert {key: [one.label for one in rule.inputs] for key, rule in ratios.items()} == {
            "II.2.a": ["Số đơn thư được giải quyết", "Số đơn thư tiếp nhận đúng thẩm quyền giải quyết"],
            "II.2.b": [
                "Số đơn thư giải quyết đúng quy định pháp luật được đối tượng tuân thủ thực hiện",
                "Tổng số đơn thư được giải quyết",
            ],
            "IV.2": ["Số hồ sơ giải quyết đúng hạn và trước hạn", "Tổng số hồ sơ đã giải quyết"],
        }
        for rule in ratios.values():
            assert [one.name for one in rule.inputs] == ["numerator", "denominator"]

    def test_what_the_source_does_not_say_is_left_out(self) -> None:
        criteria = self.tree.criteria
        assert criteria.grades == ()
        assert criteria.sanctions == ()
        assert {node.kind for node in self.tree} == {"main"}
        assert {node.step for node in self.tree} == {None}

    def test_header(self) -> None:
        criteria = self.tree.criteria
        assert criteria.title == "Kết quả tự đánh giá, chấm điểm mức độ hoàn thành nhiệm vụ"
        assert criteria.unit == "Văn phòng UBND tỉnh"
        assert criteria.period == ("6 tháng đầu năm 2023", "2023-01-01", "2023-06-30")
        assert criteria.legal_basis[0].startswith("Quyết định số 1371/QĐ-UBND ngày 29/6/2023 của UBND tỉnh")
        assert criteria.legal_basis[1].startswith("Công văn số 879/SNV-CCHCVTLT ngày 12/7/2023 của Sở Nội vụ")
        assert len(criteria.legal_basis) == 2

    def test_excluding_what_the_source_excluded(self) -> None:
        excluded = {"I.1", "I.2.a", "I.7", "I.8.a", "I.8.b", "II.2.a", "II.2.b", "IV.1", "IV.2"} | {
            f"I.9.b.{number}" for number in range(1, 6)
        }
        assert sum((self.tree[key].max_score for key in excluded), Decimal(0)) == 76
        assert self.tree.cover(excluded) == ("I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV")
        granted = sum((self.tree[key].max_score for key in excluded if self.tree.basis(key)), Decimal(0))
        assert granted == 13
