"""Whoever runs the accounts reads no case: by no address, in no file, and in nothing that the audit tells of it."""

from __future__ import annotations

from urllib.parse import urljoin

from bs4 import BeautifulSoup

from tests.access.by_role import BY_ROLE
from tests.access.families import WORD
from tests.access.place import Place, Reply
from tests.access.table import OF_A_CHILD, RELATIONS, opens_child, rows_of

SEARCHED = ("children.my_children", "sight.team_children", "children.my_team", "admin.people", "audit.security_events")


def test_no_word_of_any_child_is_on_any_page(place: Place) -> None:
    """After a day’s work of everybody: looks, prints, files, searches and refusals, which the audit tells of."""
    _work(place)
    # Or these would be pages with nothing to tell.
    told = place.ask("administrator", "GET", "/security-events").text
    assert "Amira Khan" in told
    assert "Dev Patel" in told
    seen: dict[str, int] = {}
    waiting = {"/", *(place.path(row.endpoint, "allocated") for row in rows_of(BY_ROLE) if row.method == "GET")}
    waiting |= {place.path(endpoint, "allocated") + f"?q={WORD['allocated'][:5]}" for endpoint in SEARCHED}
    waiting |= {
        place.path(row.endpoint, relation)
        for row in rows_of(OF_A_CHILD)
        for relation in RELATIONS
        if row.method == "GET"
    }
    while waiting:
        path = waiting.pop()
        reply = place.ask("administrator", "GET", path)
        seen[path] = reply.status
        assert not _children_in(place, reply), path
        waiting |= _links_of(reply, path) - seen.keys()
    opened = {path for path, status in seen.items() if status == 200}
    assert len(opened) > 30
    assert any(path.startswith("/security-events") for path in opened)


def _work(place: Place) -> None:
    for who in ("practitioner", "manager", "duty", "other worker"):
        for row in rows_of(OF_A_CHILD):
            if row.method == "GET":
                for relation in ("allocated", "restricted"):
                    reply = place.ask(who, "GET", place.path(row.endpoint, relation))
                    assert (reply.status < 400) is opens_child(row, who, relation)
        place.ask(who, "GET", "/my-children", [("q", WORD["allocated"])])
        assert place.ask(who, "GET", "/people").status == 404


def _children_in(place: Place, reply: Reply) -> set[str]:
    ids = {str(record.ids[name]) for record in place.families.records.values() for name in ("child_id", "family_id")}
    return reply.shows | {one for one in ids if one in reply.text}


def _links_of(reply: Reply, page: str) -> set[str]:
    links = BeautifulSoup(reply.text, "lxml").find_all("a", href=True) if reply.response.mimetype == "text/html" else []
    found = {urljoin(page, str(link["href"]).partition("#")[0]) for link in links}
    return {path for path in found if path.startswith("/") and not path.startswith("/static")}
