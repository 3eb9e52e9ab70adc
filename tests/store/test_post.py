"""What the office's pages ask of ten thousand letters stands in indexes alone."""

import pytest
from sqlalchemy import event

from sideevents.extensions import db
from sideevents.store.post import DELAYED, count_held, count_kinds, count_open, page_of_letters
from tests import scenes


@pytest.fixture
def plans(context):
    """``plans(question)`` tells how SQLite looks for what a question reads of the letters."""
    scenes.vienna()

    def of(question):
        asked = []

        def note(_connection, _cursor, statement, parameters, _context, _many):
            if " letter" in statement and not statement.startswith("EXPLAIN"):
                asked.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        question()
        event.remove(db.engine, "before_cursor_execute", note)
        assert asked
        explained = [
            db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in asked
        ]
        return [row[3] for rows in explained for row in rows if " letter " in row[3] or "B-TREE" in row[3]]

    return of


def test_counts_for_every_page_read_an_index_alone(plans):
    for question in (lambda: count_open([1]), lambda: count_held(1)):
        assert all("COVERING INDEX ix_letter_count" in step for step in plans(question))


def test_the_tabs_read_indexes_alone(plans):
    steps = plans(lambda: count_kinds(1))
    assert all("COVERING INDEX" in step for step in steps)
    assert any("ix_letter_delayed" in step for step in steps)


@pytest.mark.parametrize("kind", ["", "sent", "failed", "held", DELAYED])
def test_a_page_of_letters_is_found_without_sorting_all(plans, kind):
    found, read = plans(lambda: page_of_letters(1, kind=kind))
    assert "COVERING INDEX" in found
    assert "PRIMARY KEY" in read
