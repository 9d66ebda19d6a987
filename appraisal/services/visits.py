"""Business acts of supervision: visits planned, made and closed; problems found, mended, rechecked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.enums import (
    VISIT_MOVES,
    CheckOutcome,
    IncidentGround,
    IncidentState,
    MendState,
    VisitKind,
    VisitState,
)
from appraisal.models import (
    ChecklistItem,
    Finding,
    Incident,
    Month,
    Recheck,
    Visit,
    VisitCheck,
    VisitPerson,
)
from appraisal.queries import visits as queries
from appraisal.rules import visits as rules
from appraisal.services import findings
from appraisal.services.guards import reason_given
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.documents.papers import chinese_date, number_text
from guanling.documents.services.papers import take_number
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import Level
from roster.models import Person, Unit
from roster.services.saving import save_checked
from training.enums import AnswerWay, KnowledgeTestState
from training.models import Attempt, KnowledgeTest
from training.services import tests as training

IT = "这次督查"
MEND_DAYS = "supervision.mend_days"
NOTHING = Decimal(0)
# Behind the county's one-character abbreviation: 关人口计生督〔2016〕3号, 关花江镇计生盘〔2016〕3号.
COUNTY_MARK, TOWNSHIP_MARK, NUMBER_KIND = "人口计生督", "计生盘", "visit-record"


# --- guards --------------------------------------------------------------------------------------


def _demand(user, kind, village):
    """Refuse who does not make visits of ``kind`` in ``village``."""
    if queries.runs(user, kind, village.code):
        return
    whose = "县级督查由县局经办" if kind == VisitKind.COUNTY else "乡镇盘查由本乡镇经办"
    raise Refusal(f"{whose}，您不能办理。")


def _locked(visit):
    """Return the visit as it stands; nobody else acts on it until the transaction ends."""
    rows = Visit.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("village__parent", "village__successor", "leader", "test").get(pk=visit.pk)


def _planned(visit, user):
    """Lock the visit; refuse who does not make it, and one that is closed or called off."""
    visit = _locked(visit)
    _demand(user, visit.kind, visit.village)
    if visit.state != VisitState.PLANNED:
        raise Refusal(f"{IT}{visit.get_state_display()}，不能再改；确需补充的，请另外安排一次督查。")
    return visit


def _must_stand(village, day):
    """Refuse a village that does not stand on ``day``, naming what it became."""
    if village.valid_from is not None and village.valid_from > day:
        raise Refusal(f"{village.name}{chinese_date(village.valid_from)}才设立，请改选日期。")
    if village.valid_to is None or village.valid_to >= day:
        return
    heir = queries.standing_village(village, day)
    into = f"并入{heir.name}，请先点“改期、改人”改到该村，或取消" if heir else "请取消这次督查"
    raise Refusal(f"{village.name}已于{chinese_date(village.valid_to)}撤并，{into}。")


def _at_work(visit, user, today):
    """Return the visit, locked, with its day: the first act on the spot makes today that day."""
    visit = _planned(visit, user)
    if visit.visited_on is None:
        visit.visited_on = today
        _must_stand(visit.village, today)
        visit.save(update_fields=["visited_on"])
    return visit


def _director(visit, person):
    """Refuse somebody who does not serve in the village on the day of the visit; return (person, title)."""
    found = queries.serving_on(visit.village, visit.visited_on).get(person.pk)
    if found is None:
        raise Refusal(f"{person.name}{chinese_date(visit.visited_on)}不在{visit.village.name}任人口主任。")
    return found


# --- planning ------------------------------------------------------------------------------------


@transaction.atomic
def plan_visits(
    *,
    villages: Collection[Unit],
    kind: str,
    planned_on: date,
    leader: User,
    companions: str = "",
    purpose: str = "",
    user: User,
) -> list[Visit]:
    """Plan a visit of ``kind`` to each of ``villages`` on one day, under one leader (P6.1).

    Refuses no village, villages out of reach, one that does not stand on that day, a leader who does not
    make such visits, and villages that have one on that day already, naming them. Four statements and those
    of the guards, whatever the number of villages.
    """
    villages = sorted(villages, key=lambda unit: unit.code)
    if not villages:
        raise Refusal("请至少选择一个村。")
    for village in villages:
        if village.level != Level.VILLAGE:
            raise Refusal(f"{village.name}不是村（居、社区），请改选。")
        _demand(user, kind, village)
        _must_stand(village, planned_on)
        _may_lead(leader, kind, village)
    there = Visit.objects.filter(village__in=villages, kind=kind, planned_on=planned_on)
    there = there.exclude(state=VisitState.CANCELLED).values_list("village__short_name", flat=True)
    if names := "、".join(there.order_by("village__code")):
        raise Refusal(f"{chinese_date(planned_on)}已经安排了到{names}的督查，请去掉这些村或改选日期。")
    return Visit.objects.bulk_create(
        [
            Visit(
                village=village,
                kind=kind,
                planned_on=planned_on,
                leader=leader,
                companions=companions,
                purpose=purpose,
                made_by=user,
            )
            for village in villages
        ]
    )


def _may_lead(leader, kind, village):
    if not queries.runs(leader, kind, village.code):
        raise Refusal(f"{leader.name}不能带队到{village.short_name}，请改选带队人。")


@transaction.atomic
def change_plan(
    *, visit: Visit, planned_on: date, leader: User, companions: str = "", purpose: str = "", user: User
) -> Visit:
    """Change day, leader, companions and purpose of a planned visit; return it.

    A village that has ended by that day gives way to its successor. Refuses a visit that is closed or called
    off, another day once somebody is at it, a day on which no village is left, and what plan_visits refuses.
    """
    visit = _planned(visit, user)
    if visit.visited_on is not None and planned_on != visit.planned_on:
        raise Refusal("督查已经开始，不能再改计划日期。")
    heir = queries.standing_village(visit.village, planned_on)
    if heir is None:
        raise Refusal(f"{visit.village.name}到那一天已经撤销，没有接续的村；请取消这次督查。")
    if heir != visit.village:
        _demand(user, visit.kind, heir)
        if visit.visited_on is not None:
            raise Refusal("督查已经开始，不能改到另一个村；请取消后另行安排。")
    _must_stand(heir, planned_on)
    _may_lead(leader, visit.kind, heir)
    visit.village, visit.planned_on, visit.leader = heir, planned_on, leader
    visit.companions, visit.purpose = companions, purpose
    save_checked(visit)
    return visit


@transaction.atomic
def cancel(*, visit: Visit, reason: str, user: User) -> None:
    """Call a visit off with a reason; its test closes.

    Refuses one that is closed or called off already, and one on which problems or disorder of ledgers stand
    or somebody was tested: what was found is not called off.
    """
    reason = reason_given(reason, "取消的原因")
    found = _planned(visit, user)
    if found.findings.filter(withdrawn_reason="").exists():
        raise Refusal("已登记问题的督查不能取消；问题不成立的请先撤销，再取消。")
    if found.incidents.exclude(state=IncidentState.DROPPED).exists():
        raise Refusal("已登记台账混乱的督查不能取消，请办完并生成记录。")
    if found.test_id and Attempt.objects.taken().filter(test=found.test_id).exists():
        raise Refusal("已经现场测试的督查不能取消，请办完并生成记录。")
    if found.test_id:
        _close(found.test)
    move(visit, VisitState.CANCELLED, VISIT_MOVES, called=IT, cancel_reason=reason)


def _close(test):
    if test.state == KnowledgeTestState.OPEN:
        training.close_test(test=test)


# --- on the spot ---------------------------------------------------------------------------------


@transaction.atomic
def set_day(*, visit: Visit, day: date, user: User, today: date) -> None:
    """Say on which day the visit is or was made, where that is not the day of the first entry.

    Refuses a day ahead, one on which the village does not stand, and any change once problems, disorder or
    a test hang on the day.
    """
    visit = _planned(visit, user)
    if day > today:
        raise Refusal("督查日期不能晚于今天。")
    _must_stand(visit.village, day)
    if day == visit.visited_on:
        return
    if visit.test_id or visit.findings.exists() or visit.incidents.exists():
        raise Refusal("已经登记了问题或现场测试，督查日期不能再改。")
    visit.visited_on = day
    visit.save(update_fields=["visited_on"])


@transaction.atomic
def note_people(*, visit: Visit, present: Mapping[int, bool], user: User, today: date) -> None:
    """Note who of those serving in the village is there: ``present`` is {person id: there or not}.

    Refuses somebody who does not serve there that day.
    """
    visit = _at_work(visit, user, today)
    served = queries.serving_on(visit.village, visit.visited_on)
    if set(present) - set(served):
        raise Refusal("名单已有变化，请刷新页面。")
    _note(visit, {pk: served[pk] for pk in present}, present)


def _note(visit, served, present):
    VisitPerson.objects.bulk_create(
        [
            VisitPerson(visit=visit, person=person, name=person.name, title=title, present=present[pk])
            for pk, (person, title) in served.items()
        ],
        update_conflicts=True,
        unique_fields=["visit", "person"],
        update_fields=["name", "title", "present"],
    )


@transaction.atomic
def check(
    *, visit: Visit, item: ChecklistItem, outcome: str, remark: str = "", user: User, today: date
) -> VisitCheck:
    """Save what was seen of one item; an outcome may still be missing where only a remark was typed.

    Keeps the item's words of the day. Refuses an item of another county, one that is not in use and was not
    looked at before, and a visit that is closed or called off.
    """
    visit = _at_work(visit, user, today)
    known = VisitCheck.objects.filter(visit=visit, item=item).first()
    if not item.county.code.startswith(visit.village.code[:COUNTY_DIGITS]):
        raise Refusal("这不是本县的检查项目。")
    if known is None and not item.active:
        raise Refusal("这个检查项目已停用，请刷新页面。")
    row = known or VisitCheck(visit=visit, item=item, topic=item.topic, text=item.text)
    row.outcome, row.remark, row.checked_by = outcome, remark.strip(), user
    save_checked(row)
    return row


@transaction.atomic
def skip_rest(*, visit: Visit, user: User, today: date) -> int:
    """Mark as 未查 every item of which nothing was said; return how many."""
    visit = _at_work(visit, user, today)
    rest = [shown for shown in queries.checks_of(visit) if not shown.outcome]
    VisitCheck.objects.bulk_create(
        [
            VisitCheck(
                visit=visit,
                item=shown.item,
                topic=shown.topic,
                text=shown.text,
                outcome=CheckOutcome.SKIPPED,
                remark=shown.remark,
                checked_by=user,
            )
            for shown in rest
        ],
        update_conflicts=True,
        unique_fields=["visit", "item"],
        update_fields=["outcome", "checked_by"],
    )
    return len(rest)


# --- the test on the spot (A4.7) -----------------------------------------------------------------


@dataclass(frozen=True)
class SpotTest:
    """What a test on the spot is like: courses, minutes, questions and points a kind."""

    courses: Collection
    minutes: int
    counts: Mapping[str, int]
    points: Mapping[str, Decimal]


@transaction.atomic
def set_test(*, visit: Visit, setting: SpotTest, user: User, now: datetime) -> KnowledgeTest:
    """Set up and open the test of a visit, given by the unit that makes it; return it (A4.7).

    Pass mark and attempts follow the policy of the day. Refuses a second one, a bank that is too small and
    what training refuses.
    """
    visit = _at_work(visit, user, timezone.localdate(now))
    if visit.test_id:
        raise Refusal("这次督查已经有现场测试，请刷新页面。")
    # Papers typed later: the test is that of the visit's day.
    opens = now
    if visit.visited_on < timezone.localdate(now):
        opens = timezone.make_aware(datetime.combine(visit.visited_on, time.min))
    test = training.create_test(
        unit=queries.organiser(visit.kind, visit.village),
        setting=training.Setting(
            name=f"{visit.village.short_name}{chinese_date(visit.visited_on)}督查现场测试",
            courses=setting.courses,
            opens_at=opens,
            closes_at=timezone.make_aware(datetime.combine(timezone.localdate(now), time.max)),
            minutes=setting.minutes,
            counts=setting.counts,
            points=setting.points,
        ),
        user=user,
    )
    training.open_test(test=test, now=now)
    visit.test = test
    visit.save(update_fields=["test"])
    return test


@transaction.atomic
def give_paper(*, visit: Visit, person: Person, way: str, user: User, now: datetime) -> Attempt:
    """Give a director a random paper of the visit's test, to be answered before the inspector or in print.

    Who gets a paper is there. The inspector stands on the paper as who took the answers. Refuses before a
    test is set up, somebody who does not serve there, the inspector's own paper and what training refuses.
    """
    visit = _at_work(visit, user, timezone.localdate(now))
    if visit.test is None:
        raise Refusal("请先设置现场测试。")
    found = _director(visit, person)
    if found[0].account_id == user.pk:
        raise Refusal("不能给本人出卷，请由同行的其他人办理。")
    _note(visit, {person.pk: found}, {person.pk: True})
    return training.paper_for(test=visit.test, person=person, way=AnswerWay(way), now=now)


@transaction.atomic
def take_answers(
    *,
    visit: Visit,
    attempt: Attempt,
    answers: Mapping[int, Collection[int]],
    user: User,
    now: datetime,
    submit: bool = False,
) -> training.Saved:
    """Save the answers that a director gives on the inspector's device; marked at once (A4.7).

    Refuses a paper of another test, a visit that is closed, and what training refuses.
    """
    visit = _planned(visit, user)
    if attempt.test_id != visit.test_id:
        raise Refusal("这份试卷不是这次督查的。")
    return training.answer_on_spot(attempt=attempt, answers=answers, user=user, now=now, submit=submit)


# --- disorder of ledgers (P8.2f) -----------------------------------------------------------------


@transaction.atomic
def record_disorder(*, visit: Visit, person: Person, summary: str, user: User, today: date) -> Incident:
    """Record that a director's ledgers are in disorder (P8.2f): an allegation that somebody else decides.

    Refuses anybody but the leader of the visit, an empty summary, somebody who does not serve there that
    day, and a second one about the same person on the same visit.
    """
    summary = reason_given(summary, "台账混乱的具体情况（不写群众个人信息）")
    visit = _at_work(visit, user, today)
    if visit.leader_id != user.pk:
        raise Refusal(f"台账混乱由带队人{visit.leader.name}登记；带队人有变的，请先改带队人。")
    _director(visit, person)
    same = visit.incidents.filter(person=person, ground=IncidentGround.F)
    if same.exclude(state=IncidentState.DROPPED).exists():
        raise Refusal(f"这次督查已经登记了{person.name}台账混乱，不用重复登记。")
    incident = Incident(
        person=person,
        village=visit.village,
        ground=IncidentGround.F,
        happened_on=visit.visited_on,
        summary=summary,
        visit=visit,
        recorded_by=user,
    )
    save_checked(incident)
    return incident


# --- closing -------------------------------------------------------------------------------------


@transaction.atomic
def finish(*, visit: Visit, summary: str, user: User, today: date, now: datetime) -> list[str]:
    """Close a visit: take the number of its record, freeze what was seen, close its test (P6.1).

    The number goes onto the problems found: 关人口计生督〔2016〕3号, of a township 关花江镇计生盘〔2016〕3号.
    Returns the names of those whose paper still waits to be answered or typed: then the test stays open.
    Refuses items that nobody looked at and that are not marked 未查, problems without a remark, directors of
    whom nobody said whether they were there, and a visit closed or called off; then no number is used up.
    """
    locked = _at_work(visit, user, today)
    record = queries.record_of(locked, today, now)
    seen = [rules.Seen(row.text, row.outcome, row.remark) for row in record.checks]
    if said := rules.lacking(seen, [(row.name, row.present) for row in record.directors]):
        raise Refusal("；".join(said) + "。")
    # Who was noted and does not serve there after all, because the day was changed.
    locked.people.exclude(person__in=[row.person.pk for row in record.directors]).delete()
    number = _number(locked)
    waiting = queries.papers_waiting(locked, now)
    if locked.test_id and not waiting:
        _close(locked.test)
    move(visit, VisitState.DONE, VISIT_MOVES, called=IT, summary=summary.strip(), record_number=number)
    Finding.objects.filter(visit=visit).update(document_number=number)
    return waiting


def _number(visit):
    """Take the next number of the records of the unit that makes the visit, in the caller's transaction."""
    unit = queries.organiser(visit.kind, visit.village)
    county = queries.organiser(VisitKind.COUNTY, visit.village)
    mark = COUNTY_MARK if visit.kind == VisitKind.COUNTY else f"{unit.short_name}{TOWNSHIP_MARK}"
    year = visit.visited_on.year
    serial = take_number(kind=NUMBER_KIND, issuer_code=unit.code, year=year)
    return number_text(f"{county.short_name[0]}{mark}", year, serial)


