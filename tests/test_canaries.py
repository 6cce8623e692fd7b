"""The scan that ends every run finds what it is for, and fails the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gcp_tracker.models import Adult, Child, Household
from tests.canaries import Canaries
from tests.house import ROOT

TELLS = """
import logging
from flask import Flask, redirect
app = Flask("tells")
app.add_url_rule("/a", view_func=lambda: "Leo Marsh is on this page, where he belongs")
app.add_url_rule("/b", endpoint="b", view_func=lambda: ("{page}", 404))
app.add_url_rule("/c", endpoint="c", view_func=lambda: redirect("/a?{redirect}"))

def test_asks():
    client = app.test_client()
    client.get("/a?{query}", headers={{"Referer": "http://localhost/{referer}"}})
    client.get("/b")
    client.get("/c")
    logging.getLogger("any").warning("{log}")
"""
KINDS = ("page of an error", "redirect", "request's address", "Referer", "log line")
SILENT = {"page": "Nothing", "redirect": "", "query": "q=1", "referer": "", "log": "Nothing"}


@pytest.mark.parametrize(
    "text",
    [
        "/my-children?q=leo",
        "/my-children?q=L%C3%A9o+M",
        "POST /children/new Zoe",
        "oquinn",
        "/find/O%27Quinn",
        "kai osei",
        "943%20476%205919",
        "9434765919 is taken",
        "she lives at 4+weir+court",
        "tara  marsh",
    ],
)
def test_what_names_somebody_is_found_however_it_is_written(text: str) -> None:
    scan = Canaries()
    for number in ("943 476 5919", "9434765919"):
        scan.store(Child(nhs_number=number))
    scan.store(Household(address="4 Weir Court"))
    scan.store(Adult(name="Tara Marsh"))
    scan.hear("log line", text)
    assert len(scan.found()) == 1


@pytest.mark.parametrize(
    "text", ["/children/…/looks", "galleon", "kaiser", "rubygems", "samizdat", "", "999", "testing"]
)
def test_what_names_nobody_is_not(text: str) -> None:
    scan = Canaries()
    scan.store(Child(given_name="Al", nhs_number="999"))
    scan.store(Adult(name="Mum"))
    scan.hear("log line", text)
    assert scan.found() == []


@pytest.mark.parametrize("is_named", [False, True])
def test_a_run_in_which_somebody_is_named_fails_and_says_where(tmp_path: Path, is_named: bool) -> None:
    said = dict.fromkeys(SILENT, "Leo") if is_named else SILENT
    (tmp_path / "test_tells.py").write_text(TELLS.format(**said), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.canaries",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(tmp_path),
    ]
    ended = subprocess.run(
        [*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert "1 passed" in ended.stdout, ended.stdout
    assert ended.returncode == (1 if is_named else 0), ended.stdout
    told = [kind for kind in KINDS if f"test_tells.py::test_asks: a {kind} names somebody" in ended.stdout]
    assert told == (list(KINDS) if is_named else [])
