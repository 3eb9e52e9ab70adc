"""What translators wrote keeps every placeholder of its English words, and what runs is what they wrote last."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from sideevents.catalogues import compiled
from sideevents.extensions import TRANSLATIONS

FILES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
LANGUAGES = {"ar", "es", "fr", "ru", "zh"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
PERCENT = re.compile(r"%(?!\(\w+\)s|%)")
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def forms(words: object) -> list[str]:
    return [str(each) for each in (words if isinstance(words, list | tuple) else [words])]


def translated(path: Path) -> list[Message]:
    return [message for message in read(path) if message.id and all(forms(message.string))]


def faults(message: Message) -> list[str]:
    """What is wrong with one entry."""
    english = forms(message.id)
    wanted = set(PLACEHOLDER.findall(english[-1]))
    found = []
    for words in forms(message.string):
        said = PLACEHOLDER.findall(words)
        # a form for one or two things may do without their number
        missing = wanted - set(said) - ({"num"} if len(english) > 1 else set())
        if missing or set(said) - wanted or PERCENT.search(words) or "\0" in words:
            found.append(words)
    return found


def test_every_language_of_the_united_nations_has_its_file():
    assert {path.parts[-3] for path in FILES} == LANGUAGES


@every_file
def test_a_translation_keeps_the_placeholders_of_its_english_words(path):
    assert [(message.id, faults(message)) for message in translated(path) if faults(message)] == []


@pytest.mark.parametrize("words", ["bis %(util)s", "bis", "bis %(until)d", "100 % bis %(until)s"])
def test_a_lost_placeholder_would_be_found(words):
    assert faults(Message("until %(until)s", words)) == [words]
    assert faults(Message("until %(until)s", "bis %(until)s")) == []


@every_file
def test_a_translation_has_every_plural_form_of_its_language(path):
    wanted = read(path).num_plurals
    plurals = [message for message in translated(path) if len(forms(message.id)) > 1]
    assert [message.id for message in plurals if len(forms(message.string)) != wanted] == []


@every_file
def test_nothing_is_marked_as_a_guess(path):
    assert [message.id for message in read(path) if message.id and message.fuzzy] == []


@every_file
def test_what_runs_is_what_the_translators_wrote(path):
    written = compiled(path)
    assert path.with_suffix(".mo").read_bytes() == written, "make test compiles it"
    catalogue = gettext.GNUTranslations(io.BytesIO(written))
    for message in translated(path):
        if isinstance(message.id, str):
            assert catalogue.gettext(message.id) == message.string


def test_a_plural_without_its_forms_stays_english(tmp_path):
    path = tmp_path / "messages.po"
    head = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text(
        f'{head}"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "one day"\nmsgid_plural "days"\nmsgstr[0] ""\nmsgstr[1] ""\n\nmsgid "day"\nmsgstr "jour"\n',
        "utf-8",
    )
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled(path)))
    assert catalogue.ngettext("one day", "days", 3) == "days"
    assert catalogue.gettext("day") == "jour"
