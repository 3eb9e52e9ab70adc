"""Postmen who break the rules, one each: the referee must find them out."""

from sqlalchemy import select, update

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.message import Parcel
from sideevents.mail.outbox import Claim
from sideevents.mail.postman import Postman
from sideevents.mail.transport import Line, Outcome, Result
from sideevents.store.letter import QUEUED, SENT, LetterRow
from sideevents.store.unit_of_work import unit_of_work


class MarksBefore(Postman):
    """Writes down that a letter has left, and then lets it leave."""

    def _deliver(self, claim: Claim, *, following: Parcel | None) -> Outcome:
        outbox.settle(claim, Outcome(Result.SENT, "surely"), now=self._now())
        return super()._deliver(claim, following=following)


class ClaimsNothing(Postman):
    """Sends what is queued, and nobody else can know that he does."""

    oldest_first = True

    def deliver_due(self, *, limit: int = 200) -> int:
        line = Line()
        order = LetterRow.id if self.oldest_first else LetterRow.id.desc()
        rows = db.session.scalars(select(LetterRow).where(LetterRow.state == QUEUED).order_by(order)).all()
        parcels = [(row.id, outbox.parcel_of(row)) for row in rows]
        db.session.rollback()
        for letter_id, parcel in parcels:
            if line.deliver(parcel).result is Result.SENT:
                _mark(letter_id)
        line.hang_up()
        return 0


@unit_of_work
def _mark(letter_id: int) -> None:
    db.session.execute(update(LetterRow).where(LetterRow.id == letter_id).values(state=SENT))


class NewestFirst(ClaimsNothing):
    """Begins with what came last."""

    oldest_first = False


POSTMEN: dict[str, type[Postman]] = {
    "real": Postman,
    "marks-before": MarksBefore,
    "claims-nothing": ClaimsNothing,
    "newest-first": NewestFirst,
}
