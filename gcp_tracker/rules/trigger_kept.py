"""A trigger’s rule as it is kept beside each firing, as plain JSON and back: no later file changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gcp_tracker.rules.trigger_vocabulary import Step, Told
from gcp_tracker.rules.triggers import ItemsAt, PlanFor, SeveralAt, TriggerRule, VerdictFor, When
from gcp_tracker.rules.vocabulary import HelpKind

KINDS: Mapping[str, type[When]] = {
    "items_at": ItemsAt,
    "several_at": SeveralAt,
    "verdict_for": VerdictFor,
    "plan_for": PlanFor,
}


def rule_as_json(rule: TriggerRule) -> dict[str, Any]:
    kind = next(name for name, kind in KINDS.items() if isinstance(rule.when, kind))
    return asdict(rule) | {"when": {"kind": kind} | asdict(rule.when)}


def rule_from(told: Mapping[str, Any]) -> TriggerRule:
    """Raises KeyError, TypeError or ValueError for anything that `rule_as_json` did not make."""
    when: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in told["when"].items()}
    kind: Any = KINDS[when.pop("kind")]
    if kind is PlanFor:
        when["plans"] = tuple(HelpKind(plan) for plan in when["plans"])
    return TriggerRule(
        **{name: told[name] for name in ("key", "title", "sentence", "source", "instrument_key")},
        when=kind(**when),
        told=tuple(Told(one) for one in told["told"]),
        answered_by=tuple(Told(one) for one in told["answered_by"]),
        consider=tuple(Step(one) for one in told["consider"]),
    )
