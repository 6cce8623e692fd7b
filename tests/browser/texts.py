"""What is told at every visit of a site that is lived in."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import NoteKind

WORDS = {"nutrition_quantity": "Gran’s soup is the best & it’s hot"}
NOTES = {
    NoteKind.MORNING: "Leo gets himself up and wakes Mum.",
    NoteKind.NIGHT: "He sleeps in his coat when the meter runs out.",
    NoteKind.DAY_LIKE: "Waiting for somebody to notice.",
    NoteKind.CHILD_WORDS: "I like it when it’s quiet.",
    NoteKind.GOING_WELL: "Mum sat on the floor and played.",
}
