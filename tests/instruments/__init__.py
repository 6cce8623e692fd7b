"""Two small instruments for tests: one like the real one, and one that is unlike it in every way the format allows."""

from pathlib import Path

from gcp_tracker.rules.instrument_file import load_instrument

FIVE_GRADES_FILE = Path(__file__).with_name("five-grades.yaml")
WELLBEING_FILE = Path(__file__).with_name("wellbeing-0-10.yaml")

FIVE_GRADES = load_instrument(FIVE_GRADES_FILE)
WELLBEING = load_instrument(WELLBEING_FILE)
