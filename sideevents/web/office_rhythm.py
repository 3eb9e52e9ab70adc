"""The office's digest: its hour, when the next one leaves, and how it would read now."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField

from sideevents import clock
from sideevents.describing import instant_text
from sideevents.mail.digest import digest
from sideevents.mail.letter import Letter
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.reminder import is_over, next_digest
from sideevents.store.digest import read_digest
from sideevents.store.due import digest_since
from sideevents.store.words import words_of
from sideevents.usecases.set_digest_hour import HOURS, set_digest_hour
from sideevents.web.errors import is_aged
from sideevents.web.office_access import Desk, blueprint, enter_to_decide
from sideevents.web.office_forms import OfficeForm

NONE, UNKNOWN = "", -1


class RhythmForm(OfficeForm):
    """At which full hour the digest leaves, or that there is none."""

    hour = SelectField(lazy_gettext("Hour of the digest"), validate_choice=False, render_kw={"class": "short"})

    def offer(self, present: int | None) -> None:
        """Give the choices; before anything was chosen, what is set now."""
        hours = [(str(hour), f"{hour:02d}:00") for hour in HOURS]
        self.hour.choices = [(NONE, _("No digest")), *hours]
        if not self.is_submitted():
            self.hour.data = NONE if present is None else str(present)

    def wanted(self) -> int | None:
        """The hour that was chosen; None for no digest, an hour of no day for what is no number."""
        chosen = self.hour.data or NONE
        if chosen == NONE:
            return None
        return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 2 else UNKNOWN


@blueprint.route("/<slug>/rhythm", methods=["GET", "POST"])
def rhythm(slug: str) -> ResponseReturnValue:
    """Show the digest, and set its hour."""
    desk, form = enter_to_decide(slug), RhythmForm()
    form.offer(desk.row.digest_hour)
    if request.method != "POST":
        return _page(desk, form)
    if is_aged():
        form.show([Problem("form-aged")], desk.conference)
        return _page(desk, form), 400
    try:
        set_digest_hour(slug, hour=form.wanted())
    except Refused as refused:
        form.show(refused.problems, desk.conference)
        return _page(desk, form), 422
    flash(_("The hour of the digest is set.") if form.hour.data else _("There will be no digest."))
    return redirect(url_for(".rhythm", slug=slug), code=303)


def _page(desk: Desk, form: RhythmForm) -> str:
    now = clock.now()
    return render_template(
        "office/rhythm.html",
        desk=desk,
        conference=desk.conference,
        form=form,
        next_words=_next_words(desk, now=now),
        letter=_as_it_would_read(desk, now=now),
        current="rhythm",
    )


def _next_words(desk: Desk, *, now: datetime) -> str:
    row, conference = desk.row, desk.conference
    if is_over(conference, now=now):
        return _("The conference is over: no digest is sent any more.")
    if row.digest_hour is None:
        return _("No digest is sent.")
    if row.outbox_held:
        return _("The letters of this conference are held back; the digest begins when they are released.")
    due = next_digest(row.digest_hour, now=now, zone=conference.zone, last_sent=row.digest_at)
    if due <= now:
        return _("The next digest leaves within a minute.")
    return _("The next digest leaves on %(instant)s.", instant=instant_text(due, conference))


def _as_it_would_read(desk: Desk, *, now: datetime) -> Letter | None:
    """The digest of this moment; None if there is nothing to tell."""
    row, conference = desk.row, desk.conference
    facts = read_digest(row.id, conference, since=digest_since(row, now=now), now=now)
    if facts.is_empty:
        return None
    day = now.astimezone(conference.zone).date()
    return digest(facts, day=day, conference=conference, words=words_of(row.id), now=now)
