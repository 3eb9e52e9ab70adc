"""Decisions by reply: a remark is plainly one, and no signature or quotation ever becomes one."""

import pytest

from sideevents.rules.reply import Command, NotUnderstood, left_out, read_command
from sideevents.rules.reply_note import PARTICIPLES
from sideevents.rules.workflow import Action
from tests import builders

QUOTED = (
    "\n\nMaria\n\nVom: Side events\nGestern\n\nA side event waits.\nhttps://portal.example.org/office/decide/SECRET"
)


def read(text: str) -> Command | NotUnderstood:
    return read_command(text, conference=builders.conference(), asked=(builders.LUNCH,))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Returned from holiday today, will look tomorrow", "reply-no-colon"),
        ("Rejected last year already, but this is better", "reply-no-colon"),
        ("Decline seems harsh, what do you think?", "reply-question"),
        ("Decline seems harsh", "reply-no-colon"),
        ("return this to them?", "reply-question"),
        ("Return to this next week", "reply-no-colon"),
        ("return-address is wrong", "reply-no-colon"),
        ("decline/full", "reply-no-colon"),
        ("Decline or not", "reply-no-colon"),
        ("Decline or approve?", "reply-question"),
        ("Decline or approve", "reply-two-verbs"),
        ("decline: we approve the other one", "reply-two-verbs"),
        ("Decline - no wait, approve", "reply-two-verbs"),
        ("Decline - no, wait", "reply-no-colon"),
        ("decline: maybe", "reply-no-colon"),
        ("return: who pays?", "reply-question"),
        ("Refusé hier par la mission", "reply-no-colon"),
        ("Refuser serait dommage", "reply-no-colon"),
        ("Rechazado el año pasado", "reply-no-colon"),
        ("Отклонить не могу", "reply-no-colon"),
        ("отклонено в прошлом году", "reply-no-colon"),
        ("拒绝不了", "reply-no-colon"),
        ("拒绝吗", "reply-no-colon"),
        ("رفض أو قبول", "reply-no-colon"),
    ],
)
def test_a_sentence_that_may_mean_anything_else_decides_nothing(line, code):
    result = read(line)
    assert isinstance(result, NotUnderstood), result
    assert [problem.code for problem in result.problems] == [code]
    assert result.understood


@pytest.mark.parametrize(
    ("text", "action", "note"),
    [
        ("return please shorten the title", Action.RETURN, "please shorten the title"),
        ("decline both windows are full", Action.DECLINE, "both windows are full"),
        ("Declined: no room is free", Action.DECLINE, "no room is free"),
        ("Declined, both windows are full", Action.DECLINE, "both windows are full"),
        ("return - the abstract has 300 words", Action.RETURN, "the abstract has 300 words"),
        ("Отклонено: не хватает мест", Action.DECLINE, "не хватает мест"),
        ("refuser : complet", Action.DECLINE, "complet"),
        ("退回：标题不清楚", Action.RETURN, "标题不清楚"),
        ("return: please return the corrected form", Action.RETURN, "please return the corrected form"),
    ],
)
def test_a_plain_remark_is_taken(text, action, note):
    assert read(text) == Command(action, note=note)


@pytest.mark.parametrize("word", [word.strip() for word in PARTICIPLES.split(",")])
def test_a_participle_asks_for_a_mark_before_its_remark(word):
    assert isinstance(read(f"{word} Geneva"), NotUnderstood)
    assert isinstance(read(f"{word}: Geneva"), Command)


@pytest.mark.parametrize(
    "text",
    [
        "decline\n\nBest regards,\nMaria Schmidt",
        "decline\nBest regards,\nMaria Schmidt",
        "Declined.\nMaria",
        "return\n\nVon meinem Telefon gesendet",
        f"return{QUOTED}",
    ],
)
def test_a_signature_is_no_remark(text):
    result = read(text)
    assert isinstance(result, NotUnderstood), result
    assert [problem.code for problem in result.problems] == ["note-missing"]


def test_what_stands_below_an_empty_line_is_not_sent_on():
    assert read(f"return please shorten{QUOTED}") == Command(Action.RETURN, note="please shorten")
    assert read(f"return:\n\nplease shorten\nthe title{QUOTED}") == Command(
        Action.RETURN, note="please shorten\nthe title"
    )


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("approve", ""),
        ("\napprove M2\n\nbut without the film\n> approve?\n", "but without the film"),
        ("return: shorten it\nsoon\n\nMaria\nVienna", "Maria\nVienna"),
        ("return:\n\nshorten it\n\nMaria", "Maria"),
        ("decline both are full", ""),
        ("", ""),
    ],
)
def test_what_a_command_leaves_out_is_known(text, rest):
    assert left_out(text) == rest
