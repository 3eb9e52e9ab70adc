"""The office behind the sign-in: conferences, inbox, programme state, extensions."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import instant_text, last_minute_text, wish_text
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.workflow import Status
from sideevents.store.booking import chosen_bookings
from sideevents.store.inbox import read_inbox
from sideevents.store.post import count_open
from sideevents.store.proposal import count_by_status, extensions_of, is_spent
from sideevents.usecases.issue_extension import issue_extension
from sideevents.web import (
    office_board,
    office_collection,
    office_decision,
    office_inbox,
    office_letters,
    office_proposal,
    office_rhythm,
    office_sign_in,
    office_words,
)
from sideevents.web.errors import is_aged
from sideevents.web.office_access import Desk, blueprint, conferences_of, enter, enter_to_decide
from sideevents.web.office_forms import ExtensionForm

__all__ = [
    "blueprint",
    "office_collection",
    "office_decision",
    "office_letters",
    "office_proposal",
    "office_rhythm",
    "office_sign_in",
    "office_words",
]


@blueprint.get("/")
def conferences() -> ResponseReturnValue:
    """The officer's conferences, and how the post of each fares; straight to the only one."""
    rows = conferences_of(g.officer)
    if len(rows) == 1:
        return redirect(url_for(".inbox", slug=rows[0].slug))
    post = count_open([row.id for row in rows if g.officer.role_in(row.id) == "officer"])
    found = [(row.read(), post.get(row.id)) for row in rows]
    return render_template("office/conferences.html", conferences=found, conference=None)


@blueprint.get("/<slug>/")
def inbox(slug: str) -> ResponseReturnValue:
    """Every confirmed proposal, filtered by the address."""
    desk, now = enter(slug), clock.now()
    filters, rows = office_inbox.Filters.read(request.args), read_inbox(desk.row.id)
    found = [row for row in rows if filters.fits(row) and filters.fits_state(row)]
    return render_template(
        "office/inbox.html",
        desk=desk,
        conference=desk.conference,
        filters=filters,
        tabs=office_inbox.state_tabs(rows, filters, slug=slug),
        lines=[office_inbox.line(row, desk.conference, now=now) for row in found],
        total=len(rows),
        windows=[(window.name, wish_text(window)) for window in desk.conference.windows],
        unconfirmed=count_by_status(desk.row.id).get(Status.UNCONFIRMED, 0),
        current="inbox",
    )


@blueprint.get("/<slug>/programme")
def programme(slug: str) -> ResponseReturnValue:
    """Windows and rooms with what is in them."""
    desk = enter(slug)
    named = {row.proposal.id: (row.proposal.reference or "", row.ask.title) for row in read_inbox(desk.row.id)}
    found = office_board.board(desk.conference, chosen_bookings(desk.row.id), named)
    return render_template(
        "office/programme.html", desk=desk, conference=desk.conference, board=found, current="programme"
    )


@blueprint.route("/<slug>/extensions", methods=["GET", "POST"])
def extensions(slug: str) -> ResponseReturnValue:
    """Exceptions from the deadline: the list, and a form for one more."""
    desk, form = enter_to_decide(slug), ExtensionForm()
    if request.method != "POST":
        return _extensions_page(desk, form)
    if is_aged():
        form.show([Problem("form-aged")], desk.conference)
        return _extensions_page(desk, form), 400
    wanted, problems = form.read(desk.conference)
    try:
        if problems:
            raise Refused(problems)
        issue_extension(**wanted, slug=slug, by=desk.officer.email, now=clock.now())
    except Refused as refused:
        form.show(refused.problems, desk.conference)
        return _extensions_page(desk, form), 422
    flash(_("The extension is issued and its link is mailed to %(email)s.", email=wanted["email"]))
    return redirect(url_for(".extensions", slug=slug), code=303)


def _extensions_page(desk: Desk, form: ExtensionForm) -> str:
    conference = desk.conference
    rows = [
        (
            row,
            last_minute_text(row.until, conference),
            instant_text(row.issued_at, conference),
            is_spent(row, now=clock.now()),
        )
        for row in extensions_of(desk.row.id)
    ]
    return render_template(
        "office/extensions.html", desk=desk, conference=conference, form=form, rows=rows, current="extensions"
    )
