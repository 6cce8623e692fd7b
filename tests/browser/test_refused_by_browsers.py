"""A real browser refuses a script that got into a page, says so by itself, and the administrator reads it."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID
from flask import Response, request
from playwright.sync_api import Browser, Page

from gcp_tracker.models import PolicyViolation
from tests.browser.axe import violations
from tests.browser.conftest import CHROMIUM_FLAGS, DESK, PATIENCE, OpenPage, chromium_path
from tests.browser.hand import eventually
from tests.browser.site import Site, served_site
from tests.browser.watching import Complaints

SEEN = "/security-events/refused-by-browsers"
EXPECTED = ("Content Security Policy", "policy: script-src-elem stopped inline")


def put_script_in(site: Site) -> None:
    """As if what somebody typed had come raw into “My children”."""

    def put_in(response: Response) -> Response:
        if request.path == "/my-children":
            raw = response.get_data(as_text=True)
            response.set_data(raw.replace("</main>", "<script>document.title = 'taken over'</script></main>"))
        return response

    # The last of these runs first: before the answer is compressed.
    site.app.after_request_funcs[None] = [*site.app.after_request_funcs[None], put_in]


@pytest.fixture
def tampered(site: Site) -> Iterator[Site]:
    kept = site.app.after_request_funcs[None]
    put_script_in(site)
    yield site
    site.app.after_request_funcs[None] = kept


def test_a_script_in_a_page_is_refused_reported_and_told(
    tampered: Site, open_page: OpenPage, complaints: Complaints
) -> None:
    for words in EXPECTED:
        complaints.expect(words)
    page = open_page(tampered, tampered.cast.amira)
    page.goto("/my-children")
    assert page.title().startswith("My children")
    desk = open_page(tampered, tampered.cast.grace, DESK)
    eventually(page, lambda: _told(desk), True, within=20)
    line = desk.locator(".look").filter(has_text="A script inside a page was not run")
    assert "On the page /my-children, by the rule script-src" in " ".join(line.inner_text().split())
    assert violations(desk) == []


def test_by_tls_a_newer_browser_reports_in_the_newer_way(chromium: Browser, tmp_path: Path) -> None:
    tls, fingerprint = certificate_for_localhost(tmp_path)
    with served_site(tmp_path / "instance", tls=tls) as site:
        site.start_anew()
        put_script_in(site)
        # A profile of its own, where alone a browser can be told which certificate to trust; and one that reports at
        # once, where others gather reports for a minute.
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=chromium_path(),
            args=[*CHROMIUM_FLAGS, "--short-reporting-delay", f"--ignore-certificate-errors-spki-list={fingerprint}"],
            base_url=site.address,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([site.cookie_of(site.cast.amira) | {"secure": True}])
        page = context.new_page()
        page.goto("/my-children")
        assert page.title().startswith("My children")
        eventually(page, lambda: _counted(site), [("script-src", "/my-children", "inline", 1)], within=20)
        context.close()


def certificate_for_localhost(folder: Path) -> tuple[ssl.SSLContext, str]:
    """For this test only; with the hash of its key, by which a browser can be told to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return tls, b64encode(sha256(public).digest()).decode()


def _told(desk: Page) -> bool:
    desk.goto(SEEN)
    return desk.get_by_text("A script inside a page was not run").count() == 1


def _counted(site: Site) -> list[tuple[str, str, str, int]]:
    return site.ask(
        lambda session: [(row.directive, row.route, row.blocked, row.times) for row in session.query(PolicyViolation)]
    )
