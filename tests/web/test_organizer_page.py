"""Behind the mailed links: confirm, see, amend, withdraw, answer an offer, find the links again."""

from datetime import UTC, datetime, timedelta

import pytest

from sideevents.rules.workflow import Action, Status
from sideevents.store.decision import decisions_on
from sideevents.usecases.expire_proposal import expire_proposal
from tests import scenes
from tests.grounds.pages import Pages
from tests.web.proposing import (
    DEADLINE,
    FIND,
    FORM,
    REQUIRED,
    SLUG,
    confirmed,
    filled,
    letters,
    mailed_link,
    propose,
    set_clock,
    stored,
)

SUBMITTED = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def vienna(app):
    with app.app_context():
        scenes.vienna()


def decide(app, action, **changes):
    with app.app_context():
        scenes.decide(1, action, now=SUBMITTED + timedelta(hours=1), **changes)


def state(app):
    with app.app_context():
        row = scenes.proposal(1)
        return row.state, row.revision


def test_opening_the_confirmation_changes_nothing_and_its_button_submits(app, pages):
    propose(pages)
    link = mailed_link(app, "confirm-address")
    assert REQUIRED["title"] in pages.get(link).text
    pages.client.head(link)
    assert state(app) == (Status.UNCONFIRMED, 1)
    pages.get(link)
    pages.submit()
    assert "is before the conference office" in pages.follow().text
    assert "SE-001" in pages.text
    assert letters(app) == ["confirm-address", "received", "decision-wanted"]


def test_a_used_confirmation_says_so_and_how_to_go_on(app, pages):
    confirmed(app, pages)
    page = pages.get(mailed_link(app, "confirm-address"), status=410)
    assert "was confirmed already" in page.text
    assert page.link("Have your links mailed again").endswith("/find-my-proposals")


def test_a_late_confirmation_starts_again_with_the_text(app, pages):
    set_clock(app, DEADLINE - timedelta(days=3))
    propose(pages, co_organisers="Partner <two@example.org>", languages_other="Deutsch")
    set_clock(app, DEADLINE - timedelta(hours=23))
    link = mailed_link(app, "confirm-address")
    page = pages.get(link, status=410)
    assert REQUIRED["abstract"] in page.text
    with app.app_context():
        assert expire_proposal(1, now=DEADLINE - timedelta(hours=23))
    form = pages.get(page.link("Start again with this text"))
    assert form.headers["Cache-Control"] == "no-store"
    assert pages.form().values["co_organisers"] == ["Partner <two@example.org>"]
    pages.submit(accept_rules=True)
    assert [ask.languages for ask in stored(app)] == [("en", "de")] * 2


def test_a_late_confirmation_after_the_deadline_shows_the_text_and_whom_to_ask(app, pages):
    propose(pages)
    set_clock(app, DEADLINE + timedelta(days=2))
    page = pages.get(mailed_link(app, "confirm-address"), status=410)
    assert page.link("Write to the conference office").startswith("mailto:")
    assert REQUIRED["abstract"] in page.text


def test_the_page_says_state_next_step_text_decisions_and_letters(app, pages):
    text = pages.get(confirmed(app, pages, co_organisers="Partner <p@partner.example.org>")).text
    for words in (
        "SE-001",
        "submitted",
        "What happens next",
        "21 August 2017",
        REQUIRED["abstract"],
        "Address confirmed",
    ):
        assert words in text
    assert pages.page.headers["Cache-Control"] == "no-store"
    assert "Your side event proposal has arrived" in text
    assert "/office/" not in text.replace("For the office", "")


def test_the_letters_of_the_office_never_stand_on_the_page(app, pages):
    office = "gcmigrationparticipationvienna@un.org"
    text = pages.get(confirmed(app, pages, contact_email=office)).text
    assert "/office/decide/" not in text
    assert "Your side event proposal has arrived" in text


def test_an_approved_side_event_says_where_and_when(app, pages):
    page = confirmed(app, pages)
    decide(app, Action.APPROVE, note="Welcome to Vienna.")
    text = pages.get(page).text
    assert "Monday 4 September 2017, 13:15–14:45 (Vienna)" in text
    assert "M2, M building" in text
    assert "Welcome to Vienna." in text
    assert "Conference office, MK" in text
    assert "office@example.org" not in text
    assert pages.page.link("See it in the programme") == f"/{SLUG}/events/SE-001"


def test_an_amendment_is_shown_as_a_difference_before_and_after_it_is_sent(app, pages):
    page = confirmed(app, pages)
    pages.get(f"{page}/amend")
    pages.submit(button="preview", status=200, title="Safer reporting for trafficked persons")
    section = pages.page.root
    assert [node.text for node in section.all("del")] == ["Safe"]
    assert [node.text for node in section.all("ins")] == ["Safer"]
    assert state(app) == (Status.SUBMITTED, 1)
    pages.submit(button="submit")
    pages.follow()
    assert [node.text for node in pages.page.root.all("ins")] == ["Safer"]
    assert state(app) == (Status.SUBMITTED, 2)
    assert letters(app)[-1] == "amended"


