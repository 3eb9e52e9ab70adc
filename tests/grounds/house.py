"""The project's own source, read for the house tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sideevents"
TESTS = ROOT / "tests"
TEMPLATES = PACKAGE / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file. ``name`` is its path from the project's root."""

    path: Path

    @property
    def name(self) -> str:
        """Path from the root, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """The file as it stands."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, filename=self.name)

    def functions(self) -> list[Function]:
        """All functions and methods, inner ones included."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def public_functions(self) -> list[str]:
        """Names of the functions that others may call, those made by wrapping another one included."""
        names = [node.name for node in self.tree.body if isinstance(node, Function)]
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        return [name for name in names if not name.startswith("_")]

    def imports(self) -> set[str]:
        """Dotted names this file imports; ``from a import b`` gives ``a`` and ``a.b``."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return found

    def dotted(self) -> Iterator[tuple[str, int]]:
        """Every ``a.b`` and ``a.b.c`` in the code with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield ast.unparse(node), node.lineno

    def strings(self) -> set[str]:
        """Every string constant."""
        return {
            node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }


def sources(folder: Path = PACKAGE) -> list[Source]:
    """All Python files below a folder, in order of name."""
    return [Source(path) for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


def templates() -> list[Path]:
    """All templates, in order of name."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
