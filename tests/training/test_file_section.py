"""教育培训 in the personnel file: present, missing or not required, by the records of training (P5.4)."""

from datetime import date

import pytest

from guanling.runs import records
from roster.enums import Nature, Section
from roster.models import Person
from roster.queries.files import completeness
from tests.people import make_county
from tests.training.build import attend, session
from tests.training.directors import director
from training.enums import Presence

ON = date(2016, 9, 30)


@pytest.fixture
def world(db):
    return make_county()


def section_of(someone, on=ON):
    check = completeness(Person.objects.all(), on)[someone.pk].of(Section.TRAINING)
    return check.state.label, *check.lacks


def test_a_whole_year_without_training_is_missing_only_where_trainings_are_recorded(world):
    village = world.villages[0]
    served, joined = (
        director(village, "韦全年", date(2014, 8, 1)),
        director(village, "韦中途", date(2015, 1, 2)),
    )
    acting = director(village, "韦代行", date(2014, 8, 1), nature=Nature.ACTING)
    assert section_of(served) == ("尚不要求",)
    held = session(world.county, date(2015, 5, 4))
    attend(held, served, presence=Presence.ABSENT)
    assert section_of(served) == ("缺", "2015年度没有培训记录")
    assert section_of(joined) == section_of(acting) == ("尚不要求",)
    # The year before has no records at all.
    assert section_of(served, date(2015, 9, 30)) == ("尚不要求",)
    attend(session(world.townships[0], date(2015, 6, 1)), served)
    assert section_of(served) == ("齐全",)
    attend(session(world.county, date(2016, 3, 1)), joined)
    assert section_of(joined) == ("齐全",)


def test_nothing_is_kept_where_no_app_keeps_it():
    assert records.kept("photo", [1], [2016]) == records.Kept()
