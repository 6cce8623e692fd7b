"""What this slice reads: the reasons of one child or of many, what was put off, and what each worker carries."""

from gcp_tracker.attention.queries.children import Attention, Workers, attention_of, names_for, titles_of
from gcp_tracker.attention.queries.known import (
    NOTHING_KNOWN,
    KnownOfAttention,
    known_from,
    known_of_attention,
    rows_of_attention,
)
from gcp_tracker.attention.queries.parts import PartRow
from gcp_tracker.attention.queries.put_offs import put_offs_of

__all__ = [
    "NOTHING_KNOWN",
    "Attention",
    "KnownOfAttention",
    "PartRow",
    "Workers",
    "attention_of",
    "known_from",
    "known_of_attention",
    "names_for",
    "put_offs_of",
    "rows_of_attention",
    "titles_of",
]
