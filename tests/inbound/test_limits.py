"""How much mail is answered: machines come to an end, and who writes in others' names silences nobody."""

from datetime import timedelta

import pytest

from sideevents.inbound.receiving import receive
from tests import scenes
from tests.inbound.mails import answer, letter, letters
from tests.scenes import NOW

OFFICE = "gcmigrationparticipationvienna@un.org"
LATER = NOW.replace(minute=0) + timedelta(hours=3)
HOUR = timedelta(hours=1)
THANKS = "Thank you for your message."


@pytest.fixture(autouse=True)
def proposal_id(vienna):
    return scenes.submitted(contact_email="ada@example.org")


def outcomes(count: int, *, sender: str, to: str = "", now=LATER, text: str = THANKS, **changes) -> list[str]:
    """What becomes of so many messages to the first letter that asks for a decision."""
    to = to or letters("decision-wanted")[0].reply_to
    return [receive(answer(to, text, sender=sender, **changes), now=now) for _ in range(count)]


def test_two_machines_that_answer_each_other_come_to_an_end():
    assert outcomes(62, sender=OFFICE) == ["not-understood"] * 60 + ["limited"] * 2
    assert len(letters("reply-not-understood")) == 60
    found = [each for hours in (1, 2, 3) for each in outcomes(60, sender=OFFICE, now=LATER + hours * HOUR)]
    assert found == ["not-understood"] * 140 + ["limited"] * 40
    assert outcomes(1, sender=OFFICE, now=LATER + timedelta(days=1)) == ["not-understood"]


def test_who_proves_nothing_gets_five_links_an_hour_and_twenty_a_day():
    found = [outcomes(6, sender="x@example.org", now=LATER + hours * HOUR, genuine=False) for hours in range(5)]
    assert found[:4] == [["link"] * 5 + ["limited"]] * 4
    assert found[4] == ["limited"] * 6
    assert len(letters("reply-link")) == 20


def test_who_writes_in_an_officers_name_does_not_silence_the_officer():
    assert outcomes(6, sender=OFFICE, genuine=False)[-1] == "limited"
    assert outcomes(1, sender=OFFICE) == ["not-understood"]
    assert outcomes(1, sender=OFFICE, text="waitlist") == ["decided"]


def test_who_writes_in_the_contacts_name_does_not_silence_the_contact():
    to = letter("received").reply_to
    assert outcomes(6, sender="ada@example.org", to=to, genuine=False) == ["passed-on"] * 5 + ["limited"]
    assert outcomes(6, sender="ada@example.org", to=to) == ["passed-on"] * 6


def test_each_proposal_has_its_own_count():
    scenes.submitted()
    assert outcomes(6, sender="x@example.org", genuine=False)[-1] == "limited"
    other = letter("decision-wanted").reply_to
    assert outcomes(1, sender="x@example.org", to=other, genuine=False) == ["link"]


def test_many_made_up_senders_fill_one_hour_and_silence_no_officer():
    found = [outcomes(5, sender=f"x{number}@example.org", genuine=False) for number in range(13)]
    assert found == [["link"] * 5] * 12 + [["limited"] * 5]
    assert outcomes(1, sender=OFFICE) == ["not-understood"]
    assert outcomes(1, sender="y@example.org", now=LATER + HOUR, genuine=False) == ["link"]
