"""Two small instruments for tests: one like the real one, and one that is unlike it in every way the format allows."""

from pathlib import Path

from gcp_tracker.rules.instrument_file import load_instrument

FIVE_GRADES_FILE = Path(__file__).with_name("five-grades.yaml")
WELLBEING_FILE = Path(__file__).with_name("wellbeing-0-10.yaml")

FIVE_GRADES = load_instrument(FIVE_GRADES_FILE)
WELLBEING = load_instrument(WELLBEING_FILE)
# The next version of the first: one item continues under another key, one is new, one is no longer asked.
FIVE_GRADES_NEXT = load_instrument(FIVE_GRADES_FILE.with_name("five-grades-1.1.yaml"), previous=FIVE_GRADES)
