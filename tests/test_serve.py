"""`flask serve` and the other commands, each run as its own process: what they print, and how they end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from bench.server import free_port
from gcp_tracker.migrations import newest_revision
from tests.postgres import create_database

ROOT = Path(__file__).parent.parent
INSTRUMENT = ROOT / "gcp_tracker" / "instruments" / "graded-care-1.0.yaml"
STARTS_WITHIN = 120.0
Environment = dict[str, str]


def settings(instance: Path, **more: str) -> Environment:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    named = {
        "INSTANCE": str(instance),
        "MODE": "production",
        "HOSTS": "127.0.0.1,localhost",
        "PORT": str(free_port()),
    } | more
    return kept | {f"GCP_TRACKER_{name}": value for name, value in named.items()} | {"LC_ALL": "C.UTF-8"}


def flask(environment: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "gcp_tracker", *words]
    return subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN,
        check=False,
    )


def fetch(environment: Environment, path: str = "/sign-in") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['GCP_TRACKER_PORT']}{path}", timeout=10) as answer:
        return str(answer.read().decode())


@contextmanager
def served(
    environment: Environment, within: float = STARTS_WITHIN, said_to: IO[str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`said_to`: a file for what the server says, where a test reads it while the server runs."""
    command = [sys.executable, "-m", "flask", "--app", "gcp_tracker", "serve"]
    server = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=said_to or subprocess.PIPE,
        stderr=said_to or subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + within
        while server.poll() is None and time.monotonic() < deadline:
            try:
                fetch(environment)
                break
            except OSError:
                time.sleep(0.05)
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def said_in_one_sentence(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    sentence, *rest = ended.stderr.strip().splitlines()
    assert rest == []
    return sentence


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with an up-to-date, empty database, to be copied."""
    instance = tmp_path_factory.mktemp("empty")
    assert flask(settings(instance), "migrate").stdout == f"The database has been brought to {newest_revision()}.\n"
    assert flask(settings(instance), "migrate").stdout == f"The database is already at {newest_revision()}.\n"
    return instance


@pytest.fixture
def fresh(empty: Path, tmp_path: Path) -> Environment:
    return settings(Path(shutil.copytree(empty, tmp_path / "instance")))


def test_it_serves_until_it_is_interrupted_and_says_where(fresh: Environment) -> None:
    with served(fresh) as server:
        assert "Sign in" in fetch(fresh)
        second = flask(fresh, "serve")
        port = fresh["GCP_TRACKER_PORT"]
        assert said_in_one_sentence(second) == f"Port {port} is taken: set GCP_TRACKER_PORT to another one."
        os.killpg(server.pid, signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert server.returncode == 0
    assert out.splitlines()[0] == f"GCP Tracker is at http://localhost:{port} (Ctrl-C stops it)."
    assert "/first-administrator/" in out
    assert "Traceback" not in err


def test_with_nobody_there_it_says_where_the_first_administrator_begins_and_every_worker_knows(
    fresh: Environment,
) -> None:
    with served(fresh) as server:
        os.killpg(server.pid, signal.SIGINT)
        said, _ = server.communicate(timeout=STARTS_WITHIN)
    before = re.findall(r"http://localhost:\d+(/first-administrator/\S+)", said)
    with served(fresh) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(3)]
        [path] = re.findall(r"http://localhost:\d+(/first-administrator/\S+)", lines[2])
        assert "Nobody has an account yet" in lines[1]
        # Two workers answer in turn.
        assert all("You become the first administrator" in fetch(fresh, path) for _ in range(8))
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(fresh, before[0])


def test_two_that_start_at_once_on_one_postgresql_migrate_it_once(tmp_path: Path, postgresql_url: str) -> None:
    url = create_database(postgresql_url, "at_once")
    command = [sys.executable, "-m", "flask", "--app", "gcp_tracker", "migrate"]
    # Two hosts: nothing is shared but the database.
    hosts = [settings(tmp_path / name, DATABASE_URL=url) for name in ("one", "two", "three")]
    started = [subprocess.Popen(command, env=host, cwd=ROOT, stdout=subprocess.PIPE, text=True) for host in hosts]
    assert [process.wait(timeout=STARTS_WITHIN) for process in started] == [0, 0, 0]
    for process in started:
        process.communicate()
    with served(hosts[0]) as server:
        assert "Sign in" in fetch(hosts[0])
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(timeout=30) == 0


def _debug(environment: Environment, _: Path) -> None:
    environment["FLASK_DEBUG"] = "1"


def _weak_key(environment: Environment, _: Path) -> None:
    environment["GCP_TRACKER_SECRET_KEY"] = "secret"


def _another_key(environment: Environment, _: Path) -> None:
    environment["GCP_TRACKER_DATABASE_KEY"] = "q8Zr2mT6wLx0Vb4KpN9sYc3JdF7hGa1U"


def _no_postgresql(environment: Environment, folder: Path) -> None:
    environment["GCP_TRACKER_DATABASE_URL"] = f"postgresql://gcp@/gcp?host={folder}"


def _elsewhere(environment: Environment, _: Path) -> None:
    environment["GCP_TRACKER_HOST"] = "203.0.113.7"


@pytest.mark.parametrize(
    ("spoil", "beginning"),
    [
        (_debug, "Production does not start with FLASK_DEBUG set"),
        (_weak_key, "GCP_TRACKER_SECRET_KEY is too weak for production"),
        (_another_key, "The database cannot be opened with this key"),
        (_no_postgresql, "The PostgreSQL server of GCP_TRACKER_DATABASE_URL cannot be reached"),
        (_elsewhere, "GCP_TRACKER_HOST is “203.0.113.7”, which is not an address of this machine."),
    ],
)
def test_what_does_not_allow_a_start_is_one_sentence(
    fresh: Environment, tmp_path: Path, spoil: Callable[[Environment, Path], None], beginning: str
) -> None:
    spoil(fresh, tmp_path)
    assert said_in_one_sentence(flask(fresh, "serve")).startswith(beginning)


def test_a_faulty_instrument_is_named_with_its_line(fresh: Environment, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = INSTRUMENT.read_text(encoding="utf-8")
    (own / "ours.yaml").write_text(text.replace("better: lower", "better: sideways"), encoding="utf-8")
    ended = flask(fresh | {"GCP_TRACKER_INSTRUMENTS": str(own)}, "serve")
    assert ended.returncode == 1
    name, fault = ended.stderr.strip().splitlines()
    assert name == "ours.yaml cannot be used:"
    assert fault.startswith("Line ")
    (own / "ours.yaml").write_text(text.replace("judged: true", "judged: false"), encoding="utf-8")
    changed = flask(fresh | {"GCP_TRACKER_INSTRUMENTS": str(own)}, "serve")
    assert said_in_one_sentence(changed).startswith("Two files say that they are graded-care 1.0, and differ.")


def test_check_instrument_says_each_fault_with_its_line(fresh: Environment, tmp_path: Path) -> None:
    good = flask(fresh, "check-instrument", str(INSTRUMENT))
    assert (good.returncode, good.stdout) == (0, "No faults: graded-care 1.0, 38 items\n")
    bad = tmp_path / "bad.yaml"
    bad.write_text(INSTRUMENT.read_text(encoding="utf-8").replace("judged: true", "judged: perhaps"), encoding="utf-8")
    ended = flask(fresh, "check-instrument", str(bad))
    assert ended.returncode == 1
    line = 1 + bad.read_text(encoding="utf-8").splitlines().index("judged: perhaps")
    assert ended.stdout.startswith(f"line {line}: ")


def test_an_authority_is_set_up_by_commands(fresh: Environment) -> None:
    assert said_in_one_sentence(flask(fresh, "create-team", "Riverside")) == "Run create-authority first."
    assert flask(fresh, "create-authority", "Northmere Council", "--lea", "201").returncode == 0
    assert "Another authority has" in said_in_one_sentence(flask(fresh, "create-authority", "northmere council"))
    assert flask(fresh, "create-team", "Riverside").stdout == "Riverside is a team of Northmere Council.\n"
    person = ["create-user", "amira@northmere.example", "--name", "Amira Khan", "--role", "practitioner"]
    assert said_in_one_sentence(flask(fresh, *person, "--team", "Nowhere")) == "There is no team called Nowhere."
    done = flask(fresh, *person, "--team", "riverside").stdout
    assert done.startswith("Amira Khan sets a password and a second factor here, once, within 7 days:\n")
    again = flask(fresh, "make-link", "Amira@northmere.example").stdout
    assert "/welcome/" in done
    assert done != again
    stranger = said_in_one_sentence(flask(fresh, "make-link", "nobody@northmere.example"))
    assert stranger == "Nobody here has the e-mail address nobody@northmere.example."


def test_a_database_that_is_not_up_to_date_is_not_written_to(tmp_path: Path) -> None:
    sentence = said_in_one_sentence(flask(settings(tmp_path), "create-authority", "Northmere"))
    assert sentence == "The database is not up to date: run `flask --app gcp_tracker migrate` first."
