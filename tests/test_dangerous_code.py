"""What our own code never does, looked for in the code itself; docs/asvs.md names these."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house import PACKAGE, ROOT, calls, files, imports_of, offences

# The demo’s story and the engine’s figures are drawn by seed, to be the same again; no secret is.
BY_SEED = ("change/", "demo/")
# Of YAML: they make texts, numbers and lists, and no objects.
SAFE_LOADERS = {"StoryLoader"}
CALLS_OUT = {"accounts/letters.py", "accounts/provider.py", "accounts/routes/provider.py"}
# The press: Python itself, with a module of ours.
STARTS_ITSELF = re.compile(r"gcp_tracker/conference/typesetting\.py: line \d+ imports subprocess")
MAKES_OF_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|"
    r"addEventListener\(\s*[\"']message|createContextualFragment|setTimeout\(\s*[\"'`]"
)


def evaluates_or_starts(source: str) -> list[str]:
    names = re.compile(
        r"(builtins\.)?(eval|exec|compile|__import__)|os\.(system|popen|exec\w+|spawn\w+)|render_template_string"
        r"|yaml\.(load|unsafe_load|full_load)|\w*\.from_string"
    )
    wrong = [
        f"line {call.lineno} calls {name}"
        for call, name in calls(source)
        if names.fullmatch(name) and not {ast.unparse(argument) for argument in call.args} & SAFE_LOADERS
    ]
    return wrong + imports_of(source, "subprocess|pickle|marshal|shelve|dill|cPickle|pty")


def weakly_hashes_or_ciphers(source: str) -> list[str]:
    weak = re.compile(r"hashlib\.(md5|sha1|new)|(hashes\.)?(MD5|SHA1)|(modes\.)?ECB|(algorithms\.)?(ARC4|TripleDES)")
    wrong = [f"line {call.lineno} calls {name}" for call, name in calls(source) if weak.fullmatch(name)]
    return wrong + imports_of(source, r"cryptography\.hazmat\.primitives\.ciphers|Crypto|Cryptodome|rsa")


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (evaluates_or_starts, "eval(text)"),
        (evaluates_or_starts, "import subprocess"),
        (evaluates_or_starts, "os.system('ls')"),
        (evaluates_or_starts, "jinja.from_string(typed)"),
        (weakly_hashes_or_ciphers, "hashlib.md5(b'')"),
        (weakly_hashes_or_ciphers, "modes.ECB()"),
        (weakly_hashes_or_ciphers, "from cryptography.hazmat.primitives.ciphers import Cipher"),
    ],
)
def test_each_rule_notices_what_it_forbids(rule: object, source: str) -> None:
    assert callable(rule)
    assert len(rule(source)) == 1


def test_nothing_evaluates_code_or_starts_a_program() -> None:
    found = offences(files(".py", under=PACKAGE), evaluates_or_starts)
    assert [one for one in found if not STARTS_ITSELF.fullmatch(one)] == []


def test_no_script_of_ours_makes_code_or_markup_of_text() -> None:
    """Nor listens to other windows."""
    ours = list(files(".js", under=ROOT / "static"))
    assert len(ours) > 15
    assert [path.name for path in ours if MAKES_OF_TEXT.search(path.read_text(encoding="utf-8"))] == []
    assert MAKES_OF_TEXT.search("box.innerHTML = typed")


def test_cryptography_comes_from_libraries() -> None:
    """In their own makings (Fernet, Ed25519, HKDF, HMAC of SHA-256): no cipher is put together here."""
    assert offences(files(".py", under=PACKAGE), weakly_hashes_or_ciphers) == []


def test_secrets_come_from_the_systems_own_chance() -> None:
    drawn = [
        path.relative_to(PACKAGE).as_posix()
        for path in files(".py", under=PACKAGE)
        if imports_of(path.read_text(encoding="utf-8"), "random")
        or "random." in _code(path.read_text(encoding="utf-8"))
    ]
    assert [name for name in drawn if not name.startswith(BY_SEED)] == []
    assert drawn


def test_nothing_but_the_mail_server_and_the_provider_is_called() -> None:
    out = "requests|httpx|urllib3|urllib.request|http.client|smtplib|ftplib|aiohttp|authlib"
    calling = {
        path.relative_to(PACKAGE).as_posix()
        for path in files(".py", under=PACKAGE)
        if imports_of(path.read_text(encoding="utf-8"), out)
    }
    assert calling == CALLS_OUT


def _code(source: str) -> str:
    return " ".join(name for _, name in calls(source))
