"""Text that people typed: one form for storing it, the characters we refuse, and likeness for finding doubles."""

import re
import unicodedata

_CONTROLS = "\x00-\x1f\x7f-\x9f"
_LONG_TEXT_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # line feed and tab may stand in a long text
_BIDI = "\u202a-\u202e\u2066-\u2069"  # may turn the rest of a line round: harmless only inside a block of its own
_SEPARATORS_AND_SURROGATES = "\u2028\u2029\ud800-\udfff"
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + last) for plane in _PLANES for last in (0xFFFE, 0xFFFF))
_ALWAYS = _SEPARATORS_AND_SURROGATES + _NONCHARACTERS
_IN_ONE_LINE = re.compile(f"[{_CONTROLS}{_BIDI}{_ALWAYS}]")
_IN_LONG_TEXT = re.compile(f"[{_LONG_TEXT_CONTROLS}{_ALWAYS}]")
_BLANKS = " \t\u00a0\u3000"


def one_line(text: str) -> str:
    """The text in NFC with each run of white space one blank, stripped.

    Refuse ``forbidden_characters`` of the raw text first: some of them are white space and vanish here."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def many_lines(text: str) -> str:
    """The text in NFC with LF line ends, no blanks at the end of a line, at most one empty line in a row."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    tidy = "\n".join(line.rstrip(_BLANKS) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip("\n")


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a list typed one a line: each as ``one_line`` leaves it, empty ones left out."""
    return tuple(line for each in text.replace("\r\n", "\n").split("\n") if (line := one_line(each)))


def forbidden_characters(text: str, *, one_line: bool) -> list[str]:
    """Names ("U+202E") of the characters refused in a one-liner or a long text, each once, as they first appear.

    Refused are controls, line and paragraph separators, lone surrogates and noncharacters; in one-liners line ends,
    tabs and bidi controls too. CRLF is a line end, a carriage return alone is a control."""
    refused = _IN_ONE_LINE if one_line else _IN_LONG_TEXT
    checked = text if one_line else text.replace("\r\n", "\n")
    return [f"U+{ord(character):04X}" for character in dict.fromkeys(refused.findall(checked))]


def likeness(text: str) -> str:
    """What two spellings of one name share: letters with their marks, and digits; no case, width, punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # marks stay: in many scripts they are the vowels
    return "".join(
        character for character in folded if character.isalnum() or unicodedata.category(character).startswith("M")
    )
