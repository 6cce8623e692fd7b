"""The forms of an event: what happened, told for this child and for brothers and sisters; why it is changed or goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField
from wtforms.validators import InputRequired, Optional

from gcp_tracker.chronology.details import EventDetails, ForChild
from gcp_tracker.models import Child, Event
from gcp_tracker.rules.event_vocabulary import EventSource, Exactness, Shows
from gcp_tracker.rules.events import LONGEST_SO_WHAT, LONGEST_WHAT, LONGEST_WHO
from gcp_tracker.rules.instrument import Instrument, Item
from gcp_tracker.rules.lengths import LONGEST_REASON
from gcp_tracker.web.forms import Form, line, listed, one_of, several, text, words_of

NO_SOURCE = ("", "Choose who told of it")


class WhyForm(Form):
    reason = text("Why?", required="Say why", longest=LONGEST_REASON)


class EventFields(Form):
    """What a new event and a new version of one both say. `for_child` fills in the items."""

    exactness = one_of(
        "How well is the day known?", Exactness, required="Say how well the day is known", default=Exactness.DAY
    )
    happened_on = DateField("Day", validators=[InputRequired(message="Enter the day on which it happened")])
    until_on = DateField("Last day, if it went on over a time", validators=[Optional()])
    source = listed(
        "Who told of it?",
        choices=[NO_SOURCE, *words_of(EventSource)],
        validators=[InputRequired(message="Choose who told of it")],
    )
    who = line(
        "By name or work, if it is known",
        hint="For example: Mrs Grant, breakfast club. Leave it empty for somebody who must not be known.",
        longest=LONGEST_WHO,
    )
    what = text(
        "What happened?",
        required="Say what happened",
        hint="What was seen or heard, by whom. What somebody thinks of it stands below.",
        longest=LONGEST_WHAT,
    )
    items = several("What does it bear on?")
    shows = one_of("What does it tell of that?", Shows, required="Say what it tells of that", default=Shows.MISSING)

    def for_child(self, child: Child, instrument: Instrument, items: Sequence[Item]) -> None:
        self.child, self.instrument = child, instrument
        self.items.choices = [(item.key, item.title) for item in items]
        chosen = {option.data: option for option in self.items}
        # For the page, which shows them by domain.
        self.items_by_domain = [
            (domain.title, [chosen[item.key] for item in items if item.domain_key == domain.key])
            for domain in instrument.domains
        ]

    def details(self) -> EventDetails:
        if self.happened_on.data is None:
            raise ValueError("the form has no date")
        return EventDetails(
            happened_on=self.happened_on.data,
            until_on=self.until_on.data,
            exactness=self.exactness.data,
            source=EventSource(self.source.data),
            who=self.who.data,
            what=self.what.data,
            items=tuple(self.items.data or ()),
            shows=self.shows.data,
            instrument_key=self.instrument.key,
        )


def event_form(
    child: Child, siblings: Sequence[Child], instrument: Instrument, items: Sequence[Item], event: Event | None = None
) -> Any:
    """Of a new event; of a new version of `event`, which asks why. A brother or sister for whom something is written
    has the event too, with what it meant for that one.
    """
    name = child.first_name

    class EventForm(EventFields):
        so_what = text(
            f"So what for {name}?",
            required=f"Say what it meant for {name}: what {name} saw, heard, felt or went without",
            hint=f"What did {name} see, hear, feel or go without? Not what it says of the adults.",
            longest=LONGEST_SO_WHAT,
        )

        def told_for(self) -> list[ForChild]:
            others = [ForChild(one, self[f"so_what_{one.id}"].data) for one in siblings]
            return [ForChild(child, self.so_what.data), *(one for one in others if one.so_what)]

        @property
        def sibling_fields(self) -> list[Any]:
            return [self[f"so_what_{one.id}"] for one in siblings]

    for one in siblings:
        label = f"And for {one.first_name}?"
        hint = f"Leave it empty if {one.first_name} was not there, or it is not known."
        setattr(EventForm, f"so_what_{one.id}", text(label, hint=hint, longest=LONGEST_SO_WHAT))
    if event is not None:
        EventForm.why = text("Why is it changed?", required="Say why it is changed", longest=LONGEST_REASON)
    form = EventForm() if event is None else EventForm(data=_held(event))
    form.for_child(child, instrument, items)
    return form


def _held(event: Event) -> dict[str, Any]:
    names = ("exactness", "happened_on", "until_on", "source", "who", "what", "so_what", "shows")
    return {name: getattr(event, name) for name in names} | {"items": list(event.item_keys)}
