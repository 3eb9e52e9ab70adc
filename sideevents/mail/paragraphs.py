"""The paragraphs of letters: which there are, and each in the office's own words or in the template's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask import current_app
from flask_babel import gettext
from jinja2 import nodes

from sideevents.extensions import speaking
from sideevents.rules import placeholder
from sideevents.rules.placeholder import word_problems
from sideevents.rules.problem import Problem
from sideevents.rules.text import many_lines
from sideevents.store.words import Words

# what every letter about a proposal may say
FACTS = ("name", "title", "reference", "conference", "office")
# letters that know less: to addresses that nobody has proven, or about no proposal
FEWER_FACTS = {
    "confirm-address": ("conference", "office"),
    "delivery-failed": ("conference", "office"),
    "digest": ("conference", "office"),
    "extension": ("conference", "office"),
    "hand-over": ("reference", "conference", "office"),
    "links": ("conference", "office"),
    "reminder": ("conference", "office"),
    "reply-link": ("reference", "conference", "office"),
}
# about no conference, so no office words it
OF_NO_OFFICE = {"sign-in"}


@dataclass(frozen=True)
class Editable:
    """One paragraph of a letter: its key, the default for translators, the placeholders that its words may use."""

    key: str
    message: str
    placeholders: tuple[str, ...]

    @property
    def default(self) -> str:
        """The default as an office writes it, in the language in force."""
        return placeholder.in_braces(gettext(self.message))


@dataclass(frozen=True)
class Paragraphs:
    """How one letter says its paragraphs in one language. ``facts`` are those that every paragraph may speak of."""

    letter: str
    language: str
    words: Words
    facts: Mapping[str, str]

    def say(self, key: str, message: str, **facts: object) -> list[str]:
        """The paragraph ``key``: the office's words, perhaps several paragraphs, else the translated ``message``. Words
        that speak of something this letter does not know are passed over."""
        own = self.words.get((self.language, self.letter, key), "").strip()
        known = {**self.facts, **{name: str(fact) for name, fact in facts.items()}}
        if not own or not known.keys() >= set(placeholder.names(own)):
            return [gettext(message) % facts]
        return placeholder.fill(own, known)


def letters() -> list[str]:
    """Names of the letters that an office may word, by name."""
    paths = current_app.jinja_env.list_templates(filter_func=_is_letter)
    found = sorted(path.removeprefix("mail/").removesuffix(".txt") for path in paths)
    return [letter for letter in found if letter not in OF_NO_OFFICE and paragraphs_of(letter)]


def paragraphs_of(letter: str) -> list[Editable]:
    """The paragraphs of a letter in its template's order, those of every branch and of included templates too."""
    common = FEWER_FACTS.get(letter, FACTS)
    return [
        Editable(key, message, tuple(dict.fromkeys((*own, *common))))
        for key, message, own in _calls(f"mail/{letter}.txt")
    ]


def own_words(typed: Mapping[str, str], *, letter: str, language: str) -> tuple[dict[str, str], list[Problem]]:
    """What of the typed paragraphs is the office's own, by key, and what is wrong with it, about ``words-<key>``: words
    that are empty or the default are not."""
    found, problems = {}, []
    with speaking(language):
        for paragraph in paragraphs_of(letter):
            raw = typed.get(paragraph.key, "")
            problems += word_problems(raw, about=f"words-{paragraph.key}", known=paragraph.placeholders)
            words = many_lines(raw).strip()
            if words not in ("", paragraph.default):
                found[paragraph.key] = words
    return found, problems


def _is_letter(path: str) -> bool:
    return path.startswith("mail/") and path.endswith(".txt") and not path.startswith("mail/_")


@cache
def _calls(path: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    environment = current_app.jinja_env
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, path)
    return tuple(_calls_below(environment.parse(source)))


def _calls_below(node: nodes.Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
        yield from _calls(node.template.value)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "para":
        key, message = (argument.as_const() for argument in node.args)
        yield key, message, tuple(keyword.key for keyword in node.kwargs)
    for child in node.iter_child_nodes():
        yield from _calls_below(child)
