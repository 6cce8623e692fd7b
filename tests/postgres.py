"""A private PostgreSQL for the tests: its own cluster in a temporary folder, reached by a socket nobody else can open.

`python -m tests.postgres --find` prints the folder of the system's programs (15 or later) and fails if there are none;
`--find-pgserver` does the same for those of the pgserver package.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

OLDEST = 15
STARTS_WITHIN = 30.0
# Speed before durability: what these clusters hold is thrown away. Tests of durability ask for safe=True.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def system_programs() -> Path | None:
    """The folder of the newest initdb and postgres the system has, or None if there is none of version 15 or later."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += Path("/usr/lib/postgresql").glob("*/bin")
    usable = [place for place in places if (place / "initdb").is_file() and version_of(place) >= OLDEST]
    return max(usable, key=version_of, default=None)


def pgserver_programs() -> Path | None:
    """The folder of the programs in the pgserver package, or None where it is not installed (Python 3.13 and later)."""
    spec = importlib.util.find_spec("pgserver")
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent / "pginstall" / "bin"
    return place if (place / "initdb").is_file() and version_of(place) >= OLDEST else None


def version_of(programs: Path) -> int:
    asked = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\b(\d+)", asked.stdout)
    return int(number[1]) if number else 0


@contextmanager
def private_postgresql(*, safe: bool = False) -> Iterator[str]:
    """Starts a cluster, yields the URL of its database `tests` (postgresql+psycopg://…), stops it and removes it.

    Raises RuntimeError with the server's last words when it does not start.
    """
    programs = system_programs() or pgserver_programs()
    if programs is None:
        raise RuntimeError("No PostgreSQL 15 or later here: make test installs it, or says how.")
    # A socket's path may have at most 107 characters, so the folder stands directly in the temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="gcp-pg-"))
    owner = other_user() if os.geteuid() == 0 else None
    try:
        if owner:
            programs = reachable(programs, folder)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        cluster = start(programs, folder, owner, safe=safe)
        try:
            yield database_url(folder, "tests")
        finally:
            stop(cluster)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_url(folder: Path, name: str) -> str:
    return f"postgresql+psycopg://tests@/{name}?host={quote(str(folder), safe='')}"


def create_database(url: str, name: str) -> str:
    """Makes another, empty database in the cluster that `url` points into, and returns its URL."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return re.sub(r"/[^/?]+\?", f"/{name}?", url)


def plain(url: str) -> str:
    """The same address as libpq reads it, without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def other_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it somebody else's name."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL will not run as root, and there is no user postgres or nobody to run it as.")


def reachable(programs: Path, folder: Path) -> Path:
    """Programs inside a checkout in root's home cannot be run by another user; a copy beside the cluster can."""
    if programs.is_relative_to("/usr"):
        return programs
    package = programs.parents[1]
    copy = folder / "programs"
    shutil.copytree(package, copy / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps the libraries its programs load
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / package.name / programs.relative_to(package)


def start(programs: Path, folder: Path, owner: pwd.struct_passwd | None, *, safe: bool) -> subprocess.Popen[bytes]:
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(folder)}
    common = {"cwd": folder, "env": environment, **as_owner}
    data, log = folder / "data", folder / "log"
    options = ["--username=tests", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([programs / "initdb", "-D", data, *options], capture_output=True, text=True, **common)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), **({} if safe else HASTY)}
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as words:
        cluster = subprocess.Popen([programs / "postgres", "-D", data, *flags], stdout=words, stderr=words, **common)
    try:
        wait_until_ready(cluster, folder, log)
        create_database(database_url(folder, "postgres"), "tests")
    except BaseException:
        stop(cluster)
        raise
    return cluster


def wait_until_ready(cluster: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and cluster.poll() is None:
        try:
            psycopg.connect(plain(database_url(folder, "postgres")), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:].strip()}")


def stop(cluster: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: open connections are ended, nothing is waited for."""
    if cluster.poll() is not None:
        return
    cluster.send_signal(signal.SIGINT)
    try:
        cluster.wait(timeout=10)
    except subprocess.TimeoutExpired:
        cluster.send_signal(signal.SIGQUIT)
        cluster.wait(timeout=10)


def main() -> int:
    parser = argparse.ArgumentParser(description="Find the PostgreSQL the tests would use.")
    parser.add_argument("--find", action="store_true")
    parser.add_argument("--find-pgserver", action="store_true")
    asked = parser.parse_args()
    found = pgserver_programs() if asked.find_pgserver else system_programs()
    sys.stdout.write(f"{found or 'none'}\n")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
