"""The year from opening to the files: SQL equals the pure rule; states, rights, races; corrections (P5.2)."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from appraisal.enums import (
    YEAR_MOVES,
    YEAR_SHEET_MOVES,
    ObjectionChannel,
    ReviewState,
    YearSheetState,
    YearState,
    YearStatus,
)
from appraisal.models import Year, YearCorrection, YearEntry, YearResult, YearSheet
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from appraisal.services import year_sheets, years
from guanling.accounts.enums import Role
from guanling.policy.rules import Decision, settle_all
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from roster.enums import Grade, Section
from roster.models import SectionStatement, YearGrade
from tests.appraisal import world as build
from tests.appraisal import years_build as made
from tests.appraisal.years_build import YEAR
from tests.at_once import at_once
from tests.people import make_county, make_user

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "years.yaml").read_text(encoding="utf-8")
)
CLERK, REVIEWER = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER
TOWN_CLERK, TOWN_DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR


def number(value):
    return None if value in (None, "空") else Decimal(str(value))


def months(text):
    """90×6,80×1 as single months."""
    if text == "空":
        return []
    parts = (part.split("×") for part in str(text).split(","))
    return [Decimal(score) for score, count in parts for _ in range(int(count))]


def scheme_of(case):
    held = settle_all(
        "520424",
        queries.last_day(YEAR),
        [
            Decision(key, value, date(YEAR, 1, 1), None, "1号", "案例")
            for key, value in case.get("县定", {}).items()
        ],
    )
    return queries.scheme_of(held)


def figures_of(row):
    """What the pure rule is told of a row of a case."""
    served, scores, performance, satisfaction, target, review = row
    averaged = rules.averages(
        rules.MonthScore(date(YEAR, number, 1), *values)
        for number, values in enumerate(
            zip(months(scores), months(performance), months(satisfaction), strict=True), 1
        )
    )
    return averaged, rules.Assessed(
        "",
        served,
        averaged.months,
        averaged.score,
        averaged.performance,
        number(target),
        number(review) if number(review) is not None else averaged.satisfaction,
    )


def expected(case, name):
    average, total, place, grade, reason = case["结果"][name]
    return (
        number(average),
        number(total),
        None if place == "空" else place,
        "" if grade == "空" else grade,
        reason,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_rule_on_the_golden_cases(case):
    people = []
    averages = {}
    for name, row in case["人员"].items():
        averages[name], person = figures_of(row)
        people.append(
            rules.Assessed(name, *(getattr(person, f) for f in list(person.__dataclass_fields__)[1:]))
        )
    outcomes = {one.key: one for one in rules.assess(people, scheme_of(case))}
    for name in case["结果"]:
        average, total, place, grade, reason = expected(case, name)
        one = outcomes[name]
        found = (averages[name].score, one.total, one.place, Grade(one.grade).label if one.grade else "")
        assert found == (average, total, place, grade)
        assert bool(one.reason) == bool(reason)
        assert reason in one.reason


def stored(year, version=1):
    """{name: the stored outcome}."""
    return {
        row.person_name: (
            row.month_average,
            row.total,
            row.place,
            row.get_grade_display() if row.grade else "",
            row.grade_reason,
        )
        for row in YearResult.objects.filter(year=year, version=version)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_statements_on_the_golden_cases(case):
    world = make_county()
    for key, value in case.get("县定", {}).items():
        decide(
            county_code=world.county.code,
            key=key,
            value=value,
            valid_from=date(YEAR, 1, 1),
            document_number="1号",
            reason="案例",
            user=world.users[CLERK],
        )
    people = {}
    for name, row in case["人员"].items():
        served, scores, performance, satisfaction, _, review = row
        # The last months of the year, each from its first day.
        people[name] = build.make_director(world.villages[0], name, start=date(YEAR, 13 - served, 1))
        rows = zip(months(scores), months(performance), months(satisfaction), strict=True)
        for month, (score, ji, content) in enumerate(rows, 1):
            made.month_row(world, people[name], month, score, ji=ji, satisfaction=content)
        if number(review) is not None:
            village = build.make_village(world.townships[0], 300 + len(people), f"{name}评议村")
            made.review(world, people[name], review, village=village)
    # Of a case about missing months somebody else's month makes the year one that can be worked out.
    world.people = list(people.values())
    targets = [row[4] if number(row[4]) is not None else None for row in case["人员"].values()]
    year = made.graded(world, targets)
    found = stored(year)
    for name in case["结果"]:
        average, total, place, grade, reason = expected(case, name)
        assert found[name][:4] == (average, total, place, grade)
        assert bool(found[name][4]) == bool(reason)
        assert reason in found[name][4]


def random_year(world, seed):
    """Directors with random months, scores, terms, reviews and targets; returns what the rule sees."""
    chance = random.Random(seed)
    second = build.make_village(world.townships[0], 290, "第二村")
    told, targets = {}, []
    for index in range(30):
        first = date(YEAR, chance.choice([1, 1, 1, 4, 7, 8, 9]), chance.choice([1, 1, 10, 17, 20]))
        end = chance.choice([None, None, None, date(YEAR, 11, chance.choice([3, 14, 15, 30]))])
        person = build.make_director(world.villages[0], f"随{index:02d}", start=first, end=end)
        if chance.random() < 0.3:
            build.make_director(second, "", start=date(YEAR, 3, 5), end=date(YEAR, 5, 20), person=person)
        rows = []
        for month in range(1, 13):
            for village in [world.villages[0], second][: chance.choice([0, 1, 1, 1, 2])]:
                figures = [
                    Decimal(chance.choice(["86", "86.5", "85.01", "85", "70", "84.97"])) for _ in range(3)
                ]
                figures[1:] = [value.quantize(Decimal("0.1")) for value in figures[1:]]
                score, ji, content = figures
                made.month_row(world, person, month, score, ji=ji, satisfaction=content, village=village)
                rows.append(rules.MonthScore(date(YEAR, month, 1), score, ji, content))
        scores = [Decimal(chance.choice(["80", "90.5", "77"])) for _ in range(chance.choice([0, 0, 1, 2, 3]))]
        for step, score in enumerate(scores):
            village = build.make_village(world.townships[0], 300 + index * 4 + step, f"评{index}之{step}村")
            made.review(world, person, score, village=village)
        targets.append(chance.choice([None, "85", "86", "90.25"]))
        told[person] = (rows, scores)
        world.people.append(person)
    return told, targets


def served_months(person):
    """Months of the year with the least days of service, by days counted one by one."""
    terms = list(person.appointments.values_list("valid_from", "valid_to"))
    count = 0
    for month in range(1, 13):
        day, days = date(YEAR, month, 1), 0
        while day.month == month:
            days += any(first <= day and (last is None or day <= last) for first, last in terms)
            day += timedelta(days=1)
        count += days >= 15
    return count


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_statements_equal_the_rule_on_random_years(seed):
    world = make_county()
    world.people = []
    told, targets = random_year(world, seed)
    year = made.graded(world, targets)
    people, averages = [], {}
    for (person, (rows, scores)), target in zip(told.items(), targets, strict=True):
        averages[person.name] = averaged = rules.averages(rows)
        reviewed = rules.round_half_up(sum(scores, Decimal(0)) / len(scores), 2) if scores else None
        people.append(
            rules.Assessed(
                person.name,
                served_months(person),
                averaged.months,
                averaged.score,
                averaged.performance,
                number(target),
                averaged.satisfaction if reviewed is None else reviewed,
            )
        )
    scheme = queries.stored_scheme(year)
    assert scheme == queries.scheme_for(world.county.code, YEAR)
    outcomes = rules.assess(people, scheme)
    assert {one.status for one in outcomes} == {status.value for status in YearStatus}
    for person, one in zip(people, outcomes, strict=True):
        row = YearResult.objects.get(year=year, person_name=person.key)
        assert (row.months_served, row.months_ranked) == (person.months_served, person.months_ranked)
        assert (row.month_average, row.performance_average) == (person.month_average, person.performance)
        assert row.satisfaction == person.satisfaction
        assert (row.status, row.total, row.place) == (one.status, one.total, one.place)
        assert (row.grade, row.grade_reason) == (one.grade, one.reason)


# --- states × acts -------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    """Six directors, one of them excellent."""
    return made.six()


def entry_of(world, place=0):
    return YearEntry.objects.get(year=world.year, person=world.people[place])


def result_of(world, place=0, version=1):
    return YearResult.objects.get(year=world.year, person=world.people[place], version=version)


def correct(world, place=1, version=1, *, by=REVIEWER, grade=Grade.COMPETENT, reason="漏计加分", **figures):
    return years.correct_year(
        result=result_of(world, place, version),
        figures={name: None if value is None else Decimal(value) for name, value in figures.items()},
        grade=grade,
        reason=reason,
        document_number="关人口计生申〔2017〕2号",
        user=world.users[by],
    )


ACTS = {
    "compute": lambda world: years.compute(year=world.year, user=world.users[CLERK], today=made.AFTER),
    "reopen": lambda world: years.reopen(year=world.year, user=world.users[CLERK]),
    "grade": lambda world: years.grade(year=world.year, user=world.users[CLERK]),
    "notice": lambda world: years.start_notice(
        year=world.year, first_day=made.FIRST_NOTICE, user=world.users[CLERK], today=made.AFTER
    ),
    "confirm": lambda world: years.confirm(
        year=world.year, document_number=made.NUMBER, user=world.users[REVIEWER], today=made.NOTICE_OVER
    ),
    "correct": lambda world: correct(world, target_score="95"),
}
LEADS = {
    (YearState.OPEN, "compute"): YearState.COMPUTED,
    (YearState.COMPUTED, "compute"): YearState.COMPUTED,
    (YearState.GRADED, "compute"): YearState.COMPUTED,
    (YearState.COMPUTED, "reopen"): YearState.OPEN,
    (YearState.GRADED, "reopen"): YearState.OPEN,
    (YearState.COMPUTED, "grade"): YearState.GRADED,
    (YearState.GRADED, "notice"): YearState.NOTICED,
    (YearState.NOTICED, "confirm"): YearState.CONFIRMED,
    (YearState.CONFIRMED, "correct"): YearState.CONFIRMED,
}


@pytest.mark.parametrize("state", YearState)
@pytest.mark.parametrize("act", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, act):
    made.IN_STATE[state](world)
    world.year.refresh_from_db()
    assert world.year.state == state
    if act == "correct" and state == YearState.OPEN:
        return
    if target := LEADS.get((state, act)):
        ACTS[act](world)
        world.year.refresh_from_db()
        assert world.year.state == target
        assert target == state or target in YEAR_MOVES[state]
    else:
        before = list(YearResult.objects.filter(year=world.year).order_by("pk").values())
        with pytest.raises(Refusal):
            ACTS[act](world)
        world.year.refresh_from_db()
        assert world.year.state == state
        assert list(YearResult.objects.filter(year=world.year).order_by("pk").values()) == before


ROLES = {
    "compute": CLERK,
    "reopen": CLERK,
    "grade": CLERK,
    "notice": CLERK,
    "confirm": REVIEWER,
}


@pytest.mark.parametrize("act", ROLES)
def test_only_who_has_the_right_acts_on_the_year(world, act):
    start = {"compute": YearState.OPEN, "grade": YearState.COMPUTED, "confirm": YearState.NOTICED}
    made.IN_STATE[start.get(act, YearState.GRADED)](world)
    other = TOWN_DIRECTOR
    world.users = dict.fromkeys(world.users, world.users[other])
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        ACTS[act](world)


def sheet(world):
    return YearSheet.objects.get(year=world.year, unit=world.townships[0])


def by_hand(world, to):
    """Bring the first township's sheet there by the acts themselves."""
    if to == YearSheetState.DRAFT:
        return
    year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])
    if to == YearSheetState.ACCEPTED:
        year_sheets.accept(sheet=sheet(world), user=world.users[REVIEWER])
    if to == YearSheetState.RETURNED:
        year_sheets.send_back(sheet=sheet(world), user=world.users[REVIEWER], reason="漏填")


