"""One of each letter: what stands in samples.py and in every samples_*.py beside it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from sideevents.mail.letter import Letter


def every_sample() -> dict[str, Callable[[], Letter]]:
    """Name of the sample -> how it is made; the name is that of its golden copy."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("samples*.py"))
    found = [import_module(f"tests.mail.{name}").SAMPLES for name in modules]
    return {name: made for samples in found for name, made in samples.items()}
