"""What an amendment changed."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.ask import CoOrganizer
from sideevents.rules.difference import Change, changes, word_changes
from tests.builders import ask

quick = settings(max_examples=200, deadline=None)
texts = st.text(st.sampled_from("ab .\n\u3000数字证据、かé"), max_size=30)


def test_the_same_text_changed_nothing():
    assert changes(ask(), ask()) == []


def test_changed_fields_come_in_the_order_of_the_form_contact_included():
    old = ask(speakers=("Moderator",))
    new = ask(contact_email="bo@harbour.example.org", speakers=(), title="Safe reporting", closed=True)
    assert changes(old, new) == [
        Change("title", old.title, "Safe reporting"),
        Change("contact_email", old.contact_email, "bo@harbour.example.org"),
        Change("speakers", ("Moderator",), ()),
        Change("closed", False, True),
    ]


def test_a_co_organizer_who_joins_is_a_change():
    joined = (CoOrganizer("City of Example"),)
    assert changes(ask(), ask(co_organisers=joined)) == [Change("co_organisers", (), joined)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("as it was", "as it was", [("same", "as it was")]),
        ("", "all new", [("new", "all new")]),
        ("all gone", "", [("gone", "all gone")]),
        ("a big cat", "a cat", [("same", "a "), ("gone", "big "), ("same", "cat")]),
        (
            "held in room two today",
            "held on floor three today",
            [("same", "held "), ("gone", "in room two"), ("new", "on floor three"), ("same", " today")],
        ),
        ("数字证据", "数码证据", [("same", "数"), ("gone", "字"), ("new", "码"), ("same", "证据")]),
        ("العمل القسري", "العمل الحر", [("same", "العمل "), ("gone", "القسري"), ("new", "الحر")]),
        ("prosecution", "prosecutions", [("gone", "prosecution"), ("new", "prosecutions")]),
    ],
)
def test_words_are_the_same_gone_or_new(before, after, pieces):
    assert word_changes(before, after) == pieces


@given(texts, texts)
@quick
def test_the_pieces_join_to_both_texts(before, after):
    pieces = word_changes(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after
    assert all(text for _, text in pieces)


@given(texts, texts)
@quick
def test_a_change_says_first_what_is_gone_and_stands_between_what_is_the_same(before, after):
    kinds = " ".join(kind for kind, _ in word_changes(before, after))
    assert "new gone" not in kinds
    assert not any(f"{kind} {kind}" in kinds for kind in ("same", "gone", "new"))


def test_much_of_the_same_is_compared_by_sentences_not_by_words():
    # word by word, each of a thousand changes would look at three million pairs of equal words
    pieces = word_changes("字法" * 1500 + "。尾", "法字图" * 1000 + "。尾")
    assert pieces == [("gone", "字法" * 1500 + "。"), ("new", "法字图" * 1000 + "。"), ("same", "尾")]
    assert word_changes("字。" * 1500, "图字。" * 1000) == [("gone", "字。" * 1500), ("new", "图字。" * 1000)]


def test_a_long_text_with_one_new_word_is_compared_by_words():
    long = "打击人口贩运，" * 428
    assert word_changes(long + "旧", long + "新") == [("same", long), ("gone", "旧"), ("new", "新")]


@pytest.mark.parametrize(
    ("before", "after"),
    [("字法" * 1500, "法字图" * 1000), ("字" * 3000, "图" + "字" * 2998 + "图"), ("a b " * 750, "b c a " * 500)],
)
def test_the_longest_texts_are_compared_in_a_blink(before, after):
    started = time.process_time()
    word_changes(before, after)
    assert time.process_time() - started < 2
