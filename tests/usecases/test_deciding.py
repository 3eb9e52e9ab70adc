"""The office decides: state, room, public page, decision row and letter change together or not at all."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from sideevents.demonstration.story import CONFERENCE_FILE
from sideevents.rules import conference_file
from sideevents.rules.problem import MovedOn, Refused
from sideevents.rules.slot import slot_of
from sideevents.rules.window import Stretch
from sideevents.rules.workflow import Action, Status
from sideevents.store.booking import booking_of
from sideevents.store.conference import find_conference
from sideevents.store.decision import decisions_on
from sideevents.store.letter import DROPPED, letters_about
from sideevents.store.proposal import revision_of
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.decide_proposal import decide_proposal, preview_decision
from sideevents.usecases.load_conference import load_conference
from sideevents.usecases.release_offer import release_offer
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.scenes import MONDAY_LUNCH, NOW, SLUG, TUESDAY_LUNCH, decide

pytestmark = pytest.mark.usefixtures("vienna")
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def vienna(each_context):
    scenes.vienna()


@pytest.mark.parametrize(
    ("action", "status", "letter"),
    [
        (Action.RETURN, Status.RETURNED, "returned"),
        (Action.OFFER, Status.OFFERED, "offered"),
        (Action.APPROVE, Status.APPROVED, "approved"),
        (Action.WAITLIST, Status.WAITLISTED, "waitlisted"),
        (Action.DECLINE, Status.DECLINED, "declined"),
    ],
)
def test_each_verb_changes_the_state_writes_its_row_and_its_letter(action, status, letter):
    proposal_id = scenes.submitted()
    outcome = decide(proposal_id, action)
    assert scenes.proposal(proposal_id).state is status
    row = decisions_on(proposal_id)[-1]
    assert (row.id, row.action, row.initials, row.by, row.revision) == (
        outcome.decision,
        action,
        "MK",
        "office@example.org",
        1,
    )
    assert scenes.letters(proposal_id)[-1] == letter == outcome.letter.name


def test_a_preview_shows_the_letter_and_changes_nothing():
    proposal_id = scenes.submitted()
    version = scenes.programme().version
    wanted = scenes.verdict(proposal_id, Action.APPROVE)
    previewed = preview_decision(proposal_id, wanted, now=LATER).letter
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert booking_of(proposal_id) is None
    assert scenes.letters(proposal_id)[-1] == "decision-wanted"
    assert scenes.programme().version == version
    assert decide_proposal(proposal_id, wanted, now=LATER).letter == previewed


def test_an_approved_proposal_is_public_at_once_and_the_programme_has_a_new_version():
    proposal_id = scenes.submitted(title="Public now")
    before = scenes.programme()
    decide(proposal_id, Action.APPROVE)
    after = scenes.programme()
    assert (len(before.events), [event.title for event in after.events]) == (0, ["Public now"])
    assert after.version == before.version + 1


def test_a_rival_for_the_same_room_is_refused_and_told_who_has_it():
    decide(scenes.submitted(), Action.APPROVE)
    rival = scenes.submitted()
    with pytest.raises(MovedOn) as refused:
        decide(rival, Action.APPROVE)
    assert scenes.codes(refused) == ["room-taken"]
    assert refused.value.problems[0].facts["by"] == "SE-001"
    assert scenes.proposal(rival).state is Status.SUBMITTED
    assert scenes.letters(rival)[-1] == "decision-wanted"


def test_a_decision_on_an_old_page_is_told_who_decided():
    proposal_id = scenes.submitted()
    old = scenes.verdict(proposal_id, Action.DECLINE)
    decide(proposal_id, Action.APPROVE)
    with pytest.raises(MovedOn) as refused:
        decide_proposal(proposal_id, old, now=LATER)
    assert scenes.codes(refused) == ["decided-meanwhile"]
    assert refused.value.problems[0].facts["by"] == "MK"


def test_a_decision_on_an_old_revision_is_refused():
    proposal_id = scenes.submitted()
    old = scenes.verdict(proposal_id, Action.APPROVE)
    asked = replace(revision_of(scenes.proposal(proposal_id)), title="A better title")
    amend_proposal(proposal_id, asked, revision=1, now=LATER)
    with pytest.raises(MovedOn):
        decide_proposal(proposal_id, old, now=LATER)


def test_what_a_verb_needs_is_asked_for_all_at_once():
    proposal_id = scenes.submitted()
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.RETURN, note="", initials="")
    assert set(scenes.codes(refused)) == {"note-missing", "initials-missing"}
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.OFFER, accept_by=None, room="")
    assert {"accept-by-missing", "room-missing"} <= set(scenes.codes(refused))


def test_a_slot_that_is_over_cannot_be_given():
    proposal_id = scenes.submitted()
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.APPROVE, now=scenes.slot(MONDAY_LUNCH).start)
    assert "slot-past" in scenes.codes(refused)


def test_a_moved_side_event_says_where_it_was():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.MOVE, room="c2", window=TUESDAY_LUNCH)
    (event,) = scenes.programme().events
    assert event.moved_from is not None
    assert (event.room, event.moved_from.room, event.sequence) == ("c2", "M2", 1)
    decide(scenes.submitted(), Action.APPROVE)  # the old place is free


def test_a_cancelled_side_event_stays_public_and_frees_its_room():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    decide(proposal_id, Action.CANCEL)
    assert scenes.public(proposal_id) == ("m2", "2017-09-04", True)
    decide(scenes.submitted(), Action.APPROVE)


def test_a_withdrawn_side_event_stays_public_as_cancelled():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    withdraw_proposal(proposal_id, note="", now=LATER)
    assert scenes.public(proposal_id)[2]
    assert booking_of(proposal_id) is None


def test_an_offer_holds_the_room_until_it_is_refused():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.OFFER)
    with pytest.raises(MovedOn):
        decide(scenes.submitted(), Action.APPROVE)
    answer_offer(proposal_id, Action.REFUSE, note="No, thank you", now=LATER)
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert scenes.letters(proposal_id)[-1] == "offer-answered"
    decide(scenes.submitted(), Action.APPROVE)


def test_an_accepted_offer_is_approved_and_public():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.OFFER)
    assert scenes.programme().events == ()
    answer_offer(proposal_id, Action.ACCEPT, note="", now=LATER)
    assert scenes.proposal(proposal_id).state is Status.APPROVED
    assert scenes.letters(proposal_id)[-2:] == ["offer-answered", "approved"]
    assert len(scenes.programme().events) == 1


def test_an_unanswered_offer_is_released_on_time_and_both_sides_are_told():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.OFFER)
    accept_by = scenes.verdict(proposal_id, Action.OFFER).accept_by
    assert accept_by is not None
    assert not release_offer(proposal_id, now=accept_by - timedelta(seconds=1))
    with pytest.raises(MovedOn) as refused:
        answer_offer(proposal_id, Action.ACCEPT, note="", now=accept_by)
    assert scenes.codes(refused) == ["offer-passed"]
    assert release_offer(proposal_id, now=accept_by)
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert scenes.letters(proposal_id)[-2:] == ["offer-lapsed", "offer-answered"]
    assert booking_of(proposal_id) is None


def test_an_offer_that_ran_out_before_its_letter_left_is_nobody_s_news_but_the_office_s():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.OFFER, collect=True)
    accept_by = scenes.verdict(proposal_id, Action.OFFER).accept_by
    assert accept_by is not None
    assert release_offer(proposal_id, now=accept_by)
    assert scenes.letters(proposal_id)[-2:] == ["offered", "offer-answered"]
    offered, answered = letters_about(proposal_id)[-2:]
    assert offered.state == DROPPED
    assert "nobody was told of it" in " ".join(answered.text.split())


def test_an_online_event_has_a_slot_and_no_room():
    proposal_id = scenes.submitted(format="online")
    decide(proposal_id, Action.APPROVE, room="")
    second = scenes.submitted(format="online")
    decide(second, Action.APPROVE, room="")
    assert [event.room for event in scenes.programme().events] == ["", ""]


def test_verbs_that_the_state_does_not_know_are_refused_in_words():
    proposal_id = scenes.submitted()
    with pytest.raises(MovedOn) as refused:
        decide(proposal_id, Action.CANCEL)
    assert scenes.codes(refused) == ["illegal-move"]


def test_a_move_to_the_same_place_is_none():
    proposal_id = scenes.submitted()
    decide(proposal_id, Action.APPROVE)
    with pytest.raises(Refused) as refused:
        decide(proposal_id, Action.MOVE)
    assert scenes.codes(refused) == ["same-place"]


def test_an_accepted_offer_keeps_the_rows_it_held_whatever_the_room_needs_now():
    scenes.decide(scenes.submitted(), Action.APPROVE, slot=part("13:15", "13:45"))
    offered = scenes.submitted()
    decide(offered, Action.OFFER, slot=part("14:15", "14:45"))
    document = conference_file.parse(CONFERENCE_FILE.read_text("utf-8"))
    (m2,) = [room for room in document["rooms"] if room["key"] == "m2"]
    m2["set_up_minutes"] = 20
    load_conference(document, held=False, now=LATER)
    answer_offer(offered, Action.ACCEPT, note="", now=LATER)
    assert scenes.proposal(offered).state is Status.APPROVED


def part(start: str, end: str) -> Stretch:
    """A part of Monday's lunch window, by its wall times."""
    row = find_conference(SLUG)
    assert row is not None
    hours = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    return slot_of(row.read(), day=date(2017, 9, 4), **hours)
