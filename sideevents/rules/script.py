"""In which language a text is, as far as its letters and the languages of its side event prove it."""

import unicodedata
from collections.abc import Sequence

# ISO 639-1 languages that are not written in Latin letters, by the script's name in Unicode
SCRIPTS = {
    "ARABIC": frozenset({"ar", "fa", "ur", "ps", "sd", "ug", "ku"}),
    "CJK": frozenset({"zh", "ja"}),
    "HIRAGANA": frozenset({"ja"}),
    "KATAKANA": frozenset({"ja"}),
    "HANGUL": frozenset({"ko"}),
    "CYRILLIC": frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"}),
    "GREEK": frozenset({"el"}),
    "HEBREW": frozenset({"he", "yi"}),
    "DEVANAGARI": frozenset({"hi", "mr", "ne", "sa"}),
    "BENGALI": frozenset({"bn", "as"}),
    "THAI": frozenset({"th"}),
    "GEORGIAN": frozenset({"ka"}),
    "ARMENIAN": frozenset({"hy"}),
    "ETHIOPIC": frozenset({"am", "ti"}),
}
OF_A_SCRIPT = frozenset(code for codes in SCRIPTS.values() for code in codes) | {"sgn"}
LOOKED_AT = 200  # characters that are enough to tell


def sure_language(text: str, languages: Sequence[str]) -> str | None:
    """The one language among ``languages`` that can be written in the text's letters; None if none or several can,
    or if the text mixes scripts."""
    scripts = {name for character in text[:LOOKED_AT] if (name := _script(character))}
    if scripts and scripts <= {"CJK", "HIRAGANA", "KATAKANA"} and len(scripts) > 1:
        scripts = {"HIRAGANA"}
    if len(scripts) != 1:
        return None
    able = SCRIPTS.get(scripts.pop())
    fitting = [code for code in languages if (code in able if able else code not in OF_A_SCRIPT)]
    return fitting[0] if len(fitting) == 1 else None


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    return "LATIN" if character.isascii() else unicodedata.name(character, "").partition(" ")[0]
