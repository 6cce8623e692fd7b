"""Whatever reads children beyond those that a loader let in asks `visible_to`, directly or through one of its
neighbours. A function that does not is named here, with why it may.
"""

from __future__ import annotations

import ast

import pytest

from tests.house import PACKAGE, files, nodes

ASKS = {"visible_to", "readable_by", "writable_by", "managed_by", "may_know"}
# Commands of the shell, the demo and the migrations stand outside: nobody reads a page of theirs.
OUTSIDE = ("demo/", "migrations/", "models/", "cli.py", "visibility.py", "generated_docs/")
MAY = {
    "accounts/changes.py: is_anybody_recorded": "whether there is any child at all, told to nobody",
    "accounts/queries.py: count_of_children": "a count for whoever closes a team",
    "admin/queries/people.py: carried_by": "counts for the administrator, who is told no name",
    "admin/queries/teams.py: teams_now": "the same",
    "attention/queries/rows.py: _statement": "only ids that a list or a loader found",
    "audit/queries.py: _records_of": "the records merged into one child, from the loader",
    "audit/queries.py: children_with_ids": "names only those whom `may` opens today",
    "children/queries/attended.py: _told_of": "only visits that `_own` and `_of_siblings` found",
    "children/queries/doubles.py: _children": "only ids that `_rows` found",
    "children/queries/doubles.py: _pairs": "through `_rows`",
    "children/queries/doubles.py: intake_children_elsewhere": "through `_rows`",
    "children/queries/families.py: _load": "only children whom the reader may read",
    "children/queries/people.py: children_of_other_families": "through `children_with_numbers`",
    "children/queries/people.py: children_of_team_like": "through `children_with_numbers`",
    "children/queries/people.py: _workers": "names of workers, for children who were asked for already",
    "children/service/children.py: _check_number_is_free": "says the same whoever has the number",
    "children/service/families.py: _holds_merged_records": "whether a family can be removed",
    "children/service/merging.py: _will_have_a_part": "of the two records that are merged",
    "conference/queries.py: conferences_without_pack": "a command of the shell, which asks readable_by of each",
    "imports/queries.py: _whole_children": "the data officer’s own file, which reports nothing that it does not say",
    "imports/queries.py: known_children": "the same",
    "imports/queries.py: owners_of_upns": "the same",
    "oversight/queries.py: _sides": "leaves restricted children out for everybody",
    "plans/service.py: open_plan": "the lock on one child, from the loader",
    "profiles/service.py: open_profile": "the lock on one child, from the loader",
    "readings/commands.py: _children": "a command of the shell, which prints numbers",
    "readings/service.py: keep_missing_readings": "keeps readings and shows none",
    "readings/trigger_trial.py: _visited": "counts for an administrator, without names, small numbers, hidden children",
    "readings/triggers.py: _with_old_plan": "fires trigger points and shows none",
    "sight/queries/cover.py: workers_of_child": "one child, from the loader",
    "sight/service/restrictions.py: _end": "the children of the restriction that ends",
    "triggers/queries.py: _unanswered": "children whom the caller may know of: see told_to",
    "web/access.py: _standing": "the loader itself",
    "web/relations.py: _found": "the loader itself",
}


def reads_children(function: ast.FunctionDef) -> bool:
    """Selects `Child`, joins it, or compares one of its columns with something that is not one child’s."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("select", "join"):
            first = ast.unparse(node.args[0]) if node.args else ""
            if first == "Child" or first.startswith("Child."):
                return True
        if isinstance(node, ast.Compare) and ast.unparse(node.left) in ("Child.team_id", "Child.authority_id"):
            return True
    return False


def asks(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Name) and node.id in ASKS for node in ast.walk(function))


def unguarded(source: str) -> list[str]:
    functions = [node for node in nodes(source) if isinstance(node, ast.FunctionDef)]
    return [function.name for function in functions if reads_children(function) and not asks(function)]


@pytest.mark.parametrize(
    "source",
    [
        "def f(s):\n    return s.scalars(select(Child).where(Child.born_on == day))",
        "def f(s):\n    return select(Child.id).where(Child.team_id == 1)",
        "def f(s):\n    return select(Visit).join(Child, Child.id == Visit.child_id)",
        "def f(s):\n    return other(s, Child.team_id == 1)",
    ],
)
def test_the_rule_notices_a_list_that_forgets_to_ask(source: str) -> None:
    assert unguarded(source) == ["f"]
    asking = source + "\n" + source.replace("def f", "def g").replace("return ", "visible_to(user, now); return ")
    assert unguarded(asking) == ["f"]


def test_every_list_of_children_asks_who_may_know_of_them() -> None:
    found = []
    for path in files(".py", under=PACKAGE):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith(OUTSIDE):
            continue
        found += [f"{name}: {function}" for function in unguarded(path.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(MAY)
