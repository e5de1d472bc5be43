"""Words and numbers as officials write them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import openpyxl.utils.datetime as openpyxl_days
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.text import (
    Lang,
    Number,
    Text,
    fold,
    format_day,
    format_number,
    half_up,
    is_blank,
    nfc,
    parse_number,
    printable,
    show,
    squash,
    visible,
)

INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
WORDS = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ 0123.,"
)

# --- numbers as they are typed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8", "8"),
        ("0", "0"),
        ("007", "7"),
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("71,59", "71.59"),
        ("47.59", "47.59"),
        ("0,714", "0.714"),
        ("0.714", "0.714"),
        ("1,7145", "1.7145"),
        ("1714,5", "1714.5"),
        ("1714.500", "1714.5"),
        ("1234,567", "1234.567"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("-8,5", "-8.5"),
        ("\u22128,5", "-8.5"),
        ("+8,5", "8.5"),
        ("-,5", "-0.5"),
        (" 8,5 ", "8.5"),
        ("\u00a08,5\u00a0", "8.5"),
        ("8,5\n", "8.5"),
        ("\u200b8,5", "8.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1 234", "1234"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("-1.234,5", "-1234.5"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_numbers_are_read_in_both_notations(typed: str, value: str) -> None:
    assert parse_number(typed) == Number(Decimal(value), False)


@pytest.mark.parametrize("typed", ["1.714", "1,714", "12.345", "123,456", "-1.714", "+1.714", " 1.714 "])
def test_one_separator_before_three_digits_may_be_either(typed: str) -> None:
    value = Decimal(typed.strip().replace(",", "."))
    assert parse_number(typed) == Number(value, True)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u00a0",
        "\u200b",
        ".",
        ",",
        "-",
        "+",
        "--5",
        "5-",
        "- 5",
        "5.",
        "5,",
        "8,5,",
        "8..5",
        "8,.5",
        "1.2.3",
        "1,2,3",
        "1.23.456",
        "12.34,56",
        "1234.567,8",
        "1.234.5",
        "1.234,567,8",
        "1,234,56",
        "1 23",
        "1  234 5",
        "5%",
        "50 %",
        "1e3",
        "1E3",
        "0x10",
        "5đ",
        "5 điểm",
        "5/5",
        "3-5",
        "2+2",
        "=2",
        "NaN",
        "Infinity",
        "-inf",
        "x",
        "٣",
        "３",
        "²",
        "1_000",
        "1'000",
        "1" * 16,
        "0." + "1" * 16,
        "9" * 100_000,
        "1.234" * 10_000,
    ],
)
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert parse_number(typed) == Number(None, False)


CENTS = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@given(CENTS, st.sampled_from(("vi", "en")), st.sampled_from((None, 2)))
def test_a_number_as_shown_is_read_back(value: Decimal, lang: Lang, places: int | None) -> None:
    shown = format_number(value, lang, places)
    read = parse_number(shown)
    if read.ambiguous:  # 1.714: whole thousands shown without decimals
        assert abs(value) >= 1000
        assert value == value.to_integral_value()
        assert places is None
    else:
        assert read.value == value


@given(CENTS)
def test_both_notations_say_the_same_number(value: Decimal) -> None:
    vietnamese, english = format_number(value, "vi"), format_number(value, "en")
    assert vietnamese.translate(str.maketrans(".,", ",.")) == english


@given(st.text("0123456789.,+- \u00a0\u2212", max_size=14))
def test_a_number_has_the_digits_that_were_typed(typed: str) -> None:
    read = parse_number(typed)
    if read.value is None:
        assert not read.ambiguous
        return
    digits = "".join(filter(str.isdigit, typed)).lstrip("0")
    assert "".join(map(str, read.value.as_tuple().digits)).lstrip("0") == digits
    assert read.value == 0 or (read.value < 0) == bool(set(typed) & {"-", "\u2212"})


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(typed: str) -> None:
    value = parse_number(typed).value
    assert value is None or value.is_finite()


# --- numbers as they are shown ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        ("71.59", None, "71,59", "71.59"),
        ("4.00", None, "4", "4"),
        ("4.50", None, "4,5", "4.5"),
        ("4", 2, "4,00", "4.00"),
        ("4.585", 2, "4,59", "4.59"),
        ("1234567.8", None, "1.234.567,8", "1,234,567.8"),
        ("100", None, "100", "100"),
        ("1E+3", None, "1.000", "1,000"),
        ("-0.5", None, "-0,5", "-0.5"),
        ("-0", None, "0", "0"),
        ("-0.00", None, "0", "0"),
        ("0.0001", None, "0,0001", "0.0001"),
    ],
)
def test_numbers_are_shown_in_each_languages_notation(
    value: str, places: int | None, vi: str, en: str
) -> None:
    assert format_number(Decimal(value), "vi", places) == vi
    assert format_number(Decimal(value), "en", places) == en


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_half_up_is_the_nearest_and_the_farther_from_zero_of_two(value: Decimal, places: int) -> None:
    rounded = half_up(value, places)
    unit = Decimal(1).scaleb(-places)
    assert abs(rounded - value) <= unit / 2
    assert rounded % unit == 0
    if abs(rounded - value) == unit / 2:
        assert abs(rounded) > abs(value)


# --- words --------------------------------------------------------------------------------------------


@given(WORDS)
def test_what_macos_wrote_and_what_capitals_say_is_the_same_word(text: str) -> None:
    for other in (
        unicodedata.normalize("NFD", text),
        text.upper(),
        f" {text}\u00a0",
        text.replace(" ", "\u00a0\n"),
    ):
        assert fold(other) == fold(text)
    assert nfc(unicodedata.normalize("NFD", text)) == text


@given(WORDS, WORDS)
def test_đ_is_not_d(before: str, after: str) -> None:
    assert fold(f"{before}đ{after}") != fold(f"{before}d{after}")
    assert fold(f"{before}Đ{after}") == fold(f"{before}đ{after}")
    assert squash("I.đ") != squash("I.d")


def test_tones_are_not_folded_away() -> None:
    assert len({fold(word) for word in ("trừ", "trư", "tru", "trù", "trứ")}) == 5


@given(st.text())
def test_squashed_text_is_settled(text: str) -> None:
    settled = squash(text)
    assert squash(settled) == settled
    assert unicodedata.is_normalized("NFC", settled)
    assert settled == settled.strip()
    assert "  " not in settled
    assert not any(character in settled for character in (*INVISIBLE, "\u00a0", "\n", "\t"))


@given(WORDS, st.sampled_from(INVISIBLE), st.integers(0, 30))
def test_what_cannot_be_seen_makes_no_other_word(text: str, invisible: str, at: int) -> None:
    assert squash(text[:at] + invisible + text[at:]) == squash(text)


def test_an_accent_parted_from_its_letter_by_nothing_visible_joins_it() -> None:
    assert squash("a\u200b\u0301") == "á"


BLANKS = ("", " ", "\u00a0", "\t\n\r", "\u3000", "\u200b", " \ufeff ", "\u00ad\u2060", "\u200b \u200b")


@pytest.mark.parametrize("text", BLANKS)
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "x", ".", "\u200bx", " \u00a0x", "⍽", "\u0301"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(st.text(" \u00a0\t\n\u200b\ufeffax0", max_size=8))
def test_blank_is_what_squashes_to_nothing(text: str) -> None:
    assert is_blank(text) == (squash(text) == "")


# --- words in messages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("8,5", "8,5"),
        (" 8,5", "␣8,5"),
        ("8,5  ", "8,5␣␣"),
        ("8 5", "8 5"),
        ("   ", "␣␣␣"),
        ("8\u00a05", "8⍽5"),
        ("a\tb\nc\rd", "a⇥b↵c↵d"),
        ("x\u200b", "x⟨U+200B⟩"),
        ("\u202ex", "⟨U+202E⟩x"),
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("đã", "đã"),
        ("", ""),
    ],
)
def test_visible(text: str, drawn: str) -> None:
    assert visible(text) == drawn


@given(st.text(), st.integers(1, 80))
def test_nothing_stays_invisible_and_nothing_gets_long(text: str, limit: int) -> None:
    drawn = visible(text, limit)
    assert len(drawn) <= limit
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in drawn)
    assert drawn == drawn.strip(" ") or drawn.endswith("…")


@given(st.text())
def test_printable_text_has_no_control_characters(text: str) -> None:
    assert not any(unicodedata.category(character) == "Cc" for character in printable(text))
    assert not set(printable(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Text("để trống", "blank"), "để trống", "blank"),
        (Decimal("8.50"), "8,5", "8.5"),
        (3, "3", "3"),
        ("I.đ", "I.đ", "I.đ"),
    ],
)
def test_values_in_sentences(value: object, vi: str, en: str) -> None:
    assert (show(value, "vi"), show(value, "en")) == (vi, en)
    assert Text("là {x}.", "is {x}.").fill("vi", {"x": value}) == f"là {vi}."


def test_a_gap_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Text("{x}", "{x}").fill("vi", {})


def test_values_are_not_read_as_templates() -> None:
    assert Text("{x}", "{x}").fill("vi", {"x": "{y} {0.__class__}"}) == "{y} {0.__class__}"


@pytest.mark.parametrize(
    ("serial", "since_1904", "shown"),
    [
        ("45112", False, "05/07/2023"),
        ("43650", True, "05/07/2023"),
        ("45112.614583333336", False, "05/07/2023 14:45"),
        ("43650.614583333336", True, "05/07/2023 14:45"),
        ("45112.61465277778", False, "05/07/2023 14:45:06"),
        ("45112.999999999", False, "06/07/2023"),
        ("0", False, "00:00"),
        ("0.75", False, "18:00"),
        ("0.3541666666666667", False, "08:30"),
        ("0.3541666666666667", True, "08:30"),
        ("5", False, "05/01/1900"),
        ("5.5", False, "05/01/1900 12:00"),
        ("5", True, "06/01/1904"),
        ("59", False, "28/02/1900"),
        ("61", False, "01/03/1900"),
        ("4000000", False, "4000000"),
        ("1E+300", False, f"{10**300}"),
    ],
)
def test_a_day_or_time_is_shown_as_the_spreadsheet_shows_it(
    serial: str, since_1904: bool, shown: str
) -> None:
    assert format_day(Decimal(serial), since_1904=since_1904) == shown


@given(st.integers(1, 2_950_000).filter(lambda serial: serial != 60), st.integers(0, 1439), st.booleans())
def test_days_and_times_are_those_of_openpyxl(day: int, minute: int, since_1904: bool) -> None:
    epoch = openpyxl_days.MAC_EPOCH if since_1904 else openpyxl_days.WINDOWS_EPOCH
    serial = day + minute / 1440
    wanted = f"{openpyxl_days.from_excel(serial, epoch):%d/%m/%Y %H:%M}"
    assert format_day(Decimal(repr(serial)), since_1904=since_1904) == wanted.removesuffix(" 00:00")
