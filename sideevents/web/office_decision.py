"""Deciding and undoing by the links of letters, without signing in. Opening a page decides nothing."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import instant_text
from sideevents.mail import links
from sideevents.mail.links import Link
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.store.decision import decided_since
from sideevents.store.proposal import ProposalRow, find_proposal
from sideevents.web.office_access import INITIALS_KEY, blueprint
from sideevents.web.office_desk import (
    ABOUT_THE_STATE,
    Seat,
    blank_form,
    desk_facts,
    refresh,
    refusal_facts,
    respond,
    verbs,
)
from sideevents.web.office_forms import DecisionForm, UndoForm
from sideevents.web.office_undo import latest, take_back, undo_facts, why_not
from sideevents.wording import action_done, status_text


@blueprint.route("/decide/<token>", methods=["GET", "POST"])
def decide(token: str) -> ResponseReturnValue:
    """The decision page of one revision, behind the link of the office's letter."""
    link, proposal = _read(links.DECIDE, token)
    now, conference = clock.now(), proposal.conference.read()
    if link.expired(now):
        return _spent([_("This link was good until %(at)s.", at=instant_text(link.until, conference))], proposal)
    if request.method == "POST":
        form = DecisionForm()
        return respond(_seat(link, proposal, conference, form), form)
    if why := _superseded(link, proposal, conference):
        return _spent(why, proposal)
    form = blank_form(proposal, conference, now=now)
    refresh(form, proposal)
    return _page(form, proposal.id, link)


def _read(purpose: links.Purpose, token: str) -> tuple[Link, ProposalRow]:
    link = purpose.read(token)
    proposal = find_proposal(link.claims["proposal"]) if link else None
    if link is None or proposal is None:
        abort(404)
    return link, proposal


def _seat(link: Link, proposal: ProposalRow, conference: Conference, form: DecisionForm) -> Seat:
    proposal_id, mailbox = proposal.id, link.claims["mailbox"]
    decisions = link.claims["decisions"]
    # what a page has seen since counts only while its link lives: no form brings a dead one back
    if not _superseded(link, proposal, conference):
        decisions = max(decisions, form.seen("decisions"))

    def show(form: DecisionForm, **changed: Any) -> str:
        return _page(form, proposal_id, link, **changed)

    def done(decision: int) -> ResponseReturnValue:
        token = links.undo_token(proposal_id, decision=decision, mailbox=mailbox, now=clock.now())
        return redirect(url_for(".undo", token=token), code=303)

    return Seat(
        proposal_id=proposal_id,
        conference=conference,
        by=mailbox,
        revision=link.claims["revision"],
        decisions=decisions,
        show=show,
        done=done,
    )


def _page(
    form: DecisionForm, proposal_id: int, link: Link, *, problems: Iterable[Problem] = (), busy: bool = False
) -> str:
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    conference, found = proposal.conference.read(), list(problems)
    over = bool(_superseded(link, proposal, conference))
    if any(problem.code in ABOUT_THE_STATE for problem in found) and not over:
        refresh(form, proposal)
    return render_template(
        "office/decide.html",
        **desk_facts(form, proposal, conference=conference, now=clock.now()),
        **refusal_facts(found, proposal, conference),
        # a newer decision or text has its own link: here one can only read what was typed
        over=over,
        busy=busy,
    )


def _superseded(link: Link, proposal: ProposalRow, conference: Conference) -> list[str]:
    """Why a genuine link is dead, or nothing."""
    row = decided_since(proposal.id, count=link.claims["decisions"])
    if row is not None:
        facts = {
            "done": action_done(row.action),
            "by": row.initials or row.by,
            "at": instant_text(row.at, conference),
        }
        return [_("This link was for one decision, and it was taken: %(done)s by %(by)s on %(at)s.", **facts)]
    if proposal.revision != link.claims["revision"]:
        newer = _(
            "The organizer has changed the text: it is revision %(number)s now. The letter about it has a link of its"
            " own.",
            number=proposal.revision,
        )
        return [newer]
    if not verbs(proposal):
        return [_("Here is nothing left to decide.")]
    return []


def _spent(why: list[str], proposal: ProposalRow) -> ResponseReturnValue:
    conference = proposal.conference.read()
    page = render_template(
        "office/spent.html",
        why=why,
        reference=proposal.reference,
        state=proposal.status,
        status_words=status_text(proposal.status),
        conference=conference,
    )
    return page, 410


@blueprint.route("/undo/<token>", methods=["GET", "POST"])
def undo(token: str) -> ResponseReturnValue:
    """What was just decided, its letter, and the way back for as long as there is one."""
    link, proposal = _read(links.UNDO, token)
    now, conference = clock.now(), proposal.conference.read()
    why = why_not(proposal, decision=link.claims["decision"], conference=conference, now=now)
    if link.expired(now):
        why = _("The link to take this back was good until %(at)s.", at=instant_text(link.until, conference))
    if request.method == "POST" and not why:
        return _undo(link, proposal.id, conference)
    form = UndoForm(formdata=None, initials=session.get(INITIALS_KEY, ""))
    return _undo_page(form, proposal.id, link, why=why), 410 if why else 200


def _undo(link: Link, proposal_id: int, conference: Conference) -> ResponseReturnValue:
    form, mailbox = UndoForm(), link.claims["mailbox"]

    def show(why: str = "") -> str:
        return _undo_page(form, proposal_id, link, why=why)

    refused = take_back(
        form, proposal_id, decision=link.claims["decision"], by=mailbox, conference=conference, show=show
    )
    if refused is not None:
        return refused
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    anew = links.decide_url(proposal, mailbox=mailbox, now=clock.now())
    return redirect(urlsplit(anew).path, code=303)


def _undo_page(form: UndoForm, proposal_id: int, link: Link, *, why: str) -> str:
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    row = latest(proposal_id, decision=link.claims["decision"])
    facts = undo_facts(proposal, row, conference=proposal.conference.read())
    return render_template("office/undo.html", form=form, why=why, **facts)
