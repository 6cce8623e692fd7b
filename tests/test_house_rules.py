"""The house rules that no tool checks for us: each is a small function from a file's text to what is wrong with it."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from gcp_tracker.web import access
from tests.house import PACKAGE, ROOT, Rule, calls, files, imports_of, nodes, offences

LONGEST = 320

TEXT = {".py", ".html", ".js", ".scss", ".css", ".md", ".toml", ".json", ".yaml", ".yml", ".txt", ".in", ".xml", ".svg"}
VAGUE = re.compile(r"^_*(utils?|helpers?|commons?|misc|managers?|handlers?)$")
# Where the time is asked for; everybody else is told.
COMMANDS = {
    "cli.py",
    "serve.py",
    "imports/commands.py",
    "readings/commands.py",
    "triggers/commands.py",
    "audit/commands.py",
    "conference/commands.py",
    "demo/check.py",
}
CLOCKS = COMMANDS | {"unit_of_work.py", "web/clock.py"}
RECORDS = re.compile(r"<[^>]*\b(child|visit|apart|profile|family|household|adult)_id>")
LOADERS = {"child_page", "pair_page", "family_page", "visit_page", "apart_page", "profile_page"}

# Python


def commits(source: str) -> list[str]:
    return [f"line {call.lineno} commits" for call, name in calls(source) if name.endswith(".commit")]


def asks_the_time(source: str) -> list[str]:
    asks = re.compile(r"\b(date\.today|datetime\.(now|today)|time\.(time|localtime|gmtime)|utcnow|now_utc)$")
    return [f"line {call.lineno} asks for the time: {name}" for call, name in calls(source) if asks.search(name)]


def imports_storage(source: str) -> list[str]:
    """A route that has no session cannot load a child behind the loader's back."""
    return imports_of(source, r"sqlalchemy|gcp_tracker\.db")


def routes_without_a_loader(source: str) -> list[str]:
    wrong = []
    for function in nodes(source):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
        rules = [text for text in decorators if re.search(r"\.(route|get|post|put|patch|delete)\(", text)]
        if not rules:
            continue
        named = {re.sub(r"\(.*", "", text, flags=re.DOTALL).rpartition(".")[2] for text in decorators}
        if any(RECORDS.search(rule) for rule in rules) and not named & LOADERS:
            wrong.append(f"{function.name} has a record's id in its URL but no loader from web/access.py")
        ids = [argument.arg for argument in function.args.args if RECORDS.search(f"<{argument.arg}>")]
        wrong += [f"{function.name} takes {name}, not the record" for name in ids]
    return wrong + [f"line {call.lineno} hides a route" for call, name in calls(source) if "add_url_rule" in name]


def is_too_long(text: str) -> list[str]:
    lines = text.count("\n")
    return [f"{lines} lines; split it by noun"] if lines > LONGEST else []


# Templates, scripts and stylesheets


def inline_script_or_style(template: str) -> list[str]:
    """The CSP would refuse it; only a block of data is allowed."""
    html = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)
    wrong = [tag for tag in re.findall(r"<script\b[^>]*>", html) if not re.search(r"\bsrc=|application/json", tag)]
    wrong += re.findall(r"<style\b[^>]*>", html)
    for tag in re.findall(r"<[a-z][^>]*>", html, flags=re.IGNORECASE):
        wrong += re.findall(r"\s(?:style|on[a-z]+)\s*=|javascript:", tag, flags=re.IGNORECASE)
    return [f"inline: {text.strip()}" for text in wrong]


def typed_into_an_address(template: str) -> list[str]:
    """A form that is no POST writes its fields into the address, where a name would stay. A choice may."""
    wrong = []
    for head, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", template, flags=re.DOTALL | re.IGNORECASE):
        if re.search(r"""\bmethod=["']?post""", head, flags=re.IGNORECASE):
            continue
        chosen = r"""<input\b(?![^>]*\btype=["']?(?:hidden|submit|radio|checkbox)\b)[^>]*>"""
        wrong += re.findall(rf"{chosen}|<textarea\b|\{{\{{\s*form\.\w+", inside)
    return wrong


