"""Eight officers approve eight proposals for one room at one moment: one of them gets it, on both databases."""

from tests import scenes
from tests.concurrency import arena
from tests.concurrency.referee import RIVALS, Referee
from tests.concurrency.rival import Answer

ROUNDS = 100
CARELESS_ROUNDS = 20
ROUNDS_AGAINST_THE_BACKSTOP = 5  # PostgreSQL finds out about a deadlock after a second


def contenders() -> dict[int, arena.Seen]:
    """Eight submitted proposals: id -> its decision page."""
    return {proposal: arena.decide_page(proposal) for proposal in [scenes.submitted() for _ in range(RIVALS)]}


def approve_all(referee: Referee, pages: dict[int, arena.Seen], *, number: int) -> list[Answer]:
    """Each rival approves a proposal of its own; the answers in the order of the proposals."""
    wanted = zip(pages.values(), arena.places(number), strict=True)
    return referee.race([arena.verdict(page, "approve", place=place) for page, place in wanted])


def winner_of(answers: list[Answer], pages: dict[int, arena.Seen], *, number: int) -> tuple[int, str]:
    """The one proposal that was approved, and the place it got; everybody else had a 409."""
    said = [(answer.status, answer.html[:300]) for answer in answers]
    assert sorted(answer.status for answer in answers) == [303] + [409] * (RIVALS - 1), said
    results = zip(pages, arena.places(number), answers, strict=True)
    return next((proposal, place) for proposal, place, answer in results if answer.status == 303)


def test_one_of_eight_gets_the_room_and_the_others_are_told_who_has_it(ring):
    referee, pages = ring(), contenders()
    references = {proposal: arena.reference_of(proposal) for proposal in pages}
    before, winners = arena.tally(), set()
    for number in range(ROUNDS):
        answers = approve_all(referee, pages, number=number)
        winner, place = winner_of(answers, pages, number=number)
        holder = f"{references[winner]} has this room"
        assert [answer.html for answer in answers if answer.status == 409 and holder not in answer.html] == []
        now = arena.tally()
        added = now.since(before)
        assert dict(added.bookings) == {winner: 1 if place.endswith("east") else 3}, "the hall blocks both halves"
        assert (dict(added.decisions), dict(added.letters)) == ({winner: 1}, {winner: 1})
        arena.take_back(winner)
        pages[winner] = arena.decide_page(winner)
        before = now
        winners.add(winner)
    assert len(winners) > 1, "a race that one process always won would be no race"


def careless_race(referee: Referee, pages: dict[int, arena.Seen], *, rounds: int) -> tuple[int, list[Answer]]:
    """Race without the lock until a room is booked twice; how many double bookings there were, and all answers."""
    doubled, answers = 0, []
    for number in range(rounds):
        answers += approve_all(referee, pages, number=number)
        doubled = arena.double_bookings()
        if doubled:
            break
        arena.clear()
    return doubled, answers


def test_without_lock_and_backstop_the_same_race_books_a_room_twice(ring):
    pages = contenders()
    arena.drop_backstop()
    doubled, answers = careless_race(ring(careless=True), pages, rounds=CARELESS_ROUNDS)
    assert doubled > 0
    assert sum(answer.status == 303 for answer in answers[-RIVALS:]) > 1, "and both were told that they have it"


def test_without_the_lock_the_database_itself_refuses_a_second_booking(ring):
    pages = contenders()
    doubled, answers = careless_race(ring(careless=True), pages, rounds=ROUNDS_AGAINST_THE_BACKSTOP)
    assert doubled == 0
    assert any(answer.status == 303 for answer in answers)
    # the check had seen a free room: it was the constraint or the trigger that objected
    assert any("Another side event has just taken this room" in answer.html for answer in answers)
