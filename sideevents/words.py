"""Counting words in any script."""

import regex

_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")


def count_words(text: str) -> int:
    """Words by UAX #29 without a dictionary: the pieces between word boundaries that hold a letter or digit. One
    ideograph is one word."""
    pieces = regex.split(r"\b", text, flags=regex.WORD)
    return sum(1 for piece in pieces if _LETTER_OR_DIGIT.search(piece))
