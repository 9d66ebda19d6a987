"""What follows from the end of an appointment, and from its being set aside (P8.1, P8.2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from appraisal.enums import CaseState, LeavingRule, MonthState
from appraisal.models import Month
from appraisal.queries import serving
from appraisal.services import cases as services
from guanling.runs.errors import Refusal
from roster.enums import ChangeKind, ChangeState, EndGround, PostKind
from roster.models import Appointment, Change
from roster.queries.vacancies import vacancies
from roster.services import exceptions
from roster.services.appointments import name_acting, reinstate
from tests.appraisal.cases_build import TERM_END, Leaving
from tests.appraisal.world import make_person
from training.queries.compliance import standings

OCTOBER, NOVEMBER = date(2016, 10, 1), date(2016, 11, 1)
LAST = date(2016, 10, 7)


@pytest.fixture
def leaving(db):
    return Leaving()


def days(leaving, first):
    """Days of the month on which the person serves in the village."""
    last = (first + timedelta(days=40)).replace(day=1) - timedelta(days=1)
    return serving([leaving.village.pk], first, last).get((leaving.village.pk, leaving.person.pk), 0)


def vacant(leaving, on):
    return [row.since for row in vacancies(on, PostKind.POPULATION_DIRECTOR, [leaving.township.code])]


def asked_of_training(leaving, on):
    return leaving.person.pk in standings(Appointment.objects.all(), on, on.year)


def test_vacancy_pay_days_and_training_follow_and_come_back(leaving):
    case = leaving.brought(CaseState.ENDED)
    assert case.ended_on == LAST
    # Seven days of the last month are paid and assessed, none of the next.
    assert (days(leaving, OCTOBER), days(leaving, NOVEMBER)) == (7, 0)
    assert vacant(leaving, LAST) == []
    assert vacant(leaving, date(2016, 11, 5)) == [LAST + timedelta(days=1)]
    assert not asked_of_training(leaving, date(2017, 3, 1))
    leaving.appeal(case)
    leaving.after(20)
    leaving.settle(case, grant=True)
    assert (days(leaving, OCTOBER), days(leaving, NOVEMBER)) == (31, 30)
    assert vacant(leaving, date(2016, 11, 5)) == []
    assert asked_of_training(leaving, date(2017, 3, 1))
    log = Change.objects.filter(appointment=leaving.appointment).order_by("pk")
    assert [(row.kind, row.day, row.state) for row in log] == [
        (ChangeKind.ENDED, LAST + timedelta(days=1), ChangeState.SETTLED),
        (ChangeKind.REINSTATED, LAST + timedelta(days=1), ChangeState.SETTLED),
    ]
    assert log[0].document_number == case.decision.number
    assert log[1].document_number == case.appeals.get().decision.number


def issue(leaving, *months):
    for month in months:
        Month.objects.create(county=leaving.world.county, first_day=month, state=MonthState.ISSUED)


def test_an_appeal_granted_after_months_were_confirmed_rewrites_none_of_them(leaving):
    case = leaving.brought(CaseState.ENDED)
    leaving.today = date(2016, 10, 10)
    leaving.appeal(case)
    issue(leaving, date(2016, 9, 1), OCTOBER, NOVEMBER)
    before = list(Month.objects.values())
    leaving.today = date(2016, 11, 5)
    paper = leaving.settle(case, grant=True)[1]
    change = Change.objects.get(kind=ChangeKind.REINSTATED)
    assert change.reaches == [OCTOBER, NOVEMBER]
    assert change.late_reason == f"经复核，{case.appeals.get().decision.number}决定撤销原决定"
    assert list(Month.objects.values()) == before
    assert "2016年10月、2016年11月的考核和待遇已经确认，原结果不改" in str(paper.content["body"])


def test_a_reinstatement_into_confirmed_months_is_refused_without_a_reason(leaving):
    leaving.brought(CaseState.ENDED)
    issue(leaving, OCTOBER)
    with pytest.raises(Refusal, match="已经确认的月份"):
        reinstate(appointment=leaving.appointment, document_number="一号", late_reason="")
    leaving.appointment.refresh_from_db()
    assert leaving.appointment.end_ground == EndGround.DISMISSED


# --- the place is filled meanwhile ---------------------------------------------------------------


def test_a_filled_place_is_named_with_the_way_out_and_the_way_leads_back(leaving):
    case = leaving.brought(CaseState.OVERTURNED)
    assert "名额已由后来人（2016年10月8日至今）担任" in case.problem
    assert "请在“编制－超编核准”中提出自2016年10月8日起超编1名" in case.problem
    with pytest.raises(Refusal, match="名额已由后来人"):
        leaving.reinstate(case)
    asked = exceptions.propose(
        unit=leaving.village,
        kind=PostKind.POPULATION_DIRECTOR,
        extra=1,
        valid_from=LAST + timedelta(days=1),
        reason="恢复任职",
        user=leaving.clerk,
    )
    with pytest.raises(Refusal, match="名额已由后来人"):
        leaving.reinstate(case)
    exceptions.approve(exception=asked, document_number="关编〔2016〕9号", user=leaving.reviewer)
    leaving.reinstate(case)
    case.refresh_from_db()
    assert (case.state, case.problem) == (CaseState.REINSTATED, "")
    back = leaving.appointment
    back.refresh_from_db()
    assert (back.valid_to, back.place, back.places, back.extra) == (TERM_END, 2, 1, 1)
    assert back.exception == asked
    # It can be ended and goes on being checked like any other.
    back.save()
    with pytest.raises(IntegrityError, match="extra_is_approved"), transaction.atomic():
        Appointment.objects.filter(pk=back.pk).update(extra=2)


def test_the_task_tries_again_once_the_place_is_free(leaving):
    case = leaving.brought(CaseState.OVERTURNED)
    assert services.lapse_due(today=leaving.today) == []
    Appointment.objects.exclude(pk=leaving.appointment.pk).delete()
    assert [paper.kind for paper in services.lapse_due(today=leaving.today)] == ["case-reinstatement"]
    case.refresh_from_db()
    assert case.state == CaseState.REINSTATED


def test_who_acts_for_the_place_stops(leaving):
    case = leaving.brought(CaseState.ENDED)
    leaving.today = date(2016, 10, 20)
    someone = make_person(leaving.township, "代行人")
    acting = name_acting(
        person=someone,
        unit=leaving.village,
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 10, 12),
    )
    leaving.appeal(case, day=date(2016, 10, 9))
    leaving.settle(case, grant=True)
    acting.refresh_from_db()
    assert (acting.valid_to, acting.end_ground) == (leaving.today, EndGround.FILLED)


def test_another_free_place_will_do(leaving):
    case = leaving.brought(CaseState.ENDED)
    leaving.replace(case)
    # The village has grown: two places by its population.
    leaving.village.figures.update(population=3000)
    leaving.appeal(case)
    leaving.settle(case, grant=True)
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.place, leaving.appointment.places, leaving.appointment.extra) == (2, 2, 0)


def test_what_was_not_ended_is_not_restored(leaving):
    with pytest.raises(Refusal, match="没有办理过离任"):
        reinstate(appointment=leaving.appointment, document_number="一号", late_reason="核实")


def test_a_unit_that_changed_meanwhile_keeps_nobody(leaving):
    case = leaving.brought(CaseState.ENDED)
    leaving.appointment.post.__class__.objects.filter(pk=leaving.appointment.post_id).update(
        valid_to=date(2016, 12, 31)
    )
    leaving.appeal(case)
    leaving.settle(case, grant=True)
    case.refresh_from_db()
    assert (case.state, "区划调整" in case.problem) == (CaseState.OVERTURNED, True)


def test_a_second_case_can_follow_after_reinstatement(leaving):
    leaving.brought(CaseState.REINSTATED)
    leaving.appointment.refresh_from_db()
    assert leaving.open(LeavingRule.C).state == CaseState.OPENED
