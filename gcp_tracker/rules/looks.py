"""What the audit is called in words, and which looks at a child stand out: as facts, and never as a score."""

from __future__ import annotations

from datetime import time

from gcp_tracker.rules.permissions import Relation
from gcp_tracker.rules.vocabulary import RoleName

# A look at a child, by what it was; the person stands before it, and whatever is not here is no look but a write.
LOOKS = {
    "child:read": "opened the child’s pages",
    "family:read": "opened the family’s page",
    "visit:read": "opened a visit",
    "profile:read": "opened a profile",
    "apart:read": "opened a visit that two grade apart",
    "child:print": "opened a page for printing",
    "profile:print": "opened a profile for printing",
    "child:export": "downloaded a file",
    "pack:export": "downloaded a conference pack",
    "access:refused": "asked, and was refused",
}
# Looks at many children at once; they are nobody’s in particular.
LISTS = {
    "my_children:list": "opened “My children”",
    "my_children:search": "looked for a child in “My children”",
    "my_children:export": "downloaded “My children”",
    "my_actions:list": "opened “My actions”",
    "my_team:list": "opened “My team”",
    "my_team:search": "looked for a child in “My team”",
    "my_team:export": "downloaded “My team”",
    "my_team:print": "opened “My team” for printing",
    "workers_list:list": "opened the list of one worker of the team",
    "doubles:list": "opened “Possibly the same”",
    "supervision:list": "opened “Supervision”",
    "due:list": "opened “What is due”",
    "trigger_points:list": "opened “Trigger points”",
    "due:fetch": "had a calendar fetch what is due",
    "child:search": "looked for a child on file",
    "chronologies:list": "opened “Chronologies from files”",
    "conferences:list": "opened “Conferences”",
    "packs:list": "opened “Packs”",
    "pack:trace": "asked whether a paper is a pack of ours",
    "copy:trace": "asked whether a file is ours",
}
# What an administrator sees: accounts, sign-ins, settings and the audit itself, by the noun of the event.
SECURITY = {
    "Sign-ins": ("session", "password", "recovery_code"),
    "Accounts": ("user", "account", "link", "passkey", "authenticator", "recovery_codes", "provider", "calendar"),
    "Settings": ("authority", "setting", "half_terms", "team", "office", "trigger_rules", "days_off"),
    "Refusals": ("access",),
    "The audit": ("checkpoint", "salt", "audit"),
    "Pages": ("violation",),
}
SECURITY_WORDS = {
    "session:begin": "signed in",
    "session:end": "signed out",
    "session:refuse": "a sign-in was refused",
    "session:renew": "showed again who they are",
    "session:end_other": "ended a sign-in of theirs elsewhere",
    "session:end_all": "every sign-in of an account was ended",
    "password:change": "changed the password",
    "passkey:add": "added a passkey",
    "passkey:remove": "took a passkey away",
    "authenticator:set": "set up an authenticator app",
    "authenticator:remove": "took the authenticator app away",
    "recovery_codes:make": "made recovery codes",
    "recovery_code:use": "used a recovery code",
    "account:ask": "asked for a change that somebody else confirms",
    "account:confirm": "confirmed what an administrator asked for",
    "account:refuse": "did not confirm what an administrator asked for",
    "account:know": "read what was done with their account",
    "link:make": "a one-time link was made",
    "link:ask_for": "a one-time link was asked for",
    "link:use": "a one-time link was used",
    "provider:connect": "an account was connected to the provider",
    "calendar:make": "an address for a calendar was made",
    "calendar:end": "an address for a calendar was ended",
    "user:change_work": "a person’s role or team was changed",
    "user:create": "an account was made",
    "user:describe": "a person’s name or address was changed",
    "user:end_on": "an account was given a last day",
    "office:begin": "the first administrator was made",
    "user:disable": "an account was disabled",
    "user:enable": "an account was put back in use",
    "authority:create": "an authority was set up",
    "authority:describe": "an authority’s settings were changed",
    "setting:change": "a setting was changed",
    "days_off:set": "days off were set",
    "trigger_rules:check": "a file of trigger points was looked over",
    "trigger_rules:load": "an authority’s own trigger points were put in force",
    "half_terms:set": "the days of half terms were entered",
    "team:create": "a team was added",
    "team:describe": "a team was changed",
    "team:close": "a team was closed",
    "audit:verify": "the audit was verified",
    "access:refused": "asked for a page that is not theirs",
    "checkpoint:write": "a checkpoint was written",
    "checkpoint:fail": "no checkpoint could be written",
    "checkpoint:put_back": "an older copy of the database was put back",
    "salt:forget": "the salts of a record were forgotten",
    "violation:report": "browsers began to report something that they refused",
}
# What an event says beside its name that is about no case.
TOLD_REASONS = frozenset(
    {
        "checkpoint:fail", "checkpoint:put_back", "session:refuse", "session:begin", "setting:change", "audit:verify",
        "violation:report", "account:ask", "account:confirm", "account:refuse",
    }
)  # fmt: skip
ORDINARY = frozenset({Relation.ALLOCATED, Relation.MANAGER})
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)


def relations_named(names: str) -> list[Relation]:
    """From how the audit keeps them: "allocated manager". A name that this release does not know is left out."""
    return [relation for relation in Relation if relation.name.lower() in names.split()]


def roles_words(names: str) -> str:
    """From how the audit keeps them: "manager administrator"."""
    return ", ".join(role.words for role in RoleName if role.value in names.split())


def unusual_facts(relations: list[Relation], at: time) -> list[str]:
    """`at`: by the clock in London. Where it was not kept what the reader was to the child, nothing is said of it."""
    facts = []
    if relations and ORDINARY.isdisjoint(relations):
        facts.append("not allocated to this child")
    if at >= NIGHT_BEGINS or at < NIGHT_ENDS:
        facts.append("at night")
    return facts


def security_words(action: str) -> str:
    """An event of another slice that has no words here is named by its own: "passkey:add" is “passkey: add”."""
    return SECURITY_WORDS.get(action) or action.replace(":", ": ").replace("_", " ")
