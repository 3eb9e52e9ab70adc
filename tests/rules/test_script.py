"""Which language a title is surely in."""

import pytest

from sideevents.rules.script import sure_language


@pytest.mark.parametrize(
    ("text", "languages", "language"),
    [
        ("العمل القسري", ("ar", "en"), "ar"),
        ("العمل القسري", ("ar", "fa"), None),  # both can be written so
        ("العمل القسري", ("en",), None),
        ("打击人口贩运", ("zh", "en"), "zh"),
        ("人身取引をなくす", ("ja", "zh"), "ja"),
        ("Выявление пострадавших", ("ru", "en"), "ru"),
        ("Safe reporting", ("en", "ar"), "en"),
        ("Safe reporting", ("en", "fr"), None),
        ("Protéger sans criminaliser", ("fr", "ru"), "fr"),
        ("Détection / الكشف المبكر", ("ar", "fr"), None),  # mixed scripts prove nothing
        ("3000™", ("en",), None),
        ("Signing", ("sgn", "en"), "en"),
    ],
)
def test_letters_and_languages_together_prove_a_language(text, languages, language):
    assert sure_language(text, languages) == language
