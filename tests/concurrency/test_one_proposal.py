"""Officers and organizer act on one proposal at one moment: whatever comes first, one history comes out of it."""

from collections import Counter

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.mail.links import UNDO
from sideevents.rules.workflow import Status
from sideevents.store.booking import BookingRow
from sideevents.store.letter import LetterRow
from sideevents.store.programme import side_event_of
from tests import scenes
from tests.concurrency import arena
from tests.concurrency.referee import RIVALS
from tests.concurrency.rival import Answer, Deed

ROUNDS = 24
PROPOSE = f"/{scenes.SLUG}/propose"
PLACE = "2017-09-04 13:15-13:45 east"
LETTERS = {
    "approve": {"approved"},
    "decline": {"declined"},
    "withdraw": {"withdrawn", "withdrawn-notice"},
    "amend": {"amended"},
}
FIELDS = {
    "title": "One proposal from eight hands",
    "abstract": "What we have learnt on the route, and what the compact could say about it.",
    "theme": "smuggling",
    "lead_organisation": "Harbour Rights Network",
    "organisation_type": "ngo-ecosoc",
    "contact_name": "A. Contact",
    "contact_email": "hands@example.org",
    "preference_1": scenes.MONDAY_LUNCH,
    "expected_attendance": "30",
    "format": "in-person",
    "languages": ["en"],
    "accept_rules": True,
}


def every_verb(proposal_id: int) -> list[Deed]:
    """Two officers approve, two decline; the organizer withdraws in two windows and amends in two."""
    office, organizer = arena.decide_page(proposal_id), arena.organizer_page(proposal_id)
    settled = {"contact_email", "accept_rules"}
    text = {name: value for name, value in FIELDS.items() if name not in settled}
    withdraw = Deed(f"{organizer}/withdraw", {"note": ""})
    amend = Deed(f"{organizer}/amend", {**text, "revision": "1", "step": "submit"})
    return [
        *(arena.verdict(office, "approve", place=PLACE, initials=initials) for initials in ("AA", "BB")),
        *(arena.verdict(office, "decline", initials=initials) for initials in ("CC", "DD")),
        *(withdraw, withdraw, amend, amend),
    ]


def letters(proposal_id: int) -> Counter[str]:
    """Names of the letters of the race: those before it are the confirmation and what it led to."""
    before = {"confirm-address", "received", "decision-wanted"}
    db.session.rollback()
    names = db.session.scalars(select(LetterRow.name).where(LetterRow.proposal_id == proposal_id))
    return Counter(name for name in names if name not in before)


def assert_one_history(proposal_id: int, answers: list[Answer]) -> str:
    """Each decision begins where the one before it ended, and all that the database holds is what they say."""
    rows = arena.history(proposal_id)
    proposal = scenes.proposal(proposal_id)
    befores = [row.before["status"] for row in rows]
    afters = [row.after["status"] for row in rows]
    assert befores == ["unconfirmed", *afters[:-1]]
    assert (proposal.status, proposal.decisions) == (afters[-1], len(rows))
    verbs = [row.action for row in rows[1:]]
    assert max(Counter(verbs).values()) == 1, "each verb once, however many press it"
    assert len({"approve", "decline"} & set(verbs)) <= 1
    assert proposal.revision == 1 + ("amend" in verbs)
    assert letters(proposal_id) == Counter(name for verb in verbs for name in LETTERS[verb])
    booked = db.session.scalars(select(BookingRow).where(BookingRow.proposal_id == proposal_id)).all()
    assert len(booked) == (proposal.state is Status.APPROVED)
    face = side_event_of(proposal_id)
    assert (face is not None) == ("approve" in verbs)
    assert face is None or face.cancelled == (proposal.state is not Status.APPROVED)
    assert {answer.status for answer in answers} <= {303, 409}, [answer.status for answer in answers]
    taken = [answer.status == 303 for answer in answers[:4]]
    assert sum(taken) == len({"approve", "decline"} & set(verbs)), "whoever reads that it worked has decided"
    return "-".join(verbs)


def test_all_verbs_on_one_proposal_make_one_history(ring):
    referee, histories = ring(), set()
    for _ in range(ROUNDS):
        proposal_id = scenes.submitted()
        answers = referee.race(every_verb(proposal_id))
        histories.add(assert_one_history(proposal_id, answers))
        arena.clear()
    assert len(histories) > 1, "a race that always ends the same way would be no race"


def test_eight_presses_of_one_decision_are_one_decision_and_one_answer(ring):
    referee = ring()
    for _ in range(5):
        proposal_id = scenes.submitted()
        deed = arena.verdict(arena.decide_page(proposal_id), "approve", place=PLACE)
        answers = referee.race([deed] * RIVALS)
        assert [answer.status for answer in answers] == [303] * RIVALS
        rows = arena.history(proposal_id)
        assert [row.action for row in rows] == ["confirm", "approve"]
        assert letters(proposal_id) == {"approved": 1}
        led_to = [UNDO.read(answer.location.rpartition("/")[2]) for answer in answers]
        assert {link.claims["decision"] for link in led_to} == {rows[-1].id}
        arena.clear()


def test_eight_presses_of_one_form_are_one_proposal_and_one_letter(ring):
    referee = ring()
    fields = FIELDS | {"submission_key": "one-key-for-all-of-them"}
    deed = Deed(PROPOSE, fields, form="Send the proposal")
    answers = referee.race([deed] * RIVALS)
    assert [(answer.status, answer.location) for answer in answers] == [(303, f"/{scenes.SLUG}/received")] * RIVALS
    (proposal,) = arena.proposals()
    assert (proposal.state, proposal.submission_key) == (Status.UNCONFIRMED, fields["submission_key"])
    assert scenes.letters() == ["confirm-address"]


def test_of_eight_texts_under_one_key_one_is_kept_and_the_others_read_why(ring):
    referee = ring()
    fields = FIELDS | {"submission_key": "one-key-for-eight-texts"}
    titles = [f"Text number {number}" for number in range(RIVALS)]
    answers = referee.race([Deed(PROPOSE, fields | {"title": title}, form="Send the proposal") for title in titles])
    assert sorted(answer.status for answer in answers) == [303] + [409] * (RIVALS - 1)
    lost = [title for title, answer in zip(titles, answers, strict=True) if title not in answer.html]
    assert len(lost) == 1, "only whoever got through has left the form"
    assert len(arena.proposals()) == 1
    assert scenes.letters() == ["confirm-address"]
