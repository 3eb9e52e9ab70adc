"""All sample proposals through the real form, each at the moment it was submitted; and the deadline to the second."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from sideevents import clock
from sideevents.demonstration.story import open_conference, samples
from sideevents.rules.ask import Ask
from sideevents.store.conference import find_conference
from sideevents.usecases.issue_extension import issue_extension
from tests.grounds.pages import Pages
from tests.web.proposing import DEADLINE, FORM, SLUG, letters, mailed_link, set_clock, stored

LATE = {9, 10, 24}  # submitted on 10, 28 and 14 August
OPENED = datetime(2017, 7, 1, tzinfo=UTC)


@pytest.fixture
def portal(app) -> Flask:
    with app.app_context():
        open_conference(OPENED)
    return app


@pytest.fixture
def entries(portal):
    with portal.app_context():
        row = find_conference(SLUG)
        assert row is not None
        return samples(row.read())


def typed(ask: Ask) -> dict[str, Any]:
    """The ask as its organizer would fill it in."""
    fields = ask.to_json()
    wishes = fields.pop("preferences")
    spoken = ("en", "fr", "es", "ar", "ru", "zh")
    fields |= {f"preference_{rank}": wish for rank, wish in enumerate(wishes, start=1)}
    fields |= {name: "\r\n".join(fields[name]) for name in ("speakers", "gate_list")}
    fields["co_organisers"] = "\r\n".join(
        f"{each.name} <{each.address}>" if each.address else each.name for each in ask.co_organisers
    )
    fields["equipment"] = list(ask.equipment)
    fields["languages"] = [code for code in ask.languages if code in spoken]
    fields["languages_other"] = ", ".join(code for code in ask.languages if code not in spoken)
    return {name: "" if value is None else value for name, value in fields.items()} | {"accept_rules": True}


def words(fields: dict[str, Any]) -> dict[str, list[str]]:
    """The same fields as a form holds them, several boxes sorted."""
    found: dict[str, list[str]] = {}
    for name, value in fields.items():
        if isinstance(value, bool):
            found[name] = ["y"] if value else []
        else:
            several = value if isinstance(value, list) else [value]
            found[name] = sorted(str(each).replace("\r\n", "\n") for each in several)
    return found


def test_all_samples_get_in_at_their_own_moment_but_three_that_need_an_extension(portal, entries, pages):
    order = sorted(range(len(entries)), key=lambda position: entries[position].submitted_at)
    for count, position in enumerate(order, start=1):
        entry = entries[position]
        set_clock(portal, entry.submitted_at)
        if position in LATE:
            refused_with_every_word_kept(pages, portal, typed(entry.ask), now=entry.submitted_at)
            assert len(stored(portal)) == count - 1
            address = extension(portal, entry.ask.contact_email, now=entry.submitted_at)
        else:
            address = FORM
        pages.get(address)
        assert pages.submit(**typed(entry.ask)).location == f"/{SLUG}/received", position
        assert stored(portal)[-1] == entry.ask
        assert letters(portal)[-1] == "confirm-address"
    assert letters(portal).count("confirm-address") == len(entries)


def refused_with_every_word_kept(pages: Pages, portal: Flask, fields: dict[str, Any], *, now: datetime) -> None:
    """The form was opened in time and is sent too late."""
    assert pages.get(FORM).heading == "Proposals are closed"
    set_clock(portal, DEADLINE - timedelta(hours=1))
    pages.get(FORM)
    set_clock(portal, now)
    pages.submit(status=422, **fields)
    assert "Nothing is lost: everything you typed is still here." in pages.text
    held = pages.form().values
    # boxes stand in the order of the page
    assert {name: sorted(text.replace("\r\n", "\n") for text in held[name]) for name in fields} == words(fields)


def test_twenty_two_samples_come_in_time_and_three_too_late(entries):
    late = {position for position, entry in enumerate(entries) if entry.submitted_at >= DEADLINE}
    assert (len(entries), late) == (25, LATE)


def extension(portal: Flask, email: str, *, now: datetime) -> str:
    """The path of the form that the office opens for one address."""
    with portal.app_context(), portal.test_request_context():
        issue_extension(
            email, slug=SLUG, until=now + timedelta(days=2), reason="The post was late.", by="office", now=now
        )
    return mailed_link(portal, "extension", path=FORM)


def test_equipment_known_to_the_conference_becomes_its_key_and_the_rest_stays_in_words(entries):
    film, debate = entries[12].ask, entries[0].ask
    assert film.equipment == ("video-sound", "projector", "rehearsal")
    assert film.equipment_other == "darkened room"
    assert debate.equipment_other == "4 panel microphones, 2 roving microphones"


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2017-08-09T23:59:59+02:00", 303),
        ("2017-08-09T23:59:59.999999+02:00", 303),
        ("2017-08-10T00:00:00+02:00", 422),
        ("2017-08-10T00:00:01+02:00", 422),
    ],
)
def test_the_deadline_holds_to_the_instant(portal, entries, pages, monkeypatch, moment, status):
    set_clock(portal, DEADLINE - timedelta(hours=1))
    pages.get(FORM)
    instant = datetime.fromisoformat(moment).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: instant)
    pages.submit(status=status, **typed(entries[23].ask))
    assert len(stored(portal)) == (status == 303)
