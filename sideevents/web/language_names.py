"""Languages as people write them: codes, English names, names in the reader's or in their own language."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from sideevents.describing import language_name, locale
from sideevents.rules.admission import LANGUAGES

SIGN = "sgn"
SIGN_NAMES = ("sign", "sign language", "international sign", "sign languages")
_SEPARATORS = re.compile(r"[,;،、，；/\n]+")


def split_names(text: str) -> list[str]:
    """What stands between commas, semicolons, slashes or line ends."""
    return [name for each in _SEPARATORS.split(text) if (name := " ".join(each.split()))]


def code_of(name: str) -> str | None:
    """The code of a language that somebody wrote as ``de``, ``pt-BR``, ``German`` or ``Deutsch``; None if unknown."""
    wanted = name.strip().casefold()
    code = re.split(r"[-_]", wanted)[0]
    if code in LANGUAGES:
        return code
    if wanted == language_name(SIGN).casefold():
        return SIGN
    return _names_in("en").get(wanted) or _names_in(str(locale())).get(wanted) or _own_names().get(wanted)


@cache
def _names_in(language: str) -> dict[str, str]:
    known = Locale.parse(language).languages
    names = {known[code].casefold(): code for code in sorted(LANGUAGES) if code in known}
    return names | dict.fromkeys(SIGN_NAMES, SIGN) if language == "en" else names


@cache
def _own_names() -> dict[str, str]:
    # reads the data of every language once, so it is asked last
    names = {}
    for code in sorted(LANGUAGES - {SIGN}):
        try:
            own = Locale.parse(code).languages.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if own:
            names[own.casefold()] = code
    return names
