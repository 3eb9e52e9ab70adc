"""What the form of a conference stands on: its windows, the hour, an extension, an earlier text to start from."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from flask import abort, request, url_for
from flask_babel import gettext as _

from sideevents.describing import day_text, deadline_text, last_minute_text
from sideevents.mail import links
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import is_late, submission_problems
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import Status
from sideevents.store.proposal import (
    ExtensionRow,
    ProposalRow,
    extensions_of,
    find_extension,
    find_proposal,
    is_spent,
    revision_of,
    wishes_per_window,
)
from sideevents.web.forms import ProposalForm, wishes_text
from sideevents.web.organizer_access import conference_at, office_mail
from sideevents.wording import sentence


@dataclass(frozen=True)
class Extension:
    """An exception from the deadline, as its link names it."""

    id: int
    email: str
    until: datetime
    is_used: bool

    @classmethod
    def of(cls, row: ExtensionRow, *, now: datetime) -> Self:
        """The row's facts, which outlive its transaction."""
        return cls(row.id, row.email, row.until, is_spent(row, now=now))

    def problem(self, now: datetime) -> Problem | None:
        """Why it opens nothing any more, or None."""
        if self.is_used:
            return Problem("extension-used", about="deadline")
        if now >= self.until:
            return Problem("extension-expired", about="deadline", facts={"until": self.until})
        return None


@dataclass(frozen=True)
class FormDesk:
    """A conference's form at one moment."""

    conference: Conference
    conference_id: int
    now: datetime
    extension: Extension | None
    again: Ask | None

    @classmethod
    def at(cls, slug: str, *, now: datetime) -> Self:
        """The desk of the conference at this address, with what the query names; 404 for what is forged."""
        row = conference_at(slug)
        return cls(
            conference=row.read(),
            conference_id=row.id,
            now=now,
            extension=_extension(request.args.get("extension"), conference_id=row.id, now=now),
            again=_earlier_text(request.args.get("again"), conference_id=row.id),
        )

    @cached_property
    def wishes(self) -> dict[str, int]:
        """Window name -> proposals that wish for it."""
        return wishes_per_window(self.conference_id)

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return is_late(self.now, deadline=self.conference.deadline)

    @property
    def extension_problem(self) -> Problem | None:
        """What is wrong with the extension, if one is named."""
        return self.extension.problem(self.now) if self.extension else None

    @property
    def extended_until(self) -> datetime | None:
        """The instant until which a good extension opens the form."""
        return self.extension.until if self.extension and not self.extension_problem else None

    @property
    def is_open(self) -> bool:
        """Whether a proposal would be taken now."""
        return not submission_problems(
            self.now,
            deadline=self.conference.deadline,
            late=self.conference.late,
            extension_until=self.extended_until,
        )

    @property
    def deadline(self) -> str:
        """The last minute for everybody, in words."""
        return deadline_text(self.conference)

    @property
    def extended(self) -> str:
        """The last minute of the extension, in words; empty without a good one."""
        return last_minute_text(self.extended_until, self.conference) if self.extended_until else ""

    @property
    def extension_sentence(self) -> str:
        """What is wrong with the extension, in words."""
        problem = self.extension_problem
        return sentence(problem, self.conference) if problem else ""

    @property
    def office_mail(self) -> str:
        """A mail to the office that asks for an extension."""
        subject = _("Extension for a side event proposal, %(conference)s", conference=self.conference.short_title)
        return office_mail(self.conference, subject=subject)

    @property
    def windows(self) -> list[tuple[str, str]]:
        """Each window: what it is, and its hours with the number of wishes."""
        return [
            (
                f"{day_text(each.day, weekday='short')}, {each.label}",
                f"{each.start:%H:%M}–{each.end:%H:%M} ({self.conference.city}), {self.wished(each.name)}",
            )
            for each in self.conference.windows
        ]

    def wished(self, window: str) -> str:
        """How many proposals wish for a window, in words."""
        return wishes_text(self.wishes.get(window, 0))

    def empty_form(self) -> ProposalForm:
        """The form to fill in: empty, or with an earlier text, or with the address of the extension."""
        preset = {"contact_email": self.extension.email} if self.extension and self.extended_until else {}
        return ProposalForm.of(self.again, **preset)


def start_again_url(proposal: ProposalRow, conference: Conference, *, token: str, now: datetime) -> str | None:
    """The form with the text of a proposal that was not confirmed in time, which the mailed ``token`` names; None if
    proposals are closed. The extension that let it in opens the form again for as long as it lasts."""
    found = [each for each in extensions_of(proposal.conference_id) if each.proposal_id == proposal.id]
    extension = next((each for each in found if Extension.of(each, now=now).problem(now) is None), None)
    until = extension.until if extension else None
    if submission_problems(now, deadline=conference.deadline, late=conference.late, extension_until=until):
        return None
    named = links.EXTENSION.token(until=extension.until, extension=extension.id) if extension else None
    return url_for("organizer.propose", slug=conference.slug, again=token, extension=named)


def _extension(token: str | None, *, conference_id: int, now: datetime) -> Extension | None:
    if token is None:
        return None
    link = links.EXTENSION.read(token)
    row = find_extension(link.claims["extension"]) if link else None
    if row is not None and row.conference_id == conference_id:
        return Extension.of(row, now=now)
    if request.method != "POST":
        abort(404)
    return None  # whoever has typed a whole form gets it back, with the deadline's words


def _earlier_text(token: str | None, *, conference_id: int) -> Ask | None:
    """The text of a proposal whose address was never confirmed, for whoever holds its mailed link."""
    link = links.CONFIRM.read(token) if token else None
    proposal = find_proposal(link.claims["proposal"]) if link else None
    if proposal is None or proposal.conference_id != conference_id:
        return None
    return revision_of(proposal) if proposal.state in (Status.UNCONFIRMED, Status.EXPIRED) else None
