"""How the loader in access.py reads a record: in one statement, built once, with what every page of it shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, lazyload, load_only

from gcp_tracker.models import Child, Family, GradedApart, Profile, User, Visit, VisitColleague
from gcp_tracker.unseen import IN_FULL

BY_ID: dict[type[Any], Any] = {
    Child: select(Child).where(Child.id == bindparam("id")).options(joinedload(Child.family), joinedload(Child.team)),
    Family: select(Family).where(Family.id == bindparam("id")).options(joinedload(Family.children)),
    Visit: select(Visit)
    .where(Visit.id == bindparam("id"))
    .options(
        joinedload(Visit.child).options(
            joinedload(Child.authority), joinedload(Child.family).joinedload(Family.children)
        ),
        joinedload(Visit.instrument),
        joinedload(Visit.household),
        joinedload(Visit.safety_check),
        joinedload(Visit.colleagues)
        .joinedload(VisitColleague.user)
        .options(load_only(User.name), lazyload(User.roles)),
    ),
    Profile: select(Profile)
    .where(Profile.id == bindparam("id"))
    .options(joinedload(Profile.child), joinedload(Profile.instrument)),
    GradedApart: select(GradedApart)
    .where(GradedApart.id == bindparam("id"))
    .options(joinedload(GradedApart.first).joinedload(Visit.child), joinedload(GradedApart.second))
    .execution_options(**IN_FULL),
}
# As it is under the lock, whatever was read before.
VISIT_TO_WRITE = (
    select(Visit)
    .where(Visit.id == bindparam("id"))
    .options(joinedload(Visit.child), joinedload(Visit.instrument), joinedload(Visit.safety_check))
    .with_for_update(of=Visit)
    .execution_options(populate_existing=True)
)
