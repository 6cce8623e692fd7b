"""What a house rule is made of: our own files, and the rule: from a file’s text to what is wrong with it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gcp_tracker"
NOT_OURS = {".git", ".venv", "node_modules", "instance", "vendor", "__pycache__", "build", "dist"}

Rule = Callable[[str], list[str]]


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Our own files with one of these endings, in a fixed order; nothing that is fetched, built or private."""
    found: list[Path] = []
    for folder, folders, names in os.walk(under):
        # What is not ours is not entered: there is a hundred times as much of it.
        folders[:] = [name for name in folders if name not in NOT_OURS and not re.fullmatch(r"\..*_cache", name)]
        found += [Path(folder, name) for name in names]
    yield from (path for path in sorted(found) if path.suffix in suffixes and path.is_file())


def offences(paths: Iterator[Path], rule: Rule) -> list[str]:
    found = []
    for path in paths:
        found += [f"{path.relative_to(ROOT)}: {wrong}" for wrong in rule(path.read_text(encoding="utf-8"))]
    return found


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Every node of the source; many rules ask about the same files."""
    return tuple(ast.walk(ast.parse(source)))


@cache
def calls(source: str) -> tuple[tuple[ast.Call, str], ...]:
    """Every call in the source, with the dotted words that are called: `db.session.commit`."""
    return tuple((node, ast.unparse(node.func)) for node in nodes(source) if isinstance(node, ast.Call))


def imports_of(source: str, modules: str) -> list[str]:
    """The imports, wherever they stand, of modules whose dotted names begin with this pattern."""
    wrong = []
    for node in nodes(source):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        meant = [name for name in names if re.match(rf"({modules})(\.|$)", name)]
        wrong += [f"line {node.lineno} imports {name}" for name in meant[:1]]
    return wrong
