"""Headers of every answer, the host we answer to, how much one may send, and whom a limit counts."""

import pytest

from sideevents.web.protection import CONTENT_SECURITY_POLICY
from tests import scenes

HTTPS = {"PUBLIC_URL": "https://side-events.example.org"}
FORM = f"/{scenes.SLUG}/propose"


@pytest.fixture
def client(app):
    with app.app_context():
        scenes.vienna()
    return app.test_client()


@pytest.mark.parametrize("path", [f"/{scenes.SLUG}/", FORM, "/office/sign-in", "/nowhere/", "/healthz"])
def test_every_answer_makes_the_browser_strict(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_behind_a_link_are_kept_by_nobody(client):
    for path in ("/office/sign-in", "/proposals/nonsense"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_huge_body_is_refused_before_it_is_read(client, kind):
    answer = client.post(FORM, data=b"title=" + b"x" * 20_000_000, content_type=kind)
    assert answer.status_code == 413
    assert "too much text" in answer.text


def test_an_error_is_told_as_problem_details_where_json_was_asked_for(client):
    answer = client.get("/nowhere/programme.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("side-events.example.org", 200),
        ("evil.example.org", 400),
        ("side-events.example.org:8443", 400),  # a forged port is a forged link too
    ],
)
def test_behind_https_only_the_public_address_is_answered(app_on, host, status):
    app = app_on(**HTTPS)
    with app.app_context():
        scenes.vienna()
    answer = app.test_client().get(FORM, base_url=f"https://{host}")
    assert answer.status_code == status
    if status == 200:
        assert "Strict-Transport-Security" in answer.headers
        assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(("hops", "limited"), [(0, True), (1, False)])
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(app_on, hops, limited):
    app = app_on(TRUSTED_PROXIES=hops, SOURCE_LIMITS={"submit": 1, "find": 1, "sign-in": 1}, WTF_CSRF_ENABLED=False)
    client = app.test_client()

    def ask(source: str) -> int:
        headers = {"X-Forwarded-For": source}
        return client.post("/office/sign-in", data={"email": "a@example.org"}, headers=headers).status_code

    assert ask("192.0.2.1") == 303
    assert ask("192.0.2.2") == (429 if limited else 303)
