"""The programme for calendars and programs: the same snapshot, asked for again and again."""

import json
from datetime import timedelta

import pytest
from icalendar import Calendar

from sideevents.rules.workflow import Action
from tests import scenes

HOME = "/gcm-vienna-2017/"
FEEDS = ("programme.ics", "programme.json")


@pytest.fixture
def approved(context):
    """Two side events, the second about trafficking."""
    scenes.vienna()
    rows = []
    for room, theme in (("m2", "smuggling"), ("m3", "trafficking")):
        proposal_id = scenes.submitted(theme=theme, title=f"About {theme}")
        scenes.decide(proposal_id, Action.APPROVE, room=room)
        rows.append(scenes.proposal(proposal_id))
    return rows


def titles(page):
    if page.headers["Content-Type"].startswith("text/calendar"):
        return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(page.response.get_data()).walk("VEVENT")]
    return [entry["title"] for entry in json.loads(page.text)["side_events"]]


@pytest.mark.parametrize("feed", FEEDS)
def test_feeds_take_the_filters_of_the_page(approved, pages, feed):
    assert titles(pages.get(f"{HOME}{feed}")) == ["About smuggling", "About trafficking"]
    assert titles(pages.get(f"{HOME}{feed}?theme=trafficking")) == ["About trafficking"]
    assert titles(pages.get(f"{HOME}{feed}?q=nothing")) == []


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_that_has_not_changed_is_not_sent_again(approved, pages, feed):
    first = pages.get(f"{HOME}{feed}")
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = pages.get(f"{HOME}{feed}", status=304, headers={header: value})
        assert again.response.get_data() == b""
        assert again.headers["ETag"] == first.headers["ETag"]
    pages.get(f"{HOME}{feed}?theme=smuggling", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("feed", FEEDS)
def test_a_change_of_the_programme_changes_every_feed(approved, pages, feed):
    first = pages.get(f"{HOME}{feed}")
    scenes.decide(approved[0].id, Action.CANCEL, now=scenes.NOW + timedelta(hours=3))
    again = pages.get(f"{HOME}{feed}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.headers["ETag"] != first.headers["ETag"]
    assert again.headers["Last-Modified"] != first.headers["Last-Modified"]


def test_the_page_too_is_sent_again_only_when_it_says_something_else(approved, pages):
    first = pages.get(HOME)
    pages.get(HOME, status=304, headers={"If-None-Match": first.headers["ETag"]})
    pages.get(f"{HOME}?q=about", headers={"If-None-Match": first.headers["ETag"]})
    assert "Set-Cookie" not in first.headers


def test_one_side_event_is_a_file_for_the_calendar(approved, pages):
    reference = approved[0].reference
    page = pages.get(f"{HOME}events/{reference}.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["Content-Disposition"] == f'attachment; filename="{reference}.ics"'
    assert titles(page) == ["About smuggling"]


def test_a_moved_side_event_keeps_its_uid_and_counts_up(approved, pages):
    address = f"{HOME}events/{approved[0].reference}.ics"
    (before,) = Calendar.from_ical(pages.get(address).response.get_data()).walk("VEVENT")
    scenes.decide(
        approved[0].id, Action.MOVE, room="c2", window=scenes.TUESDAY_LUNCH, now=scenes.NOW + timedelta(hours=3)
    )
    (after,) = Calendar.from_ical(pages.get(address).response.get_data()).walk("VEVENT")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)


@pytest.mark.parametrize("address", [HOME, *(f"{HOME}{feed}" for feed in FEEDS)])
def test_head_says_what_get_would_without_the_body(approved, app, address):
    client = app.test_client()
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_a_format_we_do_not_write_is_not_found(approved, pages):
    pages.get(f"{HOME}programme.doc", status=404)