# --- problems and their mending ------------------------------------------------------------------


def default_mend_by(visit: Visit, day: date) -> date:
    """Return by when a problem found on ``day`` is to be mended unless somebody says otherwise (P6.1)."""
    return rules.mend_day(day, at(visit.village.code[:COUNTY_DIGITS], day)[MEND_DAYS])


@transaction.atomic
def record_problem(
    *,
    visit: Visit,
    person: Person,
    reason: str,
    deduction: Decimal = NOTHING,
    mend_by: date | None = None,
    user: User,
    today: date,
) -> Finding:
    """Record a problem found on a visit, about a director who serves there, with its day to be mended (P6.1).

    Of the county's visit it may deduct: in the month of the visit, while that is open. A township's check
    deducts nothing. ``mend_by`` None: by the county's policy (supervision.mend_days). Refuses a deduction on
    a township's check, a month that was not opened, what a month's finding refuses, a deadline before the
    visit, no reason, and a visit that is closed or called off.
    """
    visit = _at_work(visit, user, today)
    _director(visit, person)
    reason = reason_given(reason, "发现的问题")
    month = None
    if deduction:
        month = _month_of(visit)
        findings.refuse_deduction(
            month=month,
            village=visit.village,
            person=person,
            found_on=visit.visited_on,
            deduction=deduction,
        )
    finding = Finding(
        visit=visit,
        month=month,
        village=visit.village,
        person=person,
        found_on=visit.visited_on,
        deduction=deduction,
        reason=reason,
        recorded_by=user,
        mend_by=mend_by or default_mend_by(visit, visit.visited_on),
        mend_state=MendState.OPEN,
    )
    save_checked(finding)
    return finding


