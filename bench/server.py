"""The server under measurement, a process of its own: ours with its serving settings, the bare one beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.bare import bare_app
from bench.without import leave_out_when_asked
from gcp_tracker import create_app
from gcp_tracker.config import Config
from gcp_tracker.db import db
from gcp_tracker.serve import Server, take_port

HOST = "127.0.0.1"
BARE = "/bare"
# A busy machine is not a fault.
STARTS_WITHIN = 120.0


class MeasuredServer(Server):
    def __init__(self, app: Flask, bare: Flask, config: Config, listener: socket.socket) -> None:
        self.bare = bare
        # Nobody is let in first: the place has its people.
        super().__init__(app, config, listener, token="")

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("when_ready", lambda _arbiter: None)

    def load(self) -> Any:
        return DispatcherMiddleware(self.app, {BARE: self.bare})

    def begin_work(self) -> None:
        super().begin_work()
        with self.bare.app_context():
            db.engine.dispose(close=False)


def main() -> None:
    leave_out_when_asked()
    app = create_app()
    config: Config = app.extensions["gcp_config"]
    bare = bare_app(config)
    for each in (app, bare):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()
    MeasuredServer(app, bare, config, take_port(config.host, config.port)).run()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Starts the server on a free port and yields (port, process id of its master); stops it at the end."""
    port = free_port()
    folder = Path(environment["GCP_TRACKER_INSTANCE"])
    log = folder / "server.log"
    settings = {**os.environ, **environment, "GCP_TRACKER_HOST": HOST, "GCP_TRACKER_PORT": str(port)}
    with log.open("wb") as words:
        process = subprocess.Popen([sys.executable, "-m", "bench.server"], env=settings, stdout=words, stderr=words)
    try:
        wait_until_ready(process, port, log)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", f"{BARE}/page")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError(f"The server did not start: {log.read_text(errors='replace')[-2000:].strip()}")


if __name__ == "__main__":
    main()
