"""Text that people type, before it is stored."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.text import forbidden_characters, likeness, many_lines, one_line, split_lines

BIDI_CLASSES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
quick = settings(max_examples=200, deadline=None)
typed = st.text(st.characters(codec=None) | st.sampled_from(" \t\r\n\x0b\x1c\u00a0\u2028e\u0301"), max_size=40)


def is_refused(character, *, one_line):
    """The oracle: asks the Unicode database instead of ranges."""
    category = unicodedata.category(character)
    if category == "Cc":
        return one_line or character not in "\n\t"
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    turns_the_line = one_line and unicodedata.bidirectional(character) in BIDI_CLASSES
    return category in {"Zl", "Zp", "Cs"} or noncharacter or turns_the_line


@pytest.mark.parametrize("one_line", [True, False])
def test_each_character_of_unicode_is_taken_or_refused_as_its_nature_is(one_line):
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    expected = [f"U+{ord(each):04X}" for each in every if is_refused(each, one_line=one_line)]
    assert forbidden_characters("".join(every), one_line=one_line) == expected


@pytest.mark.parametrize(
    ("text", "in_one_line", "in_long_text"),
    [
        ("Plain text, ação, 数字证据, الكشف, 👩‍👩‍👧", [], []),
        ("non\u200cjoiner and \u200fright-to-left mark", [], []),
        ("line\nline\ttab", ["U+000A", "U+0009"], []),
        ("line\r\nline", ["U+000D", "U+000A"], []),
        ("line\rline", ["U+000D"], ["U+000D"]),
        ("\x00 and \x00 again", ["U+0000"], ["U+0000"]),
        ("subject\x1cBcc: all", ["U+001C"], ["U+001C"]),
        ("invoice\u202efdp.exe", ["U+202E"], []),
        ("isolate\u2067d\u2069", ["U+2067", "U+2069"], []),
        ("\u2029\u2028", ["U+2029", "U+2028"], ["U+2029", "U+2028"]),
        ("half \ud83d", ["U+D83D"], ["U+D83D"]),
        ("\ufdd0\uffff\U0010fffe", ["U+FDD0", "U+FFFF", "U+10FFFE"], ["U+FDD0", "U+FFFF", "U+10FFFE"]),
    ],
)
def test_characters_are_refused_by_name_once_in_order(text, in_one_line, in_long_text):
    assert forbidden_characters(text, one_line=True) == in_one_line
    assert forbidden_characters(text, one_line=False) == in_long_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two \t words \r\n here\u00a0now\u3000", "two words here now"),
        ("Cafe\u0301", "Caf\u00e9"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_a_one_liner_is_squeezed_and_composed(typed, kept):
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a  \nb\t\n", "a\nb"),
        ("a\n\n\n \nb", "a\n\nb"),
        ("\n\n  indented stays", "  indented stays"),
        ("Cafe\u0301\n", "Caf\u00e9"),
    ],
)
def test_a_long_text_keeps_its_lines_and_loses_its_litter(typed, kept):
    assert many_lines(typed) == kept


def test_a_list_is_one_entry_a_line():
    assert split_lines(" Ada  Example \r\n\r\n\tBo\n") == ("Ada Example", "Bo")
    assert split_lines("\n \n") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Survivors as Experts: “Nothing About Us”", "SURVIVORS  as experts — nothing about us!"),
        ("Ｗｉｄｅ １", "wide 1"),
        ("Straße", "STRASSE"),
        ("Cafe\u0301", "caf\u00e9"),
        ("打击人口贩运", "「打击」人口贩运。"),
    ],
)
def test_spellings_of_one_name_are_alike(one, other):
    assert likeness(one) == likeness(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Panel 1", "Panel 2"), ("cafe", "café"), ("العمل", "العمال")])
def test_different_names_are_not_alike(one, other):
    assert likeness(one) != likeness(other)


@given(typed)
@quick
def test_cleaning_twice_changes_nothing_more(text):
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)


@given(typed)
@quick
def test_a_one_liner_keeps_every_word_and_no_other_white_space(text):
    line = one_line(text)
    assert line.split() == unicodedata.normalize("NFC", text).split()
    assert {each for each in line if each.isspace()} <= {" "}


@given(typed)
@quick
def test_a_long_text_keeps_every_word_and_at_most_one_empty_line_in_a_row(text):
    kept = many_lines(text)
    assert kept.split() == unicodedata.normalize("NFC", text).split()
    assert "\n\n\n" not in kept
    assert "\r\n" not in kept


@given(typed)
@quick
def test_likeness_is_letters_with_their_marks_and_digits_alone(text):
    assert all(unicodedata.category(each)[0] in "LNM" for each in likeness(text))


@pytest.mark.parametrize(("one", "other"), [("किरण", "करण"), ("ปี", "ปู"), ("دَرس", "دُرس")])
def test_names_that_differ_by_a_vowel_mark_are_not_alike(one, other):
    assert likeness(one) != likeness(other)