SHEET_ACTS = {
    YearSheetState.SUBMITTED: lambda world: year_sheets.submit(
        sheet=sheet(world), user=world.users[TOWN_DIRECTOR]
    ),
    YearSheetState.ACCEPTED: lambda world: year_sheets.accept(sheet=sheet(world), user=world.users[REVIEWER]),
    YearSheetState.RETURNED: lambda world: year_sheets.send_back(
        sheet=sheet(world), user=world.users[REVIEWER], reason="漏填"
    ),
}


@pytest.mark.parametrize("state", YearSheetState)
@pytest.mark.parametrize("target", SHEET_ACTS)
def test_each_state_of_a_sheet_lets_through_just_what_the_table_says(world, state, target):
    made.filled(world)
    by_hand(world, state)
    if target in YEAR_SHEET_MOVES[state]:
        SHEET_ACTS[target](world)
        assert sheet(world).state == target
    else:
        with pytest.raises(Refusal):
            SHEET_ACTS[target](world)
        assert sheet(world).state == state


@pytest.mark.parametrize("state", YearSheetState)
def test_rows_change_only_while_the_sheet_is_filled_in(world, state):
    made.filled(world)
    by_hand(world, state)
    row = entry_of(world)

    def enter():
        return year_sheets.enter(
            entry=row,
            values={"target_score": Decimal("77")},
            user=world.users[TOWN_CLERK],
            seen=row.entered_at,
        )

    if state in (YearSheetState.DRAFT, YearSheetState.RETURNED):
        assert enter().target_score == Decimal("77")
    else:
        with pytest.raises(Refusal, match="不能修改；需要修改的请县局退回"):
            enter()


