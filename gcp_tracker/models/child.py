"""Family, household, child, and the adults round a child."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.meeting import Meeting
from gcp_tracker.models.people import Authority, Team, User
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun, Relationship


def _unique_where(name: str, condition: str, *columns: str) -> Index:
    """At most one of the rows that meet the condition, which both databases read alike."""
    return _where(name, condition, *columns, unique=True)


def _where(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))


class Family(Base):
    """Children who belong together, with their homes and the adults round them."""

    __tablename__ = "family"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    created_at: Mapped[datetime]

    # A record that was merged into another stands for no child of its own.
    children: Mapped[list[Child]] = relationship(
        back_populates="family",
        order_by="Child.born_on",
        primaryjoin="and_(Family.id == Child.family_id, Child.merged_into_id.is_(None))",
    )
    households: Mapped[list[Household]] = relationship(back_populates="family", order_by="Household.id")
    adults: Mapped[list[Adult]] = relationship(back_populates="family", order_by="Adult.id")


class Household(Base):
    """One home. "Mum's flat" and "Dad's house" are two households of one family, and two series of grades."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(Text, default="")
    # Found to be the same home as another, when two records of a child were merged. Not a foreign key: SQLite adds none
    # to a table that is there.
    same_as_id: Mapped[int | None]

    family: Mapped[Family] = relationship(back_populates="households")


class Child(Base):
    """A child, born or expected. A child from a return has no name until the team gives one."""

    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("authority_id", "la_child_id"),
        _unique_where("uq_child_nhs_number", "nhs_number IS NOT NULL", "authority_id", "nhs_number"),
        # Only of those that were merged: nearly all were not, and are not to be looked for by it.
        _where("ix_child_merged_into_id", "merged_into_id IS NOT NULL", "merged_into_id"),
        _where("ix_child_restriction_id", "restriction_id IS NOT NULL", "restriction_id"),
        _where("ix_child_former_team_id", "former_team_id IS NOT NULL", "former_team_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    known_as: Mapped[str | None]
    born_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    pronoun: Mapped[Pronoun] = mapped_column(default=Pronoun.THEY)
    ethnicity: Mapped[str | None] = mapped_column(String(4))
    first_language: Mapped[str | None]
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    disability: Mapped[str] = mapped_column(Text, default="")
    la_child_id: Mapped[str | None] = mapped_column(String(60))
    nhs_number: Mapped[str | None] = mapped_column(String(10), index=True)
    upn: Mapped[str | None] = mapped_column(String(13), index=True)
    created_at: Mapped[datetime]
    # The record that this one was merged into; what belonged to the child stands there. No foreign key, as above.
    merged_into_id: Mapped[UUID | None]
    # Where this is set and the restriction stands, only the people named may know of the child. No foreign key, as
    # above.
    restriction_id: Mapped[int | None]
    # The team that handed the child over, whose manager reads along until that day. No foreign key, as above.
    former_team_id: Mapped[int | None]
    former_team_until: Mapped[date | None]
    # The draft counter of the details form, so that two people editing at once are told.
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    family: Mapped[Family] = relationship(back_populates="children")
    authority: Mapped[Authority] = relationship()
    team: Mapped[Team] = relationship()
    identifiers: Mapped[list[ChildIdentifier]] = relationship(order_by="ChildIdentifier.id")
    residences: Mapped[list[Residence]] = relationship(back_populates="child", order_by="Residence.from_on")
    relations: Mapped[list[CareRelation]] = relationship(back_populates="child", order_by="CareRelation.id")
    episodes: Mapped[list[HelpEpisode]] = relationship(back_populates="child", order_by="HelpEpisode.started_on")
    meetings: Mapped[list[Meeting]] = relationship(back_populates="child", order_by="Meeting.held_on")
    allocations: Mapped[list[Allocation]] = relationship(back_populates="child", order_by="Allocation.from_on")

    @property
    def first_name(self) -> str:
        """What people call the child on screen; a child from a return who has no name yet goes by the number."""
        return self.known_as or self.given_name or f"Child {self.la_child_id}"

    @property
    def full_name(self) -> str:
        if not self.given_name:
            return self.first_name
        return f"{self.first_name} {self.family_name}" if self.family_name else self.first_name

    @property
    def is_named(self) -> bool:
        return bool(self.given_name)


class ChildIdentifier(Base):
    """Another number the child goes by: a former UPN, a court number, another authority's."""

    __tablename__ = "child_identifier"
    __table_args__ = (UniqueConstraint("child_id", "kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(60), index=True)


class Residence(Base):
    """Where the child lives, from and until; two open ones are a child with two homes."""

    __tablename__ = "residence"
    __table_args__ = (_unique_where("uq_residence_open", "to_on IS NULL", "child_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    child: Mapped[Child] = relationship(back_populates="residences")
    household: Mapped[Household] = relationship()


class Adult(Base):
    """A carer or another adult who matters, resident or not."""

    __tablename__ = "adult"

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(Text, default="")
    first_language: Mapped[str] = mapped_column(default="")
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    # "Not to be contacted": silences every reminder and keeps the person's details out of packs; the reason is seen by
    # few.
    not_to_be_contacted: Mapped[bool] = mapped_column(default=False)
    no_contact_reason: Mapped[str] = mapped_column(Text, default="")

    family: Mapped[Family] = relationship(back_populates="adults")
    relations: Mapped[list[CareRelation]] = relationship(back_populates="adult")


class CareRelation(Base):
    """What an adult is to one child: an adult can be one child's father and another's stepfather."""

    __tablename__ = "care_relation"
    __table_args__ = (UniqueConstraint("adult_id", "child_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    adult_id: Mapped[int] = mapped_column(ForeignKey("adult.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    relationship_to_child: Mapped[Relationship]
    is_carer: Mapped[bool] = mapped_column(default=True)
    has_parental_responsibility: Mapped[bool] = mapped_column(default=False)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))

    adult: Mapped[Adult] = relationship(back_populates="relations")
    child: Mapped[Child] = relationship(back_populates="relations")
    household: Mapped[Household | None] = relationship()


class HelpEpisode(Base):
    """A dated spell of help.

    `source_key` names the entry of a return that it came from, so that an import repeats safely.
    """

    __tablename__ = "help_episode"
    __table_args__ = (
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    kind: Mapped[HelpKind]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    category: Mapped[AbuseCategory | None]
    initial_category: Mapped[AbuseCategory | None]
    previous_plans: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text, default="")
    source_key: Mapped[str | None] = mapped_column(String(80))

    child: Mapped[Child] = relationship(back_populates="episodes")


class Allocation(Base):
    """A worker who has the child’s case, from and until; of those who have it now, one leads."""

    __tablename__ = "allocation"
    __table_args__ = (
        Index("ix_allocation_user_open", "user_id", "to_on"),
        _unique_where("uq_allocation_open_lead", "is_lead AND to_on IS NULL", "child_id"),
        _unique_where("uq_allocation_open_worker", "to_on IS NULL", "child_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    is_lead: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    child: Mapped[Child] = relationship(back_populates="allocations")
    user: Mapped[User] = relationship()