def test_an_amendment_sent_twice_is_one_revision(app, pages):
    page = confirmed(app, pages)
    sent = filled(pages.get(f"{page}/amend").form(), title="A better title")
    for _ in range(2):
        pages.post(f"{page}/amend", sent)
    assert state(app)[1] == 2
    assert letters(app).count("amended") == 1


def test_of_two_colleagues_the_second_sees_what_the_first_wrote_and_loses_nothing(app, pages):
    page = confirmed(app, pages)
    colleague = Pages(app)
    colleague.get(f"{page}/amend")
    pages.get(f"{page}/amend")
    pages.submit(speakers="A judge")
    colleague.submit(status=409, speakers="A nurse")
    assert "it is revision 2 now" in colleague.text
    assert colleague.form().values["speakers"] == ["A nurse"]
    assert [node.text for node in colleague.page.root.all("del")] == ["judge"]
    colleague.submit(button="submit")
    assert state(app)[1] == 3


def test_an_amendment_keeps_the_address_and_every_word(app, pages):
    page = confirmed(app, pages)
    pages.get(f"{page}/amend")
    assert "contact_email" not in pages.form().values
    pages.submit(status=422, title="", gate_list="N. One", speakers="A nurse")
    values = pages.form().values
    assert (values["title"], values["gate_list"], values["speakers"]) == ([""], ["N. One"], ["A nurse"])
    pages.client.delete_cookie("session")
    pages.submit(button="submit", status=400, title="Back again")
    assert pages.form().values["title"] == ["Back again"]
    pages.submit(button="submit")
    assert stored(app)[0].contact_email == REQUIRED["contact_email"]


def test_nothing_changed_is_said(app, pages):
    pages.get(f"{confirmed(app, pages)}/amend")
    assert "Nothing is changed yet" in pages.submit(status=422).text


def test_a_returned_proposal_is_sent_in_again(app, pages):
    page = confirmed(app, pages)
    decide(app, Action.RETURN, note="Please name a speaker.")
    assert "Please name a speaker." in pages.get(page).text
    pages.get(pages.page.link("Change the text and send it in again"))
    pages.submit(speakers="A judge")
    assert state(app) == (Status.SUBMITTED, 2)


def test_a_new_text_of_an_approved_event_waits_for_the_office(app, pages):
    page = confirmed(app, pages)
    decide(app, Action.APPROVE)
    pages.get(f"{page}/amend")
    pages.submit(title="A newer title for it")
    assert "new text not decided yet" in pages.follow().text


def test_withdrawing_asks_first(app, pages):
    page = confirmed(app, pages)
    pages.get(f"{page}/withdraw")
    assert state(app)[0] is Status.SUBMITTED
    pages.submit(note="Our speaker is ill.")
    assert state(app)[0] is Status.WITHDRAWN
    assert "The proposal is withdrawn." in pages.follow().text
    with app.app_context():
        assert decisions_on(1)[-1].note == "Our speaker is ill."
    assert "not possible" in pages.get(f"{page}/withdraw", status=409).text
    pages.get(f"{page}/amend", status=409)


def test_a_note_that_cannot_be_kept_is_refused_and_given_back(app, pages):
    page = confirmed(app, pages)
    pages.get(f"{page}/withdraw")
    pages.submit(status=422, note="Sorry\x07")
    assert pages.form().values["note"] == ["Sorry\x07"]
    assert state(app)[0] is Status.SUBMITTED


@pytest.mark.parametrize(("answer", "after"), [("accept", Status.APPROVED), ("refuse", Status.SUBMITTED)])
def test_an_offer_is_answered_on_a_page_of_its_own(app, pages, answer, after):
    page = confirmed(app, pages)
    decide(app, Action.OFFER)
    pages.get(pages.get(page).link("Answer the offer"))
    assert "M2, M building" in pages.text
    assert "11 August 2017, 18:00 (Vienna)" in pages.text
    assert state(app)[0] is Status.OFFERED
    pages.submit(button=answer, note="Thank you")
    assert state(app)[0] is after
    pages.follow()
    pages.get(f"{page}/offer", status=409)


def test_an_offer_that_lapsed_says_until_when_it_was_open(app, pages):
    page = confirmed(app, pages)
    decide(app, Action.OFFER)
    pages.get(f"{page}/offer")
    set_clock(app, datetime(2017, 8, 11, 16, 0, tzinfo=UTC))
    assert "11 August 2017, 18:00 (Vienna)" in pages.submit(button="accept", status=409).text
    assert state(app)[0] is Status.OFFERED


def test_reading_never_changes_anything(app, pages):
    page = confirmed(app, pages)
    decide(app, Action.OFFER)
    before = letters(app), state(app)
    for path in (page, f"{page}/amend", f"{page}/withdraw", f"{page}/offer", FORM, FIND):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert pages.client.open(path, method=method).status_code == 200
    assert (letters(app), state(app)) == before
