"""An office's own words: placeholders are filled once, everything else stays text."""

import pytest

from sideevents.rules.placeholder import fill, in_braces, names, word_problems

KNOWN = ("title", "until")


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("until {until}.", ["until noon."]),
        ("{title}, {title}", ["{until} & <b>, {until} & <b>"]),
        ("one\nline\n\n \n\nand   another", ["one line", "and another"]),
        ("{other} {title.x} {0} {} {{until}}", ["{other} {title.x} {0} {} {noon}"]),
        ("{{ 7*7 }} {% set x = 1 %} %(until)s %s", ["{{ 7*7 }} {% set x = 1 %} %(until)s %s"]),
        (" \n ", []),
        ("Attention\u00a0: {until}\u202f!", ["Attention\u00a0: noon\u202f!"]),
    ],
)
def test_known_placeholders_become_facts_and_the_rest_stays_text(words, filled):
    assert fill(words, {"title": "{until} & <b>", "until": "noon"}) == filled


def test_the_default_is_shown_with_braces():
    assert in_braces("100 %% by %(until)s, %(title)s") == "100 % by {until}, {title}"
    assert names("{b} {a} {b}") == ["b", "a"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Dear {title}, until {until}.\r\n\r\n<b>50 %</b>", []),
        ("", []),
        ("{titel} and {until }", ["unknown-placeholder", "stray-brace"]),
        ("{until", ["stray-brace"]),
        ("until}", ["stray-brace"]),
        ("{{until}}", ["stray-brace"]),
        ("{{ 7*7 }}", ["stray-brace"]),
        ("{% raw %}", ["stray-brace"]),
        ("a\x00b\x1b", ["forbidden-character", "forbidden-character"]),
        ("x" * 2001, ["too-long"]),
        ("x" * 2000, []),
    ],
)
def test_words_that_could_not_stand_in_a_letter_are_objected_to(words, codes):
    problems = word_problems(words, about="words-next", known=KNOWN)
    assert [problem.code for problem in problems] == codes
    assert {problem.about for problem in problems} <= {"words-next"}


def test_an_unknown_placeholder_is_named_beside_the_known_ones():
    [problem] = word_problems("{titel}", about="", known=KNOWN)
    assert problem.facts == {"unknown": ["{titel}"], "known": ["{title}", "{until}"]}