def more_than_macros(template: str) -> list[str]:
    rest = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    rest = re.sub(r"\{%-?\s*macro\b.*?\bendmacro\s*-?%\}", "", rest, flags=re.DOTALL)
    rest = re.sub(r"\{%-?\s*(?:from|import)\b.*?%\}", "", rest, flags=re.DOTALL)
    return [f"outside a macro: {rest.strip()[:60]}"] if rest.strip() else []


def reaches_outside(text: str) -> list[str]:
    outward = r"""(?:src|href|action)=["']?(?:https?:)?//\S*|url\(["']?(?:https?:)?//\S*|from ["'](?:https?:)?//\S*"""
    return re.findall(outward, text)


# Any file


def names_an_address(text: str) -> list[str]:
    here = ("http://localhost", "http://127.0.0.1")
    return [address for address in re.findall(r"\b[a-z+]+://\S+", text) if not address.startswith(here)]


def names_a_place_of_one_machine(text: str) -> list[str]:
    places = ["../" + "shared", "/" + "work/", "/" + "root/", "/" + "home/"]
    return [f"names {place}" for place in places if place in text]


# What each must notice

BAD: list[tuple[Rule, str]] = [
    (commits, "def f(s):\n    s.session.commit()"),
    (asks_the_time, "x = date.today()"),
    (asks_the_time, "x = datetime.now(UTC)"),
    (asks_the_time, "x = datetime.datetime.utcnow()"),
    (asks_the_time, "x = now_utc()"),
    (imports_storage, "from gcp_tracker.db import db"),
    (imports_storage, "from gcp_tracker import db"),
    (imports_storage, "from sqlalchemy import select"),
    (routes_without_a_loader, "@bp.route('/<uuid:child_id>')\ndef show(child): ..."),
    (routes_without_a_loader, "@bp.get('/<uuid:visit_id>/x')\n@role_page('a:b')\ndef show(visit): ..."),
    (routes_without_a_loader, "@bp.route('/<uuid:child_id>')\n@child_page('a:b')\ndef show(child_id): ..."),
    (routes_without_a_loader, "bp.add_url_rule('/<child_id>', view_func=f)"),
    (is_too_long, "\n" * (LONGEST + 1)),
    (inline_script_or_style, "<script>alert(1)</script>"),
    (inline_script_or_style, "<style nonce=x>a{}</style>"),
    (inline_script_or_style, "<p class=a style='color:red'>"),
    (inline_script_or_style, "<button onclick=go()>"),
    (typed_into_an_address, "<form action='/a'><input name=q></form>"),
    (typed_into_an_address, "<form method=get><input type='search'></form>"),
    (typed_into_an_address, "<form method='GET'><textarea></textarea></form>"),
    (typed_into_an_address, "<form role=search>\n{{ form.name() }}</form>"),
    (more_than_macros, "{% macro a() %}b{% endmacro %}<p>stray</p>"),
    (reaches_outside, "<script src='//elsewhere.example/a.js'></script>"),
    (reaches_outside, "a { background: url(https://elsewhere.example/a.png) }"),
    (reaches_outside, "import a from 'https://elsewhere.example/a.js'"),
    (names_an_address, "resolved: https://elsewhere.example/a.tgz"),
    (names_a_place_of_one_machine, "open('/" + "work/a')"),
]
GOOD: list[tuple[Rule, str]] = [
    (asks_the_time, "x = clock.today(); y = uow.today"),
    (imports_storage, "from gcp_tracker.visits import queries"),
    (routes_without_a_loader, "@bp.route('/<uuid:child_id>')\n@child_page('a:b')\ndef show(child): ..."),
    (inline_script_or_style, "<script src='{{ a }}' nonce='x'></script><script type='application/json'>{}</script>"),
    (inline_script_or_style, "{% set one='style=' %}<p class='lead'>on = off</p>"),
    (typed_into_an_address, "<form method=post><input name=q></form>"),
    (typed_into_an_address, "<form method='get'><input type='hidden' name=a><select></select></form>"),
    (more_than_macros, "{# why #}{% from 'a.html' import b %}\n{% macro a() %}b{% endmacro %}\n"),
    (reaches_outside, "<svg xmlns='http://www.w3.org/2000/svg'><a href='/children'>"),
    (names_an_address, "serve on http://localhost:8000"),
]


