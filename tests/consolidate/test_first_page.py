"""What the first page says of the first and the last, so that a leader reads each thing once."""

from __future__ import annotations

from selfscore_xl.consolidate import leadership
from selfscore_xl.consolidate.gather import Form
from tests.consolidate.test_gather import form, gathered


def facts(*forms: Form) -> dict[str, object]:
    found = gathered(list(forms))
    return {name: said for pair in leadership._facts(found, found.editions[0]) for name, said in pair}


def test_the_first_of_a_group_stand_together() -> None:
    equals = [form("a", "80"), form("b", "80"), form("c", "60"), form("d", "90", "2")]
    assert facts(*equals)["Đứng đầu"] == "Nhóm 1: a, b; Nhóm 2: d"
    more = [form(name, "80") for name in "abcdef"]
    assert facts(*more)["Đứng đầu"] == "Nhóm 1: a, b, c, d; …"
    assert facts(form("a", "80"), form("b", "70"))["Đứng đầu"] == "a"
    assert facts(form("a", None))["Đứng đầu"] == "—"


def test_the_highest_and_the_lowest() -> None:
    said = facts(form("a", "80"), form("b", "90", "2"), form("c", "0"))
    assert (said["Tỷ lệ cao nhất"], said["Tỷ lệ thấp nhất"]) == ("b (90,00 %)", "c (0,00 %)")


def test_equals_are_told_once() -> None:
    said = facts(form("a", "80"), form("b", "80", "2"))
    assert (said["Tỷ lệ cao nhất"], said["Tỷ lệ thấp nhất"]) == ("Mọi đơn vị (80,00 %)", "—")
    said = facts(form("a", "80"))
    assert (said["Tỷ lệ cao nhất"], said["Tỷ lệ thấp nhất"]) == ("a (80,00 %)", "—")
    said = facts(form("a", None))
    assert (said["Tỷ lệ cao nhất"], said["Tỷ lệ thấp nhất"]) == ("—", "—")