# --- opening and filling in ----------------------------------------------------------------------


def test_a_person_stands_once_where_served_last(world):
    moved = world.people[0]
    moved.appointments.update(valid_to=date(YEAR, 6, 30))
    build.make_director(world.villages[1], "", start=date(YEAR, 7, 1), person=moved)
    left = build.make_director(world.villages[1], "早走", end=date(YEAR - 1, 12, 31))
    made.opened(world)
    assert entry_of(world).village == world.villages[1]
    assert entry_of(world).sheet.unit == world.townships[1]
    assert YearEntry.objects.filter(year=world.year).count() == 6
    assert not YearEntry.objects.filter(person=left).exists()


def test_opening_again_changes_nothing_and_moves_who_has_moved(world):
    made.filled(world)
    made.opened(world)
    assert entry_of(world).target_score == Decimal("90")
    world.people[0].appointments.update(valid_to=date(YEAR, 6, 30))
    build.make_director(world.villages[1], "", start=date(YEAR, 7, 1), person=world.people[0])
    made.opened(world)
    assert (entry_of(world).sheet.unit, entry_of(world).target_score) == (world.townships[1], Decimal("90"))
    assert Year.objects.count() == 1


def test_a_year_that_has_not_begun_is_not_opened(world):
    with pytest.raises(Refusal, match="2018年度还没有到"):
        years.open_year(county=world.county, year=2018, user=world.users[CLERK], today=date(2017, 12, 31))


