"""The table of contents: what the application is made of, in the order in which it is put together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from flask import Flask

from gcp_tracker import cli, instruments, paths
from gcp_tracker.accounts.sign_in import init_accounts
from gcp_tracker.config import read_config
from gcp_tracker.db import init_database
from gcp_tracker.exports.leaving import init_leaving
from gcp_tracker.web.addresses import init_addresses
from gcp_tracker.web.delivery import init_delivery
from gcp_tracker.web.errors import init_errors
from gcp_tracker.web.security import init_security_headers
from gcp_tracker.web.templating import init_templating

# In the order of a case's life; `record`, the child's page, looks at all of them, and `statement` is made of it.
SLICES = (
    *("accounts", "exports", "children", "sight", "visits", "profiles", "plans", "meetings", "engagement"),
    *("chronology", "triggers", "attention", "supervision", "conference", "scrutiny", "oversight"),
    *("imports", "audit", "violations", "admin", "record", "statement"),
)


def build_app(environment: Mapping[str, str] | None = None) -> Flask:
    """Raises ConfigError, InstrumentFault or InstrumentChanged, each with a plain sentence, rather than start
    unsafely.
    """
    environment = os.environ if environment is None else environment
    config = read_config(environment)
    app = Flask(
        "gcp_tracker",
        template_folder=str(paths.TEMPLATES),
        static_folder=str(paths.STATIC),
        static_url_path=f"/static/{paths.static_release()}",
    )
    app.config.from_mapping(config.flask_settings())
    app.extensions["gcp_config"] = config

    instruments.load_folder()
    if own_folder := environment.get("GCP_TRACKER_INSTRUMENTS"):
        instruments.load_folder(Path(own_folder))
    app.config["GCP_INSTRUMENT"] = environment.get("GCP_TRACKER_INSTRUMENT", instruments.OURS)

    init_addresses(app)
    init_database(app, config)
    init_delivery(app, https=config.is_production)
    init_accounts(app, config, environment)
    init_security_headers(app, https=config.is_production)
    init_templating(app)
    init_errors(app)
    init_leaving(app)
    for name in SLICES:
        app.register_blueprint(import_module(f"gcp_tracker.{name}.routes").bp)
    cli.init_commands(app)
    return app
