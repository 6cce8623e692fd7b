"""The tablet: a Chromium process of our own with a profile that outlives it, its tabs, and the ways they end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Playwright

from tests.browser.conftest import CHROMIUM_FLAGS

STARTS_WITHIN = 20.0
PATIENCE = 20_000

WRONG_CLOCK = """(() => {{
  const Right = Date, wrongBy = {milliseconds};
  globalThis.Date = class extends Right {{
    constructor(...given) {{ given.length ? super(...given) : super(Right.now() + wrongBy); }}
    static now() {{ return Right.now() + wrongBy; }}
  }};
}})()"""

# Ways in which browsers refuse storage: private windows, policies, a full disk found out at the first write.
REFUSED_STORAGE = {
    "missing": "Object.defineProperty(globalThis, 'indexedDB', { value: undefined })",
    "closed": "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); }",
    "full": """for (const name of ["put", "add"])
      IDBObjectStore.prototype[name] = () => { throw new DOMException("full", "QuotaExceededError"); }""",
}

# How much of this visit waits in the page's database; 0 where there is none.
UNSENT = """async () => {
  if (!globalThis.indexedDB?.databases) return 0;
  const there = await indexedDB.databases();
  if (!there.some((one) => one.name === "gcp-tracker")) return 0;
  const done = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = request.onblocked = () => bad(request.error);
  });
  let database;
  try {
    database = await done(indexedDB.open("gcp-tracker"));
  } catch {
    return 0;
  }
  try {
    if (!database.objectStoreNames.contains("unsent")) return 0;
    const visit = location.pathname.split("/")[2];
    return await done(database.transaction("unsent").objectStore("unsent").index("visit").count(visit));
  } finally {
    database.close();
  }
}"""


class Tablet:
    def __init__(self, playwright: Playwright, profile: Path) -> None:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        assert path, "Chromium is not here: make test installs it, or says how."
        self.path = path
        self.playwright = playwright
        self.profile = profile
        self.kills = 0
        self.browser: Browser | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Tablet:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        where = self.profile / "DevToolsActivePort"
        where.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                self.path,
                *CHROMIUM_FLAGS,
                "--headless",
                "--lang=en-GB",
                "--window-size=820,1180",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while not (where.is_file() and where.read_text().count("\n")):
            assert self._process.poll() is None, "Chromium ended at its start."
            assert time.monotonic() < deadline, "Chromium did not start."
            time.sleep(0.02)
        port = where.read_text().splitlines()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")

    @property
    def context(self) -> BrowserContext:
        if self.browser is None:
            self.start()
        assert self.browser is not None
        return self.browser.contexts[0]

    @property
    def is_running(self) -> bool:
        return self.browser is not None

    def new_tab(self, *scripts: str) -> Page:
        """With these run before each of its pages' own."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", _leave_anyway)
        for script in scripts:
            page.add_init_script(script)
        return page

    def crash(self, page: Page) -> None:
        """SIGKILL to the processes behind the tabs, in the middle of what they do; no script hears of it."""
        assert self.browser is not None
        told = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        for process in told["processInfo"]:
            if process["type"] == "renderer":
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(process["id"]), signal.SIGKILL)
        self.close(page)

    def close(self, page: Page) -> None:
        with contextlib.suppress(Error):
            page.close()

    def kill(self) -> None:
        """SIGKILL to the browser and all its processes: battery dead."""
        self.kills += 1
        self.stop()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self.browser is not None:
            with contextlib.suppress(Error):
                self.browser.close()
        self.browser = None


def _leave_anyway(dialog: Dialog) -> None:
    with contextlib.suppress(Error):
        dialog.accept()
