"""The instruments that this process knows: one YAML file per version, in this folder or in the authority's own."""

from __future__ import annotations

from pathlib import Path

from gcp_tracker.models import InstrumentVersion
from gcp_tracker.paths import INSTRUMENTS
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_file import InstrumentFault, load_instrument
from gcp_tracker.rules.instrument_versions import as_one, version_order

OURS = "graded-care"
_known: dict[tuple[str, str], Instrument] = {}


class InstrumentChanged(Exception):
    """A file is missing, or was edited after visits had used it. The message says which and what to do."""


def load_folder(folder: Path = INSTRUMENTS) -> None:
    """Load every *.yaml in `folder`, older versions first, so that a newer one can go on with their items.

    Raises InstrumentFault naming the line, InstrumentChanged on two files for one version.
    """
    for path in sorted(folder.glob("*.yaml"), key=_by_version):
        key, number = _by_version(path)
        # Not the file itself, which a second application in this process loads again.
        earlier = [known for (name, _), known in _known.items() if name == key and version_order(known) < number]
        try:
            instrument = load_instrument(path, previous=max(earlier, key=version_order, default=None))
        except InstrumentFault as broken:
            broken.add_note(f"{path.name} cannot be used:")
            raise
        held = _known.setdefault((instrument.key, instrument.version), instrument)
        if held.content_hash != instrument.content_hash:
            raise InstrumentChanged(
                f"Two files say that they are {instrument.label}, and differ. Give {path.name} a version of its own."
            )


def _by_version(path: Path) -> tuple[str, list[int]]:
    """graded-care-1.10.yaml comes after graded-care-1.9.yaml."""
    key, _, version = path.stem.rpartition("-")
    return key, [int(part) for part in version.split(".") if part.isdigit()]


def newest(key: str) -> Instrument:
    """The newest version of `key`, for a new visit; KeyError when no file has it."""
    versions = [instrument for (known, _), instrument in _known.items() if known == key]
    if not versions:
        raise KeyError(key)
    return max(versions, key=version_order)


def known_keys() -> tuple[str, ...]:
    return tuple(sorted({key for key, _ in _known}))


def every_version(key: str) -> Instrument:
    """The newest version with the items that only older ones have, so that whatever was graded has its title."""
    return as_one(frozenset(instrument for (known, _), instrument in _known.items() if known == key))


def instrument_of(row: InstrumentVersion) -> Instrument:
    """The instrument that a visit or profile began with, exactly as it was; raises InstrumentChanged otherwise."""
    instrument = _known.get((row.key, row.version))
    if instrument is None:
        raise InstrumentChanged(f"The file of instrument {row.key} {row.version} is missing: put it back.")
    if instrument.content_hash != row.content_hash:
        raise InstrumentChanged(
            f"The file of instrument {row.key} {row.version} was edited after visits had used it. Put"
            " the old file back, and give"
            " the new text a new version."
        )
    return instrument
