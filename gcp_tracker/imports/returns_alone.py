"""What an officer is told of a child whom they may not know of: what the returns so far have said beside what this one
says, and nothing of the record. So a child who is restricted, or with another team, looks as one who is not there at
all.
"""

from __future__ import annotations

from gcp_tracker.imports.census_child import ReadChild, spell_words
from gcp_tracker.imports.merging import OF_CHILD, OF_SPELL, Given, given_spell
from gcp_tracker.imports.returns_again import Again
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.sentences import begun_small


def changes_since(last: Given, read: ReadChild, now: Given) -> Again:
    """`last`: what the returns before said. Asked before this one is remembered."""
    again = Again()
    again.changes += [words for name, words in OF_CHILD.items() if now.get(name) and now[name] != last.get(name)]
    again.changes += ["former UPN" for upn in read.former_upns if upn not in last.get("former_upns", [])]
    spells = last.get("spells", {})
    for spell in read.spells:
        said, before = given_spell(spell), spells.get(spell.key)
        newly = [words for name, words in OF_SPELL.items() if name in said and said[name] != (before or {}).get(name)]
        words = begun_small(spell_words(spell))
        if before is None:
            again.changes.append(f"{words} is new")
        elif newly:
            again.changes.append(f"{words}: {', '.join(newly)}")
        again.spells["created" if before is None else "updated" if newly else "unchanged"] += 1
    for meeting in read.meetings:
        is_known = meeting.key in last.get("meetings", [])
        again.meetings["unchanged" if is_known else "created"] += 1
        if not is_known:
            again.changes.append(f"{meeting.kind.inside} of {long_date(meeting.held_on)} is new")
    return again
