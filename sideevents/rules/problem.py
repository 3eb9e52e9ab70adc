"""What a rule says when it objects: a code, the thing it is about, and the facts; never a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One objection. ``about`` names the field or thing; ``facts`` fill the sentence that ``wording`` makes of it."""

    code: str
    about: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """The request breaks rules; it changed nothing. Carries every problem at once (422)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class MovedOn(Refused):
    """The world has changed since the page was drawn; it changed nothing (409)."""


class Gone(Refused):
    """The link was used, superseded or is too old; it changed nothing (410)."""