def _month_of(visit):
    """Return the month in which a problem of the visit deducts, or refuse."""
    if visit.kind != VisitKind.COUNTY:
        raise Refusal("乡镇盘查发现的问题不扣分，请把扣分改为0；应当扣分的，请报县局督查。")
    day = visit.visited_on
    months = Month.objects.select_related("county").filter(
        county__code=visit.village.code[:COUNTY_DIGITS], first_day=day.replace(day=1)
    )
    if (month := months.first()) is None:
        raise Refusal(f"{day.year}年{day.month}月还没有考核表，不能扣分；请先填报该月，或登记为不扣分。")
    return month


@transaction.atomic
def withdraw_problem(*, finding: Finding, reason: str, user: User) -> None:
    """Withdraw a problem found on a visit, with a reason; it stays on record.

    Refuses who does not make such visits there, one that deducts in a month that is closed, and one that is
    withdrawn already.
    """
    visit = _locked(finding.visit)
    _demand(user, visit.kind, visit.village)
    findings.strike(finding=finding, reason=reason)


@transaction.atomic
def recheck(
    *,
    finding: Finding,
    day: date,
    mended: bool,
    note: str,
    next_by: date | None = None,
    user: User,
    today: date,
) -> Recheck:
    """Record that a problem was looked at again: mended, or not, with a new deadline or given up (P6.1).

    With a new deadline it stays open; without one it stands as 未整改 and is to be found anew on another
    visit. Refuses who does not make visits of that kind there, a visit not closed yet, a withdrawn finding,
    one that is settled already, a day before the visit or ahead, no remark, and a new deadline where none
    can be.
    """
    note = reason_given(note, "复查的情况")
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("visit__village")
    found = rows.get(pk=finding.pk)
    if found.visit is None:
        raise Refusal("这条记录不是督查现场登记的，没有整改期限，不用复查。")
    _demand(user, found.visit.kind, found.visit.village)
    if found.visit.state != VisitState.DONE:
        raise Refusal("这次督查还没有办完，请先生成督查记录，再办复查。")
    if found.withdrawn_reason:
        raise Refusal("这个问题已经撤销，不用复查。")
    if found.mend_state != MendState.OPEN:
        raise Refusal(f"这个问题{found.get_mend_state_display()}，已经办结，请刷新页面。")
    if not found.found_on <= day <= today:
        raise Refusal(f"复查日期应在{chinese_date(found.found_on)}（督查）至今天之间。")
    made = Recheck(finding=found, day=day, mended=mended, note=note, next_by=next_by, rechecked_by=user)
    save_checked(made)
    if next_by:
        found.mend_by = next_by
    else:
        found.mend_state = MendState.MENDED if mended else MendState.FAILED
    save_checked(found)
    finding.refresh_from_db()
    return made


# --- checklist -----------------------------------------------------------------------------------


@transaction.atomic
def save_item(*, item: ChecklistItem) -> None:
    """Add or change an item of a county's checklist; visits that looked at it keep the words of their day.

    Refuses an item that is there already.
    """
    item.text = reason_given(item.text, "检查项目")
    save_checked(item)


@transaction.atomic
def adopt_sample(*, county: Unit) -> int:
    """Give a county the sample checklist; return how many items. Refuses where there are items already."""
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=county.pk)
    if ChecklistItem.objects.filter(county=county).exists():
        raise Refusal("本县已有检查项目，请直接修改。")
    made = ChecklistItem.objects.bulk_create(
        ChecklistItem(county=county, topic=topic, text=text, order=number)
        for number, (topic, text) in enumerate(rules.SAMPLE, 1)
    )
    return len(made)
