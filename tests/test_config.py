"""Settings: from the environment only, and refused in one sentence where a start would not be safe."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from gcp_tracker import create_app
from gcp_tracker.config import ConfigError, read_config

STRONG = "q8Zr2mT6wLx0Vb4KpN9sYc3JdF7hGa1U"


def settings(instance: Path, **more: str) -> dict[str, str]:
    return {"GCP_TRACKER_INSTANCE": str(instance)} | {f"GCP_TRACKER_{name}": value for name, value in more.items()}


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        read_config(environment)
    return str(refused.value)


def test_with_nothing_set_it_is_a_demo_on_this_machine_only_with_keys_of_its_own(tmp_path: Path) -> None:
    config = read_config(settings(tmp_path / "instance"))
    assert (config.mode, config.host, config.port) == ("demo", "127.0.0.1", 8000)
    assert config.is_embedded
    assert config.database_key is not None
    assert len({config.secret_key, config.database_key}) == 2
    for name in ("secret.key", "database.key", "checkpoint.key"):
        assert stat.S_IMODE((tmp_path / "instance" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700
    assert sorted(path.name for path in (tmp_path / "instance").iterdir()) == [
        "checkpoint.key",
        "database.key",
        "secret.key",
    ]


def test_a_second_start_finds_the_keys_of_the_first(tmp_path: Path) -> None:
    assert read_config(settings(tmp_path)) == read_config(settings(tmp_path))


def _secret_of(instance: str) -> str:
    return read_config({"GCP_TRACKER_INSTANCE": instance}).secret_key


def test_starts_at_the_same_moment_agree_on_the_keys(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(_secret_of, [str(tmp_path / "instance")] * 8)
    assert len(set(secrets)) == 1


def test_postgresql_needs_no_database_key(tmp_path: Path) -> None:
    config = read_config(settings(tmp_path, DATABASE_URL="postgresql://gcp@db/gcp"))
    assert config.database_url == "postgresql+psycopg://gcp@db/gcp"
    assert not config.is_embedded
    assert config.database_key is None
    assert not (tmp_path / "database.key").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"MODE": "live"}, "GCP_TRACKER_MODE must be one of demo, production, test; it is “live”."),
        ({"PORT": "http"}, "GCP_TRACKER_PORT must be a port number; it is “http”."),
        ({"PORT": "70000"}, "GCP_TRACKER_PORT must be a port number; it is “70000”."),
        ({"DATABASE_URL": "mysql://db/gcp"}, "GCP_TRACKER_DATABASE_URL must begin with postgresql://"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    tmp_path: Path, more: dict[str, str], sentence: str
) -> None:
    assert refusal(settings(tmp_path / "instance", **more)).startswith(sentence)
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_KEY"])
@pytest.mark.parametrize("weak", ["short", "x" * 40, "abcabcabcabcabcabcabcabcabcabcabcabc"])
def test_production_refuses_a_weak_key(tmp_path: Path, name: str, weak: str) -> None:
    strong = {"SECRET_KEY": STRONG, "DATABASE_KEY": STRONG[::-1]}
    said = refusal(settings(tmp_path, MODE="production", **(strong | {name: weak})))
    assert said.startswith(f"GCP_TRACKER_{name} is too weak for production")
    assert weak not in said
    assert read_config(settings(tmp_path, MODE="demo", **(strong | {name: weak}))).is_demo


def test_production_takes_strong_keys_and_makes_strong_ones(tmp_path: Path) -> None:
    assert read_config(
        settings(tmp_path, MODE="production", HOSTS="gcp.example", SECRET_KEY=STRONG, DATABASE_KEY=STRONG)
    ).is_production
    made = read_config(settings(tmp_path, MODE="production", HOSTS="gcp.example"))
    assert made.flask_settings()["SESSION_COOKIE_NAME"] == "__Host-gcp"
    assert made.flask_settings()["SESSION_COOKIE_SECURE"] is True


def test_production_names_the_hosts_that_it_answers_under(tmp_path: Path) -> None:
    strong = {"MODE": "production", "SECRET_KEY": STRONG, "DATABASE_KEY": STRONG}
    assert refusal(settings(tmp_path, **strong)).startswith("GCP_TRACKER_HOSTS must name the hosts")
    named = read_config(settings(tmp_path, HOSTS="gcp.example, .council.example", **strong))
    assert named.flask_settings()["TRUSTED_HOSTS"] == ["gcp.example", ".council.example"]
    assert read_config(settings(tmp_path, ADDRESS="https://gcp.example", **strong)).trusted_hosts == ("gcp.example",)


@pytest.mark.parametrize("host", ["https://gcp.example", "gcp.example/x", "a_b", "a@b"])
def test_what_is_no_host_is_refused(tmp_path: Path, host: str) -> None:
    assert "host names without a scheme or path" in refusal(settings(tmp_path, HOSTS=host))


def test_a_demo_answers_under_this_machines_names_unless_it_is_opened_to_others(tmp_path: Path) -> None:
    assert "localhost" in read_config(settings(tmp_path)).trusted_hosts
    assert read_config(settings(tmp_path, HOST="192.0.2.1")).flask_settings()["TRUSTED_HOSTS"] is None


@pytest.mark.parametrize("debug", ["1", "true", "on"])
def test_production_refuses_debug(tmp_path: Path, debug: str) -> None:
    environment = settings(tmp_path, MODE="production", HOSTS="gcp.example") | {"FLASK_DEBUG": debug}
    assert refusal(environment).startswith("Production does not start with FLASK_DEBUG set")
    assert read_config(environment | {"FLASK_DEBUG": "0"}).is_production


def test_a_database_without_its_key_is_not_given_another(tmp_path: Path) -> None:
    (tmp_path / "gcp-tracker.db").write_bytes(b"encrypted")
    assert refusal(settings(tmp_path)).startswith("The database is there but its key is not: put database.key back")
    assert not (tmp_path / "database.key").exists()


def test_an_empty_key_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    assert refusal(settings(tmp_path)) == "GCP_TRACKER_SECRET_KEY is empty."


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be used" in refusal(settings(tmp_path / "file" / "instance"))


def test_a_wrong_database_key_is_said(tmp_path: Path) -> None:
    from gcp_tracker.db import db
    from gcp_tracker.migrations import upgrade

    app = create_app(settings(tmp_path, DATABASE_KEY="the right one"))
    with app.app_context():
        upgrade(db.engine)
        db.engine.dispose()
    with pytest.raises(ConfigError, match="cannot be opened with this key"):
        create_app(settings(tmp_path, DATABASE_KEY="another one"))


def test_a_postgresql_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be reached"):
        create_app(settings(tmp_path, DATABASE_URL=f"postgresql://gcp@/gcp?host={tmp_path}"))
