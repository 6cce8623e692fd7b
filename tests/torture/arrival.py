"""A page is opened as a person would, again and again until it is there; if it never is, it is said where it hangs."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Error, Page

from tests.torture.place import Server
from tests.torture.proxy import Proxy

TRY = 20.0
# A round that goes well does not wait. A server that was killed needs its time to start.
PATIENCE = 60.0
# With a server that takes so long over its smallest page the machine is busy, and the page is not stuck.
BUSY = 2.0
MOST = 300.0
A_MOMENT = 0.05


def arrive(
    page: Page, address: str, proxy: Proxy, server: Server, then: Callable[[float], None], *, reload: bool = False
) -> None:
    """`then`, with how many seconds a step of it may take, belongs to the arrival: it is tried again with it.

    Raises Error with what hangs where. On a busy machine it goes on trying for five minutes.
    """
    started = time.monotonic()
    while True:
        try:
            if reload:
                page.reload(wait_until="commit", timeout=TRY * 1000)
            else:
                page.goto(address, wait_until="commit", timeout=TRY * 1000)
            then(TRY)
            return
        except Error as error:
            reload = False
            waited = time.monotonic() - started
            if waited > PATIENCE:
                answered_in = server.answers_in()
                if answered_in < BUSY or waited > MOST:
                    raise Error(what_hangs(waited, answered_in, proxy.under_way(), str(error))) from error
            time.sleep(A_MOMENT)


def what_hangs(waited: float, answered_in: float, under_way: dict[str, float], last: str) -> str:
    where = ", ".join(f"{line} for {since:.0f} s" for line, since in under_way.items()) or "nothing"
    return (
        f"not there after {waited:.0f} s; the server answers others in {answered_in:.1f} s;"
        f" on its way through the network: {where}; the browser’s last word: {last.splitlines()[0]}"
    )
