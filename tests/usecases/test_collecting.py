"""Decide now, tell later: held letters are edited, sent together, or dropped; nothing of a decision is lost by it."""

from datetime import timedelta

import pytest

from sideevents.extensions import db
from sideevents.mail import collection, outbox
from sideevents.mail.transport import Outcome, Result
from sideevents.rules.problem import MovedOn, Refused
from sideevents.rules.workflow import Action
from sideevents.store.decision import decisions_on
from sideevents.store.letter import DROPPED, HELD, QUEUED, LetterRow, deliveries_of
from sideevents.usecases.edit_letter import Rewording, edit_letter, preview_edit
from sideevents.usecases.release_letters import release_letters
from sideevents.usecases.undo_decision import undo_decision
from tests import scenes
from tests.scenes import NOW, TUESDAY_LUNCH

DECIDED, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def vienna(each_context):
    scenes.vienna()


def letter(name, proposal_id):
    db.session.rollback()
    return db.session.query(LetterRow).filter_by(name=name, proposal_id=proposal_id).one()


def collected(action=Action.APPROVE, **changes):
    proposal_id = scenes.submitted()
    scenes.decide(proposal_id, action, collect=True, **changes)
    return proposal_id


def taken():
    """The names of all letters that leave now, in order."""
    names = []
    while claims := outbox.claim(now=LATER):
        for claim in claims:
            outbox.settle(claim, Outcome(Result.SENT, "250 OK"), now=LATER)
            names.append(claim.parcel.name)
    return names


def rewording(row, *, subject="Approved", **changes):
    words = {
        number: block.words
        for number, block in enumerate(collection.draft_of(row).content)
        if isinstance(block, collection.EDITABLE)
    }
    return Rewording(**{"subject": subject, "words": words, "seen": collection.fingerprint(row), **changes})


def test_a_decision_stands_whole_while_its_letter_is_held_and_no_postman_takes_it():
    proposal_id = collected()
    assert scenes.proposal(proposal_id).status == "approved"
    assert scenes.public(proposal_id) == ("m2", "2017-09-04", False)
    assert [event.reference for event in scenes.programme().events] == ["SE-001"]
    assert [row.action for row in decisions_on(proposal_id)] == ["confirm", "approve"]
    assert letter("approved", proposal_id).state == HELD
    assert "approved" not in taken()
    assert letter("approved", proposal_id).state == HELD


def test_a_released_letter_leaves_dated_as_of_its_release():
    proposal_id = collected()
    row = letter("approved", proposal_id)
    released = release_letters([row.id], conference_id=row.conference_id, now=LATER)
    assert (released.queued, released.gone) == (1, 0)
    row = letter("approved", proposal_id)
    assert (row.state, row.written_at, row.next_attempt_at, row.draft) == (QUEUED, LATER, LATER, None)
    assert [(each.result, each.at) for each in deliveries_of(row.id)] == [("released", LATER)]
    assert "approved" in taken()


def test_released_letters_leave_in_the_order_of_their_decisions():
    first = collected(Action.WAITLIST)
    scenes.decide(first, Action.DECLINE, collect=True)
    second = collected(Action.WAITLIST)
    ids = [letter(*each).id for each in (("declined", first), ("waitlisted", second), ("waitlisted", first))]
    taken()
    release_letters(ids, conference_id=letter("declined", first).conference_id, now=LATER)
    assert taken() == ["waitlisted", "declined", "waitlisted"]


def test_a_later_letter_waits_behind_a_held_one():
    proposal_id = collected(Action.WAITLIST)
    scenes.decide(proposal_id, Action.DECLINE)
    assert "declined" not in taken()
    row = letter("waitlisted", proposal_id)
    release_letters([row.id], conference_id=row.conference_id, now=LATER)
    assert taken() == ["waitlisted", "declined"]


def test_a_release_tells_how_many_were_gone_and_touches_no_other_conference():
    proposal_id = collected()
    row = letter("approved", proposal_id)
    letter_id, conference_id = row.id, row.conference_id
    assert release_letters([letter_id], conference_id=conference_id + 1, now=LATER).queued == 0
    assert letter("approved", proposal_id).state == HELD
    release_letters([letter_id], conference_id=conference_id, now=LATER)
    released = release_letters([letter_id, 999], conference_id=conference_id, now=LATER + timedelta(hours=1))
    assert (released.queued, released.gone) == (0, 2)
    assert letter("approved", proposal_id).written_at == LATER
    with pytest.raises(Refused) as refused:
        release_letters([], conference_id=conference_id, now=LATER)
    assert scenes.codes(refused) == ["letters-missing"]


