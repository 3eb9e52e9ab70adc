"""Every word for people is marked for translation, and the marks can be collected."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

import sideevents

PACKAGE = Path(sideevents.__file__).parent
TEMPLATES = sorted(path for path in (PACKAGE / "templates").rglob("*") if path.is_file())
MARKED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
UNSEEN = re.compile(r"<(style|title|script)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:alt|aria-label|placeholder|title|value)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
# values of buttons, which machines read, and names that are the same in every language
NOT_TRANSLATED = {
    *("preview", "submit", "decide", "change", "anew", "accept", "refuse", "nbsp", "JSON"),
    *("save", "restore", "collect", "chosen", "all", "no"),
}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "para": (2,)}
WORD = re.compile(r"[^\W\d_]{2,}")


def unmarked(source: str) -> list[str]:
    """Words that stand in a template for people to read, outside of every mark."""
    rest = JINJA.sub("", MARKED.sub("", source))
    spoken = " ".join(SPOKEN.findall(rest))
    return WORD.findall(TAG.sub(" ", UNSEEN.sub(" ", rest)) + " " + spoken)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_word_of_a_template_is_marked(path):
    assert [word for word in unmarked(path.read_text("utf-8")) if word not in NOT_TRANSLATED] == []


def test_an_unmarked_word_would_be_found():
    assert unmarked('<p title="Seen">Here {{ value }} {% trans %}not this{% endtrans %}</p>') == ["Here", "Seen"]


def test_the_words_can_be_collected():
    found = {
        message
        for _, _, message, _, _ in extract_from_dir(
            PACKAGE, [("**.py", "python"), ("templates/**", "jinja2")], keywords=KEYWORDS
        )
    }
    assert len(found) > 300
    assert {"Dear %(name)s,", "Co-organizers", "Your side event is approved"} <= found


def test_make_words_collects_by_every_mark():
    recipe = (PACKAGE.parent / "Makefile").read_text("utf-8")
    assert set(re.findall(r"-k (\S+)", recipe)) == {"para:2", "lazy_gettext"}
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    assert set(re.findall(r"\blazy_\w+(?=\()", code)) == {"lazy_gettext"}
