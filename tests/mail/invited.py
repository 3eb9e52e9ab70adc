"""Invitations to look at: side events that differ in one thing each, as the calendar part of a letter says them."""

from dataclasses import dataclass, replace
from typing import Any

from sideevents.feeds.invitation import Method, invitation
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, SideEvent
from tests.builders import SECOND_DAY, at, conference, side_event, slot

URL = "https://side.example.org"
SENDER = "portal@side.example.org"
CONTACT = ("Ada Example", "ada@harbour.example.org")
ARABIC = "العمل القسري ومصادرة الوثائق: مسارات الحماية والإنصاف للعمال المهاجرين"
CHINESE = "打击人口贩运中的数字证据与跨境合作" * 20


@dataclass(frozen=True)
class Invited:
    """One invitation's facts."""

    event: SideEvent
    conference: Conference
    method: Method = "REQUEST"
    contact: tuple[str, str] = CONTACT
    sender: str = SENDER

    def text(self, **changes: Any) -> str:
        """The calendar part, under changed facts."""
        one = replace(self, **changes)
        return invitation(
            one.event,
            conference=one.conference,
            method=one.method,
            attendee=one.contact,
            sender=one.sender,
            public_url=URL,
        )


def invited(*, method: Method = "REQUEST", contact: tuple[str, str] = CONTACT, **changes: Any) -> Invited:
    """An invitation to a dull side event; ``conference`` changes the conference."""
    where = conference(**changes.pop("conference", {}))
    return Invited(side_event(**changes), where, method, contact)


def moved() -> Invited:
    """To another room, on the other day."""
    return invited(
        room="c4",
        slot=slot("08:30-09:45", day=SECOND_DAY),
        sequence=1,
        changed_at=at("2017-08-20 11:00"),
        moved_from=Place("M2", slot()),
    )


INVITED = {
    "request": invited(),
    "request-moved": moved(),
    "cancel": invited(method="CANCEL", cancelled=True, sequence=2, changed_at=at("2017-08-30 09:00")),
    "online": invited(
        room="", format="online", join_url="https://meet.example.org/1?a=b,c;d", conference={"join_links": "public"}
    ),
    "arabic": invited(title=ARABIC, lead="شبكة حقوق الميناء", contact=("آدا مثال", "ada@harbour.example.org")),
    "closed": invited(closed=True, abstract="", join_url="https://meet.example.org/1"),
    "long-lines": invited(
        title=CHINESE,
        abstract='Commas, semicolons; back\\slashes and "quotes" ' * 30,
        contact=('Ada "of the Harbour" Example; ^ the 2nd, ' + "Reporter " * 9, "o'hara+50%/x@harbour.example.org"),
    ),
    "new-york": invited(conference={"time_zone": "America/New_York", "city": "New York", "venue": "Headquarters"}),
}
