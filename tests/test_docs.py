"""The pages of docs/: those made from the code are current, and no page names a page that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gcp_tracker.cli import write_docs
from gcp_tracker.generated_docs import pages
from gcp_tracker.models import Base
from gcp_tracker.rules.engagement_vocabulary import APPOINTMENT_MOVES
from gcp_tracker.rules.escalations import ESCALATION_MOVES
from gcp_tracker.rules.event_vocabulary import EVENT_MOVES
from gcp_tracker.rules.meeting_vocabulary import MEETING_MOVES
from gcp_tracker.rules.packs import PACK_MOVES
from gcp_tracker.rules.permissions import PERMISSIONS, ROLE_PERMISSIONS
from gcp_tracker.rules.plan_vocabulary import ACTION_MOVES, PLAN_MOVES
from gcp_tracker.rules.records import RECORD_MOVES
from gcp_tracker.rules.trigger_vocabulary import TRIGGER_MOVES
from gcp_tracker.rules.vocabulary import APART_MOVES, PROFILE_MOVES, VISIT_MOVES
from tests.house import ROOT, files

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_page_made_from_the_code_is_current(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8") if (DOCS / name).exists() else ""
    assert committed == pages()[name], f"docs/{name} is stale: run make docs"


def test_every_move_is_drawn_and_no_other() -> None:
    # A list: a plan and a visit can both go from draft to discarded.
    moves = [
        (str(start), str(end))
        for table in (
            *(VISIT_MOVES, APART_MOVES, PROFILE_MOVES, PLAN_MOVES, ACTION_MOVES),
            *(MEETING_MOVES, APPOINTMENT_MOVES, EVENT_MOVES, TRIGGER_MOVES, PACK_MOVES),
            *(RECORD_MOVES, ESCALATION_MOVES),
        )
        for start, ends in table.items()
        for end in ends
    ]
    drawn = re.findall(r"^  (\w+) --> (\w+)$", pages()["states.md"], flags=re.MULTILINE)
    assert sorted(drawn) == sorted(moves)


def test_every_permission_has_its_row_and_each_yes_its_relation() -> None:
    rows = re.findall(r"^\| `([a-z_:]+)` \|(.*)\|$", pages()["permissions.md"], flags=re.MULTILINE)
    assert [name for name, _ in rows] == [*PERMISSIONS, *ROLE_PERMISSIONS]
    assert {name: cells.count("yes") for name, cells in rows[: len(PERMISSIONS)]} == {
        name: len(relations) for name, relations in PERMISSIONS.items()
    }


def test_every_column_has_its_row_and_every_table_says_what_it_is() -> None:
    parts = re.split(r"^## (\w+)$", pages()["data.md"], flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    columns = {name: re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE) for name, text in told.items()}
    assert columns == {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
    assert [name for name, text in told.items() if text.strip().startswith("|")] == ["user_role"]


def test_a_page_is_written_only_when_it_has_changed(tmp_path: Path) -> None:
    runner = CliRunner()
    assert (
        runner.invoke(write_docs, [str(tmp_path)]).output
        == "Written: states.md, permissions.md, recipients.md, data.md\n"
    )
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == pages()
    (tmp_path / "states.md").write_text("Once upon a time\n", encoding="utf-8")
    assert runner.invoke(write_docs, [str(tmp_path)]).output == "Written: states.md\n"
    assert runner.invoke(write_docs, [str(tmp_path)]).output == "Nothing has changed.\n"


def test_no_page_names_a_file_that_is_not_there() -> None:
    named = {
        (page, target)
        for page in [*files(".md", under=DOCS), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert sorted(target for page, target in named if not (page.parent / target).exists()) == []
