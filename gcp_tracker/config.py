"""Settings, from the environment only, checked before anything starts."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gcp_tracker.paths import instance_folder

MODES = ("demo", "production", "test")
SHORTEST_SECRET = 32
HEX_KEY = re.compile(r"[0-9a-f]{64}")
HOST_NAME = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", re.IGNORECASE)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class ConfigError(Exception):
    """The environment does not allow a safe start; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Config:
    mode: str
    instance: Path
    secret_key: str
    database_url: str
    database_key: str | None
    # 32 bytes, as 64 hexadecimal digits: the seed of the Ed25519 key that signs checkpoints of the audit.
    checkpoint_key: str
    checkpoints: Path
    host: str
    port: int
    release: str
    # Under which names the service answers; empty: any, for a demo that other machines are let in to.
    trusted_hosts: tuple[str, ...]

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def is_embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    def flask_settings(self) -> dict[str, Any]:
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_production,
            "SESSION_COOKIE_NAME": "__Host-gcp" if self.is_production else "gcp",
            # No cookie of this kind is ever set; should a release of a library set one, it is as closed as ours.
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SAMESITE": "Lax",
            "REMEMBER_COOKIE_SECURE": self.is_production,
            "WTF_CSRF_TIME_LIMIT": None,
            "TESTING": self.mode == "test",
        }


def read_config(environment: Mapping[str, str]) -> Config:
    """Settings from `environment`; raises ConfigError with one sentence where they do not allow a safe start."""
    mode = environment.get("GCP_TRACKER_MODE", "demo")
    if mode not in MODES:
        raise ConfigError(f"GCP_TRACKER_MODE must be one of {', '.join(MODES)}; it is “{mode}”.")
    if mode == "production" and environment.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise ConfigError(
            "Production does not start with FLASK_DEBUG set, since the debugger shows children’s records."
        )
    named = environment.get("GCP_TRACKER_INSTANCE")
    instance = Path(named).resolve() if named else instance_folder()
    port = environment.get("GCP_TRACKER_PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(f"GCP_TRACKER_PORT must be a port number; it is “{port}”.")
    url = environment.get("GCP_TRACKER_DATABASE_URL", "")
    if url and not url.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
        raise ConfigError(
            "GCP_TRACKER_DATABASE_URL must begin with postgresql:// (or be left out for the built-in database)."
        )
    _open_folder(instance)
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    embedded = not url or url.startswith("sqlite")
    secret = environment.get("GCP_TRACKER_SECRET_KEY") or _kept_key(
        instance / "secret.key", mode, "GCP_TRACKER_SECRET_KEY"
    )
    _refuse_weak(secret, "GCP_TRACKER_SECRET_KEY", mode)
    database_key = None
    if embedded:
        database_key = environment.get("GCP_TRACKER_DATABASE_KEY") or _kept_key(
            instance / "database.key", mode, "GCP_TRACKER_DATABASE_KEY"
        )
        _refuse_weak(database_key, "GCP_TRACKER_DATABASE_KEY", mode)
    return Config(
        mode=mode,
        instance=instance,
        secret_key=secret,
        database_url=url or f"sqlite:///{instance / 'gcp-tracker.db'}",
        database_key=database_key,
        checkpoint_key=_checkpoint_key(environment, instance, mode),
        checkpoints=Path(environment.get("GCP_TRACKER_CHECKPOINTS") or instance / "checkpoints.jsonl").resolve(),
        host=environment.get("GCP_TRACKER_HOST", "127.0.0.1"),
        port=int(port),
        release=environment.get("GCP_TRACKER_RELEASE", ""),
        trusted_hosts=_trusted_hosts(environment, mode),
    )


def _checkpoint_key(environment: Mapping[str, str], instance: Path, mode: str) -> str:
    key = environment.get("GCP_TRACKER_CHECKPOINT_KEY") or _kept_key(
        instance / "checkpoint.key", mode, "GCP_TRACKER_CHECKPOINT_KEY"
    )
    if not HEX_KEY.fullmatch(key):
        raise ConfigError("GCP_TRACKER_CHECKPOINT_KEY must be 64 digits and letters from a to f.")
    return key


def _trusted_hosts(environment: Mapping[str, str], mode: str) -> tuple[str, ...]:
    """Those of GCP_TRACKER_HOSTS and the one of GCP_TRACKER_ADDRESS; production has to name one."""
    named = environment.get("GCP_TRACKER_HOSTS", "").replace(",", " ").split()
    for host in named:
        if not HOST_NAME.fullmatch(host):
            raise ConfigError(f"GCP_TRACKER_HOSTS must be host names without a scheme or path; “{host}” is none.")
    if address := urlsplit(environment.get("GCP_TRACKER_ADDRESS", "")).hostname:
        named.append(address)
    if not named and mode == "production":
        raise ConfigError("GCP_TRACKER_HOSTS must name the hosts that people reach the service at, divided by commas.")
    if not named and environment.get("GCP_TRACKER_HOST", "127.0.0.1") in ("127.0.0.1", "::1", "localhost"):
        return LOOPBACK
    return tuple(named)


def _open_folder(instance: Path) -> None:
    """The folder for keys and database, closed to other users."""
    try:
        instance.mkdir(parents=True, exist_ok=True)
        instance.chmod(0o700)
        if not os.access(instance, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise ConfigError(
            f"The folder {instance} cannot be used ({error.strerror}): set GCP_TRACKER_INSTANCE to another one."
        ) from error


def _kept_key(path: Path, mode: str, name: str) -> str:
    """The key kept in `path`. Made on first use, unless the database it would open is already there."""
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    if path.name == "database.key" and (path.parent / "gcp-tracker.db").exists():
        raise ConfigError(f"The database is there but its key is not: put {path.name} back, or set {name}.")
    _make_key(path)
    return path.read_text(encoding="utf-8").strip()


def _make_key(path: Path) -> None:
    """Whole or not at all, and by one process only: two that start at once must read the same key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32) + "\n", encoding="utf-8")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _refuse_weak(key: str, name: str, mode: str) -> None:
    if mode == "production" and (len(key) < SHORTEST_SECRET or len(set(key)) < 12):
        raise ConfigError(f"{name} is too weak for production: give it at least {SHORTEST_SECRET} random characters.")
    if not key:
        raise ConfigError(f"{name} is empty.")
