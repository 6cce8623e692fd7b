"""Forms about the help a child is under and who works with the child."""

from __future__ import annotations

from collections.abc import Collection

from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.forms.child import worker_choices
from gcp_tracker.judgements.forms import why_all_the_same
from gcp_tracker.models import User
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from gcp_tracker.web.forms import Form, choice, day, line, listed, one_of, words_of


class EpisodeForm(Form):
    kind = one_of("Help", HelpKind, required="Choose the help that the child is under")
    started_on = day("From", required="Enter the day on which it began")
    ended_on = day("Until", hint="Only if it is over already.")
    category = listed(
        "Category",
        hint="Only for a child protection plan.",
        choices=[("", "No category"), *((value, words.capitalize()) for value, words in words_of(AbuseCategory))],
    )
    detail = line("Anything to add")

    def details(self) -> EpisodeDetails:
        return EpisodeDetails(
            kind=self.kind.data,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            category=AbuseCategory(self.category.data) if self.category.data else None,
            detail=self.detail.data,
        )


class EpisodeEndForm(Form):
    ended_on = day("Ended on", required="Enter the day on which it ended")
    followed_by = listed("What help follows?", hint="It begins on the same day.", default="")
    because = why_all_the_same()

    def for_help(self, running: Collection[HelpKind]) -> EpisodeEndForm:
        """What runs already goes on by itself, and that a case is open is no help."""
        others = [kind for kind in HelpKind if kind is not HelpKind.OPEN_CASE and kind not in running]
        self.followed_by.choices = [
            ("", "None, or none but what runs already"),
            *((one.value, one.words) for one in others),
        ]
        return self

    def next_kind(self) -> HelpKind | None:
        return HelpKind(self.followed_by.data) if self.followed_by.data else None


class WorkerForm(Form):
    """Chooses a worker. `for_workers` fills the choice, `worker` reads it."""

    worker_id = listed("Worker")

    def for_workers(self, workers: list[User]) -> WorkerForm:
        self.worker_id.choices = [("", "Choose a worker"), *worker_choices(workers)]
        self.workers = {str(worker.id): worker for worker in workers}
        return self

    def worker(self) -> User | None:
        return self.workers.get(self.worker_id.data)


class AllocationForm(WorkerForm):
    part = choice(
        "Part in the work",
        required="Choose whether this is the lead or a co-worker",
        choices=[("lead", "Lead worker"), ("co_worker", "Co-worker")],
        default="lead",
    )
    from_on = day("From", required="Enter the day from which the worker has the child")


class HandOverForm(WorkerForm):
    on = day("Day of the handover", required="Enter the day of the handover")


class AllocationEndForm(Form):
    to_on = day("Ends on", required="Enter the day on which it ends")
