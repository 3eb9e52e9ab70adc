"""The test ground itself: what it promises, and that its checks can fail."""

import smtplib
import ssl
import subprocess
import sys

import psycopg
import pytest
from flask import Flask, redirect, request

from tests.grounds import provide
from tests.grounds.markup import page_problems
from tests.grounds.pages import Pages
from tests.grounds.server import serve
from tests.grounds.smtp import PASSWORD, USERNAME, SmtpServer

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body><h1>A page</h1>{}</body></html>"""
FORM = """<form method="post" action="/send" id="it"><input type="hidden" name="csrf_token" value="t">
<label for="a">Title</label><input id="a" name="title" value="preset"><label>Text<textarea name="text">
one
two</textarea></label><label><input type="checkbox" name="boxes" value="x" checked> X</label>
<label><input type="checkbox" name="boxes" value="y"> Y</label><label for="s">Which</label><select id="s" name="which">
<option value="1">One</option><option value="2" selected>Two</option></select>
<input type="hidden" name="key" value="k">
<button name="step" value="preview">Preview</button><button>Send</button></form>"""


@pytest.mark.parametrize(
    ("inside", "complaint"),
    [
        ("<h1>Two</h1>", "one h1"),
        ("<h3>Skips</h3>", "follows h1"),
        ("<p id='a'></p><p id='a'></p>", "stands 2 times"),
        ("<input name='q'>", "has no label"),
        ("<select name='q'></select>", "has no label"),
        ("<form method='post'></form>", "no csrf_token"),
        ("<p style='color: red'>x</p>", "inline style"),
        ("<script>alert(1)</script>", "inline <script>"),
        ("<button onclick='x()'>x</button>", "inline onclick"),
        ("<a href='/x'></a>", "says nothing"),
        ("<img src='/x.png'>", "no alt"),
        ("<a href='#gone'>x</a>", "which is nowhere"),
        ("<p><b>x</p></b>", "is open"),
    ],
)
def test_a_page_with_a_fault_is_found(inside, complaint):
    assert complaint in " ".join(page_problems(GOOD.format(inside)))


def test_a_page_without_faults_passes():
    assert page_problems(GOOD.format("<h2>Part</h2>" + FORM)) == []
    assert len(page_problems("<p>hello</p>")) == 3


def little_app() -> Flask:
    """One page with a form that answers what it was sent."""
    app = Flask("little")
    app.add_url_rule("/", view_func=lambda: GOOD.format(FORM), endpoint="page")
    app.add_url_rule("/bad", view_func=lambda: "<html><body></body></html>", endpoint="bad")

    def send():
        app.config["SENT"] = request.form.to_dict(flat=False)
        return redirect("/", code=303)

    app.add_url_rule("/send", view_func=send, methods=["POST"])
    return app


def test_a_form_is_sent_as_a_browser_would():
    app = little_app()
    pages = Pages(app)
    pages.get("/")
    pages.submit("it", title="new", boxes=["x", "y"], button="Send")
    assert app.config["SENT"] == {
        "csrf_token": ["t"],
        "title": ["new"],
        "text": ["one\r\ntwo"],
        "boxes": ["x", "y"],
        "which": ["2"],
        "key": ["k"],
    }
    assert pages.follow().heading == "A page"
    pages.submit("/send", boxes=False)
    assert app.config["SENT"]["step"] == ["preview"]
    assert "boxes" not in app.config["SENT"]


def test_a_visitor_objects_to_a_wrong_status_a_faulty_page_and_an_impossible_choice():
    pages = Pages(little_app())
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        pages.get("/nowhere")
    with pytest.raises(AssertionError, match="has faults"):
        pages.get("/bad")
    pages.get("/")
    with pytest.raises(AssertionError, match="does not offer"):
        pages.submit("it", which="3")
    with pytest.raises(AssertionError, match="no field"):
        pages.submit("it", colour="red")


def send(
    server: SmtpServer, *, recipient: str = "to@example.org", password: str = PASSWORD, timeout: float = 5
) -> None:
    """One letter over STARTTLS with authentication."""
    trust = ssl.create_default_context()
    with smtplib.SMTP("localhost", server.port, timeout=timeout) as client:
        client.starttls(context=trust)
        client.login(USERNAME, password)
        client.sendmail("from@example.org", [recipient], "Subject: Hello\r\n\r\nText\r\n")


def test_the_mail_server_takes_letters_over_a_trusted_connection(smtp_server):
    send(smtp_server)
    assert [letter["Subject"] for letter in smtp_server.letters] == ["Hello"]
    assert smtp_server.received[0].recipients == ("to@example.org",)


def test_the_mail_server_refuses_the_wrong_password_and_plain_connections(smtp_server):
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(smtp_server, password="wrong")
    with smtplib.SMTP("localhost", smtp_server.port, timeout=5) as client:
        client.ehlo()
        assert client.docmd("MAIL FROM:<a@example.org>")[0] == 530
    assert smtp_server.received == []


def test_the_mail_server_refuses_delays_and_hangs_up_when_told(smtp_server):
    smtp_server.refuse_recipients["no@example.org"] = "550 5.1.1 no such mailbox"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_server, recipient="no@example.org")
    smtp_server.refuse["MAIL"] = "451 4.3.0 later"
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(smtp_server)
    smtp_server.reset()
    smtp_server.delay_seconds["DATA"] = 60
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_server, timeout=0.5)
    smtp_server.reset()
    smtp_server.drop.add("TAKEN")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)
    assert len(smtp_server.received) == 1


def test_postgresql_makes_databases_and_copies_of_them(postgres):
    first = postgres.create()
    with psycopg.connect(first.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE TABLE kept (id integer)")
    second = postgres.create(template=first)
    with psycopg.connect(second.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    postgres.drop(second)
    with pytest.raises(psycopg.OperationalError), psycopg.connect(second.replace("+psycopg", "")):
        pass
    postgres.drop(first)


def test_a_server_that_does_not_come_up_says_what_it_printed(tmp_path):
    with pytest.raises(RuntimeError, match="no such luck"):
        serve([sys.executable, "-c", "import sys; sys.exit('no such luck')"], folder=tmp_path)


def test_a_browser_shows_a_page_and_axe_reads_it(visitor, tmp_path):
    from tests.grounds.browser import axe_findings, sideways_scroll

    (tmp_path / "index.html").write_text(GOOD.format("<main><p>Hello</p></main>"))
    (tmp_path / "healthz").write_text("up")
    serving = serve(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "-d", str(tmp_path), "{port}"], folder=tmp_path
    )
    try:
        page = visitor(serving.url).page
        page.goto("/index.html")
        assert page.inner_text("h1") == "A page"
        assert sideways_scroll(page) == 0
        assert any("region" in finding for finding in axe_findings(page))
    finally:
        serving.stop()


def test_what_is_missing_is_said_in_one_line_and_fails_where_it_is_required(monkeypatch, tmp_path):
    command = [sys.executable, "-c", "import sys; from tests.grounds import provide; provide._install = print; "]
    command[-1] += "provide.FINDERS['nginx'] = lambda: None; sys.exit(provide.main(['nginx']))"
    for name in ("CI", "REQUIRE_ALL"):
        monkeypatch.delenv(name, raising=False)
    assert not provide.required()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    monkeypatch.setenv("CI", "true")
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 1
