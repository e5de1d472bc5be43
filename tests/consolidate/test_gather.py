"""Rankings inside groups, ties, quotas with their reasons, and every file that is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfscore_xl.consolidate.gather import Bad, Consolidation, Edition, Form, consolidate
from selfscore_xl.consolidate.record import Refused, Sums
from selfscore_xl.criteria import Criteria, Criterion, Grade, Period, Quota, Ranking, UnitGroup
from selfscore_xl.sending import Sent
from selfscore_xl.unit_list import ListedUnit

GRADES = (
    Grade("A", "Xuất sắc", Decimal(90), quota=Quota(Decimal(20), ("B",), Decimal(25))),
    Grade("B", "Tốt", Decimal(70)),
    Grade("C", "Hoàn thành", Decimal(0)),
)


def criteria(ranking: Ranking = Ranking(), groups: int = 2, grades: bool = True) -> Criteria:  # noqa: B008
    nodes = (
        Criterion("I", "I", "Một", Decimal(100), 1, None, ("I.1", "I.2")),
        Criterion("I.1", "I.1", "Một một", Decimal(60), 2, "I", ()),
        Criterion("I.2", "I.2", "Một hai", Decimal(40), 2, "I", ()),
    )
    return Criteria(
        "bo", "1", "Bộ", "", (), Period("2026", "2026-01-01", "2026-12-31"), "",
        tuple(UnitGroup(str(index), f"Nhóm {index}") for index in range(1, groups + 1)),
        nodes, grades=GRADES if grades else (), ranking=ranking,
    )  # fmt: skip


def sums(rate: str | None, grade: str = "") -> Sums:
    points = Decimal(rate or 0)
    applicable = Decimal(100 if rate is not None else 0)
    value = None if rate is None else points
    nothing = Decimal(0)
    return Sums(
        Decimal(100), Decimal(100) - applicable, applicable, points, nothing, nothing, points, value, value,
        grade, (),
    )  # fmt: skip


def grade_of(rate: str | None) -> str:
    return "" if rate is None else next(one.code for one in GRADES if Decimal(rate) >= one.at_least)


def form(
    unit: str,
    rate: str | None,
    group: str = "1",
    *,
    file: str = "",
    errors: int = 0,
    version: str = "1",
    ties: str = "",
    appraised: str | None = None,
    unappraised: int = 0,
    saved: str = "2026-07-01T00:00:00.000000Z",
) -> Form:
    file = file or f"{unit}.xlsx"
    sent = Sent(file, file, unit, "bo", version, saved=saved, answers=file, errors=errors)
    points = tuple(Decimal(one) for one in ties.split("/")) if ties else ()
    return Form(
        sent._replace(appraised=appraised is not None),
        0,
        group,
        sums(rate, grade_of(rate)),
        None if appraised is None else sums(appraised, grade_of(appraised)),
        unappraised,
        tuple((key, value, None) for key, value in zip(("I.1", "I.2"), points, strict=False)),
        (errors, 0, 0),
        "S101 (E12)" if errors else "",
    )


def gathered(forms: list[Form], made_of: Criteria | None = None, **settings: object) -> Consolidation:
    bad = settings.pop("bad", [])
    return consolidate(forms, bad, lambda set_id: made_of or criteria(), **settings)  # type: ignore[arg-type]


def ranks(edition: Edition) -> list[tuple[str, str, int | None]]:
    return [(one.form.sent.unit, one.group, one.rank) for one in edition.ranked]


def notes(edition: Edition, unit: str) -> str:
    return " ".join(next(one.notes for one in edition.ranked if one.form.sent.unit == unit))


def test_ranks_inside_groups_in_the_sets_order() -> None:
    forms = [form("a", "80", "2"), form("b", "95", "2"), form("c", "70", "1"), form("d", "75", "1")]
    (edition,) = gathered(forms).editions
    assert ranks(edition) == [
        ("d", "Nhóm 1", 1), ("c", "Nhóm 1", 2), ("b", "Nhóm 2", 1), ("a", "Nhóm 2", 2),
    ]  # fmt: skip
    assert edition.groups == ("Nhóm 1", "Nhóm 2")


def test_ranks_of_all_where_the_set_says_so() -> None:
    forms = [form("a", "80", "2"), form("b", "70", "1"), form("c", "75", "")]
    (edition,) = gathered(forms, criteria(Ranking(within="all"))).editions
    assert ranks(edition) == [("a", "Nhóm 2", 1), ("c", "", 2), ("b", "Nhóm 1", 3)]


@pytest.mark.parametrize(("ties", "expected"), [("competition", [1, 1, 3]), ("dense", [1, 1, 2])])
def test_equals(ties: str, expected: list[int]) -> None:
    forms = [form("a", "80"), form("b", "80"), form("c", "70")]
    (edition,) = gathered(forms, criteria(Ranking(ties=ties))).editions  # type: ignore[arg-type]
    assert [one.rank for one in edition.ranked] == expected
    assert "Đồng hạng với b." in notes(edition, "a")
    assert "Đồng hạng" not in notes(edition, "c")


def test_what_decides_between_equals_is_said() -> None:
    forms = [form("a", "80", ties="40/40"), form("b", "80", ties="50/30"), form("c", "80", ties="50/30")]
    (edition,) = gathered(forms, criteria(Ranking(tie_breaks=("I.1", "I.2")))).editions
    assert ranks(edition) == [("b", "Nhóm 1", 1), ("c", "Nhóm 1", 1), ("a", "Nhóm 1", 3)]
    assert "xếp sau theo tiêu chí I.1." in notes(edition, "a")


def test_without_a_group_there_is_no_rank() -> None:
    (edition,) = gathered([form("a", "80", "1"), form("b", "90", "")]).editions
    assert ranks(edition) == [("a", "Nhóm 1", 1), ("b", "", None)]
    assert "chưa rõ nhóm" in notes(edition, "b")


def test_nothing_left_to_score() -> None:
    (edition,) = gathered([form("a", "0"), form("b", None)]).editions
    assert ranks(edition) == [("a", "Nhóm 1", 1), ("b", "Nhóm 1", None)]
    assert "không còn điểm nào" in notes(edition, "b")
    assert next(one.grade for one in edition.ranked if one.form.sent.unit == "b") == ""


class TestLists:
    def units(self, *pairs: tuple[str, str]) -> tuple[ListedUnit, ...]:
        return tuple(ListedUnit(name, group, line=index) for index, (name, group) in enumerate(pairs, 2))

    def test_the_list_gives_the_group(self) -> None:
        units = self.units(("a", "nhóm 2"), ("b", "1"), ("c", "Nhóm 9"), ("d", ""))
        forms = [form("a", "80", "1"), form("b", "70", ""), form("c", "60", "2"), form("d", "50", "2")]
        found = gathered(forms, units=units)
        (edition,) = found.editions
        assert ranks(edition) == [
            ("b", "Nhóm 1", 1), ("a", "Nhóm 2", 1), ("c", "Nhóm 2", 2), ("d", "Nhóm 2", 3),
        ]  # fmt: skip
        assert "xếp theo danh sách đơn vị: «Nhóm 2»" in notes(edition, "a")
        assert notes(edition, "b") == ""
        assert "«Nhóm 9» trong danh sách đơn vị không có" in notes(edition, "c")
        assert found.listed is not None
        assert [unit.name for unit in found.listed.unknown_groups] == ["c"]

    def test_groups_of_a_set_without_any(self) -> None:
        units = self.units(("a", "Sở"), ("b", "Xã"), ("c", "Sở"))
        forms = [form("a", "80", ""), form("b", "90", ""), form("c", "85", "")]
        (edition,) = gathered(forms, criteria(groups=0), units=units).editions
        assert ranks(edition) == [("c", "Sở", 1), ("a", "Sở", 2), ("b", "Xã", 1)]

    def test_who_has_not_sent_and_who_is_not_on_it(self) -> None:
        units = self.units(("Sở Nội vụ", ""), ("Sở Ngoại vụ", ""), ("Sở Y tế", ""))
        forms = [
            form("Sở Nội  vụ", "80"),
            form("Sở Ngoai vụ", "70"),
            form("Khác", "60"),
            form("SỞ Y TẾ", "9", errors=1),
        ]
        found = gathered(forms, units=units)
        assert found.listed is not None
        assert [unit.name for unit in found.listed.missing] == ["Sở Ngoại vụ"]
        assert found.listed.unlisted == (
            ("Khác", "Khác.xlsx", ""),
            ("Sở Ngoai vụ", "Sở Ngoai vụ.xlsx", "Sở Ngoại vụ"),
        )
        (edition,) = found.editions
        assert "Không có trong danh sách" in notes(edition, "Khác")
        assert [finding.code for finding in found.findings] == ["S802"]


def test_the_quota_lowers_and_says_why() -> None:
    forms = [form(f"đơn vị {index:02}", str(99 - index), "1") for index in range(3)]
    forms += [form(f"tốt {index:02}", str(80 - index), "1") for index in range(5)]
    (edition,) = gathered(forms).editions
    graded = {one.form.sent.unit: one.grade for one in edition.ranked}
    assert [unit for unit, grade in graded.items() if grade == "Xuất sắc"] == ["đơn vị 00"]
    assert graded["đơn vị 01"] == "Tốt"
    said = notes(edition, "đơn vị 01")
    assert said == (
        "Vượt hạn mức «Xuất sắc» (không quá 20 % số đơn vị xếp «Tốt»: giữ 1 đơn vị, vì giữ 2 thì căn cứ là "
        "6 đơn vị, 20 % là 1,2) nên xếp «Tốt»."
    )
    (quota,) = edition.quotas
    assert quota.lowered == ("đơn vị 01", "đơn vị 02")
    assert quota.group == "Nhóm 1"


def test_the_higher_quota_of_a_decision() -> None:
    forms = [form(f"a{index}", str(99 - index)) for index in range(2)]
    forms += [form(f"b{index}", "80") for index in range(8)]
    kept = [
        sum(one.grade == "Xuất sắc" for one in gathered(forms, quota_by_decision=higher).editions[0].ranked)
        for higher in (False, True)
    ]
    assert kept == [1, 2]


def test_equals_at_the_quota_are_left_to_the_competent_body() -> None:
    forms = [form("a", "95"), form("b", "95"), *(form(f"c{index}", "80") for index in range(5))]
    (edition,) = gathered(forms).editions
    assert [one.grade for one in edition.ranked[:2]] == ["Tốt", "Tốt"]
    assert "cần cấp có thẩm quyền quyết định" in notes(edition, "a")


def test_each_group_has_its_own_quota() -> None:
    forms = [
        form(f"{group}{index}", "95" if not index else "80", group) for group in "12" for index in range(6)
    ]
    (edition,) = gathered(forms).editions
    assert [one.form.sent.unit for one in edition.ranked if one.grade == "Xuất sắc"] == ["10", "20"]


def test_versions_are_ranked_apart() -> None:
    forms = [form("a", "80"), form("b", "90", version="2"), form("c", "70", version="2")]
    found = gathered(forms)
    assert [(one.version, ranks(one)) for one in found.editions] == [
        ("2", [("b", "Nhóm 1", 1), ("c", "Nhóm 1", 2)]),
        ("1", [("a", "Nhóm 1", 1)]),
    ]
    assert [finding.code for finding in found.findings] == ["S803"]


class TestAppraisal:
    def test_all_are_appraised(self) -> None:
        forms = [form("a", "80", appraised="70"), form("b", "75", appraised="74")]
        (edition,) = gathered(forms).editions
        assert (edition.basis, edition.waiting) == ("appraised", 0)
        assert ranks(edition) == [("b", "Nhóm 1", 1), ("a", "Nhóm 1", 2)]

    def test_some_are_not(self) -> None:
        forms = [
            form("a", "80", appraised="70"),
            form("b", "75"),
            form("c", "71", appraised="60", unappraised=3),
        ]
        (edition,) = gathered(forms).editions
        assert (edition.basis, edition.waiting) == ("self", 2)
        assert [one.form.sent.unit for one in edition.ranked] == ["a", "b", "c"]

    def test_none_is(self) -> None:
        (edition,) = gathered([form("a", "80"), form("b", "75")]).editions
        assert (edition.basis, edition.waiting) == ("self", 0)


class TestLeftOut:
    def why(self, found: Consolidation) -> dict[str, str]:
        return {one.file: f"{one.code} {one.why.vi}" for one in found.left_out}

    def test_every_reason(self) -> None:
        bad = [Bad("x.pdf.xlsx", Refused("S001", "Đây là tệp PDF.", "This is a PDF."))]
        forms = [
            form("a", "80", file="a1", saved="2026-07-01T00:00:00.000000Z"),
            form("a", "81", file="a2", saved="2026-07-02T20:00:00.000000Z"),
            form("a", "99", file="a3", saved="2026-07-03T00:00:00.000000Z", errors=2),
            form("b", "80", file="b", errors=1),
            form("", "80", file="n", errors=1),
        ]
        found = gathered(forms, bad=bad)
        (edition,) = found.editions
        assert [one.form.sent.file for one in edition.ranked] == ["a2"]
        said = self.why(found)
        assert list(said) == ["x.pdf.xlsx", "a1", "a3", "b", "n"]
        assert said["x.pdf.xlsx"] == "S001 Đây là tệp PDF."
        assert said["a1"] == "S801 Đơn vị đã có biểu được lấy: a2 (lưu 03/07/2026 03:00)."
        assert said["a3"].startswith("S801 Còn 2 lỗi: S101 (E12). Đơn vị đã có")
        assert said["b"] == " Còn 1 lỗi: S101 (E12)."
        assert "không ghi tên đơn vị" in said["n"]
        assert (found.files, found.readable) == (6, 5)

    def test_errors_may_be_let_in(self) -> None:
        found = gathered([form("b", "80", errors=1)], with_errors=True)
        assert ranks(found.editions[0]) == [("b", "Nhóm 1", 1)]
        assert "Biểu còn 1 lỗi: S101 (E12)." in notes(found.editions[0], "b")
        assert found.left_out == ()

    def test_nothing_counts(self) -> None:
        found = gathered([form("b", "80", errors=1)])
        assert found.editions == ()
        assert len(found.left_out) == 1

    def test_the_reviewers_copy_counts_whenever_the_original_was_copied(self) -> None:
        own = form("a", "80", file="a.xlsx", saved="2026-08-01T00:00:00.000000Z")
        copy = form("a", "80", file="r.xlsx", saved="2026-07-01T00:00:00.000000Z", appraised="79")
        copy = copy._replace(sent=copy.sent._replace(answers="a.xlsx"))
        found = gathered([own, copy])
        assert self.why(found) == {"a.xlsx": " Lấy bản thẩm định của biểu này: r.xlsx."}
        assert found.findings == ()
        faulty = copy._replace(sent=copy.sent._replace(errors=1))
        assert list(self.why(gathered([own, faulty]))) == ["r.xlsx"]

    def test_the_same_bytes(self) -> None:
        one, other = form("a", "80", file="a.xlsx"), form("a", "80", file="b.xlsx")
        other = other._replace(sent=other.sent._replace(content="a.xlsx", answers="a.xlsx"))
        assert self.why(gathered([one, other])) == {"a.xlsx": "S801 Giống hệt b.xlsx."}
