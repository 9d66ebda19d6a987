"""What becomes of findings: found once, found again, changed, back, set aside; months that are due."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appraisal import tasks
from appraisal.enums import LeavingRule, MonthState, SweepState
from appraisal.models import Month, SweepFinding, SweepGap, VillageCount
from appraisal.queries.sweeps import due_months, findings_of, history, used
from appraisal.services import sweep as services
from appraisal.services import sweep_statements as sql
from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.models import Run
from roster.enums import Level, PostKind
from roster.models import Appointment, Post, Unit, YearGrade
from tests.appraisal.sweep_build import TODAY, Built, behind_twice
from tests.at_once import at_once
from tests.training.directors import serve

pytestmark = pytest.mark.django_db
SERVING = [["甲", date(2014, 1, 1), date(2029, 12, 31)]]


def only():
    """The one finding there is."""
    return SweepFinding.objects.get()


def test_a_finding_holds_rule_period_evidence_and_parameters():
    built = behind_twice()
    run = built.sweep()
    finding = only()
    assert (finding.rule, finding.period, finding.state) == (LeavingRule.A, "2014—2015年", SweepState.OPEN)
    assert (finding.person, finding.village_code) == (built.people[0], built.villages["甲"].code)
    grades = YearGrade.objects.order_by("year")
    assert finding.evidence == [
        {
            "what": f"{grade.year}年度考核等次",
            "figure": "不合格",
            "source": grade.document_number,
            "model": "roster.yeargrade",
            "id": grade.pk,
        }
        for grade in grades
    ]
    told = {one.key: one.text for one in used(finding.parameters)}
    assert told == {"dismissal.a": "是", "dismissal.a_years": "2 年", "dismissal.a_grade": "不合格"}
    assert run.counts["people"] == 1
    assert run.counts["rules"]["dismissal.a"] == {"new": 1, "again": 0, "changed": 0, "missing": 0}
    assert run.counts["not_asked"] == ["leaving.age"]
    assert run.parameters["values"]["dismissal.a_years"]["value"] == "2"


def test_the_same_facts_never_open_a_second_one():
    built = behind_twice()
    first = built.sweep()
    before = SweepFinding.objects.values().get()
    again = built.sweep()
    assert (again.pk, again.attempts) == (first.pk, 2)
    assert SweepFinding.objects.values().get() == before
    assert again.counts["rules"]["dismissal.a"]["again"] == 1
    later = built.sweep("2016-10")
    assert only().first_run == first
    assert only().last_run == later
    assert later.counts["rules"]["dismissal.a"] == {"new": 0, "again": 1, "changed": 0, "missing": 0}
    # The facts are the same still when another person's row would be: the database refuses a copy.
    copy = only()
    copy.pk = None
    with pytest.raises(IntegrityError, match="sweep_finding_once"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_correction_that_takes_the_reason_away_marks_it_and_its_return_opens_it_again():
    built = behind_twice()
    built.sweep()
    YearGrade.objects.filter(year=2015).update(grade="competent")
    run = built.sweep()
    finding = only()
    assert (finding.state, run.counts["rules"]["dismissal.a"]["changed"]) == (SweepState.CHANGED, 1)
    assert finding.changed_at is not None
    YearGrade.objects.filter(year=2015).update(grade="failed")
    built.sweep()
    finding = only()
    assert (finding.state, finding.changed_at) == (SweepState.OPEN, None)
    assert [step.state for step in history(finding)] == ["open", "changed", "open"]


def test_another_document_is_another_fact():
    built = behind_twice()
    built.sweep()
    YearGrade.objects.filter(year=2015).update(document_number="更正号")
    built.sweep()
    states = dict(SweepFinding.objects.values_list("evidence__1__source", "state"))
    assert states == {"二号": SweepState.CHANGED, "更正号": SweepState.OPEN}


def test_one_that_is_taken_up_keeps_its_state_and_shows_that_its_facts_changed():
    built = behind_twice()
    built.sweep()
    SweepFinding.objects.update(state=SweepState.TAKEN)
    YearGrade.objects.filter(year=2015).delete()
    built.sweep()
    finding = only()
    assert (finding.state, finding.changed_at is None) == (SweepState.TAKEN, False)


def test_what_was_set_aside_stays_so():
    built = behind_twice()
    built.sweep()
    reviewer = built.users[Role.BUREAU_REVIEWER]
    services.set_aside(finding=only(), user=reviewer, reason="已谈话整改")
    built.sweep()
    built.sweep("2016-10")
    finding = only()
    assert (finding.state, finding.reason, finding.decided_by) == (
        SweepState.SET_ASIDE,
        "已谈话整改",
        reviewer,
    )
    YearGrade.objects.filter(year=2015).delete()
    built.sweep("2016-10")
    assert only().state == SweepState.SET_ASIDE


@pytest.mark.parametrize("state", list(SweepState))
def test_only_an_open_finding_is_set_aside(state):
    built = behind_twice()
    built.sweep()
    reviewer = built.users[Role.BUREAU_REVIEWER]
    SweepFinding.objects.update(state=state, changed_at=timezone.now(), reason="原先的理由")
    if state == SweepState.OPEN:
        services.set_aside(finding=only(), user=reviewer, reason="不提")
        assert only().state == SweepState.SET_ASIDE
    else:
        with pytest.raises(Outrun):
            services.set_aside(finding=only(), user=reviewer, reason="不提")


def test_setting_aside_needs_a_reason_and_the_right():
    built = behind_twice()
    built.sweep()
    with pytest.raises(Refusal, match="请写明"):
        services.set_aside(finding=only(), user=built.users[Role.BUREAU_REVIEWER], reason=" ")
    for role in (Role.BUREAU_CLERK, Role.TOWNSHIP_DIRECTOR, Role.COUNTY_READER):
        with pytest.raises(Refusal, match="没有"):
            services.set_aside(finding=only(), user=built.users[role], reason="不提")


def test_a_finding_of_years_long_past_is_still_looked_at():
    """Nothing new is opened of 2014 and 2015 in 2018, but a correction still marks what was found."""
    built = behind_twice()
    built.sweep()
    built.sweep("2018-03")
    assert (only().state, only().last_run.period) == (SweepState.OPEN, "2018-03")
    YearGrade.objects.filter(year=2014).update(grade="competent")
    built.sweep("2018-03")
    assert only().state == SweepState.CHANGED


def test_an_earlier_month_swept_again_sets_nothing_back():
    built = behind_twice()
    built.sweep("2016-08")
    later = built.sweep("2016-10")
    built.sweep("2016-08")
    assert only().last_run == later
    built.sweep("2015-06")  # before the facts: it finds nothing, and that changes nothing
    assert (only().state, only().last_run) == (SweepState.OPEN, later)
    assert list(findings_of("2016-09")) == [only()]
    assert not findings_of("2015-06").exists()


def test_who_has_left_keeps_the_finding_but_gets_no_new_one():
    built = behind_twice()
    built.sweep()
    Appointment.objects.update(valid_to=date(2016, 10, 5), end_ground="resigned")
    built.incident(built.people[0], "c", date(2016, 9, 1))
    built.sweep("2016-10")
    assert (only().rule, only().state, only().last_run.period) == (
        LeavingRule.A,
        SweepState.OPEN,
        "2016-10",
    )


def test_a_ground_closed_by_law_finds_nothing_more_and_still_explains():
    built = Built({"月份": "2021-07", "村年度数": {"甲": {2019: 1, 2020: 1}}, "人员": [{"任职": SERVING}]})
    built.sweep()
    assert only().rule == LeavingRule.B
    run = built.sweep("2021-08")
    assert "dismissal.b" in run.counts["not_asked"]
    assert (only().state, only().last_run.period) == (SweepState.OPEN, "2021-07")
    assert {one.key for one in used(only().parameters)} >= {"dismissal.b", "dismissal.b_times_in_year"}
    VillageCount.objects.filter(year=2021).delete()
    SweepFinding.objects.all()._raw_delete(using="default")
    built.sweep("2021-08")
    assert not SweepFinding.objects.exists()
    built.sweep("2021-07")  # the month before is explained as it was
    assert only().rule == LeavingRule.B


def test_a_withdrawn_count_takes_the_reason_away():
    built = Built({"月份": "2016-09", "村年度数": {"甲": {2014: 1, 2015: 1}}, "人员": [{"任职": SERVING}]})
    built.sweep()
    VillageCount.objects.filter(year=2015).update(withdrawn_reason="登错", withdrawn_by=None)
    built.sweep()
    assert only().state == SweepState.CHANGED
    built.count("甲", 2015, 2)
    built.sweep()
    assert SweepFinding.objects.get(state=SweepState.OPEN).period == "2015年"


def test_an_unconfirmed_count_is_no_count():
    built = Built(
        {"月份": "2016-09", "村年度数": {"甲": {2014: 1}, "乙": {2015: 0}}, "人员": [{"任职": SERVING}]}
    )
    VillageCount.objects.create(
        village=built.villages["甲"],
        year=2015,
        number=3,
        document_number="号",
        recorded_by=built.users[Role.BUREAU_CLERK],
    )
    built.sweep()
    assert not SweepFinding.objects.exists()
    assert SweepGap.objects.get().what == "缺少2015年度甲家村的村年度数"


def test_a_term_that_is_renewed_afterwards_is_marked():
    term = [["甲", date(2013, 10, 1), date(2016, 9, 30)]]
    built = Built({"月份": "2016-09", "人员": [{"任职": term}]})
    built.sweep()
    assert only().rule == LeavingRule.TERM
    built.sweep("2016-10")
    assert only().state == SweepState.OPEN
    serve(built.people[0], built.villages["甲"], date(2016, 10, 1), date(2019, 9, 30))
    built.sweep("2016-10")
    assert only().state == SweepState.CHANGED


def test_other_counties_stay_out():
    built = behind_twice()
    Appointment.objects.update(post=elsewhere(built))
    built.sweep()
    assert not SweepFinding.objects.exists()


def elsewhere(built):
    """A post in a village of another county."""
    other = Unit.objects.get(code="529999")
    township = Unit.objects.create(
        level=Level.TOWNSHIP, code="529999101", name="外镇", short_name="外镇", parent=other
    )
    village = Unit.objects.create(
        level=Level.VILLAGE, code="529999101201", name="外村", short_name="外村", parent=township
    )
    return Post.objects.create(unit=village, kind=PostKind.POPULATION_DIRECTOR)


def test_gaps_are_those_of_the_last_sweep_of_the_month():
    built = Built({"月份": "2016-09", "人员": [{"等次": {2014: ["不合格", "一号"]}}]})
    built.sweep()
    gap = SweepGap.objects.get()
    assert (gap.rule, gap.what) == (LeavingRule.A, "缺少2015年度考核等次")
    YearGrade.objects.create(person=built.people[0], year=2015, grade="competent", document_number="二号")
    built.sweep()
    assert not SweepGap.objects.exists()


# --- runs --------------------------------------------------------------------------------------------


def closed_month(built, state=MonthState.CLOSED, day=date(2016, 9, 1)):
    """A month that was closed just now."""
    return Month.objects.create(
        county=built.county, first_day=day, state=state, closed_at=timezone.now(), close_reason="测试"
    )


def test_a_month_is_due_once_after_it_is_closed():
    built = behind_twice()
    month = closed_month(built, MonthState.OPEN)
    assert services.queue_due(today=TODAY) == []
    for state in (MonthState.CLOSED, MonthState.RANKED, MonthState.ISSUED):
        Month.objects.update(state=state)
        assert due_months() == [month]
    assert services.queue_due(today=date(2016, 9, 29)) == []
    (run,) = services.queue_due(today=TODAY)
    services.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.period, SweepFinding.objects.count()) == (RunState.DONE, "2016-09", 1)
    assert services.queue_due(today=TODAY) == []
    # Closed again after a correction of its sheets: due again.
    Month.objects.update(closed_at=timezone.now() + timedelta(minutes=1))
    assert [one.pk for one in services.queue_due(today=TODAY)] == [run.pk]


def test_months_that_were_missed_are_caught_up_oldest_first():
    built = behind_twice()
    for number in (9, 7, 8):
        closed_month(built, day=date(2016, number, 1))
    assert [run.period for run in services.queue_due(today=TODAY)] == ["2016-07", "2016-08", "2016-09"]


def test_a_killed_worker_is_made_good_and_a_second_delivery_does_nothing():
    built = behind_twice()
    closed_month(built)
    (run,) = services.queue_due(today=TODAY)
    Run.objects.filter(pk=run.pk).update(state=RunState.STARTED, attempts=1)
    assert [one.pk for one in services.queue_due(today=TODAY)] == [run.pk]
    tasks.sweep(run.pk)
    ended = Run.objects.get(pk=run.pk).ended_at
    tasks.sweep(run.pk)
    assert Run.objects.get(pk=run.pk).ended_at == ended


def test_the_button_asks_for_the_right_and_for_a_month_that_is_over():
    built = behind_twice()
    for role in (Role.BUREAU_CLERK, Role.BUREAU_REVIEWER):
        run = services.request_sweep(
            county=built.county, period="2016-09", user=built.users[role], today=date(2016, 9, 30)
        )
        assert run.state == RunState.QUEUED
    with pytest.raises(Refusal, match="没有对该单位"):
        services.request_sweep(
            county=built.county, period="2016-09", user=built.users[Role.TOWNSHIP_CLERK], today=TODAY
        )
    with pytest.raises(Refusal, match="还没有过完"):
        services.request_sweep(
            county=built.county,
            period="2016-09",
            user=built.users[Role.BUREAU_CLERK],
            today=date(2016, 9, 29),
        )


def statements(number):
    """How many statements a sweep of ``number`` people sends."""
    row = {
        "等次": {2014: ["不合格", "一号"]},
        "情形登记": [["c", date(2016, 8, 1), "已认定"]],
        "培训": {2015: "缺"},
    }
    built = Built(
        {
            "月份": "2016-09",
            "村年度数": {"甲": {2014: 1, 2015: 1}},
            "办班": [2014, 2015],
            "人员": [dict(row) for _ in range(number)],
        }
    )
    with CaptureQueriesContext(connection) as caught:
        built.sweep()
    return len(caught)


def test_as_many_statements_for_few_as_for_many():
    with transaction.atomic():
        few = statements(2)
        transaction.set_rollback(True)
    assert statements(30) == few


# --- two at once -------------------------------------------------------------------------------------


def sweep_twice():
    """Sweep the same month from two connections at once; return what each ended with."""
    built = Built(
        {
            "月份": "2016-09",
            "人员": [
                {"等次": {2014: ["不合格", "一号"], 2015: ["不合格", "二号"]}},
                {"等次": {2014: ["不合格", "一号"]}},
            ],
        }
    )
    run = Run.objects.create(kind="sweep", period="2016-09", scope=built.county.code)

    def one():
        services.sweep_county(county=built.county, run=run)
        return "done"

    return at_once(one, one)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_are_one_after_the_other():
    assert sweep_twice() == ["done", "done"]
    assert (SweepFinding.objects.count(), SweepGap.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_sweeps_collide(monkeypatch):
    """Shows that the lock is what holds: the second sees neither the first one's gaps nor its findings."""
    monkeypatch.setattr(services, "lock_county", lambda county: None)
    monkeypatch.setattr(sql, "FINGERPRINTS", f"{sql.FINGERPRINTS}; SELECT pg_sleep(1)")
    results = sweep_twice()
    assert [one for one in results if isinstance(one, Exception)], results
