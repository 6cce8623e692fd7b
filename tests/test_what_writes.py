"""What writes, wherever it stands: it takes a unit of work, says what it does, and knows nothing of the web."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house import PACKAGE, ROOT, Rule, calls, files, imports_of, nodes, offences

# These open a unit of work for somebody; every other module that takes one writes.
EDGES = re.compile(r"(web|demo|[a-z_]+/routes)/|[a-z_]+/(routes|commands)\.py$|(cli|unit_of_work)\.py$")


def knows_the_web(source: str) -> list[str]:
    return imports_of(source, r"flask|flask_wtf|wtforms|gcp_tracker\.web")


def takes_a_unit_of_work(function: ast.FunctionDef) -> bool:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(argument.annotation and "UnitOfWork" in ast.unparse(argument.annotation) for argument in arguments)


def services_not_verb_noun(source: str) -> list[str]:
    """Whatever takes a unit of work writes."""
    functions = [node for node in nodes(source) if isinstance(node, ast.FunctionDef)]
    writes = filter(takes_a_unit_of_work, functions)
    public = [function.name for function in writes if not function.name.startswith("_")]
    return [f"{name} is not verb_noun" for name in public if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name)]


def events_not_noun_verb(source: str) -> list[str]:
    wrong = []
    for call, name in calls(source):
        if not re.search(r"\buow\.record$", name) or not call.args:
            continue
        event = call.args[0]
        if isinstance(event, ast.Constant) and not re.fullmatch(r"[a-z_]+:[a-z_]+", str(event.value)):
            wrong.append(f"line {call.lineno} records {event.value!r}, not noun:verb")
    return wrong


BAD: list[tuple[Rule, str]] = [
    (services_not_verb_noun, "def save(uow: UnitOfWork): ..."),
    (services_not_verb_noun, "def saveVisit(uow: UnitOfWork): ..."),
    (services_not_verb_noun, "class Desk:\n    def save(self, *, uow: UnitOfWork | None): ..."),
    (knows_the_web, "from flask import g"),
    (knows_the_web, "def f():\n    import wtforms.validators"),
    (knows_the_web, "from gcp_tracker.web import clock"),
    (knows_the_web, "from gcp_tracker import web"),
    (events_not_noun_verb, "uow.record('saved')"),
]
GOOD: list[tuple[Rule, str]] = [
    (
        services_not_verb_noun,
        "def record_visit(uow: UnitOfWork): ...\ndef _tidy(uow: UnitOfWork): ...\ndef words(): ...",
    ),
    (knows_the_web, "from gcp_tracker.models import Child\nfrom gcp_tracker.unit_of_work import UnitOfWork"),
    (events_not_noun_verb, "uow.record('visit:sign')"),
]


@pytest.mark.parametrize(("rule", "text"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_notices_what_it_forbids(rule: Rule, text: str) -> None:
    assert rule(text)


@pytest.mark.parametrize(("rule", "text"), GOOD, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_lets_the_right_way_pass(rule: Rule, text: str) -> None:
    assert rule(text) == []


def writing_modules() -> list[Path]:
    """Services, whole or in parts, and whatever else a slice has that takes a unit of work."""
    inside = [path for path in files(".py", under=PACKAGE) if not EDGES.match(path.relative_to(PACKAGE).as_posix())]
    return [
        path
        for path in inside
        if "service" in (path.stem, path.parent.name) or "UnitOfWork" in path.read_text(encoding="utf-8")
    ]


def test_what_writes_is_found_by_what_it_takes() -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in writing_modules()}
    assert found >= {"accounts/service/people.py", "children/service/adults.py", "visits/drafts.py", "visits/safety.py"}
    assert not {path for path in found if "/" not in path or "routes" in path}


def test_whatever_writes_knows_nothing_of_the_web() -> None:
    assert offences(iter(writing_modules()), knows_the_web) == []


def test_whatever_writes_is_named_to_the_import_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}
    named = contracts["writes-and-reads"]["source_modules"]
    # A name there means the package below it too; a star is one word.
    pattern = re.compile(rf"({'|'.join(named)})(\.|$)".replace("*", "[a-z_]+"))
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in writing_modules()]
    assert [module for module in modules if not pattern.match(module)] == []


def test_services_and_events_are_named_in_practice_language() -> None:
    assert offences(iter(writing_modules()), services_not_verb_noun) == []
    assert offences(files(".py", under=PACKAGE), events_not_noun_verb) == []
