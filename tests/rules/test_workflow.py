"""The state table of the brief: each pair of state and verb is in it, or illegal."""

from itertools import product

import pytest

from sideevents.rules import workflow
from sideevents.rules.workflow import CLOCK, OFFICE, ORGANIZER, Action, IllegalMove, Status, actions_open, move

EVERYBODY = ORGANIZER | OFFICE | CLOCK
# the words of the brief: states | verbs → state
BRIEF = """
unconfirmed: confirm → submitted
unconfirmed: expire → expired
submitted waitlisted: approve → approved
approved: cancel → cancelled
approved: move → approved
submitted waitlisted: offer → offered
offered: accept → approved
offered: refuse release → submitted
submitted: return → returned
returned: resubmit → submitted
submitted: waitlist → waitlisted
submitted returned waitlisted offered: decline → declined
submitted returned waitlisted: merge → merged
unconfirmed submitted returned waitlisted offered approved: withdraw → withdrawn
submitted: amend → submitted
waitlisted: amend → waitlisted
offered: amend → offered
approved: amend → approved
"""
UNDONE = """
waitlisted: submitted
returned: submitted
offered: submitted waitlisted
approved: submitted waitlisted approved
declined: submitted returned waitlisted offered
cancelled: approved
"""


def table():
    rows = {}
    for line in BRIEF.strip().splitlines():
        left, target = line.split(" → ")
        states, verbs = left.split(": ")
        rows |= dict.fromkeys(product(states.split(), verbs.split()), target)
    return rows


def undone():
    lines = (line.split(": ") for line in UNDONE.strip().splitlines())
    return {(state, before) for state, befores in lines for before in befores.split()}


TABLE, UNDO = table(), undone()


def outcome(status, action, **facts):
    try:
        return move(Status(status), Action(action), by=EVERYBODY, **facts)
    except IllegalMove:
        return "illegal"


@pytest.mark.parametrize(("status", "action"), list(product(Status, set(Action) - {Action.UNDO})), ids=str)
def test_each_state_and_verb_is_in_the_brief_or_illegal(status, action):
    assert outcome(status, action) == TABLE.get((status, action), "illegal")


@pytest.mark.parametrize(("status", "before"), list(product(Status, Status)), ids=str)
def test_undo_leads_to_the_state_that_the_last_decision_found(status, before):
    assert outcome(status, "undo", before=before) == (before if (status, before) in UNDO else "illegal")


@pytest.mark.parametrize("status", Status, ids=str)
def test_nothing_is_undone_where_nothing_was_decided(status):
    assert outcome(status, "undo") == "illegal"


@pytest.mark.parametrize(("status", "action"), list(product(Status, set(Action) - {Action.UNDO})), ids=str)
def test_a_verdict_on_a_pending_text_leaves_the_side_event_approved(status, action):
    is_verdict = status == "approved" and action in {"approve", "return", "decline"}
    expected = "approved" if is_verdict else TABLE.get((status, action), "illegal")
    assert outcome(status, action, pending_text=True) == expected


@pytest.mark.parametrize("action", Action, ids=str)
def test_each_verb_belongs_to_one_actor(action):
    assert [action in actor for actor in (ORGANIZER, OFFICE, CLOCK)].count(True) == 1


def test_the_actors_have_the_verbs_of_the_brief():
    assert {"approve", "decline", "return", "offer", "waitlist", "move", "cancel", "merge", "undo"} == OFFICE
    assert {"expire", "release"} == CLOCK
    assert {"confirm", "amend", "resubmit", "withdraw", "accept", "refuse"} == ORGANIZER


@pytest.mark.parametrize(
    ("status", "action", "by"),
    [
        ("submitted", "approve", ORGANIZER),
        ("submitted", "withdraw", OFFICE),
        ("offered", "accept", OFFICE),
        ("offered", "release", ORGANIZER),
        ("unconfirmed", "expire", OFFICE),
        ("offered", "refuse", CLOCK),
    ],
)
def test_nobody_takes_the_verb_of_another(status, action, by):
    with pytest.raises(IllegalMove) as refused:
        move(Status(status), Action(action), by=by)
    assert (refused.value.status, refused.value.action) == (status, action)


def test_nobody_but_the_office_undoes():
    with pytest.raises(IllegalMove):
        move(Status.WAITLISTED, Action.UNDO, by=ORGANIZER | CLOCK, before=Status.SUBMITTED)


@pytest.mark.parametrize(
    ("status", "by", "verbs"),
    [
        ("submitted", OFFICE, "return offer approve waitlist decline merge"),
        ("waitlisted", OFFICE, "offer approve decline merge undo"),
        ("returned", OFFICE, "decline merge undo"),
        ("offered", OFFICE, "decline undo"),
        ("approved", OFFICE, "move cancel undo"),
        ("declined", OFFICE, "undo"),
        ("cancelled", OFFICE, "undo"),
        ("withdrawn", OFFICE, ""),
        ("merged", OFFICE, ""),
        ("expired", OFFICE, ""),
        ("unconfirmed", OFFICE, ""),
        ("unconfirmed", ORGANIZER, "confirm withdraw"),
        ("submitted", ORGANIZER, "amend withdraw"),
        ("returned", ORGANIZER, "resubmit withdraw"),
        ("offered", ORGANIZER, "accept refuse amend withdraw"),
        ("approved", ORGANIZER, "amend withdraw"),
        ("declined", ORGANIZER, ""),
        ("offered", CLOCK, "release"),
        ("unconfirmed", CLOCK, "expire"),
    ],
)
def test_an_actor_is_offered_the_open_verbs_in_a_steady_order(status, by, verbs):
    assert actions_open(Status(status), by=by) == verbs.split()


def test_a_pending_text_opens_the_verdicts_on_it():
    verbs = actions_open(Status.APPROVED, by=OFFICE, pending_text=True)
    assert verbs == ["return", "approve", "decline", "move", "cancel", "undo"]
    assert actions_open(Status.DECLINED, by=OFFICE, pending_text=True) == ["undo"]


@pytest.mark.parametrize(("status", "pending_text"), list(product(Status, [True, False])), ids=str)
def test_approve_is_never_the_first_verb(status, pending_text):
    assert actions_open(status, by=OFFICE, pending_text=pending_text)[:1] != ["approve"]


def test_a_proposal_is_alive_from_unconfirmed_to_approved():
    alive = {"unconfirmed", "submitted", "returned", "waitlisted", "offered", "approved"}
    assert alive == workflow.OPEN
    assert {"declined", "cancelled", "merged", "withdrawn", "expired"} == workflow.ENDED


def test_an_offer_and_an_approval_hold_a_room():
    assert {"offered", "approved"} == workflow.HOLDS_ROOM
