"""Mail that came in is acted on once, and answered once, or dies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.inbound.reading import TEXT_LENGTH
from sideevents.inbound.receiving import receive
from sideevents.mail import links
from sideevents.rules.contact import Contact
from sideevents.rules.workflow import Action, Status
from sideevents.store.booking import booking_of
from sideevents.store.decision import decisions_on
from sideevents.store.incoming import IncomingRow, incoming_about
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.invite_officer import invite_officer
from sideevents.usecases.take_over_proposal import take_over_proposal
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.inbound.mails import answer, letter, letters
from tests.scenes import NOW, SLUG, decide

pytestmark = pytest.mark.usefixtures("vienna")

OFFICE = "gcmigrationparticipationvienna@un.org"
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def proposal_id():
    return scenes.submitted()


def decided(text: str, *, sender: str = OFFICE, name: str = "decision-wanted", **changes) -> str:
    """What becomes of an officer's answer to the latest letter of a name."""
    return receive(answer(letter(name).reply_to, text, sender=sender, **changes), now=LATER)


def words(name: str) -> str:
    return " ".join(letter(name).text.split())


def kept() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(IncomingRow).order_by(IncomingRow.id))
    return [(row.kind, row.outcome) for row in rows]


def test_the_first_line_decides_and_the_answer_takes_it_back(proposal_id):
    assert decided("approve M2 mon lunch") == "decided"
    assert scenes.proposal(proposal_id).state is Status.APPROVED
    assert scenes.public(proposal_id) == ("m2", "2017-09-04", False)
    last = decisions_on(proposal_id)[-1]
    assert (last.by, last.initials) == (OFFICE, OFFICE.partition("@")[0][:20])
    assert scenes.letters(proposal_id)[-2:] == ["approved", "reply-done"]
    done = letter("reply-done")
    assert (done.recipient, done.reply_to) == (OFFICE, OFFICE)
    token = done.text.partition("/office/undo/")[2].split()[0]
    link = links.UNDO.read(token)
    assert link is not None
    assert link.claims == {"proposal": proposal_id, "decision": last.id, "mailbox": OFFICE}
    assert kept() == [("command", "decided")]


def test_approve_alone_takes_the_smallest_room_that_seats_them(proposal_id):
    assert decided("Approve.") == "decided"
    booked = booking_of(proposal_id)
    assert booked is not None
    assert booked[1] == "press-room"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("return: please shorten the title", Status.RETURNED),
        ("decline, both windows are full", Status.DECLINED),
        ("waitlist", Status.WAITLISTED),
        ("одобрить", Status.APPROVED),
        ("refuser : complet", Status.DECLINED),
    ],
)
def test_each_verb_decides_in_any_language(proposal_id, line, status):
    assert decided(line) == "decided"
    assert scenes.proposal(proposal_id).state is status


def test_the_note_is_what_follows_the_verb(proposal_id):
    decided("return: please shorten the title\nand say who pays.")
    assert decisions_on(proposal_id)[-1].note == "please shorten the title\nand say who pays."
    assert "> please shorten the title" in letter("returned").text
    assert "> approve this" not in letter("returned").text


@pytest.mark.parametrize(
    ("role", "slug", "outcome"),
    [("officer", SLUG, "decided"), ("officer", None, "decided"), ("reader", SLUG, "link"), (None, None, "link")],
)
def test_only_officers_decide(proposal_id, role, slug, outcome):
    if role:
        invite_officer("mk@un.example.org", role=role, slug=slug, now=NOW)
    assert decided("waitlist", sender="mk@un.example.org") == outcome
    assert (scenes.proposal(proposal_id).state is Status.WAITLISTED) is (outcome == "decided")


@pytest.mark.parametrize("sender", [OFFICE, "stranger@example.org"])
def test_a_message_that_proves_nothing_gets_a_link_and_no_word_of_the_proposal(proposal_id, sender):
    ask = scenes.proposal(proposal_id)
    assert decided("approve", sender=sender, genuine=False) == "link"
    assert ask.state is Status.SUBMITTED
    sent = letter("reply-link")
    assert sent.recipient == sender
    assert sent.reply_to == OFFICE
    assert f"/office/{SLUG}/proposals/SE-001" in sent.text
    assert "Side event number" not in sent.subject + sent.text
    assert "/undo/" not in sent.text
    assert kept() == [("command", "link")]


