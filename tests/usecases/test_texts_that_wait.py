"""Texts amended after a decision: the public one stays until the office has decided on the new one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sideevents.rules.problem import Refused
from sideevents.rules.workflow import Action, Status
from sideevents.store.booking import booking_of
from sideevents.store.proposal import revision_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from tests import scenes
from tests.scenes import NOW, TUESDAY_LUNCH, decide

pytestmark = pytest.mark.usefixtures("vienna")
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def vienna(each_context):
    scenes.vienna()


def test_an_offer_amended_and_accepted_publishes_the_text_that_was_offered_on():
    proposal_id = scenes.submitted(title="As offered")
    decide(proposal_id, Action.OFFER)
    asked = replace(revision_of(scenes.proposal(proposal_id)), title="As amended")
    amend_proposal(proposal_id, asked, revision=1, now=LATER)
    answer_offer(proposal_id, Action.ACCEPT, note="", now=LATER)
    assert [event.title for event in scenes.programme().events] == ["As offered"]
    assert scenes.proposal(proposal_id).pending_text


def pending(title: str = "As amended") -> int:
    proposal_id = scenes.submitted(title="As approved")
    decide(proposal_id, Action.APPROVE)
    asked = replace(revision_of(scenes.proposal(proposal_id)), title=title)
    amend_proposal(proposal_id, asked, revision=1, now=LATER)
    return proposal_id


@pytest.mark.parametrize(
    ("action", "title"),
    [(Action.APPROVE, "As amended"), (Action.RETURN, "As approved"), (Action.DECLINE, "As approved")],
)
def test_a_pending_text_is_decided_as_a_text_and_never_frees_the_room(action, title):
    proposal_id = pending()
    assert [event.title for event in scenes.programme().events] == ["As approved"]
    decide(proposal_id, action, room="", slot=None)
    assert [event.title for event in scenes.programme().events] == [title]
    row = scenes.proposal(proposal_id)
    assert (row.state, row.pending_text) == (Status.APPROVED, False)
    assert booking_of(proposal_id) is not None


def test_an_online_event_does_not_become_one_in_a_room_by_its_text_alone():
    proposal_id = scenes.submitted(format="online")
    decide(proposal_id, Action.APPROVE, room="")
    asked = replace(revision_of(scenes.proposal(proposal_id)), format="in-person")
    amend_proposal(proposal_id, asked, revision=1, now=LATER)
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.APPROVE, room="", slot=None)
    assert scenes.codes(refused) == ["room-needed"]
    with pytest.raises(Refused):
        decide(proposal_id, Action.MOVE, room="m2", initials="")
    decide(proposal_id, Action.MOVE, room="m2")
    decide(proposal_id, Action.APPROVE, room="", slot=None)
    assert [(event.format, event.room) for event in scenes.programme().events] == [("in-person", "m2")]


def test_a_side_event_in_a_room_is_not_moved_out_of_it_by_a_text_that_waits():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    asked = replace(revision_of(scenes.proposal(proposal_id)), format="online")
    amend_proposal(proposal_id, asked, revision=1, now=LATER)
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.MOVE, room="", window=TUESDAY_LUNCH)
    assert scenes.codes(refused) == ["room-missing"]
