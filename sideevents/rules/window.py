"""Stretches of time, and the wall times of a conference as instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class Stretch:
    """From ``start`` up to, not including, ``end``: aware datetimes, kept in UTC; ValueError if empty or naive."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a stretch needs datetimes with a zone")
        # UTC, so that adding minutes never becomes wall arithmetic over a clock change
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.start >= self.end:
            raise ValueError("a stretch ends after it starts")

    def overlaps(self, other: "Stretch") -> bool:
        """Whether an instant lies in both; touching ends do not overlap."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Stretch") -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time; the earlier one where the clock shows it twice, ValueError where never."""
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        raise ValueError(f"{day} {at} does not exist in {zone.key}: the clock jumps over it")
    return instant
