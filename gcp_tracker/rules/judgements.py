"""When a person’s judgement asks to be held against the grades: steps down, closings, endings, and “improving”.

The grades never decide. Where they say otherwise the page says so and asks why; what the person decides stands beside
it in their own words. Source: over-optimism, in the audits on the practice page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from gcp_tracker.rules.vocabulary import HelpKind, Worded

HELP_ORDER = tuple(HelpKind)


class Occasion(Worded):
    STEP_DOWN = "step_down", "A step down"
    CLOSING = "closing", "The end of help"
    PLAN_ENDED = "plan_ended", "The end of a plan"
    NO_PLAN = "no_plan", "No plan was made"
    IMPROVING = "improving", "Life was called better"

    @property
    def asks_that_it_lasted(self) -> bool:
        """Help is taken away: what was better has to have lasted. To call life better it has only to be better, and
        where no plan is made nothing was better before.
        """
        return self not in (Occasion.IMPROVING, Occasion.NO_PLAN)


NO_REASON = "No reason was given."

_BETTER = re.compile(
    r"\b(improv(?:e|es|ed|ing|ement|ements)|better|progress(?:ed|ing)?|going well|turned (?:a|the) corner|settled"
    r"|no (?:longer (?:a|any) )?(?:concerns?|worr(?:y|ies))|step(?:ped|ping)? down|good enough now)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(not|no|never|nothing|hardly|little|isn.t|hasn.t|haven.t|without|nobody|worse|if|unless|until|would|could|might"
    r"|needs? to)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?;\n]+")


def improving_words(texts: Sequence[str]) -> str:
    """The first sentence that calls life better, or empty. One that denies it, doubts it or hopes for it does not."""
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            found = _BETTER.search(sentence)
            if found and not _DENIED.search(sentence[: found.start()]):
                return str(sentence.strip())
    return ""


def help_step(before: Collection[HelpKind], after: Collection[HelpKind]) -> Occasion | None:
    """What it is when the help that runs becomes other help; None where it does not grow less. That a case is open to
    social care is no help by itself.
    """
    was, will_be = _furthest(before), _furthest(after)
    if was is None or (will_be is not None and HELP_ORDER.index(will_be) >= HELP_ORDER.index(was)):
        return None
    return Occasion.CLOSING if will_be is None else Occasion.STEP_DOWN


def _furthest(kinds: Collection[HelpKind]) -> HelpKind | None:
    helping = [kind for kind in kinds if kind is not HelpKind.OPEN_CASE]
    return max(helping, key=HELP_ORDER.index, default=None)


def step_words(ended: HelpKind, after: Collection[HelpKind], name: str) -> str:
    """Child protection plan ended; Leo goes on with a child in need plan."""
    goes_on = _furthest(after)
    if goes_on is None:
        return f"{ended.words} ended, and {name} is under no other help"
    return f"{ended.words} ended, and {goes_on.inside} goes on"
