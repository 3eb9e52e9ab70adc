"""All tables, imported together so that the metadata is whole."""

from sideevents.store.booking import BookingRow
from sideevents.store.conference import ConferenceRow, RoomRow
from sideevents.store.decision import DecisionRow
from sideevents.store.incoming import IncomingRow
from sideevents.store.letter import DeliveryRow, LetterRow
from sideevents.store.office import LimitRow, OfficerRow, OfficeSessionRow, SignInRow
from sideevents.store.programme import SideEventRow
from sideevents.store.proposal import ExtensionRow, ProposalRow, RevisionRow
from sideevents.store.words import WordsRow

ALL = (
    ConferenceRow,
    RoomRow,
    ProposalRow,
    RevisionRow,
    ExtensionRow,
    BookingRow,
    SideEventRow,
    DecisionRow,
    LetterRow,
    DeliveryRow,
    IncomingRow,
    WordsRow,
    OfficerRow,
    OfficeSessionRow,
    SignInRow,
    LimitRow,
)
