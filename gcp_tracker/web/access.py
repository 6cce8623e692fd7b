"""The loader is the lock: a route is handed a record only after its reader was found to be allowed, and what it makes
of it leaves only once the look is kept.

`@child_page`, `@pair_page`, `@family_page`, `@visit_page`, `@apart_page` and `@profile_page` wrap a route whose URL
names the record; the route itself receives the record, never the id. `@role_page` is for pages that open no child's
record. A record that may not be seen answers exactly as one that does not exist, after asking the database as often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn, TypeVar
from uuid import UUID, uuid4

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from gcp_tracker.db import db
from gcp_tracker.models import Child, Family, GradedApart, Profile, User, Visit
from gcp_tracker.rules.permissions import STANDING, Relation, is_allowed, is_allowed_by_role, that_count
from gcp_tracker.unit_of_work import AnySession, UnitOfWork, begin_writing, hold
from gcp_tracker.unseen import Apart, look_as
from gcp_tracker.web import clock
from gcp_tracker.web.apart import SAFE_METHODS, hidden_by
from gcp_tracker.web.read_log import expect_look, keep_looks, record_form_shown, relation_to
from gcp_tracker.web.record_selects import BY_ID, VISIT_TO_WRITE
from gcp_tracker.web.relations import Relations

View = Callable[..., ResponseReturnValue]
Record = TypeVar("Record", Child, Family, Visit, Profile, GradedApart)


def signed_in_user() -> User:
    """The person signed in. Only inside a wrapped route, which has made sure that there is one."""
    user = current_user._get_current_object()
    if not isinstance(user, User):
        raise PermissionError("nobody is signed in")
    return user


def unit_of_work() -> UnitOfWork:
    keep_looks(_new_unit_of_work())
    return _new_unit_of_work()


def _new_unit_of_work() -> UnitOfWork:
    actor = current_user._get_current_object()
    return UnitOfWork(db.session, actor if isinstance(actor, User) else None, clock.now(), session_key(), relation_to)


def reading() -> AnySession:
    """The session that a route hands to its queries. A route has no other way to the database."""
    return db.session


def session_key() -> str:
    return str(g.get("session_key", ""))


def know_relations(children: Iterable[Child]) -> None:
    """Let `may` be asked about children whom the loader did not load: brothers and sisters, and children of another
    family to whom an adult of this one is something.
    """
    known = _relations()
    unknown: dict[UUID, list[Child]] = {}
    for child in children:
        if child.id not in known.of:
            unknown.setdefault(child.family_id, []).append(child)
    for family_id, family in unknown.items():
        known.ask_once(db.session, signed_in_user(), family_id, family, clock.now())


def _relations() -> Relations:
    """Those known so far in this request."""
    if "relations" not in g:
        g.relations = Relations()
    known: Relations = g.relations
    return known


def seen_through_glass() -> list[tuple[Child, datetime]]:
    """For the banner: whom this page shows through broken glass, and until when."""
    if "relations" not in g:
        return []
    found = [(db.session.get(Child, child_id), until) for child_id, until in _relations().glass.items()]
    return [(child, until) for child, until in found if child is not None and may("glass:end", child)]


def brothers_and_sisters_who_may(permission: str, child: Child) -> list[Child]:
    """The children of the family, this one among them, for whom the reader has that permission."""
    know_relations(child.family.children)
    return [one for one in child.family.children if may(permission, one)]


def may(permission: str, child: Child, record: Visit | GradedApart | None = None) -> bool:
    """For templates and services' callers: would this button work? Uses the relations that the loader found."""
    return is_allowed(permission, _with_part_in(record, _relations().of.get(child.id, frozenset())))


def demand(permission: str, child: Child) -> None:
    """Of a child whom the loader let in: what the record asks for besides. Refused as the loader refuses."""
    if not may(permission, child):
        _refuse(permission, f"child:{child.id}", child)


def _with_part_in(record: Any, relations: frozenset[Relation]) -> frozenset[Relation]:
    if not STANDING & that_count(relations):
        return relations
    reader = signed_in_user().id
    if isinstance(record, GradedApart):
        part = {record.asker_id: Relation.AUTHOR, record.grader_id: Relation.SECOND}.get(reader)
        return relations | {part} if part else relations
    if not isinstance(record, Visit):
        return relations
    if record.author_id == reader:
        return relations | {Relation.AUTHOR}
    return relations | {Relation.COLLEAGUE} if record.is_shared_with(reader) else relations


def child_page(permission: str) -> Callable[[View], View]:
    """The route gets `child`, named in its URL by `child_id`."""
    return _locked(permission, "child", Child, "child_id")


