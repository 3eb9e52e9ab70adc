"""Around midnight of 9 August: just before it a proposal comes in, just after it is refused with every word kept."""

from tests.browser.people import PHONE, PROPOSAL, PROPOSE, confirm, fill, press, propose
from tests.grounds.browser import axe_findings, screenshot
from tests.grounds.server import LiveServer, environment, serve

BEFORE, AFTER = "2017-08-09T23:59:30+02:00", "2017-08-10T00:00:00+02:00"


def test_a_form_sent_after_midnight_is_refused_with_every_word_kept(tmp_path, visitor):
    evening = serve(["demo", "--port", "{port}"], folder=tmp_path, env={"SIDEEVENTS_NOW": BEFORE})
    person = visitor(evening.url, **PHONE)
    early = person.page
    assert propose(early, contact_email="early@rights.example.org") == 200
    assert early.url.endswith("/received")
    late = person.open()
    late.goto(PROPOSE)
    fill(late, **{**PROPOSAL, "contact_email": "late@rights.example.org"})
    evening.stop()
    night = again(evening, folder=tmp_path)
    try:
        assert press(late, "Send the proposal") == 422
        words = late.locator("main").inner_text()
        assert "Proposals were accepted until 9 August 2017, 23:59" in words
        assert "ask for an extension" in words
        for name in ("title", "abstract", "lead_organisation", "speakers", "contact_name", "expected_attendance"):
            assert late.locator(f"[name={name}]").input_value() == PROPOSAL[name]
        ticked = late.locator("[name=languages]:checked")
        assert [box.get_attribute("value") for box in ticked.all()] == PROPOSAL["languages"]
        assert late.locator("[name=preference_2]").input_value() == PROPOSAL["preference_2"]
        assert axe_findings(late) == []
        screenshot(late, "deadline-passed-phone")
        assert confirm(early, to="early@rights.example.org").startswith("SE-"), "the address may be proven later"
        early.goto(PROPOSE)
        assert early.locator("h1").inner_text() == "Proposals are closed"
        assert early.locator("form").count() == 0
    finally:
        night.stop()


def again(server: LiveServer, *, folder) -> LiveServer:
    """The same demonstration at the same address, a minute later."""
    env = environment(folder, port=server.port, env={"SIDEEVENTS_NOW": AFTER})
    command = [*server.process.args[:-1], str(server.port)]
    return LiveServer(command, port=server.port, env=env, log=folder / "night.log").wait_until_up()
