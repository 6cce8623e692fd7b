"""Writing about the help a child is under, as dated episodes."""

from __future__ import annotations

from datetime import date

from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.queries.steps import step_of
from gcp_tracker.children.service.locks import lock_child
from gcp_tracker.judgements.service import record_judgement
from gcp_tracker.models import Child, HelpEpisode
from gcp_tracker.rules.ages import check_day_of_child
from gcp_tracker.rules.dates import check_in_order, check_not_in_future, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.spells import Spell, check_can_end, check_no_overlap, overlaps
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from gcp_tracker.unit_of_work import UnitOfWork


def start_episode(uow: UnitOfWork, child: Child, details: EpisodeDetails) -> HelpEpisode:
    """A spell of help, over already when it has an end. Two of one kind never overlap. Raises RuleBroken."""
    lock_child(uow, child)
    check_not_in_future(details.started_on, uow.today, "Start of the help", "started_on")
    check_day_of_child(
        details.started_on, child.born_on, child.expected_on, uow.today, "Start of the help", "started_on"
    )
    if details.ended_on is not None:
        check_not_in_future(details.ended_on, uow.today, "End of the help", "ended_on")
        check_in_order(details.started_on, details.ended_on, "its start", "End of the help", "ended_on")
    _check_category(details)
    spell = Spell(details.started_on, details.ended_on)
    same = [episode for episode in child.episodes if episode.kind is details.kind]
    clash = next((one for one in same if overlaps(spell, Spell(one.started_on, one.ended_on))), None)
    if clash is not None:
        check_no_overlap([Spell(clash.started_on, clash.ended_on)], spell, _clash_words(clash), "started_on")
    episode = HelpEpisode(
        child=child,
        kind=details.kind,
        started_on=details.started_on,
        ended_on=details.ended_on,
        category=details.category,
        initial_category=details.category,
        detail=details.detail,
    )
    uow.session.add(episode)
    uow.record("episode:start", subject=episode, child=child)
    return episode


def end_episode(
    uow: UnitOfWork,
    episode: HelpEpisode,
    ended_on: date,
    because: str = "",
    followed_by: HelpKind | None = None,
) -> None:
    """Where help grows less and the grades say otherwise, what they say is kept with `because`. `followed_by`: what
    begins as this ends, for the caller to start.
    """
    child = episode.child
    lock_child(uow, child)
    step = step_of(episode, uow.today, followed_by)
    stop_episode(uow, episode, ended_on)
    if step is not None:
        record_judgement(uow, child, step.occasion, step.words, because)


def stop_episode(uow: UnitOfWork, episode: HelpEpisode, ended_on: date) -> None:
    """The same where it is kept elsewhere what the grades said: with the scrutiny that ends it."""
    lock_child(uow, episode.child)
    check_not_in_future(ended_on, uow.today, "End of the help", "ended_on")
    check_can_end(episode.started_on, episode.ended_on, ended_on, "its start", "End of the help", "ended_on")
    episode.ended_on = ended_on
    uow.record("episode:end", subject=episode, child=episode.child, changed=("ended_on",))


def change_category(uow: UnitOfWork, episode: HelpEpisode, category: AbuseCategory) -> None:
    """What a child protection plan is for from now on; what it began for stays on record."""
    if episode.category is category:
        return
    lock_child(uow, episode.child)
    episode.category = category
    uow.record("episode:change_category", subject=episode, child=episode.child, changed=("category",))


def _check_category(details: EpisodeDetails) -> None:
    if details.kind is HelpKind.CHILD_PROTECTION and details.category is None:
        raise RuleBroken("Choose the category of the child protection plan", "category")
    if details.kind is not HelpKind.CHILD_PROTECTION and details.category is not None:
        raise RuleBroken("Only a child protection plan has a category", "category")


def _clash_words(episode: HelpEpisode) -> str:
    if episode.ended_on is None:
        return f"“{episode.kind.words}” since {long_date(episode.started_on)} is still open: end it first"
    until = long_date(episode.ended_on)
    return f"“{episode.kind.words}” is already recorded from {long_date(episode.started_on)} until {until}"