def test_who_enters_does_not_submit_and_who_submits_does_not_accept(world):
    made.filled(world)
    clerk = world.users[TOWN_CLERK]
    row = entry_of(world)
    year_sheets.enter(entry=row, values={"remark": "好"}, user=clerk, seen=None)
    YearEntry.objects.filter(pk=row.pk).update(entered_by=world.users[TOWN_DIRECTOR])
    with pytest.raises(Refusal, match="您填报过本表的数据，不能由您提交"):
        year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])
    YearEntry.objects.filter(pk=row.pk).update(entered_by=clerk)
    year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])
    YearSheet.objects.filter(year=world.year).update(submitted_by=world.users[REVIEWER])
    with pytest.raises(Refusal, match="您提交或填报过本表，不能由您审核"):
        year_sheets.accept(sheet=sheet(world), user=world.users[REVIEWER])
    with pytest.raises(IntegrityError), transaction.atomic():
        YearSheet.objects.filter(year=world.year).update(decided_by=world.users[REVIEWER])


def test_a_sheet_with_gaps_is_not_submitted_and_the_note_excuses_them(world):
    made.filled(world)
    YearEntry.objects.filter(pk=entry_of(world).pk).update(target_score=None, proposed_grade="", remark="")
    with pytest.raises(Refusal, match="甲家村安甲缺评语、责任书得分、拟定等次"):
        year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])
    YearEntry.objects.filter(pk=entry_of(world).pk).update(note="长期病假", remark="病假中")
    year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])


def test_who_served_briefly_needs_a_remark_alone(world):
    made.filled(world)
    brief = world.people[0]
    brief.appointments.update(valid_from=date(YEAR, 8, 1))
    YearEntry.objects.filter(person=brief).update(target_score=None, proposed_grade="")
    year_sheets.submit(sheet=sheet(world), user=world.users[TOWN_DIRECTOR])


