"""Letters that the office holds back to edit and to send together: decided now, told later."""

from sqlalchemy import update

from sideevents.extensions import db
from sideevents.store.letter import DROPPED, HELD, LetterRow


def drop_held(decision_id: int) -> bool:
    """Drop the letters of a decision that nobody has been told of, in the caller's transaction; whether there were."""
    changed = db.session.execute(
        update(LetterRow)
        .where(LetterRow.state == HELD, LetterRow.key.contains(f":decision-{decision_id}:", autoescape=True))
        .values(state=DROPPED, draft=None)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]
