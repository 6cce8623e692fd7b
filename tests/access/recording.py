"""What each person can do, recorded: every page of theirs is opened and every form on it is filled in and sent, as it
would be by them, each time on the database as it was. What the tablet’s script sends is recorded besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from tests.access.by_role import BY_ROLE
from tests.access.families import BORN, WORD
from tests.access.place import Place, Reply
from tests.access.table import KNOWN, OF_A_CHILD, opens_by_role, opens_child, rows_of
from tests.browser.lived_in import RETURN
from tests.cast import PASSWORD

BIRTHDAY = (str(BORN.day), str(BORN.month), str(BORN.year))
BECAUSE = "Two neighbours rang about it this morning"
BEFORE, SOON, LATER = ("15", "11", "2026"), ("20", "11", "2026"), ("27", "11", "2026")
# What is typed into a field that the page leaves empty; a day has three boxes.
TYPED: dict[str, tuple[str, ...]] = {
    "given_name": ("Robin",),
    "family_name": ("Newly",),
    "born_on": ("24", "7", "2021"),
    "name": ("Newly named",),
    "email": ("new.person@riverside.example",),
    "password": (PASSWORD,),
    "new_password": ("seven blue teapots up there",),
    "reason": (BECAUSE,),
    "words": (BECAUSE,),
    "why": (BECAUSE,),
    "ended_on": BEFORE,
    "from_on": SOON,
    "to_on": LATER,
    "conference_on": SOON,
    "safe-who_was_told": ("The manager",),
    "safe-told_at": ("14:00",),
    "safe-what_was_agreed": ("Gran stays",),
    "text_going_well_own_1": ("Soup was on the stove",),
    "q": ("a",),
    "about": (BECAUSE,),
    "asks": (BECAUSE,),
    "what": (BECAUSE,),
    "so_what": ("He sat in the cold all morning",),
    "happened_on": ("2026-11-10",),
    "until_on": SOON,
    "possible": ("60",),
    "attended": ("50",),
    "unauthorised": ("2",),
    "purpose": ("Supervision",),
}
OWN, OF_OWN_ACCOUNT = ("security.", "accounts."), ("practitioner", "administrator")
# What is typed or chosen over what the page has. EVERY: all that can be ticked.
EVERY = ("*",)
OF_ENDPOINT: dict[str, dict[str, tuple[str, ...]]] = {
    "children.household": {"name": ("Newly named",)},
    "triggers.answer": {"answer": ("not_done",)},
    "visits.goals": {"et_goal_1": ("Bed by eight",)},
    "children.details": {"known_as": ("Rob",)},
    "children.leave_home": {"to_on": BEFORE},
    "children.homes": {"from_on": ("10", "11", "2026")},
    "children.help_episodes": {
        "started_on": ("1", "3", "2026"),
        "ended_on": ("1", "4", "2026"),
        "kind": ("early_help",),
        "category": ("",),
    },
    "children.adult": {"phone": ("01632 960 111",)},
    "children.end_allocation": {"to_on": LATER},
    "children.workers": {"worker_id": ("duty",), "part": ("co_worker",)},
    "children.hand_over": {"worker_id": ("duty",)},
    "supervision.raise_challenge": {"colleague": ("manager",)},
    "supervision.take_further": {"colleague": ("manager",)},
    "supervision.new_session": {"worker": ("practitioner",)},
    "supervision.begin": {"worker": ("practitioner",)},
    "engagement.new_appointment": {"service": ("gp",)},
    "chronology.new": {"source": ("school",), "until_on": ("",)},
    "plans.new_outcome": {"sentence": ("A warm bed every night",), "item_2": ("",), "aim_2": ("",)},
    "plans.outcome": {"item_2": ("",), "aim_2": ("",)},
    "plans.new_action": {"what": ("Rings the school",), "who": EVERY},
    "meetings.new": {"kind": ("core_group",), "planned_on": ("2026-11-20",), "adults": EVERY},
    "meetings.held": {"came": EVERY, "apologies": ("",)},
    "profiles.sharing": {"not_shared_reason": (BECAUSE,)},
    "sight.away": {"stand_in_id": ("colleague",)},
    "sight.change_restriction": {"kind": ("remove",), "person_id": ("other manager",)},
    "sight.replace": {"from_id": ("practitioner",), "worker_id": ("duty",)},
    "sight.restrict": {"people": EVERY},
    "visits.before": {"child_seen": EVERY},
    "visits.siblings": {"with_*": EVERY, "child_seen_*": EVERY},
    "admin.settings": {"emergency_numbers": ("999 and 112",)},
    "admin.new_person": {"team": ("1",)},
    "admin.work": {"profession": ("Nurse",), "role": ("duty_practitioner",), "team": ("1",)},
}


@dataclass(frozen=True)
class Recorded:
    """`wrote`: the tables it changed when its own person sent it."""

    who: str
    method: str
    path: str
    form: tuple[tuple[str, str], ...] = ()
    json: Any = None
    file: bytes | None = None
    wrote: tuple[str, ...] = ()

    def sent_by(self, place: Place, who: str) -> Reply:
        return place.ask(who, self.method, self.path, self.form, self.json, self.file)


def record_everybody(place: Place) -> list[Recorded]:
    found: dict[tuple[Any, ...], Recorded] = {}
    for who in KNOWN:
        for page in _pages_of(place, who):
            for one in _forms_in(place, who, page, place.ask(who, "GET", page)):
                # Everybody’s own account is alike.
                if who not in OF_OWN_ACCOUNT and endpoint_of(place, one.path, one.method).startswith(OWN):
                    continue
                found.setdefault((one.who, one.method, one.path, tuple(name for name, _ in one.form)), one)
    recorded = [*found.values(), *_of_the_script(place), *_of_the_night(place)]
    return [_played(place, one) for one in recorded]


def endpoint_of(place: Place, path: str, method: str) -> str:
    endpoint, _ = place.app.url_map.bind("localhost").match(path, method=method)
    return str(endpoint)


def _pages_of(place: Place, who: str) -> list[str]:
    pages = [
        place.path(row.endpoint, relation)
        for relation in sorted(KNOWN[who])
        for row in rows_of(OF_A_CHILD)
        if row.method == "GET" and opens_child(row, who, relation)
    ]
    return pages + [
        place.path(row.endpoint, "allocated")
        for row in rows_of(BY_ROLE)
        if row.method == "GET" and opens_by_role(row, who)
    ]


def _played(place: Place, one: Recorded) -> Recorded:
    reply = one.sent_by(place, one.who)
    place.restore()
    return replace(one, wrote=tuple(reply.wrote))


def _forms_in(place: Place, who: str, page: str, reply: Reply) -> list[Recorded]:
    if reply.status != 200 or reply.response.mimetype != "text/html":
        return []
    forms = BeautifulSoup(reply.text, "html.parser").find_all("form")
    return [_filled(place, who, page, form) for form in forms if "/sign-" not in str(form.get("action") or "")]


def _filled(place: Place, who: str, page: str, form: Tag) -> Recorded:
    path, method = urlsplit(urljoin(page, str(form.get("action") or page))).path, str(form.get("method", "get")).upper()
    chosen = OF_ENDPOINT.get(endpoint_of(place, path, method), {})
    fields: list[tuple[str, str]] = []
    tags = [tag for tag in form.find_all(["input", "select", "textarea", "button"]) if tag.has_attr("name")]
    ticked = _ticked_of(tags)
    for tag in tags:
        name, value = str(tag["name"]), _value_of(tag)
        earlier = [held for held, _ in fields].count(name)
        typed = chosen.get(re.sub("[0-9a-f]{32}", "*", name), () if value else TYPED.get(name, ()))
        typed = tuple(str(place.families.ids.get(word, word)) for word in typed)
        if name == "csrf_token" or tag.get("type") == "file":
            continue
        if tag.get("type") in ("radio", "checkbox"):
            if typed == EVERY or value in typed or (not typed and id(tag) in ticked):
                fields.append((name, value))
        else:
            fields.append((name, typed[min(earlier, len(typed) - 1)] if typed else value))
    file = RETURN.read_bytes() if form.select_one("input[type=file]") else None
    return Recorded(who, method, path, tuple(fields), file=file)


def _ticked_of(tags: list[Tag]) -> set[int]:
    """As the page has it; of radios without an answer the first. By identity: two tags that say the same are equal."""
    ticked = [tag for tag in tags if tag.has_attr("checked")]
    answered = {str(tag["name"]) for tag in ticked}
    for tag in tags:
        if tag.get("type") == "radio" and str(tag["name"]) not in answered:
            answered.add(str(tag["name"]))
            ticked.append(tag)
    return {id(tag) for tag in ticked}


def _value_of(tag: Tag) -> str:
    """Of a list without an answer its first, but for the ages that a child is not of."""
    if tag.name == "textarea":
        return tag.get_text().strip()
    if tag.name != "select":
        return str(tag.get("value") or "")
    options = tag.select("option[selected]")
    if not options and not str(tag["name"]).startswith("band"):
        options = tag.select("option[value]:not([value=''])")
    return str(options[0].get("value") or "") if options else ""


def _of_the_script(place: Place) -> list[Recorded]:
    """What no page has as a form."""
    answers = [{"item": "nutrition_quality", "answer": "4", "evidence": "Soup and bread"}]
    saved = {"base": 99, "operation": "an-operation", "answers": answers}
    keys = {"visits": [str(place.families.records["allocated"].ids["visit_id"])]}
    save = place.path("visits.save", "allocated")
    return [Recorded(who, "POST", save, json=saved) for who in ("practitioner", "duty")] + [
        Recorded(who, "POST", "/on-this-tablet/keys", json=keys) for who in ("practitioner", "duty", "manager")
    ]


def _of_the_night(place: Place) -> list[Recorded]:
    """Somebody at the door, found by the whole name and the day of birth; and what is offered then."""
    found = []
    for who in ("duty", "manager"):
        for relation in ("other team", "restricted"):
            word = WORD[relation]
            named = (("given_name", word), ("family_name", f"{word}son"))
            looked = Recorded(who, "POST", "/find-a-child", (*named, *(("born_on", part) for part in BIRTHDAY)))
            offered = _forms_in(place, who, looked.path, looked.sent_by(place, who))
            found += [looked, *offered]
            for one in offered:
                found += _forms_in(place, who, one.path, one.sent_by(place, who))
    return found
