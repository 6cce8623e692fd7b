"""One round: work, the plug is pulled, more work, the signal comes back, the draft is opened again, all is compared."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Error

from tests.torture.place import TorturedPlace
from tests.torture.plan import Plan, Step
from tests.torture.player import Player
from tests.torture.promise import Broken, Place
from tests.torture.proxy import Proxy
from tests.torture.tablet import Tablet


@dataclass(slots=True)
class Round:
    """What came of a round."""

    plan: Plan
    done: int = 0
    promised: int = 0
    signed_in: int = 0
    conflicts: int = 0
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)


def run_round(place: TorturedPlace, proxy: Proxy, tablet: Tablet, plan: Plan) -> Round:
    started = time.monotonic()
    outcome = Round(plan)
    draft = place.open_draft()
    player = Player(place, proxy, tablet, draft, plan)
    try:
        player.open()
        proxy.harm(list(plan.faults))
        work(player, plan.steps[: plan.cut])
        if plan.pause is None:
            player.look_until_kept()
        else:
            time.sleep(plan.pause)
        player.look()
        MOMENTS[plan.moment](player)
        work(player, plan.steps[plan.cut :])
        come_back(player, outcome)
        tab = player.open(plain=True)
        if wrong := player.settle(tab):
            outcome.broken.append(Broken("unsettled", f"opened again: {wrong}"))
        arrive_late(proxy)
        kept = place.kept(draft)
        compare(kept, player.read_when_shown(tab, kept), player, outcome)
        outcome.broken += place.doubles(draft)
    except Error as error:
        outcome.broken.append(Broken("page", f"could not be worked: {str(error).splitlines()[0]}"))
    finally:
        proxy.calm()
        for tab in list(player.tabs):
            tablet.close(tab.page)
    outcome.done, outcome.promised = player.oracle.done, player.oracle.promised
    outcome.signed_in, outcome.conflicts = player.signed_in, player.conflicts
    outcome.broken += player.broken
    outcome.seconds = time.monotonic() - started
    return outcome


def work(player: Player, steps: tuple[Step, ...]) -> None:
    for number, step in enumerate(steps):
        player.do(step, player.tabs[number % len(player.tabs)])


def come_back(player: Player, outcome: Round) -> None:
    """The network is well again. The person waits at the page, or has left it and opens the draft anew."""
    if not player.plan.waits_at_the_end:
        player.look()
        player.proxy.calm()
        for tab in list(player.tabs):
            player.leave(tab)
        return
    player.wait_for_old_typing()
    player.look()
    player.proxy.calm()
    for tab in player.tabs:
        if wrong := player.settle(tab):
            outcome.broken.append(Broken("unsettled", f"tab {tab.number}: {wrong}"))
    for tab in list(player.tabs):
        player.leave(tab)


def arrive_late(proxy: Proxy) -> None:
    """Requests that were held back on the way have reached the server before anything is compared."""
    deadline = time.monotonic() + 5
    while proxy.late and time.monotonic() < deadline:
        time.sleep(0.02)


def compare(kept: dict[Place, str], shown: dict[Place, str], player: Player, outcome: Round) -> None:
    outcome.broken += player.oracle.judge(kept)
    for place, value in shown.items():
        if value != kept.get(place, ""):
            words = f"{' '.join(place)}: the page shows “{value}”, the database has “{kept.get(place, '')}”"
            outcome.broken.append(Broken("page", words))


# The moments


def nothing(_player: Player) -> None:
    return None


def reload_page(player: Player) -> None:
    player.reload(player.tabs[0])


def close_tab(player: Player) -> None:
    player.leave(player.tabs[0])
    player.open()


def kill_tab(player: Player) -> None:
    player.leave(player.tabs[0], killed=True)
    player.open()


def kill_browser(player: Player) -> None:
    player.drop_all()
    player.tablet.kill()
    player.open()


def kill_server(player: Player) -> None:
    player.place.server.kill()
    player.place.server.start()


def end_session(player: Player) -> None:
    for cookie in player.tablet.context.cookies(player.proxy.address):
        if cookie["name"] == player.place.app.config["SESSION_COOKIE_NAME"]:
            player.place.end_session_of(cookie["value"])


def open_second_tab(player: Player) -> None:
    player.open()


def change_the_same(player: Player) -> None:
    """A second tab, and in both of them the same answer before either knows of the other."""
    first, second = player.tabs[0], player.open()
    key = next((step.key for step in player.plan.steps if step.kind not in ("note", "safe")), "")
    if not key:
        return
    for tab, value in ((first, "2"), (second, "3")):
        player.do(Step("tap", key, (value,), by_keyboard=True, pause=0.0), tab)


def kill_both(player: Player) -> None:
    kill_server(player)
    kill_browser(player)


def end_session_and_kill_tab(player: Player) -> None:
    end_session(player)
    kill_tab(player)


def without_network(then: Callable[[Player], None]) -> Callable[[Player], None]:
    """The signal goes, a step more is done, and the page ends before any of it could leave."""

    def moment(player: Player) -> None:
        player.proxy.harm(["stalled"] * 20)
        player.do(player.plan.steps[player.plan.cut], player.tabs[0])
        player.look_until_kept()
        then(player)

    return moment


MOMENTS: dict[str, Callable[[Player], None]] = {
    "nothing but the network": nothing,
    "page reloaded": reload_page,
    "tab closed": close_tab,
    "tab killed": kill_tab,
    "browser killed": kill_browser,
    "server killed": kill_server,
    "session ended": end_session,
    "second tab": open_second_tab,
    "second tab, same answer": change_the_same,
    "server and browser killed": kill_both,
    "session ended, tab killed": end_session_and_kill_tab,
    "no network, tab killed": without_network(kill_tab),
    "no network, browser killed": without_network(kill_browser),
}
