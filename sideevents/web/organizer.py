"""The organizer's door: propose a side event, and find what one proposed."""

import hashlib
import re
import secrets
from functools import partial

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from sideevents import clock
from sideevents.rules.admission import admission_problems
from sideevents.rules.ask import Ask
from sideevents.rules.sameness import digest_of
from sideevents.usecases.send_links import send_links
from sideevents.usecases.submit_proposal import Submission, submit_proposal
from sideevents.web import organizer_hand_over, organizer_page
from sideevents.web.forms import AddressForm, ProposalForm
from sideevents.web.organizer_access import Refusal, attempt, blueprint, conference_at, is_aged
from sideevents.web.organizer_desk import FormDesk
from sideevents.web.organizer_views import preview_of
from sideevents.web.protection import limit

__all__ = ["blueprint", "organizer_hand_over", "organizer_page"]

KEY = re.compile(r"[\w-]{16,64}", re.ASCII)


@blueprint.route("/<slug>/propose", methods=["GET", "POST"])
def propose(slug: str) -> ResponseReturnValue:
    """The form: shown, previewed, or sent in."""
    desk = FormDesk.at(slug, now=clock.now())
    if request.method == "POST":
        return _posted(desk)
    if not desk.is_open:
        return _closed(desk)
    return _form_page(desk, desk.empty_form())


def _posted(desk: FormDesk) -> ResponseReturnValue:
    form = ProposalForm.of()
    rules = partial(admission_problems, conference=desk.conference, now=desk.now, extension_until=desk.extended_until)
    if request.form.get("step") == "preview" and not is_aged():
        ask, problems, _ = form.read(rules)
        # nobody need accept rules only to look
        form.show([each for each in problems if each.about != "accept_rules"], desk.conference)
        return _form_page(desk, form, preview=preview_of(ask, desk.conference))
    refusal = attempt(lambda: _submit(desk, form, form.ask(rules)))
    if refusal:
        form.show(refusal.problems, desk.conference)
        return _form_page(desk, form, refusal=refusal)
    return redirect(url_for(".received", slug=desk.conference.slug), code=303)


def _submit(desk: FormDesk, form: ProposalForm, ask: Ask) -> None:
    limit("submit")
    key = _key(form.submission_key.data or "", ask, is_anew=request.form.get("step") == "anew")
    extension = desk.extension.id if desk.extension else None
    submission = Submission(key=key, language=str(get_locale() or "en"), extension=extension)
    with form.placing():
        submit_proposal(ask, slug=desk.conference.slug, submission=submission, now=desk.now)


def _key(given: str, ask: Ask, *, is_anew: bool) -> str:
    """What tells a second press from a second proposal. Sent "anew", other content under a used key is its own."""
    if not given:
        return secrets.token_urlsafe(24)
    if is_anew:
        given = f"{given} {digest_of(ask)}"
    return given if KEY.fullmatch(given) else hashlib.sha256(given.encode()).hexdigest()


def _form_page(
    desk: FormDesk, form: ProposalForm, *, refusal: Refusal | None = None, preview: object = None
) -> ResponseReturnValue:
    if not form.submission_key.data:
        form.submission_key.data = secrets.token_urlsafe(24)
    form.offer(desk.conference, wishes=desk.wishes)
    page = render_template(
        "organizer/propose.html", desk=desk, conference=desk.conference, form=form, preview=preview, nav="propose"
    )
    response = make_response(page, refusal.status if refusal else 200)
    response.headers.update(refusal.headers if refusal else {})
    return response


def _closed(desk: FormDesk) -> ResponseReturnValue:
    status = 410 if desk.extension_problem else 200
    page = render_template("organizer/closed.html", desk=desk, conference=desk.conference, nav="propose")
    return page, status


@blueprint.get("/<slug>/received")
def received(slug: str) -> ResponseReturnValue:
    """Where a submission lands: what to do next."""
    conference = conference_at(slug).read()
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    return render_template("organizer/received.html", conference=conference, sender=sender, nav="propose")


@blueprint.route("/<slug>/find-my-proposals", methods=["GET", "POST"])
def find(slug: str) -> ResponseReturnValue:
    """Have the links mailed again; the answer is the same whether the address is known or not."""
    conference, form = conference_at(slug).read(), AddressForm()
    page = partial(render_template, "organizer/find.html", conference=conference, form=form, nav="find")
    if request.method != "POST":
        return page(sent="sent" in request.args)
    refusal = attempt(lambda: _send_links(form, slug=slug))
    if refusal is None:
        return redirect(url_for(".find", slug=slug, sent=1), code=303)
    form.show(refusal.problems, conference)
    return page(sent=False), refusal.status, refusal.headers


def _send_links(form: AddressForm, *, slug: str) -> None:
    limit("find")
    send_links(form.checked_address(), slug=slug, now=clock.now())