def test_a_verdict_of_another_servers_header_proves_nothing(proposal_id):
    forged = {"Authentication_Results": "mx.example.com; dkim=pass header.d=un.org"}
    assert decided("approve", genuine=False, **forged) == "link"


def test_a_forged_address_is_no_address(proposal_id):
    to = letter("decision-wanted").reply_to
    local, _, domain = to.partition("@")
    forged = f"{local[:-2]}{'a' if local[-2] != 'a' else 'b'}{local[-1]}@{domain}"
    before = len(letters())
    assert receive(answer(forged, "approve", sender=OFFICE), now=LATER) == "dropped"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert len(letters()) == before


def test_the_organizers_address_decides_nothing_even_for_an_officer(proposal_id):
    assert decided("approve", name="received") == "passed-on"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED


def test_an_answer_to_a_letter_that_was_overtaken_is_refused_in_words(proposal_id):
    decide(proposal_id, Action.DECLINE)
    assert decided("approve") == "refused"
    assert "This was decided meanwhile: declined by MK" in words("reply-refused")
    assert f"/office/{SLUG}/proposals/SE-001" in letter("reply-refused").text
    assert scenes.proposal(proposal_id).state is Status.DECLINED


def test_an_answer_to_an_older_text_is_refused_and_one_to_the_newer_decides(proposal_id):
    text = scenes.ask(contact_email=scenes.proposal(proposal_id).contact_email)
    amend_proposal(proposal_id, text, revision=1, now=NOW + timedelta(hours=1))
    assert decided("approve") == "refused"
    assert "it is revision 2 now" in words("reply-refused")
    assert decided("approve", name="amended") == "decided"


def test_a_room_that_is_taken_is_refused_and_another_line_helps(proposal_id):
    decide(scenes.submitted(), Action.APPROVE)
    to = letters("decision-wanted")[0].reply_to
    assert receive(answer(to, "approve M2 mon lunch", sender=OFFICE), now=LATER) == "refused"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert letter("reply-refused").reply_to == to
    assert decided("approve M3 mon lunch", name="reply-refused") == "decided"


def test_what_is_not_understood_is_told_with_what_works(proposal_id):
    assert decided("approve the blue room, perhaps") == "not-understood"
    told = letter("reply-not-understood")
    assert "approve M2 tue lunch" in told.text
    assert f"/office/{SLUG}/proposals/SE-001" in told.text
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert told.reply_to == letter("decision-wanted").reply_to
    assert decided("waitlist", name="reply-not-understood") == "decided"


def test_a_note_that_no_form_would_take_is_refused(proposal_id):
    assert decided(f"decline {'very ' * 700}late") == "refused"
    assert "at most 3000 are allowed" in words("reply-refused")


def test_a_text_that_waits_is_approved_without_a_place(proposal_id):
    decide(proposal_id, Action.APPROVE)
    text = scenes.ask(title="A newer title", contact_email=scenes.proposal(proposal_id).contact_email)
    amend_proposal(proposal_id, text, revision=1, now=NOW + timedelta(hours=2))
    assert decided("approve M3", name="amended") == "refused"
    assert "Only the new text waits" in words("reply-refused")
    assert decided("approve", name="amended") == "decided"
    assert scenes.public(proposal_id)[0] == "m2"
    assert scenes.programme().events[0].title == "A newer title"


def test_a_verb_that_the_state_no_longer_knows_is_refused(proposal_id):
    withdraw_proposal(proposal_id, note="", now=NOW + timedelta(hours=1))
    assert decided("approve") == "refused"
    assert "This proposal is now: withdrawn." in words("reply-refused")


def test_what_organizers_did_meanwhile_keeps_nobody_from_deciding(proposal_id):
    row = scenes.proposal(proposal_id)
    contact = Contact("B. Contact", "b@example.org")
    hour = NOW + timedelta(hours=1)
    take_over_proposal(proposal_id, contact, epoch=row.contact_epoch, until=LATER, now=hour)
    assert scenes.proposal(proposal_id).decisions == 2
    assert decided("waitlist") == "decided"


