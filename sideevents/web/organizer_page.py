"""Behind the links that an organizer gets by mail: confirm, see, amend, withdraw, answer an offer."""

from functools import partial

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import ask_facts
from sideevents.mail import links
from sideevents.rules.admission import ask_problems
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Gone
from sideevents.rules.workflow import Action, Status
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of, wishes_per_window
from sideevents.usecases.amend_proposal import amend_proposal
from sideevents.usecases.answer_offer import answer_offer
from sideevents.usecases.confirm_address import confirm_address
from sideevents.usecases.withdraw_proposal import withdraw_proposal
from sideevents.web.differences import differences
from sideevents.web.forms import NoteForm, ProposalForm
from sideevents.web.organizer_access import (
    Holder,
    Refusal,
    attempt,
    blueprint,
    for_holder,
    gone,
    is_aged,
    moved_on,
    office_mail,
)
from sideevents.web.organizer_desk import start_again_url
from sideevents.web.organizer_views import ProposalPage, objection, preview_of
from sideevents.web.reading import seen_number
from sideevents.wording import status_text

AMENDING = (Action.AMEND, Action.RESUBMIT)
ANSWERS = {"accept": Action.ACCEPT, "refuse": Action.REFUSE}


@blueprint.route("/proposals/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """One button behind the mailed link; pressing it submits the proposal, opening the page does not."""
    link, now = links.CONFIRM.read(token), clock.now()
    proposal = find_proposal(link.claims["proposal"]) if link else None
    if link is None or proposal is None:
        abort(404)
    conference = proposal.conference.read()
    if is_aged():
        return _confirm_page(proposal, conference), 400
    if request.method != "POST":
        is_over = link.expired(now) or proposal.state is not Status.UNCONFIRMED
        return _over(token, proposal, conference) if is_over else _confirm_page(proposal, conference)
    try:
        confirm_address(proposal.id, now=now)
    except Gone:
        return _over(token, proposal, conference)
    flash(_("Your address is confirmed, and the proposal is before the conference office."))
    page = links.page_token(proposal.id, epoch=proposal.contact_epoch, conference=conference)
    return redirect(url_for(".page", token=page), code=303)


def _confirm_page(proposal: ProposalRow, conference: Conference) -> str:
    return render_template("organizer/confirm.html", conference=conference, ask=revision_of(proposal), aged=is_aged())


def _over(token: str, proposal: ProposalRow, conference: Conference) -> ResponseReturnValue:
    """The link was used, or its 48 hours are over: how to go on, with the text."""
    if proposal.state not in (Status.UNCONFIRMED, Status.EXPIRED):
        words = status_text(proposal.status)
        said = [_("This address was confirmed already."), _("The proposal is now: %(status)s.", status=words)]
        return gone(conference, said)
    ask = revision_of(proposal)
    page = render_template(
        "organizer/expired.html",
        conference=conference,
        ask=ask,
        text_facts=ask_facts(ask, conference),
        again=start_again_url(proposal, conference, token=token, now=clock.now()),
        office_mail=office_mail(conference, subject=_("A side event proposal that was not confirmed in time")),
    )
    return page, 410


@blueprint.get("/proposals/<token>")
@for_holder
def page(holder: Holder) -> ResponseReturnValue:
    """State, what happens next, letters, text, and what one can do."""
    return render_template("organizer/proposal.html", conference=holder.conference, page=ProposalPage(holder))


@blueprint.route("/proposals/<token>/amend", methods=["GET", "POST"])
@for_holder
def amend(holder: Holder) -> ResponseReturnValue:
    """The text again, to be changed; a preview shows what would be different."""
    is_post = request.method == "POST"
    problem = objection(holder, AMENDING)
    if problem and not is_post:
        return moved_on(holder, [problem])
    form = _amend_form(holder)
    if not is_post:
        return _amend_page(holder, form)
    rules = partial(ask_problems, conference=holder.conference)
    if request.form.get("step") == "preview" and not is_aged():
        ask, problems, _readable = form.read(rules)
        form.show(problems, holder.conference)
        return _amend_page(holder, form, ask=ask)
    refusal = attempt(lambda: _amend(holder, form, form.ask(rules)))
    if refusal:
        return _amend_refused(holder, form, refusal)
    flash(_("Your new text is before the conference office."))
    return redirect(holder.page, code=303)


def _amend_form(holder: Holder) -> ProposalForm:
    form = ProposalForm.of(holder.ask, revision=str(holder.proposal.revision))
    return form.for_amending(address=holder.proposal.contact_email)


def _amend(holder: Holder, form: ProposalForm, ask: Ask) -> None:
    with form.placing():
        amend_proposal(holder.proposal.id, ask, revision=seen_number(form.revision.data), now=holder.now)


def _amend_refused(holder: Holder, form: ProposalForm, refusal: Refusal) -> ResponseReturnValue:
    form.show(refusal.problems, holder.conference)
    ask = None
    if "revision-changed" in form.codes:
        # the next press is about the text that stands there now: the page shows what it would replace
        ask = form.read(lambda _ask: [])[0]
        form.revision.data = str(holder.proposal.revision)
    return _amend_page(holder, form, refusal=refusal, ask=ask)


def _amend_page(
    holder: Holder, form: ProposalForm, *, refusal: Refusal | None = None, ask: Ask | None = None
) -> ResponseReturnValue:
    """The form; with ``ask`` what it would change, and how it would look."""
    form.offer(holder.conference, wishes=wishes_per_window(holder.proposal.conference_id))
    body = render_template(
        "organizer/amend.html",
        conference=holder.conference,
        holder=holder,
        form=form,
        preview=preview_of(ask, holder.conference) if ask else None,
        changed=differences(revision_of(holder.proposal), ask, holder.conference) if ask else None,
    )
    response = make_response(body, refusal.status if refusal else 200)
    response.headers.update(refusal.headers if refusal else {})
    return response


@blueprint.route("/proposals/<token>/withdraw", methods=["GET", "POST"])
@for_holder
def withdraw(holder: Holder) -> ResponseReturnValue:
    """Ask once more, with a note; then take the proposal back."""
    form = NoteForm()
    problem = objection(holder, [Action.WITHDRAW])
    if problem and request.method != "POST":
        return moved_on(holder, [problem])
    if request.method != "POST":
        return _note_page("organizer/withdraw.html", holder, form)
    refusal = attempt(lambda: withdraw_proposal(holder.proposal.id, note=form.checked_note(), now=holder.now))
    if refusal:
        return _note_page("organizer/withdraw.html", holder, form, refusal=refusal)
    flash(_("The proposal is withdrawn."))
    return redirect(holder.page, code=303)


@blueprint.get("/proposals/<token>/offer")
@for_holder
def offer(holder: Holder) -> ResponseReturnValue:
    """What is offered, and two buttons."""
    problem = objection(holder, [Action.ACCEPT])
    return moved_on(holder, [problem]) if problem else _note_page("organizer/offer.html", holder, NoteForm())


@blueprint.post("/proposals/<token>/answer")
@for_holder
def answer(holder: Holder) -> ResponseReturnValue:
    """Accept or refuse the offered slot."""
    form, action = NoteForm(), ANSWERS.get(request.form.get("answer", ""))
    if action is None:
        abort(400)
    refusal = attempt(lambda: answer_offer(holder.proposal.id, action, note=form.checked_note(), now=holder.now))
    if refusal:
        return _note_page("organizer/offer.html", holder, form, refusal=refusal)
    accepted = action is Action.ACCEPT
    flash(_("You accepted the offer: the side event is approved.") if accepted else _("You refused the offer."))
    return redirect(holder.page, code=303)


def _note_page(template: str, holder: Holder, form: NoteForm, *, refusal: Refusal | None = None) -> ResponseReturnValue:
    if refusal and refusal.status == 409:
        return moved_on(holder, refusal.problems)
    form.show(refusal.problems if refusal else [], holder.conference)
    body = render_template(template, conference=holder.conference, page=ProposalPage(holder), form=form, holder=holder)
    response = make_response(body, refusal.status if refusal else 200)
    response.headers.update(refusal.headers if refusal else {})
    return response
