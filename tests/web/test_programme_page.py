"""What participants read: the programme and the pages of its side events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template
from sqlalchemy import event as listening

from sideevents.extensions import db
from sideevents.rules.ask import CoOrganizer
from sideevents.rules.filtering import Filters
from sideevents.rules.workflow import Action
from sideevents.web.programme_event import event_page
from sideevents.web.programme_page import deadline_of, programme_page
from tests import builders, scenes
from tests.grounds.pages import Pages

HOME = "/gcm-vienna-2017/"
SECRETS = ("contact@example.org", "+43 1 234", "Ms Gate", "needs a ramp", "co@example.org")


@pytest.fixture
def programme(context):
    """The bundled conference with no proposal."""
    return scenes.vienna()


def approved(**changes):
    window = changes.pop("window", scenes.MONDAY_LUNCH)
    room = changes.pop("room", "m2")
    proposal_id = scenes.submitted(**changes)
    scenes.decide(proposal_id, Action.APPROVE, window=window, room=room)
    return scenes.proposal(proposal_id)


def cards(page):
    return [node.text for node in page.root.all("h4")]


def test_the_front_door_leads_to_the_only_conference(programme, pages):
    assert pages.get("/", status=302).location == HOME


def test_a_portal_without_a_conference_says_so(pages):
    assert "There is no conference yet." in pages.get("/").text


def test_a_conference_nobody_knows_is_not_found(programme, pages):
    pages.get("/gcm-nowhere/", status=404)
    pages.get("/gcm-nowhere/programme.ics", status=404)


def test_an_empty_programme_shows_the_plenary_and_what_is_open(programme, pages):
    page = pages.get(HOME)
    assert page.heading == "Side events at the Fifth Informal Thematic Session"
    assert "No side event is approved yet." in page.text
    assert "The conference office decides by 21 August 2017" in page.text
    assert "Plenary, 10:00–13:00 · PANEL 1: Smuggling of migrants" in page.text
    assert page.text.count("No side events here yet.") == 4


def test_the_deadline_is_told_with_its_zone_and_what_is_left(programme, pages):
    text = pages.get(HOME).text
    assert "Proposals close on 9 August 2017, 23:59 Vienna time · 1 day left" in text
    assert pages.get(HOME).link("Propose a side event") == f"{HOME}propose"


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (timedelta(days=19, hours=3), "19 days left"),
        (timedelta(hours=23, minutes=59), "23 hours left"),
        (timedelta(hours=1), "1 hour left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(seconds=1), "1 minute left"),
    ],
)
def test_what_is_left_is_never_more_than_there_is(context, rest, words):
    conference = builders.conference()
    told = deadline_of(conference, now=conference.deadline - rest)
    assert (told.is_closed, told.left) == (False, words)


def test_from_the_deadline_on_proposals_are_closed(app_on, fresh_database):
    url = fresh_database("sqlite")
    app = app_on(url=url, NOW=datetime(2017, 8, 9, 22, 0, tzinfo=UTC))
    with app.app_context():
        scenes.vienna()
    text = Pages(app).get(HOME).text
    assert "Proposals closed on 9 August 2017, 23:59 Vienna time" in text
    assert "Too late? Ask the conference office" in text


def test_an_approved_side_event_is_on_a_card_and_one_that_waits_is_nowhere(programme, pages):
    shown = approved(
        title="Shown to everybody", lead_organisation="Lead House", languages=("en", "fr"), format="hybrid"
    )
    scenes.submitted(title="Still before the office")
    page = pages.get(HOME)
    assert cards(page) == ["Shown to everybody"]
    assert "13:15–14:45 M2" in page.text
    assert "Lead House Smuggling of migrants In person and online English, French" in page.text
    assert page.link("Shown to everybody") == f"{HOME}events/{shown.reference}"
    assert "Still before the office" not in page.html


def test_private_data_is_on_no_public_page_nor_feed(programme, pages):
    row = approved(
        contact_email="contact@example.org",
        contact_phone="+43 1 234",
        gate_list=("Ms Gate",),
        accessibility_needs="needs a ramp",
        co_organisers=(CoOrganizer("Partner", "co@example.org"),),
    )
    event = f"{HOME}events/{row.reference}"
    for address in (HOME, event, f"{event}.ics", f"{HOME}programme.ics", f"{HOME}programme.json"):
        answer = pages.get(address).response.get_data(as_text=True).replace("\r\n ", "")
        assert "Partner" in answer
        assert [secret for secret in SECRETS if secret in answer] == []


def test_a_title_stands_in_its_own_script_and_direction(programme, pages):
    title = "العمل القسري ومصادرة الوثائق"
    row = approved(title=title, languages=("ar", "en"))
    for address, tag in ((HOME, "h4"), (f"{HOME}events/{row.reference}", "h1")):
        heading = next(pages.get(address).root.all(tag))
        assert (heading.text, heading.get("dir"), heading.get("lang")) == (title, "auto", "ar")


def test_filters_work_from_the_address_and_are_kept_in_the_form(programme, pages):
    approved(title="Rescue at sea", theme="smuggling")
    approved(title="Debt bondage", theme="trafficking", room="m3")
    page = pages.get(f"{HOME}?theme=trafficking&q=debt")
    assert cards(page) == ["Debt bondage"]
    assert "1 of 2 side events fit" in page.text
    assert page.form(HOME).values["theme"] == ["trafficking"]
    assert page.form(HOME).values["q"] == ["debt"]
    assert page.link("Clear the filters") == HOME
    assert page.link("Calendar file") == f"{HOME}programme.ics?q=debt&theme=trafficking"


def test_when_nothing_fits_the_page_says_what_to_do(programme, pages):
    approved(title="Rescue at sea")
    page = pages.get(f"{HOME}?q=unheard&language=xx")
    assert cards(page) == []
    assert "No side event fits all of this." in page.text
    assert page.link("see the whole programme") == HOME
    assert page.form(HOME).values["language"] == ["xx"]


def test_a_moved_side_event_says_where_it_was(programme, pages):
    row = approved(title="On the move")
    scenes.decide(row.id, Action.MOVE, window=scenes.TUESDAY_LUNCH, room="c2", now=scenes.NOW + timedelta(hours=2))
    assert "Moved from M2, Mon 4 Sep 13:15" in pages.get(HOME).text
    page = pages.get(f"{HOME}events/{row.reference}")
    assert "It was planned for Monday 4 September 2017, 13:15–14:45 (Vienna), M2." in page.text
    assert "Tuesday 5 September 2017, 13:15–14:45 (Vienna) C2, Vienna International Centre" in page.text


def test_a_cancelled_side_event_stays_at_its_address_and_says_so(programme, pages):
    row = approved(title="Called off")
    scenes.decide(row.id, Action.CANCEL, now=scenes.NOW + timedelta(hours=2))
    assert "Cancelled" in pages.get(HOME).text
    assert "This side event is cancelled." in pages.get(f"{HOME}events/{row.reference}").text


def test_a_closed_side_event_shows_title_and_organizers_only(programme, pages):
    row = approved(title="Round table", abstract="Only for the invited, who know.", speakers=("A judge",), closed=True)
    page = pages.get(f"{HOME}events/{row.reference}")
    assert "By invitation" in page.text
    for hidden in ("Only for the invited", "A judge", "Smuggling of migrants", "English"):
        assert hidden not in page.text


def test_a_side_event_that_was_never_approved_is_not_found(programme, pages):
    waiting = scenes.proposal(scenes.submitted())
    pages.get(f"{HOME}events/{waiting.reference}", status=404)
    pages.get(f"{HOME}events/{waiting.reference}.ics", status=404)
    pages.get(f"{HOME}events/SE-999", status=404)


@pytest.mark.parametrize(("join_links", "on_page"), [("public", True), ("calendar-only", False)])
def test_the_address_to_join_is_on_the_page_where_it_is_public(context, join_links, on_page):
    conference = builders.conference(join_links=join_links)
    online = builders.side_event(room="", format="online", join_url="https://meet.example.org/1")
    with context.test_request_context():
        page = event_page(online, conference=conference)
        html = render_template("programme/event.html", page=page, conference=conference, nav="programme")
    assert ("https://meet.example.org/1" in html) is on_page
    assert ("is in the calendar file" in html) is not on_page


def test_before_it_is_published_the_programme_says_when(context):
    opens = builders.at("2017-08-25 09:00")
    conference = replace(builders.conference(), programme_from=opens)
    page = programme_page(
        builders.programme(conference=conference), filters=Filters(), now=scenes.NOW, public_url="http://localhost"
    )
    assert page.opens == opens


def test_a_page_asks_the_database_the_same_number_of_questions_whatever_its_size(programme, app, pages):
    asked = []
    listening.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    counts = []
    for room in ("m2", "m3", "c2"):
        approved(room=room)
        asked.clear()
        pages.get(HOME)
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= 3
