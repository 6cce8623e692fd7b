"""From the grades of items to a grade for each sub-area and domain. Never a total, never a mean across domains.

The rule is common knowledge of the field and could not be checked in a public source, so it has a name and a version,
and its words are shown beside each grade that it makes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from gcp_tracker.rules.instrument import Area, Domain, Instrument

RULE_NAME = "Worst of concern, else most common"
RULE_VERSION = "1"
RULE_WORDS = (
    "If any item is at a grade of concern, the worst item gives the grade. If none is, the grade given most often "
    "counts; if there is no such grade, the worst. Sub-areas make the grade of a domain in the same way. "
    "Items that were not graded are left out and counted."
)


@dataclass(frozen=True, slots=True)
class AreaGrade:
    """`grade` is None when no item was graded; `driven_by` names the items that stand at the grade given."""

    area_key: str
    grade: int | None
    graded: int
    of: int
    driven_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainGrade:
    """`driven_by` names the items that gave their sub-areas the grade which the domain has."""

    domain_key: str
    grade: int | None
    graded: int
    of: int
    driven_by: tuple[str, ...]
    areas: tuple[AreaGrade, ...]


def combine(instrument: Instrument, grades: Iterable[int]) -> int | None:
    """The rule itself: None of no grades; otherwise always one of them, in whatever order they come."""
    counts = Counter(grades)
    if not counts:
        return None
    worst = instrument.worst_of(counts)
    if instrument.is_concern(worst):
        return worst
    most = max(counts.values())
    common = [grade for grade, count in counts.items() if count == most]
    return common[0] if len(common) == 1 else worst


def roll_up(
    instrument: Instrument,
    grades: Mapping[str, int | None],
    band: str,
    not_applicable: Collection[str] = (),
) -> list[DomainGrade]:
    """Every domain with items at this band, in the order of the instrument.

    `grades` is by item key; items of other bands are left out. Items in `not_applicable` that have no grade do not
    count in "of". Raises KeyError for an unknown band or item and ValueError for a grade that is not on the scale.
    """
    instrument.band(band)
    for key, grade in grades.items():
        instrument.item(key)
        if grade is not None and grade not in instrument.values:
            raise ValueError(f"{grade} is not a grade of {instrument.label}")
    domains = [_domain_grade(instrument, domain, grades, band, not_applicable) for domain in instrument.domains]
    return [domain for domain in domains if domain.areas]


def _domain_grade(
    instrument: Instrument,
    domain: Domain,
    grades: Mapping[str, int | None],
    band: str,
    not_applicable: Collection[str],
) -> DomainGrade:
    areas = tuple(
        _area_grade(instrument, area, grades, band, not_applicable)
        for area in domain.areas
        if any(item.applies_to(band) for item in area.items)
    )
    grade = combine(instrument, (area.grade for area in areas if area.grade is not None))
    return DomainGrade(
        domain_key=domain.key,
        grade=grade,
        graded=sum(area.graded for area in areas),
        of=sum(area.of for area in areas),
        driven_by=tuple(key for area in areas if area.grade == grade for key in area.driven_by),
        areas=areas,
    )


def _area_grade(
    instrument: Instrument, area: Area, grades: Mapping[str, int | None], band: str, not_applicable: Collection[str]
) -> AreaGrade:
    keys = [item.key for item in area.items if item.applies_to(band)]
    given = {key: grade for key in keys if (grade := grades.get(key)) is not None}
    grade = combine(instrument, given.values())
    return AreaGrade(
        area_key=area.key,
        grade=grade,
        graded=len(given),
        of=sum(key in given or key not in not_applicable for key in keys),
        driven_by=tuple(key for key, value in given.items() if value == grade),
    )