@pytest.mark.parametrize(("rule", "text"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_notices_what_it_forbids(rule: Rule, text: str) -> None:
    assert rule(text)


@pytest.mark.parametrize(("rule", "text"), GOOD, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_lets_the_right_way_pass(rule: Rule, text: str) -> None:
    assert rule(text) == []


# The tree


def test_only_the_unit_of_work_commits() -> None:
    assert offences((path for path in files(".py", under=PACKAGE) if path.name != "unit_of_work.py"), commits) == []


def test_today_is_passed_in() -> None:
    inside = (path for path in files(".py", under=PACKAGE) if path.relative_to(PACKAGE).as_posix() not in CLOCKS)
    assert offences(inside, asks_the_time) == []
    assert [name for name in sorted(CLOCKS) if not asks_the_time((PACKAGE / name).read_text(encoding="utf-8"))] == []


def test_a_route_never_holds_the_key_to_a_record() -> None:
    routes = [path for path in files(".py", under=PACKAGE) if path.name == "routes.py" or path.parent.name == "routes"]
    assert offences(iter(routes), imports_storage) == []
    assert offences(iter(routes), routes_without_a_loader) == []


def test_the_loaders_named_here_are_those_of_access() -> None:
    assert {name for name in vars(access) if name.endswith("_page")} - {"role_page"} == LOADERS


def test_every_address_of_a_record_has_a_loader_from_access(built_app: Flask) -> None:
    named = [rule for rule in built_app.url_map.iter_rules() if RECORDS.search(rule.rule)]
    assert [rule.rule for rule in named if not hasattr(built_app.view_functions[rule.endpoint], "loads")] == []


def test_no_module_has_a_name_that_could_hold_anything() -> None:
    ours = [path for path in files(".py", ".js", ".html", ".scss")]
    assert [
        str(path.relative_to(ROOT)) for path in ours if VAGUE.match(path.stem) or VAGUE.match(path.parent.name)
    ] == []


def test_no_file_has_outgrown_its_noun() -> None:
    # A migration is one step, and as long as its tables.
    read_by_people = (path for path in files(".py", ".html", ".js", ".scss") if path.parent.name != "versions")
    assert offences(read_by_people, is_too_long) == []


def test_templates_hold_no_script_and_no_style() -> None:
    assert offences(files(".html", under=ROOT / "templates"), inline_script_or_style) == []


def test_nothing_is_typed_into_an_address() -> None:
    assert offences(files(".html", under=ROOT / "templates"), typed_into_an_address) == []


def test_components_are_macros_only() -> None:
    assert offences(files(".html", under=ROOT / "templates" / "components"), more_than_macros) == []


def test_no_page_loads_or_links_to_anywhere_else() -> None:
    assert offences(files(".html", under=ROOT / "templates"), reaches_outside) == []
    assert offences(files(".js", ".scss", ".css", ".svg", under=ROOT / "static"), reaches_outside) == []


def test_no_lock_file_or_config_names_an_address() -> None:
    named = [*ROOT.glob("requirements*"), *ROOT.glob("package*.json"), *(ROOT / ".ci").iterdir()]
    named += [*(ROOT / "bench" / "race").glob("package*.json"), ROOT / "bench" / "race" / ".npmrc"]
    named += [ROOT / name for name in (".npmrc", ".editorconfig", ".gitignore", "Makefile", "pyproject.toml")]
    assert len(named) >= 15
    assert offences(iter(sorted(named)), names_an_address) == []


def test_every_python_requirement_is_pinned_by_hash() -> None:
    for path in ROOT.glob("requirements*.txt"):
        pins = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", path.read_text(encoding="utf-8")))
        assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_nothing_names_a_place_of_one_machine() -> None:
    assert offences(files(*TEXT), names_a_place_of_one_machine) == []


def test_what_we_serve_of_plotly_has_no_button_that_sends_a_chart_away() -> None:
    bundle = (ROOT / "static" / "vendor" / "plotly-basic.min.js").read_text(encoding="utf-8")
    assert 'showSendToCloud:{valType:"boolean",dflt:!1}' in bundle
    assert 'plotlyServerURL:{valType:"string",dflt:""}' in bundle
