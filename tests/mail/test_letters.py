"""Every letter beside its golden copy, which a reviewer reads. ``UPDATE_GOLDEN=1`` writes the copies anew."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from sideevents.mail import decision_letters, link_letters, office_letters, organizer_letters
from sideevents.mail.body import TwoButtons, columns
from sideevents.mail.letter import Letter, one_line, write
from sideevents.rules.workflow import Action
from sideevents.store.decision import DecisionRow
from sideevents.store.placing import Standing
from tests.grounds.apps import let_go, make_app, sqlite_url
from tests.mail import samples
from tests.mail.samples import about

GOLDEN = Path(__file__).parent / "letters"
# every module samples*.py brings the letters of its own floor of the house
SAMPLES: dict[str, Callable[[], Letter]] = {
    name: sample
    for path in sorted(Path(__file__).parent.glob("samples*.py"))
    for name, sample in import_module(f"tests.mail.{path.stem}").SAMPLES.items()
}
VOID = {"br", "meta"}
TYPED = re.compile(rf"https://(evil\.example\.com|join\.example\.org)|{re.escape(samples.PAGE)}")  # by people
PRIVATE = ("confirm-address", "links", "extension", "sign-in")
every_letter = pytest.mark.parametrize("name", SAMPLES)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all: letters are rendered from values, the database stays empty."""
    folder = tmp_path_factory.mktemp("letters")
    app = make_app(folder, url=sqlite_url(folder / "empty.sqlite"))
    yield app
    let_go(app)


@pytest.fixture(autouse=True)
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        yield


