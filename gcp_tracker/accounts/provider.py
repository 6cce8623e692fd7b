"""The authority’s own sign-in, by OpenID Connect: code flow with PKCE, state and nonce, through Authlib.

It opens an account that an administrator has made, and makes none. The first time it is matched by an e-mail address
that the provider has verified, from then on by the provider’s own word for that person.
"""

from __future__ import annotations

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException

from gcp_tracker.accounts import queries
from gcp_tracker.accounts.service import connect_provider
from gcp_tracker.accounts.sessions import sign_in_settings
from gcp_tracker.accounts.settings import Provider, SignInSettings
from gcp_tracker.models import User
from gcp_tracker.web.access import reading, unit_of_work

NAME = "council"
PATIENCE = 10
# How long ago the provider may have asked for a password when it was told to ask anew.
JUST_NOW = 300


class ProviderRefused(Exception):
    """What the provider sent opens nothing; the sentence is for the person."""


def init_provider(app: Flask, settings: SignInSettings) -> None:
    provider = settings.provider
    if provider is None:
        return
    oauth = OAuth(app)
    oauth.register(
        NAME,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": PATIENCE},
    )
    app.extensions["gcp_provider"] = oauth.create_client(NAME)


def provider_settings() -> Provider | None:
    return sign_in_settings().provider


def provider_name() -> str:
    """As the settings call it; empty where there is none."""
    provider = provider_settings()
    return provider.name if provider else ""


def client() -> Any:
    """Authlib’s client for the provider; None where there is none."""
    return current_app.extensions.get("gcp_provider")


def check_it_is_ours() -> None:
    """Raises ProviderRefused where what is found at the settings’ address calls itself otherwise: its keys and pages
    would be somebody else’s. RequestException where nothing is found.
    """
    provider, found = provider_settings(), client().load_server_metadata()
    if provider is None or str(found.get("issuer", "")).rstrip("/") != provider.issuer.rstrip("/"):
        raise ProviderRefused("The authority’s own sign-in is not the one that was set up.")


def claims_of_answer() -> dict[str, Any]:
    """What the provider says of whoever comes back from it, signature, audience, nonce and state checked. Raises
    ProviderRefused.
    """
    try:
        check_it_is_ours()
        token = client().authorize_access_token()
    except (OAuthError, JoseError, RequestException, ValueError, KeyError) as error:
        # Its kind only: a provider’s own words may name the person.
        current_app.logger.warning("the authority’s own sign-in was refused: %s", type(error).__name__)
        raise ProviderRefused("The sign-in was not completed, or its answer could not be trusted.") from error
    claims = token.get("userinfo")
    if not claims or not claims.get("sub"):
        raise ProviderRefused("The sign-in did not say who you are.")
    return dict(claims)


def person_of(claims: dict[str, Any]) -> User:
    """Raises ProviderRefused where no account in use is theirs."""
    subject = str(claims["sub"])
    user = queries.user_by_subject(reading(), subject)
    if user is None and claims.get("email_verified") is True:
        user = queries.user_by_email(reading(), str(claims.get("email", "")))
        if user is not None and user.provider_subject is None and user.active:
            with unit_of_work() as uow:
                connect_provider(uow, user, subject)
    if user is None or not user.active or user.provider_subject != subject:
        raise ProviderRefused("There is no account here for you. Ask your administrator to invite you.")
    return user


def is_strong(claims: dict[str, Any]) -> bool:
    """Whether the provider says that it has seen a second factor, in a word that the settings believe."""
    provider = provider_settings()
    said = {str(claims.get("acr", "")), *(str(one) for one in claims.get("amr") or ())}
    return provider is not None and not said.isdisjoint(provider.strong)


def is_just_now(claims: dict[str, Any]) -> bool:
    """Whether the provider has asked for the password anew, as a step-up needs: by its own clock, since its word is
    new, which was checked.
    """
    try:
        return float(claims["iat"]) - float(claims["auth_time"]) < JUST_NOW
    except (KeyError, TypeError, ValueError):
        return False
