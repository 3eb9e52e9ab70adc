"""The way in and out of the office: an address, a mailed link, a button; no password."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.addresses import clean_address
from sideevents.mail import links
from sideevents.rules.problem import Gone, Problem
from sideevents.store.office import find_sign_in
from sideevents.usecases.request_sign_in import request_sign_in
from sideevents.usecases.sign_in import sign_in as start_session
from sideevents.usecases.sign_out import sign_out as end_sessions
from sideevents.web.errors import is_aged
from sideevents.web.office_access import COOKIE_KEY, CSRF_KEY, INITIALS_KEY, NEXT_KEY, blueprint, safe_next
from sideevents.web.office_forms import SignInForm
from sideevents.web.protection import limit
from sideevents.wording import sentence


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the address is on the list or not."""
    form = SignInForm()
    if request.method != "POST":
        if "sent" not in request.args:
            session[NEXT_KEY] = safe_next(request.args.get("next"))
        return _form_page(form)
    if is_aged():
        form.show_words("", sentence(Problem("form-aged")))
        return _form_page(form), 400
    limit("sign-in")
    try:
        address = clean_address(form.email.data or "").casefold()
    except ValueError:
        form.email.errors = [sentence(Problem("bad-address"))]
        return _form_page(form), 422
    request_sign_in(address, now=clock.now())
    return redirect(url_for(".sign_in", sent=1), code=303)


def _form_page(form: SignInForm) -> str:
    sent = "sent" in request.args
    return render_template("office/sign_in.html", form=form, sent=sent, minutes=links.SIGN_IN_MINUTES, conference=None)


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
def use_sign_in(token: str) -> ResponseReturnValue:
    """One button behind the mailed link; pressing it starts a session, opening the page does not."""
    link = links.SIGN_IN.read(token)
    if link is None:
        abort(404)
    now = clock.now()
    if link.expired(now):
        return _gone([Problem("link-expired")])
    if request.method != "POST":
        row = find_sign_in(link.claims["nonce"])
        if row is None or row.used_at is not None:
            return _gone([Problem("link-used")])
        return render_template("office/sign_in_button.html", email=row.email, conference=None)
    try:
        secret = start_session(link.claims["nonce"], now=now)
    except Gone as gone:
        return _gone(gone.problems)
    return _welcome(secret)


def _welcome(secret: str) -> ResponseReturnValue:
    wanted = session.get(NEXT_KEY)
    # the secret of the forms stays: a decision may lie half written in another tab
    kept = {name: session[name] for name in (INITIALS_KEY, CSRF_KEY) if name in session}
    # new contents otherwise: whatever stood in the cookie before the sign-in is worth nothing after it
    session.clear()
    session.update(kept)
    session[COOKIE_KEY] = secret
    return redirect(safe_next(wanted) or url_for(".conferences"), code=303)


def _gone(problems: list[Problem]) -> tuple[Any, int]:
    said = [sentence(problem) for problem in problems]
    return render_template("office/sign_in_gone.html", said=said, conference=None), 410


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out in every browser."""
    email = g.officer.email
    end_sessions(email)
    session.clear()
    flash(_("You are signed out, in every browser in which you were signed in."))
    return redirect(url_for(".sign_in"), code=303)
