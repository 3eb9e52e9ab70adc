"""Decisions by reply: what a first line says in six languages, and what is never guessed."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sideevents.rules.reply import REPLY_LINE, Command, NotUnderstood, read_command
from sideevents.rules.reply_words import VERBS, phrase
from sideevents.rules.workflow import Action
from tests import builders

MON_LUNCH, TUE_LUNCH, TUE_EARLY = builders.LUNCH, "2017-09-05/lunch", "2017-09-05/pre-plenary"
quick = settings(max_examples=100, deadline=None)
GRAMMAR = ("approve", "return", "M2", "c4", "tue", "4", "sep", "2017", "13:15", "?", "99", "月", "2017-13-45", "25:99")
FORMS = [(verb, word.strip()) for verb, words in VERBS.items() for word in words.split(",")]


def read(text: str, *, asked: tuple[str, ...] = (MON_LUNCH,), **changes) -> Command | NotUnderstood:
    return read_command(text, conference=builders.conference(**changes), asked=asked)


def codes(result: Command | NotUnderstood) -> list[str]:
    assert isinstance(result, NotUnderstood), result
    return [problem.code for problem in result.problems]


@pytest.mark.parametrize(("verb", "word"), FORMS)
def test_each_form_of_a_verb_is_that_verb_however_it_is_written(verb, word):
    for written in (word, word.upper(), f"{word.capitalize()}:", f"  {word} !"):
        result = read(f"{written}: because the hall is full" if verb in ("return", "decline") else written)
        assert isinstance(result, Command), (written, result)
        assert result.action is verb


def test_no_form_is_two_verbs():
    forms = [phrase(word) for _, word in FORMS]
    assert len(set(forms)) == len(forms) - len({"approuve"})  # « approuvé » and « approuve » are one when accents go


@pytest.mark.parametrize(
    "line",
    [
        "approve M2 tue lunch",
        "Approved: m2, Tuesday, lunch.",
        "please approve room M2 on 5 September for the lunch break, thanks",
        "approve M2 2017-09-05 lunch",
        "approve m2 5 sep 13:15",
        "approve M2 5th 1:15 pm",
        "approve M 2 Tues 13:15-14:45",
        "Approuvé : M2 mardi déjeuner",
        "approuver salle M2, mar. 5 sept., 13h15",
        "Aprobado: sala M2 el martes almuerzo",
        "aprobar M2 5 de septiembre 13:15",
        "Одобрить М2 вторник обед",
        "утверждено: зал M2, вт, 13.15",
        "批准 M2 周二 午餐",
        "批准M2星期二午餐。",
        "同意：Ｍ２，9月5日，13：15",
        "موافقة M2 الثلاثاء الغداء",
        "موافق: قاعة M2 يوم 5 سبتمبر ١٣:١٥",
    ],
)
def test_a_room_a_day_and_a_window_are_understood_in_six_languages(line):
    result = read(line)
    assert isinstance(result, Command), result
    assert (result.action, result.room, result.windows) == (Action.APPROVE, "m2", (TUE_LUNCH,))


@pytest.mark.parametrize(
    "words",
    [
        "pre-plenary",
        "before the plenary",
        "breakfast",
        "morning",
        "petit déjeuner",
        "desayuno",
        "завтрак",
        "早餐",
        "الفطور",
    ],
)
def test_the_window_before_the_plenary_has_its_words(words):
    assert read(f"approve 5 {words}") == Command(Action.APPROVE, windows=(TUE_EARLY,))


def test_approve_alone_leaves_room_and_window_open():
    assert read("Approve.") == Command(Action.APPROVE)
    assert read("approve M2") == Command(Action.APPROVE, room="m2")


def test_a_window_half_said_is_the_one_that_is_wished_for():
    assert read("approve lunch", asked=(TUE_LUNCH, MON_LUNCH)) == Command(
        Action.APPROVE, windows=(TUE_LUNCH, MON_LUNCH)
    )
    assert read("approve tue", asked=(MON_LUNCH, TUE_LUNCH)) == Command(Action.APPROVE, windows=(TUE_LUNCH,))
    assert codes(read("approve tue", asked=(MON_LUNCH,))) == ["reply-two-windows"]


def test_a_name_of_several_words_is_a_room():
    rooms = (builders.room(key="bd", name="Boardroom D"), builders.room(key="press", name="Press Room"))
    assert read("approve boardroom d lunch", rooms=rooms) == Command(Action.APPROVE, room="bd", windows=(MON_LUNCH,))
    assert read("approve Press room mon", rooms=rooms).room == "press"


def test_a_name_that_is_a_room_and_a_day_is_not_guessed():
    rooms = (builders.room(key="four", name="4"),)
    assert codes(read("approve 4", rooms=rooms)) == ["reply-two-meanings"]
    assert read("approve four mon lunch", rooms=rooms).room == "four"
    assert read("approve room 4", rooms=rooms).room == "four"
    assert read("approve on 4 at lunch") == Command(Action.APPROVE, windows=(MON_LUNCH,))


def test_two_rooms_of_one_name_are_not_guessed():
    rooms = (builders.room(key="a-1", name="C4"), builders.room(key="b-1", name="C4"))
    assert codes(read("approve C4", rooms=rooms)) == ["reply-two-rooms"]
    assert read("approve b-1", rooms=rooms).room == "b-1"


def test_a_time_chooses_a_slot_where_the_window_has_slots():
    windows = (builders.window(slot_minutes=45),)
    second = read("approve 14:00", windows=windows)
    assert (second.windows, second.start) == ((MON_LUNCH,), time(14))
    assert codes(read("approve 14:05", windows=windows)) == ["reply-no-window"]
    assert codes(read("approve 14:00")) == ["reply-no-window"]  # the window is one slot, and begins at 13:15


@pytest.mark.parametrize(
    ("line", "code", "odd"),
    [
        ("", "reply-empty", ()),
        ("\n  \n", "reply-empty", ()),
        ("Thanks, I will look at it", "reply-no-verb", ("Thanks, I will look at it",)),
        ("do not approve", "reply-no-verb", ("do not approve",)),
        ("не одобрено", "reply-no-verb", ("не одобрено",)),
        ("不同意", "reply-no-verb", ("不同意",)),
        ("لا أوافق", "reply-no-verb", ("لا أوافق",)),
        ("approve?", "reply-question", ("?",)),
        ("批准？", "reply-question", ("？",)),
        ("approve M2 if it is free", "reply-odd-words", ("if", "it", "is", "free")),
        ("approve not", "reply-odd-words", ("not",)),
        ("approve M2 or C4", "reply-odd-words", ("or",)),
        ("approve Room99", "reply-odd-words", ("Room99",)),
        ("approve 13:15 14:00 14:45", "reply-odd-words", ("14:45",)),
        ("approve 👎", "reply-odd-words", ("👎",)),
        ("waitlist ❌", "reply-odd-words", ("❌",)),
        ("approve room 4", "reply-odd-words", ("4",)),
        ("approuver salle 4 midi", "reply-odd-words", ("4",)),
        ("одобрить зал 5", "reply-odd-words", ("5",)),
        ("批准4号会议室", "reply-odd-words", ("4", "号")),
        ("批准房间4", "reply-odd-words", ("4",)),
        ("موافقة قاعة ٤", "reply-odd-words", ("٤",)),
        ("waitlist tue", "reply-odd-words", ("tue",)),
        ("decline/return?", "reply-question", ("/return?",)),
        ("decline?", "reply-question", ("?",)),
        ("approve M2 C4", "reply-two-rooms", ()),
        ("approve fri lunch", "reply-no-window", ()),
        ("approve mon tue", "reply-no-window", ()),
        ("return", "note-missing", ()),
        ("decline: \n\n--", "note-missing", ()),
    ],
)
def test_what_is_not_plain_is_not_understood(line, code, odd):
    result = read(line)
    assert codes(result)[0] == code
    assert result.odd == odd


def test_an_answer_that_was_not_understood_says_what_was():
    result = read("approve M2 tue perhaps")
    assert (result.understood, result.odd) == (("approve", "M2", "tue"), ("perhaps",))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("return please shorten the title", "please shorten the title"),
        ("Return: Shorten the title.\nAnd name a speaker.\n", "Shorten the title.\nAnd name a speaker."),
        ("Renvoyer :\nLe titre est trop long.", "Le titre est trop long."),
        ("return:\n\nShorten the title.\nSoon.\n\nMaria", "Shorten the title.\nSoon."),
        ("Return – do not exceed 90 characters", "do not exceed 90 characters"),
        ("退回请缩短标题", "请缩短标题"),
        ("إعادةٌ العنوان طويل", "العنوان طويل"),
        ("return see my remark:\n> a quoted line\nShorten it.", "see my remark:\nShorten it."),
    ],
)
def test_the_rest_of_the_paragraph_is_the_note(text, note):
    assert read(text) == Command(Action.RETURN, note=note)


def test_what_follows_the_first_line_of_an_approval_is_not_read():
    assert read("approve\n\nno, decline it\n") == Command(Action.APPROVE)


@pytest.mark.parametrize("quoted", ["> approve", "＞ approve", f"{REPLY_LINE}\napprove", "> hello\n\napprove M2"])
def test_a_command_never_comes_out_of_a_quotation_or_from_below_it(quoted):
    assert codes(read(quoted)) == ["reply-empty"]


@quick
@given(st.text(max_size=200))
def test_any_text_is_read_and_none_raises(text):
    assert isinstance(read(text), Command | NotUnderstood)


@quick
@given(st.lists(st.sampled_from(GRAMMAR)))
def test_any_words_of_the_grammar_are_read_and_none_raises(words):
    result = read(" ".join(words))
    assert isinstance(result, Command | NotUnderstood)
    assert words or codes(result) == ["reply-empty"]


@quick
@given(st.text(max_size=80), st.sampled_from(FORMS))
def test_no_verb_is_read_below_a_quoted_line(text, form):
    quoted = "\n".join(f"> {line}" for line in [text.replace("\r", " "), form[1]])
    assert codes(read(f"{quoted}\n{form[1]} M2")) == ["reply-empty"]
