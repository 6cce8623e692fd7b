"""What homes are called where their own names tell an address, or somebody who is not to be told of: else every
sentence that names one would be left out whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gcp_tracker.exports.screens import Screen
from gcp_tracker.record.story import Story
from gcp_tracker.rules.series import CARER

NOT_NAMED = "a carer who is not named here"


def other_names(story: Story, screen: Screen) -> Mapping[str, str]:
    """By the own name of a home or carer: “home 1” for the first that the child lived in. Empty where all are told."""
    carers = {visit.care_name for visit in story.visits if visit.care_of.startswith(CARER)}
    known = dict.fromkeys([home.home for home in story.homes] + [visit.care_name for visit in story.visits])
    hidden = [name for name in known if name and screen.text(name) != name]
    homes = [name for name in hidden if name not in carers]
    return {name: NOT_NAMED for name in hidden if name in carers} | {
        name: f"home {place}" for place, name in enumerate(homes, start=1)
    }


def called_otherwise(story: Story, names: Mapping[str, str]) -> Story:
    if not names:
        return story
    return replace(
        story,
        visits=tuple(replace(one, care_name=names.get(one.care_name, one.care_name)) for one in story.visits),
        homes=tuple(replace(one, home=names.get(one.home, one.home)) for one in story.homes),
        profiles=tuple(replace(one, whose=names.get(one.whose, one.whose)) for one in story.profiles),
    )