def test_an_edited_letter_is_text_html_and_draft_of_one_mind_and_keeps_its_calendar():
    proposal_id = collected(note="Welcome aboard.")
    row = letter("approved", proposal_id)
    wanted = rewording(row, subject="You are in")
    first = min(wanted.words)
    words = {**wanted.words, first: "One <b>bold</b> word.\r\n\r\nAnother\r\nparagraph."}
    calendar, seen = row.calendar, wanted.seen
    said = edit_letter(row.id, Rewording(subject="You are in", words=words, seen=seen))
    row = letter("approved", proposal_id)
    assert (row.subject, row.text, row.html, row.calendar) == (said.subject, said.text, said.html, calendar)
    assert row.subject == "[SE-001] You are in"
    assert "One <b>bold</b> word.\n\nAnother paragraph.\n" in row.text
    assert '<p dir="auto">One &lt;b&gt;bold&lt;/b&gt; word.</p>' in row.html
    assert "<title>[SE-001] You are in</title>" in row.html
    assert collection.draft_of(row).text() == row.text
    assert "Welcome aboard." in row.text


def test_an_emptied_paragraph_leaves_the_letter_and_the_rest_stays_as_it_was():
    proposal_id = collected(note="Welcome aboard.")
    row = letter("approved", proposal_id)
    before, wanted = collection.draft_of(row), rewording(row)
    quote = next(number for number in wanted.words if before.content[number].kind == "quote")
    edit_letter(row.id, Rewording(subject="x", words={**wanted.words, quote: "  \r\n "}, seen=wanted.seen))
    after = collection.draft_of(letter("approved", proposal_id))
    assert after.content == before.content[:quote] + before.content[quote + 1 :]
    assert after.closing == before.closing


def test_an_unchanged_letter_stays_the_same_to_the_letter():
    proposal_id = collected(note="Line one.\nLine two.\n\nAnd more.")
    row = letter("approved", proposal_id)
    before = (row.text, row.html)
    edit_letter(row.id, rewording(row, subject=collection.own_subject(collection.draft_of(row))))
    row = letter("approved", proposal_id)
    assert (row.text, row.html) == before


def test_a_preview_of_an_edit_changes_nothing():
    proposal_id = collected()
    row = letter("approved", proposal_id)
    before = (row.subject, row.text, row.html)
    assert preview_edit(row.id, rewording(row, subject="Other")).subject == "[SE-001] Other"
    row = letter("approved", proposal_id)
    assert (row.subject, row.text, row.html) == before


def test_an_edit_is_refused_without_subject_or_without_anything_left():
    row = letter("waitlisted", collected(Action.WAITLIST, note=""))
    with pytest.raises(Refused) as refused:
        edit_letter(row.id, rewording(row, subject=""))
    assert scenes.codes(refused) == ["missing"]
    with pytest.raises(Refused) as refused:
        edit_letter(row.id, rewording(row, words=dict.fromkeys(rewording(row).words, " ")))
    assert scenes.codes(refused) == ["letter-empty"]


@pytest.mark.parametrize("meanwhile", ["released", "dropped", "edited"])
def test_an_edit_of_what_has_changed_meanwhile_is_turned_away(meanwhile):
    proposal_id = collected()
    row = letter("approved", proposal_id)
    wanted, letter_id, conference_id = rewording(row, subject="Late"), row.id, row.conference_id
    if meanwhile == "released":
        release_letters([letter_id], conference_id=conference_id, now=LATER)
    elif meanwhile == "dropped":
        take_back(proposal_id)
    else:
        edit_letter(letter_id, Rewording(subject="Mine", words=wanted.words, seen=wanted.seen))
    with pytest.raises(MovedOn) as moved:
        edit_letter(letter_id, wanted)
    assert scenes.codes(moved) == ["letter-edited-meanwhile" if meanwhile == "edited" else "letter-left"]
    assert "Late" not in letter("approved", proposal_id).subject


def take_back(proposal_id):
    decision = decisions_on(proposal_id)[-1].id
    return undo_decision(proposal_id, decision=decision, by="office@example.org", initials="MK", note="", now=LATER)


def test_a_decision_that_nobody_was_told_of_is_taken_back_without_a_word():
    proposal_id = collected()
    assert take_back(proposal_id) is None
    assert letter("approved", proposal_id).state == DROPPED
    assert "undone" not in scenes.letters(proposal_id)
    assert scenes.proposal(proposal_id).status == "submitted"
    assert [event.cancelled for event in scenes.programme().events] == [True], "its page may have been seen"
    assert "approved" not in taken()


def test_a_held_letter_of_an_earlier_decision_outlives_the_undo_of_a_later_one():
    proposal_id = collected()
    scenes.decide(proposal_id, Action.MOVE, window=TUESDAY_LUNCH)
    assert take_back(proposal_id) is not None
    assert letter("approved", proposal_id).state == HELD
