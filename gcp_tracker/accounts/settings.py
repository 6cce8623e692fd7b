"""Settings of signing in, from the environment, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from gcp_tracker.config import Config, ConfigError

NOW_SET_ON_A_PAGE = ("IDLE_MINUTES", "IDLE_MINUTES_AT_DESKS", "LONGEST_HOURS")
ENCRYPTIONS = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The server that letters are handed to."""

    host: str
    port: int
    encryption: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The authority’s own sign-in, by OpenID Connect. `strong`: what it says of a sign-in (`acr`, or one of `amr`)
    that had a second factor; empty where it is not to be believed.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    strong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignInSettings:
    needs_second_factor: bool
    step_up_after: timedelta
    # How many proxies stand in front and are believed about a visitor's address and scheme.
    proxies: int
    # What people type to get here, for links that are sent; empty: the address that a page was asked for at.
    address: str
    mailbox: Mailbox | None
    provider: Provider | None


def read_sign_in_settings(environment: Mapping[str, str], config: Config) -> SignInSettings:
    """Raises ConfigError with one sentence."""
    for name in NOW_SET_ON_A_PAGE:
        if f"GCP_TRACKER_{name}" in environment:
            raise ConfigError(f"GCP_TRACKER_{name} is set by an administrator now, on the page Settings: take it out.")
    return SignInSettings(
        needs_second_factor=config.is_production,
        step_up_after=timedelta(minutes=_whole(environment, "STEP_UP_MINUTES", 15, 1, 120)),
        proxies=_whole(environment, "PROXIES", 0, 0, 5),
        address=_address(environment, "ADDRESS", config),
        mailbox=_mailbox(environment),
        provider=_provider(environment, config),
    )


def _whole(environment: Mapping[str, str], name: str, usual: int, low: int, high: int) -> int:
    text = environment.get(f"GCP_TRACKER_{name}", str(usual))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ConfigError(f"GCP_TRACKER_{name} must be a whole number from {low} to {high}; it is “{text}”.")
    return int(text)


def _address(environment: Mapping[str, str], name: str, config: Config) -> str:
    text = environment.get(f"GCP_TRACKER_{name}", "").rstrip("/")
    if text and not text.startswith("https://" if config.is_production else ("https://", "http://")):
        raise ConfigError(f"GCP_TRACKER_{name} must begin with https:// and name where people reach the service.")
    return text


def _mailbox(environment: Mapping[str, str]) -> Mailbox | None:
    host = environment.get("GCP_TRACKER_SMTP_HOST", "")
    if not host:
        return None
    encryption = environment.get("GCP_TRACKER_SMTP_ENCRYPTION", "starttls")
    if encryption not in ENCRYPTIONS:
        raise ConfigError(f"GCP_TRACKER_SMTP_ENCRYPTION must be one of {', '.join(ENCRYPTIONS)}; it is “{encryption}”.")
    sender = environment.get("GCP_TRACKER_SMTP_FROM", "")
    if "@" not in sender:
        raise ConfigError("GCP_TRACKER_SMTP_FROM must be the e-mail address that letters come from.")
    if not environment.get("GCP_TRACKER_ADDRESS"):
        raise ConfigError("Letters need GCP_TRACKER_ADDRESS, the address that their links begin with.")
    return Mailbox(
        host=host,
        port=_whole(environment, "SMTP_PORT", 465 if encryption == "tls" else 587, 1, 65535),
        encryption=encryption,
        user=environment.get("GCP_TRACKER_SMTP_USER", ""),
        password=environment.get("GCP_TRACKER_SMTP_PASSWORD", ""),
        sender=sender,
    )


def _provider(environment: Mapping[str, str], config: Config) -> Provider | None:
    issuer = _address(environment, "OIDC_ISSUER", config)
    if not issuer:
        return None
    client_id = environment.get("GCP_TRACKER_OIDC_CLIENT_ID", "")
    client_secret = environment.get("GCP_TRACKER_OIDC_CLIENT_SECRET", "")
    if not client_id or not client_secret:
        raise ConfigError(
            "GCP_TRACKER_OIDC_ISSUER needs GCP_TRACKER_OIDC_CLIENT_ID and GCP_TRACKER_OIDC_CLIENT_SECRET beside it."
        )
    strong = environment.get("GCP_TRACKER_OIDC_SECOND_FACTOR", "")
    return Provider(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        name=environment.get("GCP_TRACKER_OIDC_NAME", "your council account"),
        strong=tuple(strong.replace(",", " ").split()),
    )
