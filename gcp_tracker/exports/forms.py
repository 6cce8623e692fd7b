"""The forms of this slice: who is it for, and is it one of ours."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import StringField

from gcp_tracker.models import Adult, Child, ExportedCopy, User
from gcp_tracker.rules.recipients import OF_THE_FAMILY, Default, Export, Part, Recipient, Terms, check_terms
from gcp_tracker.web.forms import Form, choice, line, several, upload

LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON = 80, 160, 300
AT_ONCE = 64 * 1024
PURPOSES = ("Supervision", "Core group", "Review conference", "Referral to another service", "Statement for court")
_HASH = re.compile(r"[0-9a-f]{64}")


class WhoForForm(Form):
    """Who something is for, and why. A carer is chosen by name: "carer-12"."""

    recipient = choice("Who is it for?", required="Choose who it is for")
    name = line(
        "Name of the person or office",
        hint="With the agency, if there is one: Jo Bell, Riverside Primary School.",
        longest=LONGEST_NAME,
    )
    purpose = line("What is it for?", required="Say what it is for, in a few words", longest=LONGEST_PURPOSE)
    put_in = several("Put in what is left out")
    # One for each part that can be asked for; which of them are shown stands in `put_in`.
    reason_seen = line("Why is this needed?", longest=LONGEST_REASON)
    reason_child_words = line("Why is this needed?", longest=LONGEST_REASON)
    reason_places = line("Why is this needed?", longest=LONGEST_REASON)
    reason_no_contact = line("Why is this needed?", longest=LONGEST_REASON)
    reason_siblings = line("Why is this needed?", longest=LONGEST_REASON)
    reason_restricted = line("Why is this needed?", longest=LONGEST_REASON)

    def for_export(self, export: Export, child: Child | None, maker: User) -> WhoForForm:
        self.export, self.child, self.maker = export, child, maker
        self.carers = {f"{Recipient.CARER.value}-{adult.id}": adult for adult in _carers(child)}
        self.recipient.choices = [
            (key, words) for one in export.recipients for key, words in self._choices_of(one) if words
        ]
        self.put_in.choices = [(part.value, part.words) for part in export.may_be_asked_for()]
        for part in Part:
            if f"reason_{part.value}" in self and part not in export.may_be_asked_for():
                del self[f"reason_{part.value}"]
        return self

    def _choices_of(self, recipient: Recipient) -> list[tuple[str, str]]:
        if recipient is Recipient.CARER:
            return [(key, f"{adult.name}, a carer") for key, adult in self.carers.items()]
        if recipient is Recipient.YOUNG_PERSON:
            return [(recipient.value, f"{self.child.first_name}, whose record it is" if self.child else "")]
        return [(recipient.value, recipient.words)]

    def fill_from(self, last: ExportedCopy | None) -> None:
        """With what was chosen last in this sign-in; who belongs to one family is offered for that child alone."""
        offered = [key for key, _ in self.recipient.choices]
        if len(offered) == 1:
            self.recipient.data = offered[0]
        if last is None:
            return
        key = f"{last.recipient.value}-{last.carer_id}" if last.carer_id else last.recipient.value
        of_the_family = last.recipient in OF_THE_FAMILY
        if key not in offered or (of_the_family and (self.child is None or last.child_id != self.child.id)):
            return
        self.recipient.data, self.purpose.data = key, last.purpose
        if last.recipient.is_asked_by_name:
            self.name.data = last.name

    @property
    def carer_id(self) -> int | None:
        carer = self.carers.get(self.recipient.data)
        return carer.id if carer is not None else None

    def terms(self) -> Terms:
        """Raises RuleBroken beside the field."""
        carer = self.carers.get(self.recipient.data)
        recipient = Recipient.CARER if carer is not None else Recipient(self.recipient.data)
        put_in = {Part(key): _readable(self[f"reason_{key}"].data) for key in self.put_in.data or ()}
        name, purpose = _readable(self._name_of(recipient, carer)), _readable(self.purpose.data)
        return check_terms(self.export, recipient, name, purpose, put_in)

    def _name_of(self, recipient: Recipient, carer: Adult | None) -> str:
        if carer is not None:
            return carer.name
        if recipient is Recipient.YOUNG_PERSON and self.child is not None:
            return self.child.full_name
        return str(self.name.data) if recipient.is_asked_by_name else self.maker.name

    def leaves_out(self, key: str) -> str:
        """In small letters below a choice."""
        recipient = Recipient.CARER if key in self.carers else Recipient(key)
        words = "; ".join(part.inside for part, _ in self.export.left_out(recipient))
        return f"Without {words}." if words else "Nothing is left out."

    def asked_of(self, part: Part) -> str:
        """For the stylesheet: the choices for which this is left out and can be put in."""
        return " ".join(
            one.value for one in self.export.recipients if (part, Default.ASKED) in self.export.left_out(one)
        )


class OursForm(Form):
    file = upload("The file", hint="It is looked at and not kept.")
    number = StringField("Or the number of the copy", filters=[lambda value: (value or "").strip()])

    def asked(self) -> str:
        """The number of a copy or a SHA-256, as they are kept; empty where neither was given. A file comes first."""
        return sent_file_hash(self.file.data) or asked_plainly(self.number.data or "")


def sent_file_hash(file: Any) -> str:
    """The SHA-256 of what was uploaded, read piece by piece and not kept; empty where nothing was, or a text came."""
    if not isinstance(file, FileStorage) or not file.filename:
        return ""
    found = hashlib.sha256()
    while piece := file.stream.read(AT_ONCE):
        found.update(piece)
    return found.hexdigest()


def asked_plainly(typed: str) -> str:
    """ "copy k7qm-3txp" as K7QM3TXP; a SHA-256 in small letters."""
    if hashed := _HASH.search(typed.lower()):
        return hashed[0]
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return letters.removeprefix("COPY")


def _readable(typed: str) -> str:
    """In one line, and without what is no letter or sign: it stands in the margin of a workbook."""
    return " ".join("".join(one if one.isprintable() else " " for one in typed).split())


def _carers(child: Child | None) -> list[Adult]:
    """Who can be given something: cares for the child or is responsible, and may be written to."""
    relations: list[Any] = child.relations if child is not None else []
    return [
        relation.adult
        for relation in relations
        if (relation.is_carer or relation.has_parental_responsibility) and not relation.adult.not_to_be_contacted
    ]
