"""Where templates, static files and the instance folder lie: in a checkout beside the package, in a wheel inside it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _beside_or_inside(name: str) -> Path:
    beside = PACKAGE.parent / name
    return beside if beside.is_dir() else PACKAGE / name


TEMPLATES = _beside_or_inside("templates")
STATIC = _beside_or_inside("static")
INSTRUMENTS = PACKAGE / "instruments"
DOCS = PACKAGE.parent / "docs"  # in a checkout only


def static_release() -> str:
    """A short hash of all static files: it stands in their addresses, so that no old script meets a new page."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in {".css", ".js", ".svg", ".woff2"}:
            digest.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def instance_folder() -> Path:
    """The folder for database and keys: GCP_TRACKER_INSTANCE, else instance/ in the checkout or the working folder."""
    named = os.environ.get("GCP_TRACKER_INSTANCE")
    if named:
        return Path(named).resolve()
    in_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return (PACKAGE.parent if in_checkout else Path.cwd()) / "instance"
