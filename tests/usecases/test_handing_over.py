"""Handing a proposal over: a letter first, another contact once the new one agrees."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.rules.contact import Contact
from sideevents.rules.problem import Gone, MovedOn, Refused
from sideevents.rules.sameness import likeness_of
from sideevents.rules.workflow import Action, Status
from sideevents.store.decision import decisions_on
from sideevents.store.letter import DROPPED, HELD, LetterRow, letters_about
from sideevents.store.proposal import revision_of, revisions_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.hand_over_proposal import hand_over_proposal
from sideevents.usecases.take_over_proposal import take_over_proposal
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.scenes import NOW

pytestmark = pytest.mark.usefixtures("vienna")
ASKED = NOW + timedelta(hours=2)
UNTIL = ASKED + timedelta(hours=48)
GRACE = Contact("Grace Example", "grace@example.org")


@pytest.fixture
def vienna(each_context):
    scenes.vienna()


def submitted(**changes) -> int:
    return scenes.submitted(contact_email="ada@example.org", **changes)


def take_over(proposal_id: int, *, contact: Contact = GRACE, epoch: int = 1, now=ASKED) -> int:
    return take_over_proposal(proposal_id, contact, epoch=epoch, until=UNTIL, now=now)


def posted(name: str) -> list[str]:
    """Who got the letter of this name."""
    db.session.rollback()
    return list(db.session.scalars(select(LetterRow.recipient).where(LetterRow.name == name).order_by(LetterRow.id)))


def test_asking_changes_nothing_but_writes_to_the_new_address():
    proposal_id = submitted()
    before = revision_of(scenes.proposal(proposal_id))
    hand_over_proposal(proposal_id, GRACE, now=ASKED)
    row = scenes.proposal(proposal_id)
    assert (row.contact_email, row.contact_epoch, revision_of(row)) == ("ada@example.org", 1, before)
    assert [each.action for each in decisions_on(proposal_id)] == ["confirm"]
    assert posted("hand-over") == ["grace@example.org"]
    assert posted("handed-over") == []


def test_asking_twice_in_a_minute_is_one_letter_and_later_another():
    proposal_id = submitted()
    for minutes in (0, 0, 1):
        hand_over_proposal(proposal_id, GRACE, now=ASKED + timedelta(minutes=minutes))
    assert posted("hand-over") == ["grace@example.org"] * 2


def test_the_present_contact_is_no_new_one():
    proposal_id = submitted()
    with pytest.raises(Refused) as refused:
        hand_over_proposal(proposal_id, Contact("Ada", "Ada@example.org"), now=ASKED)
    assert scenes.codes(refused) == ["same-contact"]
    assert posted("hand-over") == []


def test_what_nobody_has_confirmed_and_what_has_ended_is_not_handed_over():
    unconfirmed, withdrawn = scenes.unconfirmed(), submitted()
    withdraw_proposal(withdrawn, note="", now=ASKED)
    for proposal_id in (unconfirmed, withdrawn):
        with pytest.raises(MovedOn) as refused:
            hand_over_proposal(proposal_id, GRACE, now=ASKED)
        assert scenes.codes(refused) == ["illegal-move"]
    assert posted("hand-over") == []


def test_who_takes_over_is_the_contact_and_both_are_told():
    proposal_id = submitted(contact_phone="+43 1 26060")
    before = revision_of(scenes.proposal(proposal_id))
    assert take_over(proposal_id) == 2
    row = scenes.proposal(proposal_id)
    asked = revision_of(row)
    assert (row.contact_email, row.contact_epoch, row.revision, row.state) == (
        *("grace@example.org", 2, 1),
        Status.SUBMITTED,
    )
    assert asked == replace(before, contact_name=GRACE.name, contact_email=GRACE.address, contact_phone="")
    assert row.likeness == likeness_of(asked) != likeness_of(before)
    assert (posted("handed-over"), posted("links")) == (["ada@example.org"], ["grace@example.org"])
    assert scenes.letters(proposal_id)[-2:] == ["handed-over", "links"]


def test_a_hand_over_is_a_decision_of_the_organizer_that_moves_nothing():
    proposal_id = submitted()
    scenes.decide(proposal_id, Action.APPROVE)
    take_over(proposal_id)
    row = decisions_on(proposal_id)[-1]
    assert (row.action, row.actor, row.by, row.revision) == ("hand-over", "organizer", "grace@example.org", 1)
    assert row.before == {key: value for key, value in row.after.items() if key != "checked"}
    assert scenes.proposal(proposal_id).state is Status.APPROVED


def test_no_revision_shows_another_contact_than_the_present_one():
    proposal_id = submitted()
    row = scenes.proposal(proposal_id)
    amend_proposal(proposal_id, replace(revision_of(row), title="A better title"), revision=1, now=ASKED)
    take_over(proposal_id)
    assert [each.read().contact_email for each in revisions_of(proposal_id)] == ["grace@example.org"] * 2


def test_an_invitation_is_used_once():
    proposal_id = submitted()
    take_over(proposal_id)
    with pytest.raises(Gone) as refused:
        take_over(proposal_id)
    assert scenes.codes(refused) == ["contact-changed"]
    assert posted("links") == ["grace@example.org"]


def test_of_two_invitations_the_first_answer_counts():
    proposal_id = submitted()
    take_over(proposal_id, contact=Contact("Joan", "joan@example.org"))
    with pytest.raises(Gone):
        take_over(proposal_id)
    assert scenes.proposal(proposal_id).contact_email == "joan@example.org"
    assert take_over(proposal_id, epoch=2) == 3


def test_after_48_hours_nobody_takes_over():
    proposal_id = submitted()
    with pytest.raises(Gone) as refused:
        take_over(proposal_id, now=UNTIL)
    assert scenes.codes(refused) == ["hand-over-expired"]
    assert take_over(proposal_id, now=UNTIL - timedelta(seconds=1)) == 2


def test_what_ended_meanwhile_is_not_taken_over():
    proposal_id = submitted()
    withdraw_proposal(proposal_id, note="", now=ASKED)
    with pytest.raises(Gone) as refused:
        take_over(proposal_id)
    assert scenes.codes(refused) == ["illegal-move"]
    assert scenes.proposal(proposal_id).contact_email == "ada@example.org"


def test_letters_go_to_the_new_contact_from_then_on():
    proposal_id = submitted()
    take_over(proposal_id)
    scenes.decide(proposal_id, Action.APPROVE)
    assert posted("approved") == ["grace@example.org"]


def test_what_the_office_holds_is_for_the_new_contact_and_holds_nobody_up():
    proposal_id = submitted()
    scenes.decide(proposal_id, Action.RETURN, note="Please name the speakers.", collect=True)
    take_over(proposal_id, now=ASKED + timedelta(hours=2))
    letters = {(row.name, row.recipient): row for row in letters_about(proposal_id)}
    assert letters["returned", "ada@example.org"].state == DROPPED
    kept, links = letters["returned", GRACE.address], letters["links", GRACE.address]
    assert kept.state == HELD
    assert kept.id > links.id
    assert "Please name the speakers." in kept.text
    page = next(line for line in kept.text.split("\n") if "/proposals/" in line)
    assert page in links.text
    assert page in kept.html
    assert page in json.dumps(kept.draft)
