"""The simulated error rates of a verdict, in the words that stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gcp_tracker.change.error_rates import ENGINE, RATES, SHARED_OPTIMISM, Rate
from gcp_tracker.change.verdict import Verdict

NOT_CALIBRATED = "No real cases have calibrated this method: how often it is right of real children, nobody knows."
NOT_SIMULATED_APART = "No error rate is known for it: it has not been simulated apart."


def error_words(verdict: Verdict, engine: str, *, of_child: bool) -> str:
    """`of_child`: of the child’s headline, and not of one domain. For a verdict of another version of the engine, that
    its rates are not here.
    """
    if engine != ENGINE:
        return f"Said by engine {engine}, whose simulated error rates are not in the table of engine {ENGINE}."
    words = (_OF_CHILD if of_child else _OF_DOMAIN)[verdict]
    return f"In simulation {words()}."


def shared_optimism_words() -> str:
    told = SHARED_OPTIMISM
    return (
        "If everybody who graded grew more hopeful together, no method can see it in the grades. Simulated so,"
        f" {told['lost gain, improving']:.1%} of the domains that had lost a gain were called improving,"
        f" and {told['finds deterioration']:.1%} of those that were worse were found to be."
    )


def _rate(name: str) -> str:
    """With its interval, and that it is above what was aimed at."""
    rate = RATES[name]
    missed = f"; above the {rate.target:.1%} aimed at" if rate.is_missed else ""
    return _with_interval(rate.figure, rate.low, rate.high, rate, missed)


def _not(name: str) -> str:
    """Of a rate of what is found: what is not."""
    rate = RATES[name]
    return _with_interval(1 - rate.figure, 1 - rate.high, 1 - rate.low, rate, "")


def _with_interval(figure: float, low: float, high: float, rate: Rate, more: str) -> str:
    """Where nothing was found wrong, in how many cases: that it never happens they cannot show."""
    between = f"{low:.1%} to {high:.1%}{more}" if high >= 0.0005 else f"of {rate.cases:,} cases"
    return f"{figure:.1%} ({between})"


def _sustained() -> str:
    return (
        f"{_rate('wrong share of sustained calls')} of such verdicts were wrong, and {_not('finds sustained')} of the"
        " gains that had lasted were not found"
    )


def _not_yet() -> str:
    return (
        f"{_rate('flat, called improving')} of the domains in which nothing had changed,"
        f" {_rate('lost gain, called improving')} of those that had lost a gain and"
        f" {_rate('harm, called better')} of those that were worse were called improving"
    )


def _no_change() -> str:
    return (
        f"{_not('finds deterioration')} of the domains that were worse, and {_not('finds sustained')} of the gains that"
        " had lasted, were not found"
    )


def _up_and_down() -> str:
    return f"{_not('finds fluctuation')} of the domains that had gained and lost again were not found"


def _worse() -> str:
    return (
        f"{_rate('false deterioration')} of the domains that were not worse were called worse, and"
        f" {_not('finds deterioration')} of those that were worse were not found"
    )


def _open() -> str:
    return f"no answer was given for {_not('answers')} of the domains"


def _child_improving() -> str:
    return (
        f"{_rate('headline: flat everywhere, called improving')} of the children for whom nothing had changed anywhere,"
        f" and {_rate('headline: harm, called improving')} of those who were worse somewhere, were called improving"
    )


def _child_sustained() -> str:
    found = _not("headline: finds sustained in all domains of concern")
    return f"{_child_improving()}; {found} of those whose gain had lasted wherever there was concern were not found"


def _child_in_part() -> str:
    return (
        f"{_rate('headline: flat everywhere, called improving or better in part')} of the children for whom nothing had"
        f" changed anywhere, and {_rate('headline: harm, called improving or better in part')} of those who were worse"
        " somewhere, were called improving or better in part"
    )


def _child_worse() -> str:
    return (
        f"{_rate('headline: false deterioration')} of the children who were worse nowhere were called worse, and"
        f" {_not('headline: finds deterioration')} of those who were worse somewhere were not found"
    )


def _child_not_found() -> str:
    return f"{_not('headline: finds deterioration')} of the children who were worse somewhere were not found to be"


Say = Callable[[], str]
_OF_DOMAIN: Mapping[Verdict, Say] = {
    Verdict.IMPROVING_SUSTAINED: _sustained,
    Verdict.IMPROVING_NOT_YET: _not_yet,
    Verdict.NO_CLEAR_CHANGE: _no_change,
    Verdict.FLUCTUATING: _up_and_down,
    Verdict.DETERIORATING: _worse,
    Verdict.NOT_ENOUGH: _open,
}
_OF_CHILD: Mapping[Verdict, Say] = {
    Verdict.IMPROVING_SUSTAINED: _child_sustained,
    Verdict.IMPROVING_NOT_YET: _child_improving,
    Verdict.BETTER_IN_PART: _child_in_part,
    Verdict.NO_CLEAR_CHANGE: _child_not_found,
    Verdict.FLUCTUATING: _child_not_found,
    Verdict.DETERIORATING: _child_worse,
    Verdict.NOT_ENOUGH: _child_not_found,
}
