"""Another contact: in which states, under which address, and until when an invitation counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sideevents.rules.contact import Contact, contact_problems, hand_over_problems, handed_to, take_over_problems
from sideevents.rules.workflow import Status
from tests.builders import ask, at, conference

UNTIL = at("2017-08-10 10:00")
GRACE = Contact("Grace Example", "grace@harbour.example.org")
OPEN = {Status.SUBMITTED, Status.RETURNED, Status.WAITLISTED, Status.OFFERED, Status.APPROVED}


def codes(contact: Contact) -> list[tuple[str, str]]:
    return [(each.code, each.about) for each in contact_problems(contact, ask=ask(), conference=conference())]


@pytest.mark.parametrize("status", Status)
def test_only_what_is_before_the_office_or_approved_can_be_handed_over(status):
    problems = hand_over_problems(status)
    assert [(each.code, each.facts["status"]) for each in problems] == (
        [] if status in OPEN else [("illegal-move", status.value)]
    )


def test_the_text_stays_and_the_phone_of_the_other_person_does_not():
    asked = ask(contact_phone="+43 1 26060")
    assert handed_to(asked, GRACE) == replace(ask(), contact_name=GRACE.name, contact_email=GRACE.address)


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        (GRACE, []),
        (Contact("", ""), [("missing", "contact_name"), ("missing", "contact_email")]),
        (Contact("x" * 351, GRACE.address), [("too-long", "contact_name")]),
        (Contact("Ada Again", "ADA@harbour.example.org"), [("same-contact", "contact_email")]),
    ],
)
def test_a_new_contact_has_a_name_and_an_address_of_their_own(contact, found):
    assert codes(contact) == found


def test_what_else_is_wrong_with_a_text_does_not_hinder_its_hand_over():
    assert contact_problems(GRACE, ask=ask(title="", theme="gardening"), conference=conference()) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"now": UNTIL - timedelta(seconds=1)}, []),
        ({}, ["hand-over-expired"]),
        ({"present_epoch": 2}, ["contact-changed"]),
        ({"now": UNTIL - timedelta(seconds=1), "status": Status.WITHDRAWN}, ["illegal-move"]),
    ],
)
def test_an_invitation_counts_until_its_instant_and_for_the_contact_who_made_it(changes, found):
    facts = {"status": Status.SUBMITTED, "epoch": 1, "present_epoch": 1, "until": UNTIL, "now": UNTIL, **changes}
    assert [each.code for each in take_over_problems(facts.pop("status"), **facts)] == found
