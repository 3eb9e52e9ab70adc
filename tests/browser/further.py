"""Stops that stand in modules of their own, ``stops_<name>.py``: each may have any of the dictionaries ``PUBLIC``,
``ORGANIZER``, ``BY_LINK``, ``SIGNED_IN`` and ``LETTERS`` as ``stops.py`` has them, ``PAGES`` (endpoint -> name of its
stop) and the names ``NOT_PAGES``, ``LIKE_ANOTHER`` and ``PICTURES``."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


def gathered(name: str) -> dict[str, Any]:
    """What all these modules have under a name, as one dictionary; names alone are its keys."""
    found: dict[str, Any] = {}
    for module in _modules():
        held = getattr(module, name, {})
        found |= held if isinstance(held, dict) else dict.fromkeys(held)
    return found


def _modules() -> list[ModuleType]:
    paths = sorted(Path(__file__).parent.glob("stops_*.py"))
    return [import_module(f"tests.browser.{path.stem}") for path in paths]
