"""What changed from one version of a plan to the next: in sentences, and as rows to set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.plans import Aim, Deed, Target, WrittenPlan
from gcp_tracker.rules.sentences import begun_small


@dataclass(frozen=True, slots=True)
class Side:
    """One outcome as a version has it, each line ready to be read."""

    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAim:
    """`before` is None for a new outcome, `after` for one that was taken out; `sentences` say what is different in it,
    and are empty where it is as it was.
    """

    line_id: UUID
    before: Side | None
    after: Side | None
    sentences: tuple[str, ...]

    @property
    def name(self) -> str:
        side = self.after or self.before
        return side.sentence if side else ""


@dataclass(frozen=True, slots=True)
class PlanChanges:
    whole: tuple[str, ...]
    aims: tuple[ChangedAim, ...]

    @property
    def sentences(self) -> list[str]:
        """Each with the outcome that it is about."""
        return [*self.whole, *(f"“{aim.name}”: {begun_small(one)}" for aim in self.aims for one in aim.sentences)]


def changes_between(before: WrittenPlan, after: WrittenPlan) -> PlanChanges:
    """Outcomes in the order of `after`, those that were taken out last."""
    old, new = ({aim.line_id: aim for aim in plan.aims} for plan in (before, after))
    whole = []
    if before.kind is not after.kind:
        whole.append(f"Which plan it is: {after.kind.inside}; it was {before.kind.inside}.")
    lines = [*new, *(line for line in old if line not in new)]
    return PlanChanges(tuple(whole), tuple(_changed(line, old.get(line), new.get(line)) for line in lines))


def _changed(line_id: UUID, before: Aim | None, after: Aim | None) -> ChangedAim:
    sentences: tuple[str, ...] = ()
    if before is None and after is not None:
        sentences = ("New in this version.",)
    elif after is None and before is not None:
        sentences = ("No longer in the plan.",)
    elif before is not None and after is not None:
        sentences = tuple(_of_aim(before, after))
    return ChangedAim(line_id, _side(before), _side(after), sentences)


def _of_aim(before: Aim, after: Aim) -> Iterator[str]:
    if before.sentence != after.sentence:
        yield f"It was “{before.sentence}”."
    for what, old, new in (
        ("How we will know", before.how_known, after.how_known),
        ("What happens if not", before.if_not, after.if_not),
    ):
        if old != new:
            yield f"{what} is {'written anew' if old and new else 'now said' if new else 'no longer said'}."
    yield from _of_targets(before, after)
    yield from _of_deeds(before, after)


def _of_targets(before: Aim, after: Aim) -> Iterator[str]:
    old: Mapping[str, Target] = {target.item_key: target for target in before.targets}
    new: Mapping[str, Target] = {target.item_key: target for target in after.targets}
    for key, target in new.items():
        was = old.get(key)
        if was is None:
            yield f"{target.title} is new, to {target.aim}{_by(target.by_on)}."
        elif was.aim != target.aim:
            yield f"{target.title} is to be {target.aim}{_by(target.by_on)}; it was to be {was.aim}."
        elif was.by_on != target.by_on:
            yield _due(target.title, was.by_on, target.by_on)
    yield from (f"{target.title} is no longer part of it." for key, target in old.items() if key not in new)


def _of_deeds(before: Aim, after: Aim) -> Iterator[str]:
    old: Mapping[UUID, Deed] = {deed.line_id: deed for deed in before.deeds}
    new: Mapping[UUID, Deed] = {deed.line_id: deed for deed in after.deeds}
    for line_id, deed in new.items():
        was = old.get(line_id)
        if was is None:
            yield f"New action, “{deed.what}”{_for(deed)}{_by(deed.by_on)}."
            continue
        if was.what != deed.what:
            yield f"“{deed.what}” was “{was.what}”."
        if was.doers != deed.doers:
            now, then = deed.who_words or "nobody yet", was.who_words or "nobody"
            yield f"“{deed.what}” is for {now}; it was for {then}."
        if was.by_on != deed.by_on:
            yield _due(f"“{deed.what}”", was.by_on, deed.by_on)
    yield from (f"“{deed.what}” is no longer asked." for line, deed in old.items() if line not in new)


def _due(what: str, before: date | None, after: date | None) -> str:
    return f"{what} is due{_by(after) or ' on no day'}; it was due{_by(before) or ' on no day'}."


def _side(aim: Aim | None) -> Side | None:
    if aim is None:
        return None
    lines = [f"{target.title}: {_grades(target)}{_by(target.by_on)}" for target in aim.targets]
    lines += [f"How we will know: {aim.how_known}"] if aim.how_known else []
    lines += [f"If not: {aim.if_not}"] if aim.if_not else []
    lines += [f"{deed.what}{_for(deed)}{_by(deed.by_on)}" for deed in aim.deeds]
    return Side(aim.sentence, tuple(lines))


def _grades(target: Target) -> str:
    return f"to {target.aim}" if target.now is None else f"from {target.now} to {target.aim}"


def _for(deed: Deed) -> str:
    return f", {deed.who_words}" if deed.doers else ""


def _by(on: date | None) -> str:
    return f" by {long_date(on)}" if on else ""
