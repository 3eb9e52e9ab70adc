"""Another contact for a proposal: the present one asks on the proposal's page, the new one agrees behind a link."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import EmailField, StringField

from sideevents import clock
from sideevents.mail import links
from sideevents.rules.conference import Conference
from sideevents.rules.contact import Contact, contact_problems, hand_over_problems, take_over_problems
from sideevents.rules.problem import Gone, Problem, Refused
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of
from sideevents.usecases.hand_over_proposal import hand_over_proposal
from sideevents.usecases.take_over_proposal import take_over_proposal
from sideevents.web.forms import KeptForm
from sideevents.web.organizer_access import (
    Holder,
    Refusal,
    attempt,
    blueprint,
    for_holder,
    gone,
    is_aged,
    moved_on,
)
from sideevents.web.protection import limit
from sideevents.web.reading import Reading
from sideevents.wording import sentences


class ContactForm(KeptForm):
    """The person who is to be the contact."""

    contact_name = StringField(lazy_gettext("Name of the new contact"))
    contact_email = EmailField(lazy_gettext("E-mail address of the new contact"))

    def contact(self, rules: Callable[[Contact], list[Problem]]) -> Contact:
        """Who is meant. Where a shape is wrong, Refused with everything that ``rules`` object to as well."""
        reading = Reading({field.name: field.data for field in self})
        name, typed = reading.line("contact_name"), reading.line("contact_email")
        contact = Contact(name, reading.address("contact_email", typed))
        if reading.problems:
            more = [problem for problem in rules(contact) if problem not in reading.problems]
            raise Refused([*reading.problems, *more])
        return contact


@blueprint.route("/proposals/<token>/hand-over", methods=["GET", "POST"])
@for_holder
def hand_over(holder: Holder) -> ResponseReturnValue:
    """Ask who is to be the contact; that person gets a letter, and until they agree nothing changes."""
    form = ContactForm()
    closed = hand_over_problems(holder.proposal.state)
    if closed:
        return moved_on(holder, closed)
    if request.method != "POST":
        return _hand_over_page(holder, form)
    refusal = attempt(lambda: _hand_over(holder, form))
    if refusal:
        return _hand_over_page(holder, form, refusal=refusal)
    flash(_("A letter is on its way to the new contact. Nothing changes before they agree, within 48 hours."))
    return redirect(holder.page, code=303)


def _hand_over(holder: Holder, form: ContactForm) -> None:
    limit("find")
    contact = form.contact(partial(contact_problems, ask=holder.ask, conference=holder.conference))
    hand_over_proposal(holder.proposal.id, contact, now=holder.now)


def _hand_over_page(holder: Holder, form: ContactForm, *, refusal: Refusal | None = None) -> ResponseReturnValue:
    if refusal and refusal.status == 409:
        return moved_on(holder, refusal.problems)
    form.show(refusal.problems if refusal else [], holder.conference)
    body = render_template("organizer/hand_over.html", conference=holder.conference, holder=holder, form=form)
    response = make_response(body, refusal.status if refusal else 200)
    response.headers.update(refusal.headers if refusal else {})
    return response


@blueprint.route("/proposals/take-over/<token>", methods=["GET", "POST"])
def take_over(token: str) -> ResponseReturnValue:
    """One button behind the mailed link; pressing it changes the contact, opening the page does not."""
    link, now = links.HAND_OVER.read(token), clock.now()
    proposal = find_proposal(link.claims["proposal"]) if link else None
    if link is None or proposal is None:
        abort(404)
    conference, contact = proposal.conference.read(), Contact(link.claims["name"], link.claims["address"])
    epoch, until = link.claims["epoch"], link.until
    over = take_over_problems(proposal.state, epoch=epoch, present_epoch=proposal.contact_epoch, until=until, now=now)
    if over:
        return gone(conference, sentences(over, conference))
    if request.method != "POST" or is_aged():
        return _take_over_page(proposal, contact, conference), 400 if is_aged() else 200
    try:
        epoch = take_over_proposal(proposal.id, contact, epoch=epoch, until=until, now=now)
    except Gone as refused:
        return gone(conference, sentences(refused.problems, conference))
    flash(_("You are the contact of this proposal now. The link to this page is on its way to you."))
    return redirect(url_for(".page", token=links.page_token(proposal.id, epoch=epoch, conference=conference)), code=303)


def _take_over_page(proposal: ProposalRow, contact: Contact, conference: Conference) -> str:
    return render_template(
        "organizer/take_over.html",
        conference=conference,
        reference=proposal.reference,
        ask=revision_of(proposal),
        contact=contact,
        aged=is_aged(),
    )
