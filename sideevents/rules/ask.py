"""What an organizer asks for: the content of one revision of a proposal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

FORMATS = ("in-person", "hybrid", "online")


@dataclass(frozen=True)
class CoOrganizer:
    """An organisation that answers for the side event beside the lead; ``address`` is never public."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Ask:
    """One revision's text. ``preferences`` are window names ("2017-09-04/lunch") in rank order; ``slot_minutes`` is a
    wish in minutes, None for the whole window; tuples keep the organizer's order."""

    title: str
    abstract: str
    theme: str
    lead_organisation: str
    organisation_type: str
    contact_name: str
    contact_email: str
    preferences: tuple[str, ...]
    expected_attendance: int
    format: str
    languages: tuple[str, ...]
    co_organisers: tuple[CoOrganizer, ...] = ()
    contact_phone: str = ""
    public_email: str = ""
    slot_minutes: int | None = None
    equipment: tuple[str, ...] = ()
    equipment_other: str = ""
    catering: bool = False
    step_free: bool = False
    accessibility_needs: str = ""
    speakers: tuple[str, ...] = ()
    gate_list: tuple[str, ...] = ()
    join_url: str = ""
    closed: bool = False
    no_recording: bool = False

    def to_json(self) -> dict[str, Any]:
        """A mapping of JSON values; ``from_json`` reads it back equal."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The ask that ``to_json`` wrote; keys of older code are ignored."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items() if key in known
        }
        values["co_organisers"] = tuple(CoOrganizer(**each) for each in stored.get("co_organisers", ()))
        return cls(**values)

    def addressed_to(self, contact_email: str) -> Self:
        """The same ask under another contact address."""
        return replace(self, contact_email=contact_email)