def test_one_message_delivered_twice_is_one_decision_and_one_answer(proposal_id):
    raw = answer(letter("decision-wanted").reply_to, "waitlist", sender=OFFICE)
    assert [receive(raw, now=LATER), receive(raw, now=LATER)] == ["decided", "seen"]
    assert scenes.letters(proposal_id).count("reply-done") == 1
    raw = answer(letter("decision-wanted").reply_to, "hm?", sender=OFFICE)
    assert [receive(raw, now=LATER), receive(raw, now=LATER)] == ["not-understood", "seen"]
    assert len(letters("reply-not-understood")) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Sideevents_Letter": "returned"}],
    ids=str,
)
def test_automatic_mail_decides_nothing_and_is_never_answered(proposal_id, headers):
    before = len(letters())
    assert decided("approve", **headers) == "automatic"
    assert decided("approve", name="received", **headers) == "automatic"
    assert len(letters()) == before
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    assert [row.outcome for row in incoming_about(proposal_id)] == ["automatic"] * 2


def test_the_portal_never_answers_itself(proposal_id):
    to = letter("decision-wanted").reply_to
    before = len(letters())
    assert receive(answer(to, "approve", sender=to), now=LATER) == "dropped"
    ours = {"X_Sideevents_Letter": "reply-done"}
    assert receive(answer(to, "approve", sender="side-events@localhost", **ours), now=LATER) == "automatic"
    assert len(letters()) == before


def test_an_officer_may_write_from_the_address_that_the_portal_sends_from(proposal_id):
    invite_officer("side-events@localhost", role="officer", slug=SLUG, now=NOW)
    assert decided("waitlist", sender="side-events@localhost") == "decided"


def test_an_organizers_answer_reaches_the_office_and_stands_at_the_proposal(proposal_id):
    contact = scenes.proposal(proposal_id).contact_email
    assert decided("Could we have <b>the</b> room from noon?", sender=contact, name="received") == "passed-on"
    (row,) = incoming_about(proposal_id)
    assert (row.kind, row.sender) == ("reply", contact)
    assert row.text.startswith("Could we have <b>the</b> room from noon?\n")
    told = letter("reply-received")
    assert (told.recipient, told.reply_to) == (OFFICE, contact)
    assert "> Could we have <b>the</b> room from noon?" in told.text
    assert "<b>the</b>" not in told.html
    assert "not verified" not in told.text
    assert "did not come from" not in told.text


def test_an_answer_of_somebody_else_reaches_the_office_and_says_so(proposal_id):
    contact = scenes.proposal(proposal_id).contact_email
    assert decided("I help Ada.", sender="other@example.org", name="received", genuine=False) == "passed-on"
    assert letter("reply-received").reply_to == contact
    assert "It did not come from the address of the contact." in words("reply-received")
    assert "The sender is not verified" in words("reply-received")


def test_what_an_organizer_writes_is_bounded(proposal_id):
    decided("long " * 10_000, sender="other@example.org", name="received")
    (row,) = incoming_about(proposal_id)
    assert len(row.text) == TEXT_LENGTH
    assert row.text.endswith("…")


def test_mail_about_nothing_is_dropped_without_its_words():
    raw = answer("info@portal.example.org", "Buy this.", sender="seller@example.org")
    assert receive(raw, now=LATER) == "dropped"
    assert receive(raw, now=LATER) == "seen"
    (row,) = db.session.scalars(select(IncomingRow)).all()
    assert (row.subject, row.text, row.proposal_id) == ("", "", None)
    assert letters() == []


@pytest.mark.parametrize("raw", [b"", b"\0\xff\xfe", b"From: \n\n\n", b"From: a@b.example\nMessage-ID: <a\0b>\n\n\0"])
def test_any_bytes_are_taken_in_once(raw):
    assert receive(raw, now=LATER) in ("dropped", "automatic")
    assert receive(raw, now=LATER) == "seen"
