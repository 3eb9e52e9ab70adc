"""Headers of every answer, the host we answer to, and limits on what one source may ask for."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import TooManyRequests

from sideevents import clock
from sideevents.store import office
from sideevents.store.unit_of_work import unit_of_work

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PRIVATE_PATHS = ("/proposals/", "/office")


def register(app: Flask) -> None:
    """Check the host before, set the headers after each request."""
    app.before_request(refuse_foreign_hosts)
    app.after_request(set_headers)


def refuse_foreign_hosts() -> None:
    """Behind https answer to the public address only, port included; a forged Host reaches no page and no link."""
    public = urlsplit(current_app.config["PUBLIC_URL"])
    if public.scheme == "https" and request.host != public.netloc and request.path not in ("/healthz", "/readyz"):
        abort(400)


def set_headers(response: Response) -> Response:
    """Headers that make a browser strict; pages behind a token or a sign-in are kept by nobody."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # same-origin, not no-referrer: Flask-WTF checks the referrer of posts over https
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.path.startswith(PRIVATE_PATHS) or request.method == "POST":
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex"
    return response


def limit(what: str) -> None:
    """Count one more ``what`` of this source in this hour; 429 with Retry-After beyond the setting."""
    now = clock.now()
    period = now.replace(minute=0, second=0, microsecond=0)
    count = _count(f"{what}:{request.remote_addr}", period_start=period)
    if count > current_app.config["SOURCE_LIMITS"][what]:
        retry_after = int((period + timedelta(hours=1) - now).total_seconds()) + 1
        raise TooManyRequests(retry_after=retry_after)


_count = unit_of_work(office.count_up)
