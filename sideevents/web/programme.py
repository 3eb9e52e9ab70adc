"""The participants' door: the programme, its side events and its feeds. Reads only."""

from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from sideevents import clock
from sideevents.feeds import EXPORTS
from sideevents.feeds.calendar import event_calendar
from sideevents.rules.filtering import Filters, filtered
from sideevents.rules.programme import Programme, SideEvent
from sideevents.store.conference import all_conferences
from sideevents.store.programme import read_programme
from sideevents.web.programme_event import event_page
from sideevents.web.programme_page import programme_page

blueprint = Blueprint("programme", __name__)
TYPES = {"ics": "text/calendar; charset=utf-8", "json": "application/json; charset=utf-8"}
EDITION = 1  # rises when a feed says the same programme in other bytes


@blueprint.get("/")
def conferences() -> ResponseReturnValue:
    """To the only conference, or the list of them."""
    found = [row.read() for row in all_conferences()]
    if len(found) == 1:
        return redirect(url_for(".index", conference=found[0].slug), code=302)
    found.sort(key=lambda each: (each.dates, each.slug), reverse=True)
    return render_template("programme/conferences.html", conferences=found, conference=None, nav="programme")


@blueprint.get("/<conference>/")
def index(conference: str) -> ResponseReturnValue:
    """The programme, whole or filtered."""
    programme, now = _programme(conference), clock.now()
    page = programme_page(
        programme, filters=Filters.read(request.args), now=now, public_url=current_app.config["PUBLIC_URL"]
    )
    return _page("programme/index.html", page=page, conference=programme.conference)


@blueprint.get("/<conference>/programme.<any(ics, json):kind>")
def feed(conference: str, kind: str) -> ResponseReturnValue:
    """The same snapshot for calendars and programs, with the same filters."""
    programme, filters = _programme(conference), Filters.read(request.args)
    etag = _etag(programme, kind, *filters.given.items())
    if request.if_none_match.contains(etag):
        return _feed(b"", kind, etag=etag, programme=programme)
    body = EXPORTS[kind](filtered(programme, filters), public_url=current_app.config["PUBLIC_URL"])
    return _feed(body, kind, etag=etag, programme=programme)


@blueprint.get("/<conference>/events/<reference>")
def event(conference: str, reference: str) -> ResponseReturnValue:
    """One side event; it stays here when it is moved or cancelled."""
    programme = _programme(conference)
    page = event_page(_event(programme, reference), conference=programme.conference)
    return _page("programme/event.html", page=page, conference=programme.conference)


@blueprint.get("/<conference>/events/<reference>.ics")
def event_ics(conference: str, reference: str) -> ResponseReturnValue:
    """One side event for a calendar."""
    programme = _programme(conference)
    found = _event(programme, reference)
    body = event_calendar(found, conference=programme.conference, public_url=current_app.config["PUBLIC_URL"])
    response = _feed(body, "ics", etag=_etag(programme, "event", found.reference), programme=programme)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return response


def _programme(slug: str) -> Programme:
    return read_programme(slug, now=clock.now()) or abort(404)


def _event(programme: Programme, reference: str) -> SideEvent:
    return next((each for each in programme.events if each.reference == reference.upper()), None) or abort(404)


def _page(template: str, **facts: object) -> Response:
    """A page that browsers keep but ask about each time: it says how many days are left, and must never be stale."""
    response = make_response(render_template(template, nav="programme", **facts))
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _etag(programme: Programme, *parts: object) -> str:
    # the number of events: before programme_from it is none, and no version rises at that instant
    facts = (EDITION, programme.conference.slug, programme.version, programme.changed_at, len(programme.events))
    return sha256(repr((facts, str(get_locale()), parts)).encode()).hexdigest()[:32]


def _feed(body: bytes, kind: str, *, etag: str, programme: Programme) -> Response:
    response = Response(body, content_type=TYPES[kind])
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(etag)
    opened = programme.conference.programme_from if programme.events else None
    response.last_modified = max(programme.changed_at, opened or programme.changed_at)
    response.make_conditional(request)
    return response
