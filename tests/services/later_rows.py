"""One row of each table that came with trigger points, engagement, attention, supervision, scrutiny and packs, as it is
written and before it is closed.
"""

from __future__ import annotations

from typing import TypeAlias

Rows: TypeAlias = list[tuple[str, dict[str, object]]]
# Of the child and of the signed visit that the first release left.
CHILD, SIGNED, AT = f"{1:032x}", f"{3:032x}", "2026-11-16 15:30:00"
FIRING, SESSION, RECORD, CHALLENGE, PACK, SCRUTINY = (f"{number:032x}" for number in range(11, 17))
BY = {"at": AT, "by_id": 1}
SAID = {"recorded_at": AT, "recorded_by_id": 1}
NO_STEP = dict.fromkeys(("what_changed", "if_wrong", "whose_voice", "prompted_by", "note", "closing_reason"), "")
LATER: Rows = [
    (
        "trigger_version",
        {"id": 1, "key": "k", "version": "1", "title": "T", "content_hash": "x", "content": "{}", "reason": ""}
        | {"from_on": "2026-11-16", "loaded_at": AT},
    ),
    (
        "trigger_firing",
        {"id": FIRING, "child_id": CHILD, "version_id": 1, "rule_key": "r", "rule": "{}"}
        | {"fired_on": "2026-11-16", "fired_at": AT},
    ),
    ("trigger_grade", {"firing_id": FIRING, "visit_id": SIGNED, "item_key": "nutrition_quality", "value": 4}),
    (
        "trigger_answer",
        {"firing_id": FIRING, "is_done": True, "steps": "[]", "what": "Rang", "who": "", "done_on": "2026-11-16"}
        | {"why": "", "answered_at": AT, "answered_by_id": 1},
    ),
    (
        "item_wording",
        {"child_id": CHILD, "instrument_key": "graded-care", "item_key": "absence", "words": "Home by six"}
        | {"worded_at": AT, "worded_by_id": 1},
    ),
    (
        "appointment",
        {"child_id": CHILD, "service": "dentist", "falls_on": "2026-11-16", "state": "missed", "words": ""} | SAID,
    ),
    (
        "not_met",
        {"child_id": CHILD, "reason": "away", "words": "At sea", "said_on": "2026-11-16", "recorded_by_id": 1},
    ),
    (
        "half_term",
        {"id": 1, "authority_id": 1, "school_year": 2026, "name": "autumn_1", "from_on": "2026-09-01"}
        | {"to_on": "2026-10-23"},
    ),
    (
        "school_attendance",
        {"child_id": CHILD, "half_term_id": 1, "school": "S", "possible": 70, "attended": 40, "unauthorised": 9} | SAID,
    ),
    (
        "attention_put_off",
        {"child_id": CHILD, "kind": "not_seen", "mark": "m", "sentence": "S", "until_on": "2026-11-30", "reason": "R"}
        | BY,
    ),
    (
        "supervision_session",
        {"id": SESSION, "kind": "one_to_one", "held_on": "2026-11-16", "led_by_id": 1, "worker_id": 1, "opened_at": AT},
    ),
    ("supervision_attender", {"session_id": SESSION, "words": "Jo", "agency": "school"}),
    (
        "supervision_record",
        {"id": RECORD, "child_id": CHILD, "session_id": SESSION, "kind": "session", "state": "draft", "version": 1}
        | {"like_to_be": "Cold", "opened_at": AT, "author_id": 1}
        | NO_STEP,
    ),
    ("decision", {"id": 1, "record_id": RECORD, "place": 1, "what": "Ring school", "words": "Amira"}),
    ("decision_move", {"decision_id": 1, "state": "done", "came_of_it": "Rang"} | BY),
    ("supervision_answer", {"record_id": RECORD, "words": "Yes"} | BY),
    (
        "judgement",
        {"child_id": CHILD, "occasion": "closing", "decided": "D", "verdict": "worse", "said": "S", "engine": "1"}
        | {"as_of": "2026-11-16", "reason": "R"}
        | BY,
    ),
    (
        "escalation",
        {"id": CHALLENGE, "child_id": CHILD, "from_words": "Amira", "from_agency": "social_care", "about": "Heating"}
        | {"asks": "Mend it", "raised_at": AT, "raised_by_id": 1},
    ),
    (
        "escalation_step",
        {"escalation_id": CHALLENGE, "state": "asked", "stage": 1, "on": "2026-11-16", "whom_words": "Sam", "words": ""}
        | BY,
    ),
    (
        "meeting",
        {"id": 1, "child_id": CHILD, "kind": "review_conference", "state": "held", "held_on": "2026-11-09"}
        | {"place": "", "cancel_reason": "", "notes": ""},
    ),
    (
        "scrutiny",
        {"id": SCRUTINY, "child_id": CHILD, "meeting_id": 1, "conference": "review_conference", "state": "draft"}
        | {"held_on": "2026-11-09", "version": 1, "opened_at": AT, "chair_id": 1, "decided": "goes_on", "reason": "R"}
        | {"working_why": "", "why_so_long": "", "if_nothing_changes": "", "left_open": "", "closing_reason": ""},
    ),
    (
        "pack",
        {"id": PACK, "child_id": CHILD, "made_for": "carers", "state": "checked", "number": 1, "version": 1, "note": ""}
        | {"conference": "initial_conference", "for_on": "2026-11-20", "opened_at": AT, "opened_by_id": 1}
        | {"body": "B", "sha256": "x", "facts": "{}", "engine": "1", "core_pages": 1, "pages": 1, "pdf_sha256": "x"},
    ),
    (
        "pack_sentence",
        {"pack_id": PACK, "part": "worried", "line_key": "a", "title": "", "text": "It is cold", "is_left_out": False},
    ),
    ("pack_move", {"pack_id": PACK, "became": "checked", "reason": ""} | BY),
    (
        "days_off",
        {"authority_id": 1, "first_on": "2026-12-29", "last_on": "2026-12-31", "is_closed": True, "reason": "Closed"}
        | {"set_at": AT, "set_by_id": 1},
    ),
]
CLOSED = (
    "UPDATE supervision_record SET state = 'signed'",
    "UPDATE scrutiny SET state = 'signed', signed_at = opened_at",
    "UPDATE pack SET state = 'issued', issued_at = opened_at, pdf = :pdf",
)
MAY_STILL = ("UPDATE trigger_firing SET lapsed_at = fired_at", "UPDATE pack SET state = 'read'")
