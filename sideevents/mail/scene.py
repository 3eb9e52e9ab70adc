"""What specimens of letters are made of: a real proposal, and a place that it might have."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sideevents.mail.letter import About
from sideevents.rules.conference import Window
from sideevents.rules.window import Stretch

OFFER_DAYS = 3


@dataclass(frozen=True)
class Scene:
    """A proposal, an instant, and what an officer or an organizer might write."""

    about: About
    now: datetime
    note: str

    @property
    def windows(self) -> list[Window]:
        """The windows wished for, then the others; two at least where the conference has two."""
        conference = self.about.conference
        wished = [conference.window(name) for name in self.about.ask.preferences]
        return list(dict.fromkeys([*filter(None, wished), *conference.windows]))

    @property
    def slot(self) -> Stretch:
        """The window that is wished for most."""
        return self.about.conference.stretch(self.windows[0])

    @property
    def other_slot(self) -> Stretch:
        """Another window."""
        return self.about.conference.stretch(self.windows[-1])

    @property
    def room(self) -> str:
        """A room's key; none for an online event."""
        rooms = self.about.conference.rooms
        return "" if self.about.ask.format == "online" or not rooms else rooms[0].key

    @property
    def other_room(self) -> str:
        """Another one."""
        return self.room and self.about.conference.rooms[-1].key

    @property
    def until(self) -> datetime:
        """The end of an offer, an invitation or an extension."""
        return self.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=OFFER_DAYS)

    @property
    def moments(self) -> list[datetime]:
        """Before the programme is published and after, where the conference makes that difference."""
        opens = self.about.conference.programme_from
        return [self.now] if opens is None else [opens - timedelta(seconds=1), opens]
