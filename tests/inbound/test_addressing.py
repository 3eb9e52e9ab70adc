"""Whom a message was written to, and what of it reaches the office."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from sideevents.inbound.receiving import receive
from sideevents.rules.workflow import Status
from sideevents.store.incoming import incoming_about
from tests import scenes
from tests.inbound.mails import answer, letter, letters
from tests.scenes import NOW

pytestmark = pytest.mark.usefixtures("vienna")

OFFICE = "gcmigrationparticipationvienna@un.org"
ADA = "ada@example.org"
LATER = NOW + timedelta(hours=3)
MINUTES = """\
Dear colleagues,

On 4 September our minister wrote: we accept.
Sent from Vienna with thanks.

> Which room?
> And when?
M2, please.
M2, please.

--
Ada
"""


@pytest.fixture
def proposal_id():
    return scenes.submitted(contact_email=ADA)


def words(name: str) -> str:
    return " ".join(letter(name).text.split())


def test_an_officers_message_that_only_arrived_at_a_reply_address_decides_nothing(proposal_id):
    to = letter("decision-wanted").reply_to
    raw = answer("colleague@un.org", "approve", sender=OFFICE, Delivered_To=to)
    assert receive(raw, now=LATER) == "link"
    assert scenes.proposal(proposal_id).state is Status.SUBMITTED
    copied = answer("colleague@un.org", "waitlist", sender=OFFICE, Cc=to)
    assert receive(copied, now=LATER) == "decided"


@pytest.mark.parametrize("other", ["decision-wanted", "received"])
def test_a_message_to_several_proposals_decides_none(proposal_id, other):
    to = letter("decision-wanted").reply_to
    second = scenes.submitted()
    raw = answer(f"{to}, {letter(other).reply_to}", "waitlist", sender=OFFICE)
    assert receive(raw, now=LATER) == "not-understood"
    assert {scenes.proposal(each).state for each in (proposal_id, second)} == {Status.SUBMITTED}
    assert "went to reply addresses of several proposals" in words("reply-not-understood")
    assert len(letters("reply-not-understood")) == 1


def test_two_addresses_of_one_proposal_are_one(proposal_id):
    raw = answer(f"{letter('decision-wanted').reply_to}, {letter('received').reply_to}", "waitlist", sender=OFFICE)
    assert receive(raw, now=LATER) == "decided"


def test_all_that_an_organizer_wrote_reaches_the_office_but_marked_quotations(proposal_id):
    assert receive(answer(letter("received").reply_to, MINUTES, sender=ADA), now=LATER) == "passed-on"
    (row,) = incoming_about(proposal_id)
    for line in ("our minister wrote: we accept.", "Sent from Vienna with thanks.", "M2, please.", "Ada"):
        assert line in row.text
    assert "Which room?" not in row.text
    assert row.text.count("> …") == 1
    assert row.text.count("M2, please.") == 2
    assert "approve this?" not in row.text


def test_the_organizers_own_links_stay_private_where_a_program_quotes_without_marks(proposal_id):
    received = letter("received")
    page = received.text.partition("/proposals/")[2].split()[0]
    assert len(page) > 20
    receive(answer(received.reply_to, f"Thank you.\n\n{received.text}", sender=ADA), now=LATER)
    (row,) = incoming_about(proposal_id)
    assert "/proposals/…" in row.text
    assert page not in row.text + letter("reply-received").text


def test_the_office_hears_of_files_that_came_with_an_answer(proposal_id):
    mail = message_from_bytes(answer(letter("received").reply_to, "See the file.", sender=ADA), policy=policy.default)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="programme.pdf")
    assert receive(mail.as_bytes(), now=LATER) == "passed-on"
    assert "no files: programme.pdf. Ask the sender" in words("reply-received")
    assert "It has no words of its own" not in words("reply-received")
