"""Which of a unit's forms counts, and when a form was saved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import checking
from selfscore_xl.sending import NEVER, Batch, Sent, local_time, moment, unit_key

WRITTEN = datetime(2026, 7, 5, 12, 0, tzinfo=UTC).timestamp()


def sent(file: str, unit: str = "Sở A", saved: str = NEVER, **facts: object) -> Sent:
    given = {"content": file, "set_id": "s", "version": "1", "answers": file, **facts}
    return Sent(file=file, unit=unit, saved=saved, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stamped", "written", "expected"),
    [
        ("2026-07-01T08:00:00Z", WRITTEN, "2026-07-01T08:00:00.000000Z"),
        ("2026-07-01T08:00:00+07:00", WRITTEN, "2026-07-01T01:00:00.000000Z"),
        ("2026-07-01T08:00:00", WRITTEN, "2026-07-01T08:00:00.000000Z"),
        # a time zone mixed up by an archive
        ("2026-07-05T19:00:00Z", WRITTEN, "2026-07-05T19:00:00.000000Z"),
        # saved long after its file was written: a lie
        ("2099-01-01T00:00:00Z", WRITTEN, "2026-07-05T12:00:00.000000Z"),
        ("2099-01-01T00:00:00Z", None, "2099-01-01T00:00:00.000000Z"),
        # programs without a clock
        ("1980-01-01T00:00:00Z", WRITTEN, "2026-07-05T12:00:00.000000Z"),
        ("", WRITTEN + 0.25, "2026-07-05T12:00:00.250000Z"),
        ("last week", WRITTEN, "2026-07-05T12:00:00.000000Z"),
        ("0001-01-01T00:00:00+14:00", WRITTEN, "2026-07-05T12:00:00.000000Z"),
        ("9999-12-31T23:59:59-14:00", WRITTEN, "2026-07-05T12:00:00.000000Z"),
        ("", 1e300, NEVER),
        ("", float("nan"), NEVER),
        ("", None, NEVER),
    ],
)
def test_when_a_form_was_saved(stamped: str, written: float | None, expected: str) -> None:
    assert moment(stamped, written) == expected
    assert len(expected) == len(NEVER)


def test_people_are_shown_vietnamese_time() -> None:
    assert local_time("2026-07-05T20:30:00.999999Z") == datetime(2026, 7, 6, 3, 30)
    assert local_time(NEVER) is None


@given(st.text(max_size=30), st.floats() | st.none())
def test_any_stamp_gives_a_moment_that_sorts(stamped: str, written: float | None) -> None:
    assert len(moment(stamped, written)) == len(NEVER)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sở Nội vụ", "SỞ  NỘI VỤ.", True),
        ("Sở Nội vụ", "Sở\u00a0Nội vụ ", True),
        ("So\u031b\u0309 No\u0323\u0302i vu\u0323", "Sở Nội vụ", True),
        ("Sở Nội vụ", "Sở Ngoại vụ", False),
        ("UBND xã Đa", "UBND xã Da", False),
        ("Ủy ban nhân dân xã A", "UBND xã A", True),
        ("Uỷ ban nhân dân xã A", "Ủy ban nhân dân xã A", True),
        ("Hội đồng nhân dân xã A", "HĐND xã A", True),
        ("Hội đồng nhân dân xã A", "UBND xã A", False),
        ("Xã Hòa Thụy", "XÃ HOÀ THUỴ", True),
        ("Xã Hóa Khỏe", "Xã Hoá Khoẻ", True),
        ("Xã Hòa Tân", "Xã Hóa Tân", False),
        ("Xã Múa", "Xã Mua", False),
    ],
)
def test_unit_names_are_compared_as_people_do(one: str, other: str, same: bool) -> None:
    assert (unit_key(one) == unit_key(other)) is same


class TestCounting:
    def chosen(self, *forms: Sent, with_errors: bool = False) -> list[str]:
        return [one.file for one in Batch(forms, with_errors=with_errors).counting.values()]

    def test_the_latest_counts(self) -> None:
        assert self.chosen(sent("a", saved="2"), sent("b", saved="3"), sent("c", saved="1")) == ["b"]

    def test_a_later_form_with_errors_does_not(self) -> None:
        assert self.chosen(sent("a", saved="1"), sent("b", saved="2", errors=1)) == ["a"]

    def test_only_faulty_forms(self) -> None:
        forms = (sent("a", saved="1", errors=1), sent("b", saved="2", errors=3))
        assert self.chosen(*forms) == []
        assert self.chosen(*forms, with_errors=True) == ["b"]

    def test_the_reviewers_copy_of_the_same_moment(self) -> None:
        assert self.chosen(sent("b", appraised=True), sent("c")) == ["b"]

    def test_names_decide_last(self) -> None:
        assert self.chosen(sent("a.xlsx"), sent("a (2).xlsx")) == ["a (2).xlsx"]

    def test_units_and_sets_apart(self) -> None:
        forms = (sent("a"), sent("b", unit="Sở B"), sent("c", set_id="t"), sent("d", unit=""))
        assert sorted(self.chosen(*forms)) == ["a", "b", "c"]

    @given(st.permutations([sent("a", saved="2"), sent("b", saved="2"), sent("c", errors=1), sent("d")]))
    def test_the_order_of_files_does_not_matter(self, forms: list[Sent]) -> None:
        assert self.chosen(*forms) == ["b"]


class TestChecksAcrossForms:
    def codes(self, *forms: Sent, listed: list[str] | None = None) -> list[tuple[str, object]]:
        found = checking.run_across(Batch(forms, listed))
        return [(one.code, one.values["file"]) for one in found]

    def test_versions_of_one_unit_are_one_sending_too_many(self) -> None:
        forms = (sent("a", version="1"), sent("b", version="2", saved="9"))
        assert self.codes(*forms) == [("S801", "b"), ("S803", "b")]

    def test_a_form_with_errors_that_is_let_in_is_not_called_valid(self) -> None:
        forms = (sent("a", errors=1), sent("b", errors=2, saved="9"))
        (found,) = checking.run_across(Batch(forms, with_errors=True))
        assert "biểu nào cũng còn lỗi, lấy biểu lưu sau cùng: b" in checking.message(found, "vi")

    def test_a_copy_with_the_same_bytes(self) -> None:
        one, other = sent("a", answers="x", content="c"), sent("b", answers="x", content="c")
        assert self.codes(one, other) == [("S801", "b")]
        (found,) = checking.run_across(Batch((one, other)))
        assert "giống hệt nhau" in checking.message(found, "vi")

    def test_a_review_with_other_answers_is_a_second_form(self) -> None:
        assert self.codes(sent("a"), sent("b", appraised=True)) == [("S801", "b")]

    def test_little_text_proves_nothing(self) -> None:
        assert self.codes(sent("a"), sent("b", unit="Sở B", texts="")) == []

    def test_three_copies(self) -> None:
        forms = [sent(name, unit=f"Sở {name}", saved=name, texts="t") for name in "cab"]
        assert self.codes(*forms) == [("S804", "b"), ("S804", "c")]

    def test_the_period_of_most_forms_is_due(self) -> None:
        periods = {"a": "Quý I", "b": "Quý II", "c": "quý  ii", "d": "Quý III", "e": ""}
        forms = [sent(name, unit=f"Sở {name}", period=period) for name, period in periods.items()]
        assert self.codes(*forms) == [("S502", "a"), ("S502", "d")]
        _, found = checking.run_across(Batch(forms))
        assert checking.message(found, "vi") == (
            "Kỳ đánh giá của biểu «Sở d» (d) đang là «Quý III», 2 biểu khác của bộ này ghi kỳ «Quý II»."
        )
        assert "«Quý II»" in checking.hint(found, "vi")

    def test_of_two_periods_the_one_saved_last_is_due(self) -> None:
        old, new = sent("a", period="Quý I", saved="2"), sent("b", unit="Sở B", period="Quý II", saved="3")
        assert self.codes(old, new) == [("S502", "a")]
        assert self.codes(old._replace(saved="4"), new) == [("S502", "b")]

    def test_periods_of_two_sets_or_versions_are_not_compared(self) -> None:
        one = sent("a", period="Quý I")
        assert ("S502", "a") not in self.codes(one, sent("b", unit="Sở B", period="Quý II", version="2"))
        assert ("S502", "a") not in self.codes(one, sent("b", unit="Sở B", period="Quý II", set_id="t"))

    def test_the_list(self) -> None:
        forms = (sent("a", unit="SỞ A"), sent("b", unit="Sở B", errors=1))
        assert self.codes(*forms, listed=["Sở A", "Sở B", "Sở C"]) == [("S802", "")]
        batch = Batch(forms, ["Sở A"])
        assert batch.unlisted == (unit_key("Sở B"),)
        assert Batch(forms).missing == ()
