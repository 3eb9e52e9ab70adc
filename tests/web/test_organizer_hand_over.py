"""The page that asks for another contact, and the button with which that one takes over."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sideevents.extensions import db
from sideevents.store.letter import LetterRow
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from tests import scenes
from tests.grounds.pages import Pages
from tests.web.proposing import FIND, REQUIRED, confirmed, letters, mailed_link, set_clock

SUBMITTED = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)
GRACE = {"contact_name": "Grace Example", "contact_email": "grace@example.org"}
ASK = "Hand the proposal over to another contact"


@pytest.fixture(autouse=True)
def vienna(app):
    with app.app_context():
        scenes.vienna()
    set_clock(app, SUBMITTED)


@pytest.fixture
def invited(app, pages):
    """The page of a proposal whose contact has asked Grace, and the path of Grace's link."""
    page = confirmed(app, pages)
    pages.get(pages.get(page).link(ASK))
    pages.submit(**GRACE)
    return page, mailed_link(app, "hand-over", path="/proposals/take-over/")


def contact(app):
    with app.app_context():
        return scenes.proposal(1).contact_email


def test_asking_leads_back_to_the_page_and_says_that_nothing_changed_yet(app, pages):
    page = confirmed(app, pages)
    pages.get(pages.get(page).link(ASK))
    assert pages.submit(**GRACE).location == page
    assert "Nothing changes before they agree" in pages.follow().text
    assert contact(app) == REQUIRED["contact_email"]
    assert letters(app)[-1] == "hand-over"


def test_the_letter_to_the_new_address_holds_no_word_of_the_form(app, invited):
    with app.app_context():
        letter = db.session.scalar(select(LetterRow).where(LetterRow.name == "hand-over"))
        said = letter.subject + letter.text
    assert "SE-001" in said
    for word in (REQUIRED["title"], REQUIRED["lead_organisation"], REQUIRED["contact_name"], GRACE["contact_name"]):
        assert word not in said


def test_every_problem_of_name_and_address_stands_beside_its_field(app, pages):
    page = confirmed(app, pages)
    pages.get(f"{page}/hand-over")
    pages.submit(contact_name="", contact_email="grace@", status=422)
    assert "Enter the name of the contact" in pages.page.element("contact_name-problem").text
    assert "name@example.org" in pages.page.element("contact_email-problem").text
    assert pages.form().values["contact_email"] == ["grace@"]
    pages.submit(contact_name="Ada", contact_email=REQUIRED["contact_email"].upper(), status=422)
    assert "the present contact" in pages.page.element("contact_email-problem").text
    assert letters(app)[-1] == "decision-wanted"


def test_asking_for_another_contact_is_limited_by_source(app, pages):
    app.config["SOURCE_LIMITS"] = {**app.config["SOURCE_LIMITS"], "find": 1}
    page = confirmed(app, pages)
    for name, status in (("grace", 303), ("joan", 429)):
        pages.get(f"{page}/hand-over")
        answer = pages.submit(contact_name=name, contact_email=f"{name}@example.org", status=status)
    assert "Retry-After" in answer.headers
    assert letters(app).count("hand-over") == 1


def test_an_ended_proposal_offers_no_hand_over(app, pages):
    page = confirmed(app, pages)
    with app.app_context():
        withdraw_proposal(1, note="", now=SUBMITTED)
    assert ASK not in pages.get(page).text
    assert "is now: withdrawn" in pages.get(f"{page}/hand-over", status=409).text


def test_opening_the_link_changes_nothing_and_its_button_hands_over(app, pages, invited):
    page, link = invited
    grace = Pages(app)
    grace.client.head(link)
    assert REQUIRED["title"] in grace.get(link).text
    assert GRACE["contact_name"] in grace.text
    assert grace.page.headers["Cache-Control"] == "no-store"
    assert contact(app) == REQUIRED["contact_email"]
    grace.submit()
    assert "You are the contact of this proposal now" in grace.follow().text
    assert "Handed over to another contact" in grace.text
    assert "Your side event proposal has arrived" not in grace.text
    assert contact(app) == GRACE["contact_email"]
    assert letters(app)[-2:] == ["handed-over", "links"]
    assert pages.get(page, status=410).link("Have your links mailed again") == FIND
    pages.get(f"{page}/hand-over", status=410)
    assert "SE-001" in grace.get(mailed_link(app, "links")).text


def test_a_button_pressed_twice_says_that_it_was_done(app, invited):
    grace = Pages(app)
    grace.get(invited[1])
    form = grace.form().data()
    grace.submit()
    assert "has another contact now" in grace.post(invited[1], form, status=410).text
    assert "has another contact now" in grace.get(invited[1], status=410).text
    assert letters(app).count("links") == 1


def test_a_button_from_an_aged_page_is_asked_for_once_more(app, invited):
    grace = Pages(app)
    grace.get(invited[1])
    assert "once more" in grace.post(invited[1], {"csrf_token": "aged"}, status=400).text
    assert contact(app) == REQUIRED["contact_email"]
    grace.submit()
    assert contact(app) == GRACE["contact_email"]


@pytest.mark.parametrize(("late", "status"), [(timedelta(seconds=-60), 200), (timedelta(minutes=2), 410)])
def test_the_invitation_is_good_for_48_hours(app, pages, invited, late, status):
    set_clock(app, SUBMITTED + timedelta(hours=48) + late)
    answer = pages.get(invited[1], status=status)
    assert ("was good until" in answer.text) is (status == 410)


def test_an_invitation_to_what_was_withdrawn_meanwhile_says_so(app, invited):
    grace = Pages(app)
    grace.get(invited[1])
    with app.app_context():
        withdraw_proposal(1, note="", now=SUBMITTED)
    assert "is now: withdrawn" in grace.submit(status=410).text


def test_a_page_link_is_no_invitation_and_an_invitation_no_page_link(pages, invited):
    page, link = invited
    pages.get(page.replace("/proposals/", "/proposals/take-over/"), status=404)
    pages.get(link.replace("/take-over/", "/"), status=404)
