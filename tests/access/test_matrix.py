"""Every route, with each of its methods, asked by nine people before seven children."""

from __future__ import annotations

from tests.access.by_role import BY_ROLE, OPEN
from tests.access.place import Place, Reply
from tests.access.plans_and_meetings import calendar_token
from tests.access.seen_by import OF_THE_MATRIX
from tests.access.table import LISTS, OF_A_CHILD, PEOPLE, RELATIONS, Row, opens_by_role, opens_child, rows_of

OUT = ("signed out", "disabled")
# Let in, and then there is nothing to be done with an empty form or button, for a child who is born, without a second
# record, somebody else’s leave, or a return that nobody has sent.
TOO_EMPTY = {
    "visits.save": 415,
    "visits.ask_safe_tonight": 404,
    "profiles.count_visit": 404,
    "plans.move_action": 404,
    "record.keep_supervised": 409,
    "supervision.move_decision": 404,
    "children.pass_on": 404,
    "sight.end_stand_in": 404,
    "visits.keys_of_unsent": 415,
    "admin.try_trigger_rules": 404,
    # Whoever asked for it cannot answer.
    "admin.confirm": 404,
    "imports.report": 404,
    "imports.report_file": 404,
    "imports.put_aside": 404,
    "imports.chronology_report": 404,
    "imports.chronology_report_file": 404,
    "imports.put_chronology_aside": 404,
    "imports.take_chronology_back": 404,
    "imports.attendance_file": 404,
    "imports.put_attendance_aside": 404,
    "security.wan_verify_response": 401,
}


def test_a_route_that_is_not_in_the_table_fails(place: Place) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in place.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [(row.endpoint, row.method) for table in (OF_A_CHILD, BY_ROLE, OPEN) for row in rows_of(table)]
    assert len(listed) == len(set(listed))
    assert routes == set(listed)


def test_what_opens_a_childs_record_and_what_does_not(place: Place) -> None:
    faults: list[str] = []
    checks = 0
    for who in PEOPLE:
        for relation in RELATIONS:
            for row in rows_of(OF_A_CHILD):
                reply = place.ask(who, row.method, place.path(row.endpoint, relation))
                wrong = faults_of(row, reply, who, is_open=opens_child(row, who, relation))
                wrong += [f"shows {word}" for word in sorted(place.too_much(who, reply))]
                faults += [f"{who} · {relation}: {row.method} {row.endpoint} {fault}" for fault in wrong]
                checks += 1
                if reply.wrote:
                    place.restore()
    assert not faults, "\n".join(faults)
    assert checks >= 5_000


def test_what_a_role_opens_and_whom_its_lists_show(place: Place) -> None:
    """Each list against each of the children: those who belong there stand in it, and nobody else."""
    faults: list[str] = []
    checks = 0
    for who in PEOPLE:
        for row in rows_of(BY_ROLE):
            reply = place.ask(who, row.method, place.path(row.endpoint, "allocated"))
            wrong = faults_of(row, reply, who, is_open=opens_by_role(row, who))
            expected = LISTS.get((row.endpoint, who), set()) if row.method == "GET" else set()
            for relation in RELATIONS:
                if (relation in reply.shows) is not (relation in expected):
                    wrong.append(f"{'shows' if relation in reply.shows else 'leaves out'} {relation}")
                checks += 1
            faults += [f"{who}: {row.method} {row.endpoint} {fault}" for fault in wrong]
            if row.method == "POST":
                place.restore()
    assert not faults, "\n".join(faults)
    assert checks >= 4_000


def test_the_way_in_shows_nobody(place: Place) -> None:
    for who in PEOPLE:
        for row in rows_of(OPEN):
            reply = place.ask(who, row.method, place.path(row.endpoint, "allocated"))
            assert not reply.shows, (who, row)
            assert reply.status < 500, (who, row)
            assert (reply.status == 404) >= (row.words == "nobody"), (who, row)
            if reply.wrote or row.endpoint == "security.logout":
                place.restore()


def test_the_address_of_a_calendar_shows_whose_it_is(place: Place) -> None:
    """Whoever has it; and it is dead with the role or the account of whoever made it."""
    for who in OF_THE_MATRIX:
        lives = who in ("practitioner", "duty")
        for reader in ("signed out", "administrator", "other manager"):
            reply = place.ask(reader, "GET", f"/calendar/{calendar_token(who)}.ics")
            assert reply.status == (200 if lives else 404), (who, reader)
            assert reply.shows == ({"allocated"} if lives else set()), (who, reader)
        place.restore()


def test_other_methods_open_no_more(place: Place) -> None:
    """HEAD as GET; OPTIONS tells the methods alone; what no route takes is refused before any record is looked for."""
    for row in rows_of(OF_A_CHILD):
        path = place.path(row.endpoint, "other team")
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
            reply = place.ask("practitioner", method, path)
            assert reply.status in ((404, 405) if method == "HEAD" else (200,) if method == "OPTIONS" else (405,)), row
            assert not reply.shows, row
            assert not reply.wrote, row
            assert method == "TRACE" or reply.text == "" or reply.status == 405, row


def faults_of(row: Row, reply: Reply, who: str, *, is_open: bool) -> list[str]:
    """Open: answered, and no refusal in the audit. Locked: our words for what is not there, the refusal in the audit,
    and nothing written.
    """
    if is_open:
        is_answered = reply.status in (200, 302, 303, 400, 409) and not reply.leads_to_sign_in
        is_answered |= reply.status == TOO_EMPTY.get(row.endpoint)
        found = [] if is_answered else [f"is not open: {reply.status}"]
        return found + [f"is refused: {reply.refused}"] * bool(reply.refused)
    wrong = [f"wrote {reply.wrote}"] * bool(reply.wrote)
    if who in OUT:
        return wrong + ([] if reply.leads_to_sign_in else [f"is not sent to sign in: {reply.status}"])
    if reply.status != 404:
        wrong.append(f"is not locked: {reply.status}")
    return wrong if len(reply.refused) == 1 else [*wrong, f"left {reply.refused} in the audit"]