def pair_page(permission: str) -> Callable[[View], View]:
    """The route gets `child` and `other`, two children named by `child_id` and `other_id`, if its reader has that
    permission for both.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def unlocked(child: Child, **arguments: Any) -> ResponseReturnValue:
            identifier: UUID = arguments.pop("other_id")
            other = _by_id(Child, identifier)
            family_id, others = (identifier, []) if other is None else (other.family_id, [other])
            _relations().ask(db.session, signed_in_user(), family_id, others, clock.now())
            if other is None:
                _refuse(permission, f"child:{identifier}")
            if other is child or other.merged_into_id is not None or not may(permission, other):
                _refuse(permission, f"child:{identifier}", other)
            if request.method in SAFE_METHODS:
                expect_look("child", other, [other])
            return view(child=child, other=other, **arguments)

        return _locked(permission, "child", Child, "child_id")(unlocked)

    return wrap


def visit_page(permission: str) -> Callable[[View], View]:
    """The route gets `visit`, named in its URL by `visit_id`."""
    return _locked(permission, "visit", Visit, "visit_id")


def apart_page(permission: str) -> Callable[[View], View]:
    """The route gets `apart`, named in its URL by `apart_id`, and asks what its reader may see of both visits."""
    return _locked(permission, "apart", GradedApart, "apart_id")


def profile_page(permission: str) -> Callable[[View], View]:
    """The route gets `profile`, named in its URL by `profile_id`."""
    return _locked(permission, "profile", Profile, "profile_id")


def family_page(permission: str) -> Callable[[View], View]:
    """The route gets `family` (URL: `family_id`), if its reader has that permission for at least one of its
    children.
    """
    return _locked(permission, "family", Family, "family_id")


def role_page(permission: str) -> Callable[[View], View]:
    """The route opens no child's record; it is for people whose role the table names."""

    def wrap(view: View) -> View:
        @wraps(view)
        def locked(**arguments: Any) -> ResponseReturnValue:
            _require_sign_in()
            if not is_allowed_by_role(permission, [role.name for role in signed_in_user().roles]):
                _refuse(permission)
            _lock_if_writing()
            _leave_out_unseen()
            return view(**arguments)

        locked.loads = permission  # type: ignore[attr-defined]  # read by the test that walks every route
        return locked

    return wrap


def _locked(permission: str, name: str, kind: type[Record], argument: str) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def locked(**arguments: Any) -> ResponseReturnValue:
            _require_sign_in()
            _lock_if_writing()
            _leave_out_unseen()
            identifier: UUID = arguments.pop(argument)
            record = _standing(_load(kind, identifier))
            children = _children_of(record)
            family_id = children[0].family_id if children else uuid4()
            _relations().ask(db.session, signed_in_user(), family_id, children, clock.now())
            part = record if isinstance(record, Visit | GradedApart) else None
            allowed = [child for child in children if may(permission, child, part)]
            if not allowed:
                # Asked whether the record is there or not.
                apart = hidden_by(kind, identifier)
                if record is None and apart is not None:
                    return _lead_to(apart, f"{name}:{identifier}")
                _refuse(permission, f"{name}:{identifier}", children[0] if children else None)
            if request.method in SAFE_METHODS:
                if record.id != identifier:
                    # An old address: who may see the record that stands is led to it.
                    rest: dict[str, Any] = {argument: record.id} | arguments | request.args.to_dict()
                    return redirect(url_for(str(request.endpoint), **rest))
                # Kept once the page is made, so that all it reads is one transaction; before anything that it writes.
                expect_look(name, record, allowed)
                try:
                    shown = view(**{name: record}, **arguments)
                except HTTPException:
                    keep_looks(_new_unit_of_work())
                    raise
                keep_looks(_new_unit_of_work())
                return shown
            answer = view(**{name: record}, **arguments)
            return record_form_shown(unit_of_work(), answer, name, record, allowed)

        locked.loads = permission  # type: ignore[attr-defined]  # read by the test that walks every route
        return locked

    return wrap


def _load(kind: type[Any], identifier: UUID) -> Any:
    """A visit that is to be written is locked in the same breath. A family comes with its children, or without."""
    if kind is not Visit or request.method in SAFE_METHODS:
        return _by_id(kind, identifier)
    visit = db.session.scalar(VISIT_TO_WRITE, {"id": identifier})
    if visit is not None:
        hold(db.session, visit)
    return visit


def _by_id(kind: type[Record], identifier: UUID) -> Record | None:
    record: Record | None = db.session.scalars(BY_ID[kind], {"id": identifier}).unique().one_or_none()
    return record


def _lead_to(apart: Apart, what: str) -> ResponseReturnValue:
    """To the page that says why, which has a lock of its own."""
    with unit_of_work() as uow:
        uow.record("access:refused", reason=f"graded apart {what}")
    return redirect(url_for("visits.graded_apart", apart_id=apart.id))


def _standing(record: Any) -> Any:
    """The record itself; of a child who was merged, the one that the child stands under now, and its family for a
    family that is left with nobody.
    """
    while isinstance(record, Child) and record.merged_into_id is not None:
        record = _by_id(Child, record.merged_into_id)
    if isinstance(record, Family) and not record.children:
        merged = db.session.scalar(select(Child).where(Child.family_id == record.id).limit(1))
        if merged is not None:
            return _standing(merged).family
    return record


def _children_of(record: Child | Family | Visit | Profile | GradedApart | None) -> list[Child]:
    if record is None:
        return []
    if isinstance(record, Child):
        return [record]
    if isinstance(record, Family):
        return list(record.children)
    return [record.first.child if isinstance(record, GradedApart) else record.child]


def _require_sign_in() -> None:
    if not current_user.is_authenticated:
        abort(401)


def _leave_out_unseen() -> None:
    if g.sign_in.may_grade_apart:
        look_as(db.session, signed_in_user(), clock.now())


def _lock_if_writing() -> None:
    if request.method not in SAFE_METHODS:
        # The body first: a slow tablet must not hold the write lock while its form trickles in.
        request.get_data(cache=True, parse_form_data=True)
        begin_writing(db.session)


def _refuse(permission: str, what: str = "", child: Child | None = None) -> NoReturn:
    if child is not None:
        # Kept as it was read: asking for it again would tell, by one more statement, that it is there.
        db.session.expunge(child)
    db.session.rollback()
    with unit_of_work() as uow:
        uow.record("access:refused", child=child, reason=f"{permission} {what}".strip())
    abort(404)
