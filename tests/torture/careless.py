"""Postmen who break the rules, one each: the referee must find them out."""

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.mail import outbox
from sideevents.mail.outbox import Claim
from sideevents.mail.postman import Postman
from sideevents.mail.transport import Line, Outcome, Result
from sideevents.store.letter import QUEUED, LetterRow


class MarksBefore(Postman):
    """Writes down that a letter has left, and then lets it leave."""

    def _deliver(self, claim: Claim) -> Outcome:
        outbox.settle(claim, Outcome(Result.SENT, "surely"), now=self._now())
        return super()._deliver(claim)


class ClaimsNothing(Postman):
    """Sends what is queued, and nobody else can know that he does."""

    oldest_first = True

    def deliver_due(self, *, limit: int = 200) -> int:
        line = Line()
        order = LetterRow.id if self.oldest_first else LetterRow.id.desc()
        for row in db.session.scalars(select(LetterRow).where(LetterRow.state == QUEUED).order_by(order)).all():
            outcome = line.deliver(outbox.parcel_of(row))
            row.state = "sent" if outcome.result is Result.SENT else QUEUED
            db.session.commit()
        line.hang_up()
        return 0


class NewestFirst(ClaimsNothing):
    """Begins with what came last."""

    oldest_first = False


POSTMEN: dict[str, type[Postman]] = {
    "real": Postman,
    "marks-before": MarksBefore,
    "claims-nothing": ClaimsNothing,
    "newest-first": NewestFirst,
}
