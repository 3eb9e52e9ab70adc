"""Words are counted alike in every script."""

import pytest

from sideevents.addresses import clean_address
from sideevents.words import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n — … ! ", 0),
        ("Hello, world!", 2),
        ("It’s 3.5 a.m., isn't it?", 5),
        ("rights-based", 2),
        ("打击人口贩运", 6),
        ("人口 trafficking 贩运", 5),
        ("カタカナ", 1),
        ("مكافحة الاتجار بالأشخاص", 3),
        ("Торговля людьми", 2),
        ("हिन्दी में", 2),
        ("2017-09-04", 3),
        ("cafe\u0301 olé", 2),
        ("🙂 🙂 one", 1),
    ],
)
def test_one_ideograph_is_one_word_and_other_letters_make_words_together(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada.Example@HARBOUR.example.org ", "Ada.Example@harbour.example.org"),
        ("用户@例子.中国", "用户@例子.中国"),
        ("u\u0308ber@example.org", "über@example.org"),
    ],
)
def test_an_address_has_one_normal_form(typed, kept):
    assert clean_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ada", "ada@", "@example.org", "a b@example.org", "Ada <ada@example.org>", "ada@host", "a\x00@example.org"]
    + [f"{'a' * 250}@example.org", "a@example.org\nBcc: b@example.org"],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError):
        clean_address(typed)
