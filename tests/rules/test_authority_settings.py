"""What an authority sets for itself: what holds on which day, and what it may not set."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gcp_tracker.rules.authority_settings import LOCAL, NATIONAL, Dated, Settings, Unit, check_change
from gcp_tracker.rules.errors import RuleBroken
from tests.cast import TODAY
from tests.house import PACKAGE, ROOT, files

WHY = "Agreed by the safeguarding board in November"
EVERY = LOCAL["profile_every"]


def dated(*changes: tuple[date, int]) -> Settings:
    return Settings({"profile_every": [Dated(*one) for one in changes]}, TODAY)


def test_until_it_is_set_the_usual_holds() -> None:
    assert Settings({}, TODAY).days("profile_every") == EVERY.usual == 91


def test_a_change_acts_from_its_day_on_and_leaves_every_day_before_as_it_was() -> None:
    settings = dated((date(2026, 3, 1), 60), (date(2027, 1, 1), 120))
    for day, value in ((date(2026, 2, 28), 91), (date(2026, 3, 1), 60), (TODAY, 60), (date(2027, 1, 1), 120)):
        assert settings.on(day).days("profile_every") == value
    assert settings.next_change("profile_every") == Dated(date(2027, 1, 1), 120)
    assert settings.on(date(2027, 1, 1)).next_change("profile_every") is None


def test_what_was_set_later_for_an_earlier_day_ends_where_the_next_begins() -> None:
    settings = dated((date(2026, 10, 1), 60), (date(2026, 5, 1), 30))
    assert settings.on(date(2026, 6, 1)).days("profile_every") == 30
    assert settings.days("profile_every") == 60


def test_of_two_for_one_day_the_one_that_was_set_later_holds() -> None:
    settings = dated((TODAY, 60), (TODAY, 70))
    assert settings.days("profile_every") == 70
    coming = TODAY + timedelta(days=9)
    assert dated((coming, 60), (coming, 70)).next_change("profile_every") == Dated(coming, 70)


def test_a_key_is_read_in_its_own_unit_and_no_other() -> None:
    settings = Settings({}, TODAY)
    assert settings.working_days("cp_visit_every") == 10
    assert settings.share("worse_at") == 0.6
    assert settings.words("glass_lasts") == "60 minutes"
    assert settings.words("glass_review_within") == "1 working day"
    with pytest.raises(KeyError):
        settings.days("cp_visit_every")
    with pytest.raises(KeyError):
        settings.days("profile_evry")


def test_what_is_national_is_read_beside_the_local_and_cannot_be_set() -> None:
    settings = Settings({"assessment": [Dated(date(2020, 1, 1), 5)]}, TODAY)
    assert settings.working_days("assessment") == 45
    assert settings.months("first_review") == 3
    assert not set(LOCAL) & set(NATIONAL)
    assert all(one.source for one in NATIONAL.values())


def test_every_usual_value_lies_within_its_bounds_and_says_what_it_changes() -> None:
    for one in LOCAL.values():
        assert 0 < one.low <= one.usual <= one.high
        assert one.title.lstrip("“")[0].isupper()
        assert not one.title.endswith(".")
        assert one.changes.endswith(".")


@pytest.mark.parametrize(
    ("value", "from_on", "reason", "field"),
    [
        (13, TODAY, WHY, "value"),
        (367, TODAY, WHY, "value"),
        (91, TODAY, WHY, "value"),
        (60, TODAY - timedelta(days=1), WHY, "from_on"),
        (60, TODAY + timedelta(days=367), WHY, "from_on"),
        (60, TODAY, "because", "reason"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_beside_its_field(
    value: int, from_on: date, reason: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_change(EVERY, value, from_on, reason, Settings({}, TODAY), TODAY)
    assert broken.value.field == field


def test_a_change_that_fits_is_let_through_today_and_to_the_last_day_ahead() -> None:
    for from_on in (TODAY, TODAY + timedelta(days=366)):
        check_change(EVERY, 60, from_on, WHY, Settings({}, TODAY), TODAY)


def test_a_planned_change_is_taken_back_by_setting_its_day_to_what_holds_before() -> None:
    day = TODAY + timedelta(days=30)
    check_change(EVERY, 91, day, WHY, dated((day, 60)), TODAY)


def test_units_say_one_and_many() -> None:
    assert [Unit.VISITS.words(1), Unit.VISITS.words(2), Unit.PERCENT.words(55)] == ["1 visit", "2 visits", "55 in 100"]


def test_no_setting_is_offered_that_changes_nothing() -> None:
    table = PACKAGE / "rules" / "authority_settings.py"
    sources = [path.read_text(encoding="utf-8") for path in files(".py", ".html", under=ROOT) if is_ours(path, table)]
    unread = {key for key in LOCAL if not any(f'"{key}"' in source for source in sources)}
    assert not unread


def is_ours(path: Path, table: Path) -> bool:
    return path != table and {"gcp_tracker", "templates"} & set(path.relative_to(ROOT).parts[:1]) != set()
