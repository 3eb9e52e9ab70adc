"""The demonstration's mailbox page."""

import email
import email.policy

import pytest

from sideevents.rules.workflow import Action
from sideevents.web.letter_parts import pieces
from tests import scenes
from tests.grounds.office import OFFICER, Office
from tests.grounds.pages import Pages


@pytest.fixture
def office(app_on):
    return Office(app_on(DEV_MAILBOX=True))


@pytest.fixture
def visitor(office):
    return Pages(office.app)


def test_an_empty_mailbox_says_how_to_fill_it(visitor):
    assert "No letter here yet." in visitor.get("/dev/mailbox").text


def test_letters_stand_newest_first_and_are_found_by_recipient(office, visitor):
    office.tell(scenes.submitted, title="عنوان", contact_email="ada@example.org")
    page = visitor.get("/dev/mailbox")
    subjects = [node.text for node in page.root.all("th") if node.get("scope") == "row"]
    assert subjects[0] == "[SE-001] Decision wanted: عنوان"
    assert len(subjects) == 3
    page = visitor.submit("recipient", status=200, to="ada@example.org")
    assert len([node for node in page.root.all("th") if node.get("scope") == "row"]) == 2
    assert visitor.submit("recipient", status=200, to=OFFICER).text.count("Decision wanted") == 1


def test_a_letter_shows_its_head_and_its_links_lead_into_the_portal(office, visitor):
    office.tell(scenes.submitted, contact_email="ada@example.org")
    letter = office.last_letter("decision-wanted")
    page = visitor.get(f"/dev/mailbox/{letter.id}")
    for words in (letter.subject, OFFICER, "side-events@localhost", "waiting"):
        assert words in page.text
    link = next(each.href for each in page.links() if "/office/decide/" in each.href)
    visitor.get(link.removeprefix("http://localhost"))


def test_the_html_part_is_a_document_of_its_own_that_may_run_and_load_nothing(office, visitor):
    office.tell(scenes.submitted)
    letter = office.last_letter("received")
    page = visitor.get(f"/dev/mailbox/{letter.id}")
    frame = next(page.root.all("iframe"))
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    answer = visitor.client.get(frame.get("src"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert '<base target="_top">' in answer.text


def test_the_source_is_the_message_as_it_leaves(office, visitor):
    office.tell(scenes.submitted, title="عنوان", contact_email="ada@example.org")
    letter = office.last_letter("received")
    page = visitor.get(f"/dev/mailbox/{letter.id}")
    assert f"Message-ID: {letter.message_id}" in page.text
    answer = visitor.get(page.link("Open the source alone"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    message = email.message_from_string(answer.text, policy=email.policy.default)
    assert (message["Subject"], message["To"]) == (letter.subject, "ada@example.org")
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == letter.text.strip()


def test_the_calendar_part_is_shown_as_text_and_as_a_calendar_reads_it(office, visitor):
    office.tell(scenes.submitted)
    assert "As a calendar reads it" not in visitor.get(f"/dev/mailbox/{office.last_letter('received').id}").text
    office.tell(scenes.decide, office.tell(scenes.submitted), Action.APPROVE)
    letter = office.last_letter("approved")
    page = visitor.get(f"/dev/mailbox/{letter.id}")
    for words in (
        "An invitation goes along",
        "REQUEST",
        "Monday 4 September 2017, 13:15–14:45 (Vienna)",
        "M2, ",
        "CONFIRMED",
    ):
        assert words in page.text
    assert letter.calendar.replace("\r\n", "\n") in [node.raw.replace("\r\n", "\n") for node in page.root.all("pre")]


def test_a_letter_that_the_office_keeps_is_held(office, visitor):
    office.tell(scenes.decide, office.tell(scenes.submitted), Action.WAITLIST, collect=True)
    row = next(node for node in visitor.get("/dev/mailbox").root.all("tr") if "waiting list" in node.text)
    assert "held" in row.text


@pytest.mark.parametrize(
    "path", ["/dev/mailbox/999/source", "/dev/mailbox/999", "/dev/mailbox/999/html", f"/dev/mailbox/{10**30}"]
)
def test_an_unknown_letter_is_not_found(visitor, path):
    visitor.get(path, status=404)


def test_only_addresses_of_the_portal_on_a_line_of_their_own_become_links():
    text = "Open:\nhttp://localhost/office/decide/x\n> http://localhost/quoted\nhttps://evil.example/\nsee http://localhost/y"
    assert [piece for piece, is_link in pieces(text, public_url="http://localhost") if is_link] == [
        "http://localhost/office/decide/x"
    ]
    assert "".join(piece for piece, _ in pieces(text, public_url="http://localhost")) == text


def test_without_the_demonstration_there_is_no_mailbox(pages):
    pages.get("/dev/mailbox", status=404)
