"""What a house rule is made of: our own files, and the rule: from a file’s text to what is wrong with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gcp_tracker"
NOT_OURS = {".git", ".venv", "node_modules", "instance", "vendor", "__pycache__", "build", "dist"}

Rule = Callable[[str], list[str]]


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Our own files with one of these endings, in a fixed order; nothing that is fetched, built or private."""
    for path in sorted(under.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part.endswith("_cache") for part in parts)
        if path.suffix in suffixes and not NOT_OURS.intersection(parts) and not hidden and path.is_file():
            yield path


def offences(paths: Iterator[Path], rule: Rule) -> list[str]:
    found = []
    for path in paths:
        found += [f"{path.relative_to(ROOT)}: {wrong}" for wrong in rule(path.read_text(encoding="utf-8"))]
    return found


def calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call in the source, with the dotted words that are called: `db.session.commit`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imports_of(source: str, modules: str) -> list[str]:
    """The imports, wherever they stand, of modules whose dotted names begin with this pattern."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        meant = [name for name in names if re.match(rf"({modules})(\.|$)", name)]
        wrong += [f"line {node.lineno} imports {name}" for name in meant[:1]]
    return wrong
