"""Who came along on a visit and grades in its draft too."""

from __future__ import annotations

from collections.abc import Sequence

from gcp_tracker.models import User, Visit, VisitColleague
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.pairs import on_the_other_side
from gcp_tracker.visits.queries import colleagues_for


def name_colleagues(uow: UnitOfWork, visit: Visit, colleagues: Sequence[User]) -> None:
    """These came along, and nobody else of those who could record for this child. Raises RuleBroken on `colleagues`.

    Whoever was named before may stay although the right has gone: that they were there is still so.
    """
    held = {row.user_id: row for row in visit.colleagues}
    wanted = {user.id: user for user in colleagues if user.id != visit.author.id}
    new = [user for key, user in wanted.items() if key not in held]
    if new:
        apart = on_the_other_side(uow.session, visit)
        allowed = {user.id for user in colleagues_for(uow.session, visit.child, uow.now)}
        for user in new:
            if user.id in apart:
                raise RuleBroken(f"{user.name} grades this visit apart from you", field="colleagues")
            if user.id not in allowed:
                raise RuleBroken(
                    f"{user.name} does not work with {visit.child.first_name}: write the name beside it instead",
                    field="colleagues",
                )
    gone = [row for key, row in held.items() if key not in wanted]
    for row in gone:
        visit.colleagues.remove(row)
        uow.session.delete(row)
        uow.record("colleague:remove", subject=visit, child=visit.child, reason=row.user.name)
    for user in new:
        visit.colleagues.append(VisitColleague(user=user))
        uow.record("colleague:add", subject=visit, child=visit.child, reason=user.name)