def test_a_row_that_somebody_else_changed_is_not_overwritten(world):
    made.opened(world)
    row = entry_of(world)
    year_sheets.enter(entry=row, values={"remark": "一"}, user=world.users[TOWN_CLERK], seen=None)
    second = build_user(world)
    with pytest.raises(Refusal, match="刚刚改过安甲这一行"):
        year_sheets.enter(entry=row, values={"remark": "二"}, user=second, seen=None)
    assert entry_of(world).remark == "一"


def build_user(world):
    return make_user("second_clerk", (TOWN_CLERK, world.townships[0]))


def test_a_score_beyond_the_form_is_refused_by_service_and_database(world):
    made.opened(world)
    with pytest.raises(Refusal, match="责任书得分应在 0 到 100 之间"):
        year_sheets.enter(
            entry=entry_of(world),
            values={"target_score": Decimal("100.5")},
            user=world.users[TOWN_CLERK],
            seen=None,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        YearEntry.objects.update(target_score=Decimal("-1"))


# --- working out, grading ------------------------------------------------------------------------


def test_working_out_needs_the_year_over_the_sheets_accepted_or_excepted_and_a_month(world):
    made.filled(world)
    with pytest.raises(Refusal, match="2016年度还没有结束"):
        years.compute(year=world.year, user=world.users[CLERK], today=date(YEAR, 12, 31))
    sheet(world).__class__.objects.filter(unit=world.townships[1]).update(state="accepted")
    with pytest.raises(Refusal, match="还没有审核通过：甲镇"):
        ACTS["compute"](world)
    year_sheets.record_exception(sheet=sheet(world), user=world.users[REVIEWER], reason="洪灾")
    ACTS["compute"](world)
    assert world.year.state == YearState.COMPUTED


def test_a_year_without_any_issued_month_is_not_worked_out(db):
    world = build.small_county()
    made.accepted(world)
    with pytest.raises(Refusal, match="没有已通报的月考核结果"):
        ACTS["compute"](world)


def test_only_the_newest_issued_version_of_a_month_counts(world):
    person = world.people[0]
    made.month_row(world, person, 1, "78", version=2)
    made.month_row(world, person, 2, "0", version=2, issued=False)
    made.month_row(world, person, 3, "0", version=2, issued=False)
    made.computed(world)
    # (78 + 11 × 90) ÷ 12
    assert result_of(world).month_average == Decimal("89.00")


def test_reviews_of_months_void_ones_and_other_years_give_no_satisfaction(world):
    made.review(world, world.people[0], "50", first_day=date(YEAR, 5, 1))
    village = build.make_village(world.townships[0], 280, "另一村")
    made.review(world, world.people[0], "50", village=village, state=ReviewState.OPEN)
    made.computed(world)
    assert result_of(world).satisfaction == Decimal("90.00")


def test_the_policy_used_is_stored_and_later_decisions_change_nothing(world):
    made.computed(world)
    assert world.year.parameters["on"] == "2016-12-31"
    decide(
        county_code=world.county.code,
        key="yearly.excellent_share_max",
        value="50",
        valid_from=date(YEAR, 1, 1),
        document_number="2号",
        reason="试行",
        user=world.users[CLERK],
    )
    years.grade(year=world.year, user=world.users[CLERK])
    assert queries.excellent(world.year, 1).count() == 1
    told = {measure.key: measure for measure in queries.measures(world.year)}
    assert told["yearly.excellent_share_max"].text == "20%"


def test_another_grade_needs_a_reason_and_keeps_the_quota_the_line_and_the_order(world):
    made.graded(world)
    clerk = world.users[CLERK]

    def give(place, grade, reason="台账扎实"):
        return years.set_grade(result=result_of(world, place), grade=grade, reason=reason, user=clerk)

    with pytest.raises(Refusal, match="请写明调整等次的理由"):
        give(2, Grade.BASIC, " ")
    with pytest.raises(Refusal, match="优秀名额1名已经用完"):
        give(1, Grade.EXCELLENT)
    with pytest.raises(Refusal, match="没有达到优秀分数线"):
        give(2, Grade.EXCELLENT)
    with pytest.raises(Refusal, match="现在就是优秀"):
        give(0, Grade.EXCELLENT)
    give(0, Grade.COMPETENT, "有未办结事项")
    assert result_of(world, 0).grade_reason == "调整：有未办结事项"
    # 白乙 comes next; the first may not be passed over unless a person set him lower.
    assert give(1, Grade.EXCELLENT).grade == Grade.EXCELLENT
    with pytest.raises(Refusal, match="已经用完"):
        give(0, Grade.EXCELLENT)


def test_nobody_better_or_equal_is_passed_over(db):
    world = made.county(("90", "90", "70"))
    made.more(world, ("80", "75"))
    made.graded(world)
    assert [result_of(world, place).grade for place in (0, 1)] == [Grade.COMPETENT] * 2
    clerk = world.users[CLERK]
    with pytest.raises(Refusal, match="白乙的名次在前或与此人并列"):
        years.set_grade(result=result_of(world, 0), grade=Grade.EXCELLENT, reason="台账好", user=clerk)
    years.set_grade(result=result_of(world, 1), grade=Grade.BASIC, reason="有差错", user=clerk)
    years.set_grade(result=result_of(world, 0), grade=Grade.EXCELLENT, reason="台账好", user=clerk)
    assert result_of(world, 0).grade == Grade.EXCELLENT


# --- notice and objections -----------------------------------------------------------------------


def test_a_notice_runs_five_working_days_and_does_not_end_by_itself(world):
    made.noticed(world)
    # 11 to 17 January 2017: Wednesday to Tuesday, with a weekend.
    assert (world.year.notice_from, world.year.notice_to) == (date(2017, 1, 11), date(2017, 1, 17))
    with pytest.raises(Refusal, match="公示到2017年1月17日止"):
        years.confirm(
            year=world.year, document_number="1号", user=world.users[REVIEWER], today=date(2017, 1, 17)
        )
    world.year.refresh_from_db()
    assert world.year.state == YearState.NOTICED


def test_beyond_the_published_calendar_the_notice_says_so():
    assert rules.notice_end(date(2017, 1, 27), 5) == (date(2017, 2, 8), True)
    last, known = rules.notice_end(date(2031, 1, 1), 5)
    assert (last, known) == (date(2031, 1, 7), False)


def test_the_excellent_are_not_confirmed_without_notice(world):
    made.graded(world)
    with pytest.raises(Refusal, match="还没有公示"):
        ACTS["confirm"](world)


def test_a_year_without_anybody_excellent_is_confirmed_without_notice(db):
    world = made.county()
    made.graded(world)
    with pytest.raises(Refusal, match="没有拟定优秀的人员，不需要公示"):
        ACTS["notice"](world)
    ACTS["confirm"](world)
    assert YearGrade.objects.filter(year=YEAR).count() == 3


def object_to(world, place=0, **fields):
    return years.record_objection(
        **{
            "year": world.year,
            "person": world.people[place],
            "channel": ObjectionChannel.LETTER,
            "received_on": date(2017, 1, 12),
            "text": "台账不全",
            "user": world.users[CLERK],
            "today": date(2017, 1, 13),
            **fields,
        }
    )


def test_an_objection_is_answered_by_another_before_the_confirming(world):
    made.noticed(world)
    objection = object_to(world)
    with pytest.raises(Refusal, match="还有异议没有核实"):
        ACTS["confirm"](world)
    with pytest.raises(Refusal, match="权限"):
        years.answer_objection(objection=objection, upheld=False, answer="查无", user=world.users[CLERK])
    objection.__class__.objects.filter(pk=objection.pk).update(recorded_by=world.users[REVIEWER])
    with pytest.raises(Refusal, match="您是登记人"):
        years.answer_objection(objection=objection, upheld=False, answer="查无", user=world.users[REVIEWER])
    with pytest.raises(IntegrityError), transaction.atomic():
        objection.__class__.objects.update(
            upheld=False, answer="查无", answered_by=world.users[REVIEWER], answered_at=timezone.now()
        )
    objection.__class__.objects.filter(pk=objection.pk).update(recorded_by=world.users[CLERK])
    years.answer_objection(objection=objection, upheld=False, answer="查无", user=world.users[REVIEWER])
    with pytest.raises(Refusal, match="已经核实"):
        years.answer_objection(objection=objection, upheld=True, answer="又查", user=world.users[REVIEWER])
    ACTS["confirm"](world)


def test_an_objection_that_is_upheld_ends_the_notice_and_a_new_one_is_needed(world):
    made.noticed(world)
    years.answer_objection(objection=object_to(world), upheld=True, answer="属实", user=world.users[REVIEWER])
    world.year.refresh_from_db()
    assert (world.year.state, world.year.notice_from) == (YearState.GRADED, None)
    years.set_grade(
        result=result_of(world), grade=Grade.COMPETENT, reason="异议成立", user=world.users[CLERK]
    )
    years.set_grade(
        result=result_of(world, 1), grade=Grade.EXCELLENT, reason="依次递补", user=world.users[CLERK]
    )
    with pytest.raises(Refusal, match="还没有公示"):
        ACTS["confirm"](world)
    ACTS["notice"](world)
    ACTS["confirm"](world)
    assert YearGrade.objects.get(person=world.people[1], year=YEAR).grade == Grade.EXCELLENT


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"received_on": date(2017, 1, 10)}, "收到日期应在公示开始以后"),
        ({"received_on": date(2017, 1, 14)}, "收到日期应在公示开始以后"),
        ({"place": 1}, "不在公示名单上"),
        ({"text": "  "}, "请写明反映的内容"),
    ],
)
def test_what_is_no_objection(world, fields, said):
    made.noticed(world)
    with pytest.raises(Refusal, match=said):
        object_to(world, **fields)


