"""What goes wrong, in words that say what to do next; as problem details (RFC 9457) where JSON was asked for."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError

from sideevents.extensions import db
from sideevents.rules.problem import Gone, MovedOn, Refused
from sideevents.store.unit_of_work import Busy
from sideevents.wording import sentence

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5


def register(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Busy, busy)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(TimeoutError, busy)


def words(status: int) -> tuple[str, str]:
    """Heading and advice for a status."""
    known = {
        400: (_("We could not read that request"), _("Go back, reload the page and try again.")),
        403: (_("This is not open to you"), _("Ask the conference office if you should be able to do this.")),
        404: (
            _("There is no such page"),
            _("The address may be cut off or mistyped. If it came in a letter, copy the whole link into the browser."),
        ),
        405: (_("That cannot be done here"), _("Go back to the page you came from and use its buttons.")),
        409: (_("Something has changed meanwhile"), _("Reload the page to see how things stand now.")),
        410: (_("This link is no longer good"), _("Have your links mailed to you again.")),
        413: (_("That is too much text"), _("Go back and shorten it; the form says how much fits in each field.")),
        429: (
            _("Too many requests from your network"),
            _("Wait a while and try again. What you have typed is still in the page you came from."),
        ),
        503: (
            _("The portal is busy"),
            _("Nothing was changed. Wait a few seconds, go back and send it again; a second press does no harm."),
        ),
    }
    fallback = (
        _("Something went wrong on our side"),
        _("It has been noted. Try again in a minute; if it stays, write to the conference office."),
    )
    return known.get(status, fallback)


def answer(status: int, *, details: list[str] | None = None, headers: dict[str, str] | None = None) -> Any:
    """The page, or the problem details, of one status."""
    heading, advice = words(status)
    if request.path.endswith(".json") or request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": heading, "status": status, "detail": " ".join(details or [advice])}
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        page = render_template("error.html", heading=heading, advice=advice, details=details or [], conference=None)
        response = make_response(page)
    response.status_code = status
    response.headers.update(headers or {})
    return response


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error; redirects pass."""
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, InternalServerError):
        db.session.rollback()
    headers = {name: value for name, value in error.get_headers() if name in ("Retry-After", "Allow")}
    return answer(error.code, headers=headers)


def csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """A form without its token: too old, or not ours."""
    return answer(400, details=[_("The page you sent was too old or did not come from here.")])


def is_aged() -> bool:
    """Whether the posted form came without a valid token: it lay open for longer than the browser's session."""
    return bool(g.get("aged", False))


def may_come_back() -> bool:
    """Whether a form without a valid token may be shown again with its text: there is some, and no other site sent it,
    whose words must not stand on our page with a fresh token."""
    origin = request.headers.get("Origin")
    return bool(request.form) and (origin is None or urlsplit(origin).netloc == request.host)


def show_again(error: CSRFError) -> ResponseReturnValue:
    """Let the view of an aged form show it again, with all that was typed and a fresh token. The view asks ``is_aged``
    and does nothing else."""
    if not may_come_back() or request.endpoint is None:
        return csrf_error(error)
    g.aged = True
    view: Any = current_app.view_functions[request.endpoint]
    try:
        answer: Any = view(**(request.view_args or {}))
    except (HTTPException, Refused, Busy, OperationalError, TimeoutError) as raised:
        # nobody else handles what a handler raises
        answer = current_app.handle_user_exception(raised)
    return answer


def refused(error: Refused) -> ResponseReturnValue:
    """A refusal that no door has shown beside a field."""
    status = 410 if isinstance(error, Gone) else 409 if isinstance(error, MovedOn) else 422
    return answer(status, details=[sentence(problem, None) for problem in error.problems])


def busy(error: Exception) -> ResponseReturnValue:
    """The database did not take the request in time, or is away: nothing was changed."""
    db.session.rollback()
    log.error("database busy or away: %s", type(error).__name__)
    return answer(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
