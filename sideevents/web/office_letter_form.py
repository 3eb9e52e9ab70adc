"""The form that words a held letter anew: its subject, and one field for each paragraph and each quotation."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField

from sideevents.mail import collection
from sideevents.mail.body import Quote
from sideevents.rules.problem import Problem
from sideevents.store.letter import LetterRow
from sideevents.web.office_forms import OfficeForm

WORDS_CHARACTERS = 5000
FIELD = "words-"


class LetterForm(OfficeForm):
    """``seen`` is the fingerprint of the letter that is edited; ``words-<place>`` are the fields of its blocks."""

    seen = HiddenField()
    subject = StringField(lazy_gettext("Subject"))
    subject_limit = 0

    def rewording(self) -> tuple[str, dict[int, str], list[Problem]]:
        """The subject, the words by their place, and what is wrong with them."""
        subject, problems = self.text("subject", limit=self.subject_limit)
        if not subject and not problems:
            problems = [Problem("missing", about="subject")]
        words = {}
        for name in (name for name in self._fields if name.startswith(FIELD)):
            words[int(name.removeprefix(FIELD))], more = self.text(name, limit=WORDS_CHARACTERS, lines=True)
            problems += more
        return subject, words, problems


def letter_form(row: LetterRow) -> LetterForm:
    """The form of a held letter, filled with its words, or with what was posted."""
    draft = collection.draft_of(row)
    data: dict[str, Any] = {"seen": collection.fingerprint(row), "subject": collection.own_subject(draft)}
    fields: dict[str, Any] = {"subject_limit": collection.subject_limit(draft)}
    count = 0
    for place, block in enumerate(draft.content):
        if not isinstance(block, collection.EDITABLE):
            continue
        quoted = isinstance(block, Quote)
        count += not quoted
        label = gettext("Words set apart") if quoted else gettext("Paragraph %(n)s", n=count)
        fields[f"{FIELD}{place}"] = TextAreaField(label, render_kw={"rows": 2, "dir": "auto"})
        data[f"{FIELD}{place}"] = block.words
    form: LetterForm = type("OneLetterForm", (LetterForm,), fields)(data=data)
    return form


def parts_of(row: LetterRow, form: LetterForm) -> list[tuple[Any, str]]:
    """The letter in its order: (field, "") for what can be worded, (None, text) for what stays, its end included."""
    draft = collection.draft_of(row)
    names = [f"{FIELD}{place}" for place in range(len(draft.content))]
    shown: list[tuple[Any, str]] = []
    for name, block in zip([*names, *("" for _ in draft.closing)], [*draft.content, *draft.closing], strict=True):
        if name in form:
            shown.append((form[name], ""))
        elif shown and shown[-1][0] is None:
            shown[-1] = (None, f"{shown[-1][1]}\n\n{block.text()}")
        else:
            shown.append((None, block.text()))
    return shown