# --- confirming ----------------------------------------------------------------------------------


def test_confirming_freezes_the_results_and_writes_the_files(world):
    brief = build.make_director(world.villages[0], "新来", start=date(YEAR, 9, 1))
    without = world.people[5]
    held = YearGrade.objects.create(
        person=world.people[0], year=YEAR, grade=Grade.BASIC, document_number="旧"
    )
    SectionStatement.objects.create(person=world.people[1], section=Section.YEAR_GRADES)
    world.people.append(brief)
    made.confirmed(world, ["90", "90", "90", "90", "90", None, "90"])
    assert (world.told.written, world.told.overwritten) == (6, ("安甲（原为基本合格）",))
    assert world.told.without == (without.name,)
    held.refresh_from_db()
    assert (held.grade, held.document_number) == (Grade.EXCELLENT, made.NUMBER)
    assert YearGrade.objects.get(person=brief, year=YEAR).grade == Grade.NO_GRADE
    assert not YearGrade.objects.filter(person=without).exists()
    assert not SectionStatement.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        YearResult.objects.filter(year=world.year).update(grade=Grade.EXCELLENT)
    with pytest.raises(ProgrammingError), transaction.atomic():
        YearResult.objects.filter(year=world.year)._raw_delete(using="default")


def test_who_graded_does_not_confirm(world):
    made.noticed(world)
    Year.objects.update(graded_by=world.users[REVIEWER])
    with pytest.raises(Refusal, match="您是拟定等次的人"):
        ACTS["confirm"](world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Year.objects.update(confirmed_by=world.users[REVIEWER])


def test_confirming_needs_a_document_number(world):
    made.noticed(world)
    with pytest.raises(Refusal, match="请写明结果文件的文号"):
        years.confirm(
            year=world.year, document_number=" ", user=world.users[REVIEWER], today=made.NOTICE_OVER
        )


def test_the_own_opinion_is_recorded_once_the_grades_are_known(world):
    made.computed(world)

    def record(day=date(2017, 1, 20)):
        year_sheets.record_opinion(
            entry=entry_of(world), opinion="同意", signed_on=day, user=world.users[TOWN_CLERK]
        )

    with pytest.raises(Refusal, match="等次还没有拟定"):
        record()
    years.grade(year=world.year, user=world.users[CLERK])
    with pytest.raises(Refusal, match="签署日期还没有到"):
        record(date(2999, 1, 1))
    record()
    assert entry_of(world).opinion == "同意"


# --- correcting ----------------------------------------------------------------------------------


def test_a_correction_writes_the_next_version_whole_and_leaves_the_confirmed_one(world):
    made.confirmed(world)
    before = stored(world.year)
    written = correct(world, 2, grade=Grade.COMPETENT, target_score="100", satisfaction="100")
    # 70 × 60 % + 100 × 30 % + 100 × 10 %
    assert (written.version, written.issued, written.total) == (2, True, Decimal("82.00"))
    assert stored(world.year) == before
    after = stored(world.year, 2)
    assert {name: row[3:] for name, row in after.items() if name != written.person_name} == {
        name: row[3:] for name, row in before.items() if name != written.person_name
    }
    places = sorted(row[2] for row in after.values())
    assert places == [1, 2, 3, 4, 5, 6]
    assert written.grade_reason == "更正（关人口计生申〔2017〕2号）：漏计加分"
    assert YearGrade.objects.get(person=world.people[2], year=YEAR).document_number.startswith("关人口计生申")
    assert YearGrade.objects.get(person=world.people[0], year=YEAR).document_number == made.NUMBER
    assert YearCorrection.objects.get(version=2).person == world.people[2]
    # A second one starts from the first.
    third = correct(world, 3, version=2, grade=Grade.BASIC, target_score="60")
    assert (third.version, stored(world.year, 3)[written.person_name][1]) == (3, Decimal("82.00"))
    assert queries.issued_version(world.year) == 3


def test_a_correction_beyond_the_quota_says_so(world):
    made.confirmed(world)
    with pytest.raises(Refusal, match="更正后优秀2名，超过名额1名"):
        correct(world, 1, grade=Grade.EXCELLENT)
    assert not YearCorrection.objects.exists()
    assert not YearResult.objects.filter(version=2).exists()
    written = correct(world, 1, grade=Grade.EXCELLENT, reason="申诉成立，从有利于本人，不受名额限制")
    assert written.grade == Grade.EXCELLENT
    assert result_of(world, 0, 2).grade == Grade.EXCELLENT


def test_a_correction_fills_in_what_was_missing_and_no_data_becomes_a_grade(world):
    made.confirmed(world, ["90", "90", None, "90", "90", "90"])
    with pytest.raises(Refusal, match="只能不定等次"):
        correct(world, 2, grade=Grade.COMPETENT)
    written = correct(world, 2, grade=Grade.COMPETENT, target_score="90")
    assert (written.status, written.place) == (YearStatus.GRADED, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target_score": "90"}, "没有需要更正的内容"),
        ({"target_score": "101"}, "应在 0 到 100 之间"),
        ({"grade": Grade.NO_GRADE, "target_score": "80"}, "请选择更正后的等次"),
        ({"reason": " ", "target_score": "80"}, "请写明更正的理由"),
        ({"by": CLERK, "target_score": "80"}, "权限"),
    ],
)
def test_what_is_no_correction(world, change, said):
    made.confirmed(world)
    with pytest.raises(Refusal, match=said):
        correct(world, **change)


