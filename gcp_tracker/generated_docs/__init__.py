"""Pages of docs/ that are made from the code itself: states, permissions and data."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
)

from gcp_tracker.generated_docs.markdown import MADE_BY, joined, table_of
from gcp_tracker.generated_docs.states import states_page
from gcp_tracker.models import Base, UtcInstant
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.permissions import (
    IN_POST,
    IN_SPITE_OF_RESTRICTION,
    PERMISSIONS,
    ROLE_PERMISSIONS,
    STANDING,
    TAKE_AWAY,
    Relation,
)
from gcp_tracker.rules.recipients import EXPORTS, WHAT_THEY_GET, Recipient
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.rules.vocabulary import RoleName

# In this order the first that fits is meant: Text and Enum are kinds of String.
TYPES = {
    Enum: "",
    Text: "text",
    String: "text",
    Boolean: "yes or no",
    Integer: "number",
    Date: "day",
    Time: "time of day",
    UtcInstant: "instant, UTC",
    Uuid: "UUID",
    JSON: "JSON",
    LargeBinary: "bytes",
}


def write_pages(folder: Path) -> list[str]:
    """Write each page into the folder; the names of those that have changed."""
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def pages() -> dict[str, str]:
    """Each page's whole text, by its file's name in docs/."""
    return {
        "states.md": states_page(),
        "permissions.md": permissions_page(),
        "recipients.md": recipients_page(),
        "data.md": data_page(),
    }


def permissions_page() -> str:
    relations = [relation for relation in Relation if relation not in TAKE_AWAY]
    standing = "; ".join(relation.value for relation in relations if relation in STANDING)
    left = "; ".join(relation.value for relation in relations if relation in IN_SPITE_OF_RESTRICTION)
    lines = [
        "# Permissions",
        MADE_BY.format(source="`gcp_tracker/rules/permissions.py`"),
        "Who may do what. What is not in these tables is refused.",
        "## By what somebody is to this child",
        "Worked out anew at every request. Administrators, data officers and partnership leads are nothing to any"
        " child, so no row lets them in.",
        "What was once written down holds only while the work lasts that it came with:",
        table_of(
            ["somebody is", "only as"],
            [
                [relation.value, ", ".join(role.words.lower() for role in RoleName if role in IN_POST[relation])]
                for relation in relations
                if relation in IN_POST
            ],
        ),
        f"Having written a visit, or come along on it, counts only together with one of these: {standing}. A worker who"
        " has left the case has lost the draft too.",
        "Two relations take away whatever the others give. A **declared conflict of interest** leaves nothing, in no"
        f" emergency either. **Not named for this restricted child** leaves only: {left}. For both there is no such"
        " child: see [decision 13](decisions/0013-who-may-see-a-child.md).",
        table_of(
            ["permission", *(relation.value for relation in relations)],
            [
                [f"`{name}`", *("yes" if relation in allowed else "" for relation in relations)]
                for name, allowed in PERMISSIONS.items()
            ],
        ),
        "## By role alone",
        "These open no child’s record.",
        table_of(
            ["permission", "roles"],
            [
                [f"`{name}`", ", ".join(role.words for role in RoleName if role in allowed)]
                for name, allowed in ROLE_PERMISSIONS.items()
            ],
        ),
    ]
    return joined(lines)


def recipients_page() -> str:
    lines = [
        "# Recipients",
        MADE_BY.format(source="`gcp_tracker/rules/recipients.py`"),
        "What leaves the house is made for somebody. What each kind of recipient gets, and what there is to be had; see"
        " [decision 16](decisions/0016-exports-are-made-for-a-person.md).",
        "## What each kind of recipient gets",
        table_of(
            ["", *(recipient.words for recipient in Recipient)],
            [[part.words, *(gets[recipient].value for recipient in Recipient)] for part, gets in WHAT_THEY_GET.items()],
        ),
        "Withdrawn visits, and why somebody is not to be contacted, stand in no file and on no paper.",
        "## Files and papers",
        table_of(
            ["", "as", "for", "what it may hold", "in the audit"],
            [
                [
                    begun_large(export.title),
                    ", ".join(form.value for form in export.formats),
                    "; ".join(one.inside for one in export.recipients),
                    "; ".join(part.inside for part in export.parts),
                    f"`{export.event}`",
                ]
                for export in EXPORTS.values()
            ],
        ),
    ]
    return joined(lines)


def data_page() -> str:
    lines = [
        "# Data",
        MADE_BY.format(source="`gcp_tracker/models/`"),
        "Every table and column, in the order in which one builds on another. A day is a day in London; an instant is"
        " kept in UTC. What may be empty is said; everything else has to be there."
        " What is signed, completed or in the audit is kept by triggers as well: see"
        " [decision 2](decisions/0002-a-signed-visit-is-a-row-of-its-own.md).",
    ]
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in Base.metadata.sorted_tables:
        kind = classes.get(table)
        lines.append(f"## {table.name}")
        if kind is not None:
            lines.append(_in_one_line(kind.__doc__ or ""))
        why = _comments(kind) if kind else {}
        lines.append(
            table_of(
                ["column", "what it holds", "why"],
                [[f"`{column.name}`", _holds(column), why.get(column.key, "")] for column in table.columns],
            )
        )
        lines += _table_rules(table)
    return joined(line for line in lines if line)


def _holds(column: Column[Any]) -> str:
    words = [_type_words(column)]
    words += ["key"] if column.primary_key else []
    words += [f"a row of [{key.column.table.name}](#{key.column.table.name})" for key in column.foreign_keys]
    words += ["unique"] if column.unique else []
    words += ["may be empty"] if column.nullable else []
    return "; ".join(words)


def _type_words(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, Enum):
        return "one of " + ", ".join(f"`{word}`" for word in kind.enums)
    words = next(words for known, words in TYPES.items() if isinstance(kind, known))
    length = getattr(kind, "length", None)
    return (
        f"{words}, up to {counted(length, 'byte' if isinstance(kind, LargeBinary) else 'character')}"
        if length
        else words
    )


def _table_rules(table: Table) -> list[str]:
    """What the database itself refuses, beyond single columns."""
    rules = [
        f"- unique together: {_names(constraint.columns)}"
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1
    ]
    rules += [
        f"- `{_in_one_line(str(constraint.sqltext))}`"
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    for index in table.indexes:
        only = index.dialect_options["postgresql"]["where"]
        if index.unique and only is not None:
            rules.append(f"- unique: {_names(index.columns)}, where `{only}`")
    return ["\n".join(sorted(rules))] if rules else []


def _names(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(f"`{column.name}`" for column in columns)


def _comments(kind: type[object]) -> dict[str, str]:
    """The comment that stands right above a column, by the column's name."""
    found: dict[str, str] = {}
    above: list[str] = []
    for line in inspect.getsource(kind).splitlines():
        if comment := re.fullmatch(r" +# (.*)", line):
            above.append(comment[1])
            continue
        if column := re.match(r" +(\w+): Mapped", line):
            found[column[1]] = " ".join(above)
        above = []
    return found


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
