"""The remark of ``return`` and ``decline``: where it ends, and what is no plain remark. Never guesses."""

from collections.abc import Sequence
from itertools import takewhile

from sideevents.rules.problem import Problem
from sideevents.rules.reply_words import LONGEST, VERB_PHRASES, Phrase, folded, phrase, tokens
from sideevents.rules.workflow import Action

QUESTIONS = "?？؟"
SHOWN = 60  # characters of what was not understood
_COLONS = (":", "：")
_SEPARATORS = ":：-–—,，、،.。;；؛!！"
_BLANKS = " \t\u00a0\u3000"
_GLUE = ("/", "\\", "@", "'", "’", "_", "+", "=", "&", "|")  # "decline/return", "return's": the word is none alone
_JOINED = ("-", ".")  # "return-address"; after a blank, or before one, they separate

# a decision told of, not one taken, where words follow at once: "returned from my holiday"; « décliné » is missing,
# because without its accents it is the English verb
PARTICIPLES = (
    "returned, renvoyé, renvoyée, retourné, retournée, devuelto, devuelta, возвращено, أعيد, declined, rejected,"
    " déclinée, refusé, refusée, rejeté, rejetée, rechazado, rechazada, denegado, denegada, отклонено,"
    " отказано, مرفوض, الرفض"
)
# words that turn a sentence round or leave it open
DOUBTS = (
    "not, don, dont, no, never, or, nor, cannot, cant, won, wont, maybe, perhaps, possibly, wait, unsure, ne, n, pas,"
    " non, ou, jamais, peut, o, ni, nunca, quizás, quizá, acaso, не, нет, или, ни, нельзя, никогда, возможно, может,"
    " 不, 没, 沒, 勿, 别, 未, 无, 或, 否, 非, 吗, 嗎, 吧, لا, ليس, ليست, لن, لم, أو, أم, غير, ربما, هل"
)
# words before which the verb is the subject of a sentence, or means something else: "decline seems", "return to this"
NO_REMARK = (
    "seems, seem, seemed, is, was, were, are, would, will, could, should, may, might, can, must, looks, sounds, has,"
    " had, to, from, of, on, at, in, by, it, this, that, them, him, her, me, you, and, today, tomorrow, next, later,"
    " soon, after, before, until, serait, est, était, semble, paraît, sera, à, au, aux, de, du, d, en, et, demain,"
    " sería, es, era, parece, será, a, al, del, y, mañana, было, бы, будет, кажется, к, из, в, на, и, завтра, это,"
    " его, её, их, 了, 是, 会, 可, 到, 给, 和, كان, يكون, سيكون, يبدو, إلى, من, في, هذا"
)


def _each(words: str) -> frozenset[Phrase]:
    return frozenset(phrase(word) for word in words.split(","))


_PARTICIPLES, _DOUBTS, _NO_REMARK = _each(PARTICIPLES), _each(DOUBTS), _each(NO_REMARK)


def objection(verb: Phrase, rest: str) -> Problem | None:
    """Why ``rest`` of the first line makes a verb that takes a remark no plain decision: a question, a second
    decision, or words that no colon, comma or dash parts from it and that may be anything; None where it is plain."""
    words = [token.word for token in tokens(rest)]
    if any(word in QUESTIONS for word in words):
        return Problem("reply-question", facts={"words": "?"})
    if _other_verb(words, VERB_PHRASES[verb]):
        return Problem("reply-two-verbs", facts={"words": shortened(rest)})
    if words and _is_doubtful(verb, rest, words):
        return Problem("reply-no-colon", facts={"words": shortened(rest)})
    return None


def _other_verb(words: Sequence[str], action: Action) -> bool:
    phrases = (tuple(words[first : first + n]) for first in range(len(words)) for n in range(1, LONGEST + 1))
    return any(VERB_PHRASES.get(each, action) is not action for each in phrases)


def _is_doubtful(verb: Phrase, rest: str, words: Sequence[str]) -> bool:
    doubts = [(word,) in _DOUBTS for word in words]
    mark = rest.lstrip(_BLANKS)[:1]
    if mark in _COLONS:
        return all(doubts)
    if rest[:1] in _GLUE or (rest[:1] in _JOINED and not rest[1:2].isspace()):
        return True
    if mark in _SEPARATORS:
        return doubts[0]
    return verb in _PARTICIPLES or (words[0],) in _NO_REMARK or any(doubts)


def parted(rest: str, more: Sequence[str]) -> tuple[str, str]:
    """The remark and what is left out. The remark is the rest of the first line with the lines up to the first empty
    one; the next paragraph where a colon ends the first line. So no signature below it is ever a remark."""
    first = rest.lstrip(_BLANKS + _SEPARATORS).strip()
    lines = list(more)
    if not tokens(first):
        if rest.strip()[:1] not in _COLONS:
            return "", "\n".join(lines).strip()
        first = ""
        while lines and _is_empty(lines[0]):
            lines.pop(0)
    paragraph = list(takewhile(lambda line: not _is_empty(line), lines))
    note = "\n".join([first, *paragraph]).strip()
    return (note if tokens(note) else ""), "\n".join(lines[len(paragraph) :]).strip()


def shortened(words: str) -> str:
    """The words on a line of an answer, cut where they are long."""
    tidy = words.strip()
    return tidy if len(tidy) <= SHOWN else tidy[: SHOWN - 1] + "…"


def _is_empty(line: str) -> bool:
    return not "".join(map(folded, line)).strip()