class Html(HTMLParser):
    """Reads HTML and insists that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def addresses(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]


@every_letter
def test_a_letter_reads_as_its_golden_copy(name):
    letter = SAMPLES[name]()
    copy = GOLDEN / f"{name}.txt"
    said = f"To: {letter.recipient}\nReply-To: {letter.reply_to}\nSubject: {letter.subject}\n\n{letter.text}"
    if os.environ.get("UPDATE_GOLDEN"):
        copy.write_text(said, "utf-8")
    assert said == copy.read_text("utf-8")


def test_no_golden_copy_is_without_its_letter():
    assert {path.stem for path in GOLDEN.iterdir()} == SAMPLES.keys()


@every_letter
def test_lines_keep_to_72_columns_save_for_addresses(name):
    lines = SAMPLES[name]().text.split("\n")
    assert [line for line in lines if columns(line) > 72 and "://" not in line] == []


@every_letter
def test_the_html_is_whole_and_says_what_the_text_says(name):
    letter = SAMPLES[name]()
    html = Html(letter.html)
    assert html.elements[0] == ("html", {"lang": "en", "dir": "ltr"})
    text = "".join(letter.text.replace("> ", "").split())
    for _, attributes in html.elements:
        assert not attributes.keys() & {"style", "src", "onclick", "background"}
    for address in html.addresses():
        assert "".join(address.split()) in text
    assert "http" not in TYPED.sub("", html.words)


@every_letter
def test_a_letter_has_one_acting_link_at_most(name):
    buttons = [
        attributes
        for tag, attributes in Html(SAMPLES[name]().html).elements
        if tag == "a" and attributes.get("class") == "button"
    ]
    assert len(buttons) <= 1


@every_letter
def test_the_subject_begins_with_the_reference_once_there_is_one(name):
    letter = SAMPLES[name]()
    assert letter.draft is not None
    assert letter.subject.startswith("[SE-007] ") is bool(letter.draft.reference)
    assert name not in samples.SAMPLES or bool(letter.draft.reference) is (name not in PRIVATE)
    assert letter.subject == one_line(letter.subject)


@pytest.mark.parametrize("sample", [samples.confirm_address, samples.hand_over])
def test_an_unproven_address_gets_no_word_of_the_form(sample):
    ask = about(samples.LONG).ask
    letter = sample()
    for said in (ask.title, ask.title[:20], ask.abstract[:30], ask.contact_name, ask.lead_organisation):
        assert said not in letter.subject + letter.text + letter.html


def test_what_people_wrote_is_escaped_and_never_a_link():
    letter = samples.approved()
    assert "<b>call</b>" in letter.text
    assert "&lt;b&gt;call&lt;/b&gt;" in letter.html
    assert "<b>" not in letter.html
    assert "?a=1&amp;b=2" in letter.html
    assert not any("evil" in address for address in Html(letter.html).addresses())
    title = "<script>alert(1)</script> & “friends”"
    subject = about(title=title, contact_name="{{ 7 * 7 }} <i>")
    html = organizer_letters.received(subject, page_url=samples.PAGE).html
    assert "<script" not in html
    assert "<i>" not in html
    assert "49" not in html
    assert title in Html(html).words


def test_a_second_acting_link_is_refused():
    with pytest.raises(TwoButtons):
        link_letters.links(
            "who@example.org",
            conference=samples.vienna(),
            items=[link_letters.ProposalLink(samples.PAGE, "one", acting=True)] * 2,
        )


def test_foreign_words_find_their_direction():
    html = samples.received().html
    assert '<td dir="auto">العمل القسري' in html
    assert '<blockquote dir="auto"><p>' in html


def test_a_subject_is_one_line_without_control_characters():
    assert one_line("a\r\nBcc: b\x0b\x1cc\x00d") == "a Bcc: b cd"
    assert len(one_line("x" * 400)) == 110


def standing(status: str, *, room: str = "", slot=None, held_until=None) -> dict:
    return Standing(status, 1, 1, room=room, slot=slot, held_until=held_until).to_json()


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (Action.RETURN, "returned"),
        (Action.OFFER, "offered"),
        (Action.APPROVE, "approved"),
        (Action.WAITLIST, "waitlisted"),
        (Action.DECLINE, "declined"),
        (Action.MOVE, "moved"),
        (Action.CANCEL, "cancelled"),
    ],
)
def test_each_decision_has_its_letter(action, name):
    before = standing("approved", room="m3", slot=samples.LUNCH)
    after = standing("approved", room="m2", slot=samples.NEXT_LUNCH, held_until=samples.EVENING)
    row = DecisionRow(action=action.value, note="Because.", before=before, after=after, at=samples.EVENING)
    letter = decision_letters.decided(about(), row, of_text=False)
    assert letter.name == name
    assert "> Because." in letter.text
    assert "/proposals/" in letter.text


def test_a_moved_letter_tells_both_places():
    text = samples.moved().text
    assert text.index("Tuesday 5 September 2017") < text.index("It was before") < text.index("Monday 4 September 2017")


@pytest.mark.parametrize("sample", [samples.approved, samples.moved])
def test_a_listed_side_event_is_linked(sample):
    assert "/events/SE-007.ics" in sample().text


def test_from_its_instant_on_the_programme_is_linked_and_before_it_announced():
    row = DecisionRow(action="approve", note="", before=standing("submitted"), after=standing("approved", room="m2"))
    for at, is_listed in ((samples.PUBLISHED - timedelta(seconds=1), False), (samples.PUBLISHED, True)):
        row.at = at
        text = decision_letters.decided(about(listed_from=samples.PUBLISHED), row, of_text=False).text
        assert ("/events/SE-007" in text) is is_listed
        assert ("will list your side event from 21 August 2017, 09:00" in " ".join(text.split())) is not is_listed


def test_the_office_is_asked_to_check_by_eye():
    text = samples.decision_wanted_late().text
    assert "after the deadline" in text
    assert "This is not a commercial pitch (checked by eye)." in text
    assert "names Austria" in " ".join(text.split())
    assert "names France" in " ".join(text.split())


def test_a_letter_without_a_conference_is_a_letter_too():
    letter = write("sign-in", recipient="o@example.org", reply_to="", conference=None, url="u", until=samples.EVENING)
    assert "(UTC)" in letter.text
    assert letter.name == "sign-in" == office_letters.sign_in("o@example.org", url="u", until=samples.EVENING).name