def test_who_graded_does_not_correct(world):
    made.confirmed(world)
    Year.objects.update(graded_by=world.users[REVIEWER], confirmed_by=None)
    with pytest.raises(Refusal, match="您是拟定等次的人，不能由您更正"):
        correct(world, target_score="80")


# --- races ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_work_out_at_once_leave_one_set_of_results():
    world = made.six()
    made.accepted(world)
    at_once(*[lambda: ACTS["compute"](world)] * 2)
    assert YearResult.objects.filter(year=world.year).count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_confirm_once():
    world = made.six()
    made.noticed(world)
    results = at_once(*[lambda: ACTS["confirm"](world)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Confirmed", "Refusal"]


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_make_two_versions_of_which_none_is_lost():
    world = made.six()
    made.confirmed(world)
    works = [
        lambda place=place: correct(world, place, grade=Grade.COMPETENT, target_score="99")
        for place in (1, 2)
    ]
    at_once(*works)
    assert queries.issued_version(world.year) == 3
    newest = {result_of(world, place, 3).target_score for place in (1, 2)}
    assert newest == {Decimal("99")}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_correction_is_lost(monkeypatch):
    """The control: both start from the same version, and one of them fails on the constraint."""
    world = made.six()
    made.confirmed(world)
    monkeypatch.setattr(years, "_locked", lambda year: Year.objects.select_related("county").get(pk=year.pk))
    seen = queries.issued_version(world.year)
    monkeypatch.setattr(queries, "issued_version", lambda year: seen)
    works = [
        lambda place=place: correct(world, place, grade=Grade.COMPETENT, target_score="99")
        for place in (1, 2)
    ]
    results = at_once(*works)
    assert sum(isinstance(result, IntegrityError) for result in results) == 1
