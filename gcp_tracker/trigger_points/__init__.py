"""The trigger points that this product ships: in force wherever an authority has loaded none of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gcp_tracker import instruments
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.trigger_file import load_triggers
from gcp_tracker.rules.triggers import TriggerRules

FOLDER = Path(__file__).resolve().parent


def known_instruments() -> dict[str, Instrument]:
    """By key, each in its newest version: what a file of trigger points may name."""
    return {key: instruments.newest(key) for key in instruments.known_keys()}


@cache
def shipped() -> TriggerRules:
    """Raises TriggerFault naming the line. The instruments must have been loaded before."""
    return load_triggers(max(FOLDER.glob("*.yaml"), key=_version), known_instruments())


@cache
def of_instrument(instrument: Instrument) -> TriggerRules:
    """The rules that stand in the instrument’s own file."""
    return TriggerRules(
        instrument.key, instrument.version, instrument.title, instrument.triggers, instrument.content_hash
    )


def _version(path: Path) -> list[int]:
    number = path.stem.rpartition("-")[2]
    return [int(part) for part in number.split(".") if part.isdigit()]
