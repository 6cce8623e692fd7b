"""The address of every page, with the person whom it is for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tests.browser.attention_in import attention_addresses
from tests.browser.engagement_in import engagement_addresses
from tests.browser.events_in import Evented, event_addresses
from tests.browser.guarded_in import Kept, guarded_addresses
from tests.browser.meetings_in import meetings_addresses
from tests.browser.office import office_addresses
from tests.browser.packs_in import packs_addresses
from tests.browser.plans_in import Planned, plan_addresses
from tests.browser.scrutiny_in import Scrutinised, scrutiny_addresses
from tests.browser.supervision_in import Supervised, supervision_addresses
from tests.browser.triggers_in import trigger_addresses


@dataclass(frozen=True, slots=True)
class Address:
    """One page: who opens it, where, and the endpoint that answers."""

    endpoint: str
    who: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.endpoint} as {self.who}"


@dataclass(frozen=True, slots=True)
class Lived:
    """Ids of what `live_in` made."""

    family: UUID
    leo: UUID
    kai: UUID
    nameless: UUID
    draft: UUID
    signed: UUID
    withdrawn: UUID
    open_profile: UUID
    completed_profile: UUID
    household: int
    adult: int
    allocation: int
    episode: int
    residence: int
    authority: int
    team: int
    merge: int
    apart: UUID
    apart_open: UUID
    bens_draft: UUID
    dev: int
    amira: int
    link: str
    waiting: int
    appointment: int
    held_meeting: int
    planned_meeting: int
    trigger: UUID
    written_pack: UUID
    issued_pack: UUID
    kept: Kept
    planned: Planned
    supervised: Supervised
    scrutinised: Scrutinised
    evented: Evented
    reason: str


def addresses(lived: Lived) -> list[Address]:
    """Every page of the application. A test compares this list with the routes."""
    leo, family = f"/children/{lived.leo}", f"/families/{lived.family}"
    draft, signed = f"/visits/{lived.draft}", f"/visits/{lived.signed}"
    nameless = f"/children/{lived.nameless}"
    for_amira = {
        "children.my_children": "/my-children",
        "children.new": "/children/new",
        "children.family": family,
        "children.new_adult": f"{family}/adults/new",
        "children.adult": f"{family}/adults/{lived.adult}",
        "children.new_household": f"{family}/households/new",
        "children.household": f"{family}/households/{lived.household}",
        "children.new_sibling": f"{family}/children/new",
        "children.details": f"{leo}/details",
        "children.help_episodes": f"{leo}/help",
        "children.end_help": f"{leo}/help/{lived.episode}/end",
        "children.homes": f"{leo}/homes",
        "children.leave_home": f"{leo}/homes/{lived.residence}/left",
        "children.move_home": f"{leo}/homes/{lived.residence}/move",
        "record.child_page": f"{leo}?visit={lived.signed}",
        "record.charts": f"{leo}/charts",
        "record.how": f"{leo}/how",
        "record.paper": f"{leo}/print",
        "record.care_file": f"{leo}/care-over-time/file",
        "record.grades_file": f"{leo}/grades/file",
        "statement.statement": f"{leo}/statement",
        "statement.statement_file": f"{leo}/statement/file",
        "children.my_children_file": "/my-children/file",
        "visits.before": f"{leo}/visits/new",
        "visits.details": f"{draft}/details",
        "visits.siblings": f"{draft}/siblings",
        "visits.grade": f"{draft}/grade",
        "visits.before_signing": f"{draft}/before-signing",
        "visits.discard": f"{draft}/put-aside",
        "visits.show": signed,
        "visits.child_visits": f"{leo}/visits",
        "visits.on_this_tablet": "/on-this-tablet",
        "visits.amend": f"{signed}/amend",
        "visits.withdraw": f"{signed}/withdraw",
        "profiles.profiles": f"{leo}/profiles",
        "profiles.new": f"{leo}/profiles/new",
        "profiles.profile": f"/profiles/{lived.completed_profile}",
        "profiles.sharing": f"/profiles/{lived.completed_profile}/sharing",
        "profiles.plain_words": f"/profiles/{lived.completed_profile}/plain-words",
        "profiles.for_the_carer": f"/profiles/{lived.completed_profile}/for-the-carer",
    }
    pages = [Address(endpoint, "amira", path) for endpoint, path in for_amira.items()]
    pages += [
        Address("record.child_page", "ben", f"/children/{lived.kai}"),
        Address("record.child_page", "amira", f"/children/{lived.kai}"),
        Address("visits.ask_second", "ben", f"/visits/{lived.bens_draft}/graded-apart"),
        Address("visits.graded_apart", "amira", f"/graded-apart/{lived.apart}"),
        Address("visits.graded_apart", "amira", f"/graded-apart/{lived.apart_open}"),
        Address("visits.agree_apart", "amira", f"/graded-apart/{lived.apart}/agreed"),
        Address("visits.call_off_apart", "ben", f"/graded-apart/{lived.apart_open}/call-off"),
        Address("oversight.agreement", "chloe", "/agreement"),
        Address("profiles.profile", "amira", f"/profiles/{lived.open_profile}"),
        Address("visits.show", "amira", f"/visits/{lived.withdrawn}"),
        Address("children.my_team", "chloe", "/my-team"),
        Address("children.workers", "chloe", f"{leo}/workers"),
        Address("children.hand_over", "chloe", f"{leo}/workers/{lived.allocation}/hand-over"),
        Address("children.end_allocation", "chloe", f"{leo}/workers/{lived.allocation}/end"),
        Address("children.possibly_the_same", "chloe", "/possibly-the-same"),
        Address("children.same_as", "chloe", f"{leo}/same-as"),
        Address("children.merge", "chloe", f"{leo}/same-as/{lived.kai}"),
        Address("children.merged_records", "chloe", f"/children/{lived.kai}/merged-records"),
        Address("children.part", "chloe", f"/children/{lived.kai}/merged-records/{lived.merge}/part"),
        Address("children.possibly_the_same", "farid", "/possibly-the-same"),
        Address("children.put_with_sibling", "ewa", f"{nameless}/brothers-and-sisters"),
        Address("children.my_team", "ewa", "/my-team"),
        Address("children.name", "ewa", f"{nameless}/name"),
        Address("record.child_page", "ewa", nameless),
        Address("imports.returns", "farid", "/returns"),
        Address("audit.looks", "chloe", f"{leo}/looks"),
        Address("audit.looks_on_paper", "chloe", f"{leo}/looks/print"),
        Address("audit.looks_file", "chloe", f"{leo}/looks/file"),
        Address("children.my_team_file", "chloe", "/my-team/file"),
        Address("exports.ours", "chloe", "/copies"),
        Address("audit.own_looks", "amira", "/what-i-have-looked-at"),
        Address("audit.own_looks", "farid", "/what-i-have-looked-at"),
        Address("audit.security_events", "grace", "/security-events"),
        Address("violations.refused", "grace", "/security-events/refused-by-browsers"),
        Address("accounts.welcome", "", f"/welcome/{lived.link}"),
        Address("admin.confirm", "chloe", f"/accounts-to-confirm/{lived.waiting}"),
        Address("accounts.account", "grace", "/account"),
        Address("accounts.second_factor", "grace", "/account/second-factor"),
        Address("accounts.confirmed", "grace", "/confirmed"),
        Address("security.two_factor_setup", "grace", "/account/authenticator"),
        Address("security.wan_register", "grace", "/account/passkeys/new"),
        Address("security.mf_recovery_codes", "grace", "/account/recovery-codes"),
        Address("security.change_password", "grace", "/account/password"),
        Address("security.verify", "grace", "/confirm"),
        Address("security.wan_verify", "grace", "/confirm/passkey"),
        Address("security.login", "", "/sign-in"),
        Address("security.wan_signin", "", "/sign-in/passkey"),
        Address("children.my_children", "dev", "/my-children"),
        Address("accounts.front_door", "grace", "/no-such-page"),
    ]
    others = [*guarded_addresses(lived.kept, leo), *plan_addresses(lived.planned, leo)]
    others += attention_addresses(lived.reason, lived.amira, leo)
    others += office_addresses(lived.authority, lived.team, lived.dev)
    others += [*supervision_addresses(lived.supervised, leo), *event_addresses(lived.evented, leo)]
    others += trigger_addresses(lived.trigger, leo)
    others += meetings_addresses(lived.held_meeting, lived.planned_meeting, leo)
    others += engagement_addresses(lived.appointment, leo)
    others += scrutiny_addresses(lived.scrutinised, leo)
    others += packs_addresses(lived.written_pack, lived.issued_pack, leo)
    return [*pages, *(Address(*one) for one in others)]
