"""The office takes a decision back: everything is what it was, or it is told why not."""

from datetime import timedelta

import pytest

from sideevents.demonstration.story import samples
from sideevents.rules.problem import MovedOn
from sideevents.rules.workflow import Action, Status
from sideevents.store.booking import booking_of
from sideevents.store.conference import find_conference
from sideevents.store.decision import last_to_undo
from sideevents.usecases.load_proposals import Terms, load_proposals
from sideevents.usecases.undo_decision import undo_decision
from tests import scenes
from tests.scenes import MONDAY_LUNCH, NOW, SLUG, TUESDAY_EARLY, TUESDAY_LUNCH, decide

pytestmark = pytest.mark.usefixtures("vienna")
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def vienna(each_context):
    scenes.vienna()


def undo(proposal_id: int) -> None:
    last = last_to_undo(proposal_id)
    assert last is not None
    undo_decision(proposal_id, decision=last.id, by="office@example.org", initials="MK", note="", now=LATER)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.DECLINE, Action.WAITLIST, Action.RETURN, Action.OFFER])
def test_undo_leads_back_to_where_the_decision_found_it(action):
    proposal_id = scenes.submitted()
    decide(proposal_id, action)
    undo(proposal_id)
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert booking_of(proposal_id) is None
    assert scenes.letters(proposal_id)[-1] == "undone"
    if action is Action.APPROVE:
        assert scenes.public(proposal_id)[2]


def test_undoing_a_cancellation_takes_the_room_again_or_says_who_has_it():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.CANCEL)
    undo(proposal_id)
    assert scenes.public(proposal_id) == ("m2", "2017-09-04", False)
    decide(proposal_id, Action.CANCEL)
    decide(scenes.submitted(), Action.APPROVE)
    with pytest.raises(MovedOn) as refused:
        undo(proposal_id)
    assert scenes.codes(refused) == ["room-taken"]


def test_undoing_a_move_leads_back_to_the_former_room():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.MOVE, room="c2", window=TUESDAY_EARLY)
    undo(proposal_id)
    assert scenes.public(proposal_id)[:2] == ("m2", "2017-09-04")
    undo(proposal_id)
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED


def test_undo_closes_at_midnight_before_the_slot():
    proposal_id = scenes.submitted()
    outcome = decide(proposal_id, Action.APPROVE)
    midnight = scenes.slot(MONDAY_LUNCH).start.replace(day=3, hour=22, minute=0)
    with pytest.raises(MovedOn) as refused:
        undo_decision(proposal_id, decision=outcome.decision, by="o", initials="MK", note="", now=midnight)
    assert scenes.codes(refused) == ["undo-closed"]


def test_the_earlier_slot_says_until_when_a_move_can_be_undone():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    outcome = decide(proposal_id, Action.MOVE, room="c2", window=TUESDAY_LUNCH)
    afternoon = scenes.slot(MONDAY_LUNCH).end + timedelta(hours=2)
    with pytest.raises(MovedOn) as refused:
        undo_decision(proposal_id, decision=outcome.decision, by="o", initials="MK", note="", now=afternoon)
    assert scenes.codes(refused) == ["undo-closed"]


def test_a_side_event_never_says_that_it_was_moved_from_where_it_is():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.MOVE, window=TUESDAY_LUNCH)
    undo(proposal_id)
    undo(proposal_id)
    decide(proposal_id, Action.APPROVE, window=TUESDAY_LUNCH)
    (event,) = scenes.programme().events
    assert event.moved_from is not None
    assert event.moved_from.slot == scenes.slot(MONDAY_LUNCH)
    decide(proposal_id, Action.CANCEL)
    undo(proposal_id)
    assert scenes.programme().events[0].moved_from is None


def test_what_a_file_brought_in_is_nothing_to_undo():
    row = find_conference(SLUG)
    assert row is not None
    entries = samples(row.read())[:1]
    load_proposals(entries, slug=SLUG, terms=Terms(by="a test"), now=NOW)
    assert last_to_undo(1) is None
