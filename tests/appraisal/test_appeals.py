"""Appeals against a month or year: filed in time, examined, decided by another, put right, answered."""

import threading
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from appraisal.enums import APPEAL_MOVES, AppealState, AppealWay
from appraisal.models import Appeal, Circular, Correction, Result, YearResult
from appraisal.queries import appeals as queries
from appraisal.queries import results
from appraisal.rules import appeals as rules
from appraisal.services import appeals as services
from appraisal.services import corrections, ranking
from guanling.accounts.enums import Role
from guanling.documents.models import Paper, PaperNumber
from guanling.documents.services.papers import render_paper
from guanling.policy.rules import settle_all
from guanling.policy.services import decide as decide_policy
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Grade
from roster.models import YearGrade
from tests.appraisal import years_build
from tests.appraisal.appeals_build import (
    DUE,
    FILED,
    LAST,
    NUMBER,
    TEXT,
    change,
    confirmed_year,
    decide,
    examine,
    file,
    issued,
    row,
    send_back,
    withdraw,
)
from tests.appraisal.test_corrections import prepared, send
from tests.appraisal.world import closed, small_county
from tests.at_once import at_once
from tests.people import make_user

CASES = Path(__file__).resolve().parent.parent / "policy_cases"


def cases(name, part=None):
    """The cases of a file, told apart by their words."""
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["说明"]) for case in (found[part] if part else found)]


def number(text):
    return None if text == "空" else Decimal(text)


@pytest.fixture
def world(db):
    return issued()


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("appeal_deadlines.yaml", "期限"))
def test_the_last_day(case):
    known = case["日历"] == "已公布"
    assert rules.deadline(case["公布"], case["天数"]) == rules.Deadline(case["末日"], known)


@pytest.mark.parametrize("case", cases("appeal_deadlines.yaml", "提出"))
def test_when_an_appeal_is_taken(case):
    days = (case[name] for name in ("提出", "公布", "末日", "今天"))
    assert rules.filing_fault(*days) == case["结果"]


@pytest.mark.parametrize("case", cases("appeal_pay.yaml"))
def test_what_follows_for_pay(case):
    bands = settle_all("520424", case["日期"], []).get(queries.PAY)
    scores = number(case["原总分"]), number(case["更正后"])
    effect = rules.pay_effect(*scores, bands.of if bands else None)
    assert (effect.before, effect.after, effect.difference) == tuple(
        number(case[name]) for name in ("原比例", "更正后比例", "差")
    )


# --- filing --------------------------------------------------------------------------------------


def test_the_person_appeals_and_the_answers_day_is_fixed(world):
    appeal = file(world)
    assert (appeal.state, appeal.way, appeal.filed_on, appeal.due_on) == (
        AppealState.FILED,
        AppealWay.ONLINE,
        FILED,
        DUE,
    )
    # A later decision of the county changes nothing that was filed before it.
    decide_policy(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key=queries.ANSWER_DAYS,
        value="3",
        valid_from=date(2016, 10, 13),
        document_number="关人口计生发〔2016〕20号",
        reason="试行",
    )
    assert file(world, 0, by=Role.TOWNSHIP_CLERK).due_on == DUE
    later = {"filed_on": date(2016, 10, 13), "today": date(2016, 10, 20), "by": Role.BUREAU_CLERK}
    assert file(world, 2, **later).due_on == date(2016, 10, 18)


def test_a_paper_of_the_last_day_is_typed_after_it(world):
    appeal = file(world, 0, by=Role.TOWNSHIP_CLERK, filed_on=LAST, today=date(2016, 10, 20))
    assert (appeal.way, appeal.filed_by) == (AppealWay.PAPER, world.users[Role.TOWNSHIP_CLERK])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"today": date(2016, 10, 18)}, "申诉期限到2016年10月17日为止，已经超过"),
        ({"text": " 　"}, "请写明申诉的理由"),
        ({"number": 0}, "只能对本人的考核结果提出申诉"),
        ({"by": Role.TOWNSHIP_CLERK, "filed_on": None}, "请填写书面申诉的日期"),
        ({"by": Role.TOWNSHIP_CLERK, "filed_on": date(2016, 10, 18)}, "申诉日期不能晚于今天"),
        ({"by": Role.TOWNSHIP_CLERK, "filed_on": date(2016, 10, 9)}, "不能早于结果公布的日期"),
        ({"by": Role.BUREAU_REVIEWER}, "只能对本人"),
        ({"by": Role.VILLAGE_COMMITTEE}, "只能对本人"),
    ],
)
def test_what_is_not_taken(world, given, says):
    with pytest.raises(Refusal, match=says):
        file(world, **given)
    assert not Appeal.objects.exists()


def test_a_township_types_its_own_peoples_papers_only(world):
    with pytest.raises(Refusal, match="只能对本人"):
        file(world, 2, by=Role.TOWNSHIP_CLERK)


def test_before_the_circular_there_is_nothing_to_appeal_against(db):
    world = small_county()
    world.month = closed(world)
    ranking.rank_now(month=world.month)
    with pytest.raises(Refusal, match="结果还没有公布，不能申诉"):
        file(world, by=Role.TOWNSHIP_CLERK)


def test_once_for_the_same_figures_also_after_withdrawal(world):
    appeal = file(world)
    with pytest.raises(Refusal, match="已经提出过申诉，不能再提"):
        file(world)
    withdraw(world, appeal)
    with pytest.raises(Refusal, match="已经提出过申诉，不能再提"):
        file(world)


def corrected(world, number, value, day):
    """Correct a person's month by the ordinary way and issue the notice on ``day``."""
    made = corrections.propose(
        result=row(world, number, results.issued_version(world.month)),
        values=change(value).values,
        deduction=Decimal(0),
        reason="漏登",
        document_number=NUMBER,
        user=world.users[Role.BUREAU_CLERK],
    )
    corrections.approve(correction=made, user=world.users[Role.BUREAU_REVIEWER])
    send(world, prepared(world, world.month, notice=True))
    Circular.objects.filter(month=world.month, version=made.version, kind="correction").update(issued_on=day)


def test_a_corrected_result_is_appealed_against_anew_only_where_it_changed(world):
    corrected(world, 2, "89", date(2016, 11, 7))
    # 蔡丙 changed, 白乙 lost a place by it, 安甲 is as before.
    for number, told_on, last in ((2, date(2016, 11, 7), date(2016, 11, 14)), (0, date(2016, 10, 10), LAST)):
        standing = queries.standings([row(world, number, 2)])[row(world, number, 2).pk]
        assert (standing.told_on, standing.last_day, standing.newest) == (told_on, last, True)
    lost = row(world, 1, 2)
    assert queries.standings([lost])[lost.pk].changed == (("全县名次", 2, 3),)
    day = {"today": date(2016, 11, 9)}
    with pytest.raises(Refusal, match="这不是最新的结果，已经更正"):
        file(world, against=row(world, 1, 1), **day)
    assert file(world, against=row(world, 1, 2), **day).due_on == date(2016, 11, 23)
    with pytest.raises(Refusal, match="申诉期限到2016年10月17日为止"):
        file(world, 0, by=Role.TOWNSHIP_CLERK, against=row(world, 0, 2), filed_on=day["today"], **day)


def test_a_version_that_changes_nothing_for_somebody_takes_no_time_and_gives_no_second_appeal(world):
    appeal = file(world, 0, by=Role.TOWNSHIP_CLERK)
    corrected(world, 2, "75", date(2016, 10, 13))
    # 蔡丙 stays last: nothing of 安甲 and 白乙 changed.
    with pytest.raises(Refusal, match="已经提出过申诉"):
        file(world, 0, by=Role.TOWNSHIP_CLERK, against=row(world, 0, 2))
    assert file(world, against=row(world, 1, 2)).result.version == 2
    assert queries.standings([row(world, 0, 2)])[row(world, 0, 2).pk].appeal == appeal


# --- states × acts -------------------------------------------------------------------------------


def in_state(world, state):
    """An appeal brought to ``state`` by the acts themselves."""
    appeal = file(world)
    if state in (AppealState.EXAMINED, AppealState.GRANTED, AppealState.REFUSED):
        examine(world, appeal)
    if state in (AppealState.GRANTED, AppealState.REFUSED):
        decide(world, appeal, grant=state == AppealState.GRANTED)
    if state == AppealState.WITHDRAWN:
        withdraw(world, appeal)
    assert appeal.state == state
    return appeal


ACTS = {
    AppealState.EXAMINED: examine,
    AppealState.FILED: send_back,
    AppealState.GRANTED: decide,
    AppealState.REFUSED: lambda world, appeal: decide(world, appeal, grant=False),
    AppealState.WITHDRAWN: withdraw,
}


@pytest.mark.parametrize("state", AppealState)
@pytest.mark.parametrize("target", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    appeal = in_state(world, state)
    before = Appeal.objects.filter(pk=appeal.pk).values().get()
    kept = Correction.objects.count(), Paper.objects.count(), Result.objects.count()
    if target in APPEAL_MOVES[state]:
        ACTS[target](world, appeal)
        assert appeal.state == target
    else:
        with pytest.raises(Outrun):
            ACTS[target](world, appeal)
        assert Appeal.objects.filter(pk=appeal.pk).values().get() == before
        assert (Correction.objects.count(), Paper.objects.count(), Result.objects.count()) == kept


@pytest.mark.parametrize(
    ("act", "state", "roles"),
    [
        (examine, AppealState.FILED, {Role.BUREAU_CLERK}),
        (decide, AppealState.EXAMINED, {Role.BUREAU_REVIEWER}),
        (send_back, AppealState.EXAMINED, {Role.BUREAU_REVIEWER}),
        (withdraw, AppealState.FILED, {Role.SELF}),
    ],
)
def test_who_may_do_what(world, act, state, roles):
    appeal = in_state(world, state)
    for role in Role:
        with transaction.atomic():
            done = True
            try:
                act(world, appeal, by=role)
            except Refusal:
                done = False
            assert done == (role in roles), role
            transaction.set_rollback(True)
        appeal.refresh_from_db()


def test_who_filed_or_examined_never_decides_not_even_past_the_service(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    examined, typed = file(world), file(world, 0, by="both")
    examine(world, examined, by="both")
    examine(world, typed)
    for appeal in (examined, typed):
        for act in (decide, send_back):
            with pytest.raises(Refusal, match="您登记或核查了这件申诉，不能由您决定"):
                act(world, appeal, by="both")
        with pytest.raises(IntegrityError, match="appeal_maker_is_not_checker"), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(
                state=AppealState.REFUSED, decided_by=both, decided_at=timezone.now(), answer="无"
            )
    assert list(queries.to_decide(both)) == []
    assert set(queries.to_decide(world.users[Role.BUREAU_REVIEWER])) == {examined, typed}


def test_a_paper_appeal_is_withdrawn_by_its_office_with_a_reason(world):
    paper, online = file(world, 0, by=Role.TOWNSHIP_CLERK), file(world)
    with pytest.raises(Refusal, match="网上提出的申诉由本人撤回"):
        withdraw(world, online, by=Role.TOWNSHIP_CLERK, reason="本人来信")
    with pytest.raises(Refusal, match="请写明本人书面撤回的情况"):
        withdraw(world, paper, by=Role.TOWNSHIP_CLERK)
    withdraw(world, paper, by=Role.TOWNSHIP_CLERK, reason="2016年10月13日本人书面撤回")
    assert paper.state == AppealState.WITHDRAWN


# --- the month's road ----------------------------------------------------------------------------


def test_a_granted_appeal_becomes_a_correction_that_ranks_anew_and_is_told(world):
    appeal = file(world)
    examine(world, appeal, value="92")
    correction = appeal.correction
    assert (correction.ji, correction.reason, correction.document_number) == (92, "核实培训签到表", NUMBER)
    assert results.issued_version(world.month) == 1
    paper = decide(world, appeal)
    correction.refresh_from_db()
    assert (appeal.state, appeal.paper, correction.version) == (AppealState.GRANTED, paper, 2)
    ranked = Result.objects.filter(month=world.month, version=2).order_by("county_rank")
    assert list(ranked.values_list("person_name", "score", "county_rank", "issued")) == [
        ("白乙", Decimal("92.00"), 1, False),
        ("安甲", Decimal("90.00"), 2, False),
        ("蔡丙", Decimal("70.00"), 3, False),
    ]
    outcome = queries.outcomes([appeal])[appeal.pk]
    assert (outcome.told[0], outcome.in_force) == ("已批准，待通知", False)
    notice = prepared(world, world.month, notice=True)
    assert "核实培训签到表" in str(notice.draft.content)
    send(world, notice)
    # What payroll reads: the newest issued version.
    assert results.issued_version(world.month) == 2
    outcome = queries.outcomes([Appeal.objects.get()])[appeal.pk]
    assert (outcome.told[0], outcome.in_force, outcome.after.score) == ("已更正", True, Decimal("92.00"))


def test_the_pay_difference_follows_from_the_scores_before_and_after(world):
    appeal = file(world, 2, by=Role.BUREAU_CLERK)
    examine(world, appeal, value="78")
    decide(world, appeal)
    pay = queries.outcomes([appeal])[appeal.pk].pay
    assert (pay.before, pay.after, pay.difference) == (5, 0, -5)


def test_refusing_rejects_what_the_examination_proposed(world):
    appeal = file(world)
    examine(world, appeal)
    paper = decide(world, appeal, grant=False, answer="签到表没有本人签名")
    correction = Correction.objects.get()
    assert correction.rejected_reason == "申诉不予支持：签到表没有本人签名"
    assert (appeal.state, appeal.correction, appeal.paper) == (AppealState.REFUSED, correction, paper)
    assert Result.objects.filter(month=world.month).count() == 3


def test_an_unfounded_one_is_refused_and_never_granted_without_figures(world):
    appeal = file(world)
    examine(world, appeal, grant=False)
    assert not Correction.objects.exists()
    with pytest.raises(Refusal, match="没有更正后的数；认为应当支持的，请退回重新核查"):
        decide(world, appeal)
    decide(world, appeal, grant=False)
    assert appeal.state == AppealState.REFUSED


def test_sent_back_it_is_examined_again_with_other_figures(world):
    appeal = file(world)
    examine(world, appeal, value="92")
    send_back(world, appeal)
    assert (appeal.state, appeal.correction, appeal.remark) == (AppealState.FILED, None, "请附签到表")
    assert Correction.objects.get().rejected_reason == "申诉退回重新核查：请附签到表"
    examine(world, appeal, value="89")
    assert appeal.remark == ""
    decide(world, appeal)
    assert row(world, 1, 2).score == Decimal("89.00")


def test_withdrawn_while_examined_the_correction_falls(world):
    appeal = file(world)
    examine(world, appeal)
    withdraw(world, appeal, reason="不再要求")
    assert Correction.objects.get().rejected_reason == "申诉人撤回申诉。"
    assert not Correction.objects.filter(version=None, rejected_reason="").exists()


def test_what_an_appeal_proposed_is_not_decided_apart_from_it(world):
    appeal = file(world)
    examine(world, appeal)
    for act in (
        lambda: corrections.approve(correction=appeal.correction, user=world.users[Role.BUREAU_REVIEWER]),
        lambda: corrections.reject(
            correction=appeal.correction, user=world.users[Role.BUREAU_REVIEWER], reason="无"
        ),
        lambda: corrections.reject(
            correction=appeal.correction, user=world.users[Role.BUREAU_CLERK], reason="填错"
        ),
    ):
        with pytest.raises(Refusal, match="这项更正由申诉提出，请在该件申诉中决定"):
            act()
    decide(world, appeal)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"finding": ""}, "请写明核查情况"),
        ({"document_number": " "}, "请写明依据的文号"),
        ({"value": "88"}, "没有需要更正的内容"),
        ({"value": "101"}, "100"),
    ],
)
def test_an_examination_is_refused(world, given, says):
    appeal = file(world)
    with pytest.raises(Refusal, match=says):
        examine(world, appeal, **given)
    assert Appeal.objects.get().state == AppealState.FILED
    assert not Correction.objects.exists()


def test_a_correction_that_waits_already_is_settled_first(world):
    corrections.propose(
        result=row(world),
        values=change("89").values,
        deduction=Decimal(0),
        reason="漏登",
        document_number=NUMBER,
        user=world.users[Role.BUREAU_CLERK],
    )
    with pytest.raises(Refusal, match="已有一项更正等待批准，请先办结再提"):
        examine(world, file(world))


# --- the answer ----------------------------------------------------------------------------------


def test_the_answer_is_numbered_without_a_gap_restricted_and_says_what_was_found(world):
    first, second = file(world), file(world, 0, by=Role.TOWNSHIP_CLERK)
    examine(world, first, value="92")
    examine(world, second, grant=False, finding="没有漏登")
    with suppress(RuntimeError), transaction.atomic():
        decide(world, first)
        raise RuntimeError  # a decision that fails gives its number back
    papers = [decide(world, first), decide(world, second, grant=False, answer="查无漏登")]
    assert [paper.number for paper in papers] == ["关人口计生复〔2016〕1号", "关人口计生复〔2016〕2号"]
    assert PaperNumber.objects.get(kind=services.ANSWER).last == 2
    assert all(paper.restricted for paper in papers)
    granted, refused = ("".join(item["text"] for item in paper.content["body"]) for paper in papers)
    assert papers[0].title == "关于白乙同志2016年9月考核结果申诉的答复书"
    assert "总分88.00分，全县第2名，一档" in granted
    assert TEXT in granted
    assert f"核实培训签到表（{NUMBER}）" in granted
    assert "对你的申诉予以支持。签到表可以证明。德由88分更正为92分" in granted
    assert "对你的申诉不予支持，原考核结果不变。查无漏登。" in refused


def test_the_answer_is_set_on_one_or_two_pages(world):
    appeal = file(world, text="漏登出勤。" * 20)
    examine(world, appeal)
    paper = decide(world, appeal)
    render_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.state == "ready"
    assert paper.pages <= 2


# --- the day of the answer -----------------------------------------------------------------------


def test_a_missed_day_is_told_and_grants_nothing(world):
    filed, examined = file(world), file(world, 0, by=Role.TOWNSHIP_CLERK)
    examine(world, examined)
    clerk, reviewer = world.users[Role.BUREAU_CLERK], world.users[Role.BUREAU_REVIEWER]
    after = date(2016, 10, 27)
    assert list(queries.overdue(clerk, DUE)) == list(queries.overdue(reviewer, DUE)) == []
    assert list(queries.overdue(clerk, after)) == [filed]
    assert list(queries.overdue(reviewer, after)) == [examined]
    assert list(queries.overdue(world.users[Role.TOWNSHIP_CLERK], after)) == []
    assert list(queries.to_examine(clerk)) == [filed]
    assert list(queries.to_examine(world.foreign[Role.BUREAU_CLERK])) == []
    assert Result.objects.filter(month=world.month, version=2).count() == 0
    # It can still be answered, either way.
    decide(world, examined, grant=False)
    assert list(queries.overdue(reviewer, after)) == []


# --- the database --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change_to", "constraint"),
    [
        ({"year_result": "year"}, "appeal_against_one_result"),
        ({"result": None}, "appeal_own_and_issued|appeal_against_one_result"),
        ({"person": 0}, "appeal_own_and_issued"),
        ({"village_code": "520424102201"}, "appeal_own_and_issued"),
        ({"state": AppealState.EXAMINED}, "appeal_examined_is_whole"),
        ({"state": AppealState.WITHDRAWN}, "appeal_withdrawn_is_told"),
        ({"answer": "口头答复"}, "appeal_decided_is_answered"),
        ({"text": ""}, "appeal_has_text"),
        ({"due_on": date(2016, 10, 1)}, "appeal_answer_after_filing"),
    ],
)
def test_the_database_refuses_what_must_not_be(world, change_to, constraint):
    appeal = file(world)
    if "year_result" in change_to:
        change_to = {"year_result": confirmed_year(world, timezone.now())}
    if "person" in change_to:
        change_to = {"person": world.people[0]}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**change_to)


def test_the_database_knows_one_appeal_a_result(world):
    appeal = file(world)
    with pytest.raises(IntegrityError, match="appeal_once_a_result"), transaction.atomic():
        Appeal.objects.create(
            person=appeal.person,
            village_code=appeal.village_code,
            result=appeal.result,
            text=TEXT,
            way=AppealWay.PAPER,
            filed_on=FILED,
            due_on=DUE,
        )


def test_granted_without_effect_is_refused_by_the_database(world):
    appeal = file(world)
    examine(world, appeal, grant=False)
    with pytest.raises(IntegrityError, match="appeal_granted_has_effect"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(
            state=AppealState.GRANTED,
            decided_by=world.users[Role.BUREAU_REVIEWER],
            decided_at=timezone.now(),
            answer="支持",
        )


# --- two at once ---------------------------------------------------------------------------------


def both_decide(world, monkeypatch, *, guarded):
    """One refuses and another sends back the same appeal: each has looked before the other writes."""
    appeal = file(world)
    examine(world, appeal, grant=False)
    first, second = Appeal.objects.get(), Appeal.objects.get()
    together, hand = threading.Barrier(2), services._not_own_hand

    def looked(*args):
        hand(*args)
        with suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)

    monkeypatch.setattr(services, "_not_own_hand", looked)
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

        def move(thing, to, table, *, called, **fields):
            type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)

        monkeypatch.setattr(services, "move", move)
    return at_once(
        lambda: decide(world, first, grant=False) and None,
        lambda: decide(world, second, grant=False, by="second") and None,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_one_is_told_and_one_answer_goes_out(monkeypatch):
    results = both_decide(issued(), monkeypatch, guarded=True)
    assert [type(one) for one in results if one is not None] == [Outrun]
    assert Paper.objects.filter(kind=services.ANSWER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_condition_two_answers_would_go_out(monkeypatch):
    """The control: the race is real."""
    assert both_decide(issued(), monkeypatch, guarded=False) == [None, None]
    assert Paper.objects.filter(kind=services.ANSWER).count() == 2


# --- the year ------------------------------------------------------------------------------------

CONFIRMED = datetime(2017, 1, 16, 10, 0, tzinfo=timezone.get_default_timezone())


def year_appeal(world, **given):
    """Appeal against the year as 白乙; ten working days over the spring festival."""
    given = {"today": date(2017, 1, 20), **given}
    against = given.pop("against", None) or confirmed_year(world, CONFIRMED)
    return services.file_appeal(against=against, text="责任书漏计", user=world.users[Role.SELF], **given)


def test_a_year_is_appealed_against_within_its_own_days(world):
    against = confirmed_year(world, CONFIRMED)
    standing = queries.standings([against])[against.pk]
    assert (standing.told_on, standing.days, standing.last_day) == (date(2017, 1, 16), 10, date(2017, 2, 3))
    with pytest.raises(Refusal, match="申诉期限到2017年2月3日为止"):
        year_appeal(world, against=against, today=date(2017, 2, 4))
    appeal = year_appeal(world, against=against)
    assert (appeal.of_month, appeal.period, appeal.due_on) == (False, "2016年度", date(2017, 2, 8))
    with pytest.raises(Refusal, match="已经提出过申诉"):
        year_appeal(world, against=against)


def test_a_years_proposal_is_kept_until_it_is_decided_and_goes_when_it_is_sent_back(world):
    appeal = year_appeal(world)
    figures = {"target_score": Decimal("90.50"), "satisfaction": Decimal("80")}
    services.examine(
        appeal=appeal,
        user=world.users[Role.BUREAU_CLERK],
        finding="责任书漏计一项",
        document_number=NUMBER,
        change=services.YearChange(figures, Grade.COMPETENT),
    )
    assert appeal.year_figures == {"target_score": "90.50", "satisfaction": "80"}
    assert services._changes(appeal) == [
        ("责任书得分", "70分", "90.5分"),
        ("等次", "基本合格", "合格"),
    ]
    send_back(world, appeal)
    assert (appeal.year_figures, appeal.year_grade) == (None, "")
    with pytest.raises(Refusal, match="没有需要更正的内容"):
        services.examine(
            appeal=appeal,
            user=world.users[Role.BUREAU_CLERK],
            finding="一样",
            document_number=NUMBER,
            change=services.YearChange({"target_score": Decimal("70")}, Grade.BASIC),
        )


def test_a_year_granted_is_the_next_version_and_the_grade_on_the_file(db):
    """From the confirmed year to the appeal, the correction, the answer."""
    world = years_build.county(("90", "60", "80"))
    world.people[1].account = world.users[Role.SELF]
    world.people[1].save()
    years_build.confirmed(world)
    against = YearResult.objects.get(person=world.people[1])
    # 60 × 60% + 90 × 30% + 60 × 10%
    assert (against.total, against.grade) == (Decimal("69.00"), Grade.BASIC)
    appeal = services.file_appeal(against=against, text="责任书漏计", user=world.users[Role.SELF])
    services.examine(
        appeal=appeal,
        user=world.users[Role.BUREAU_CLERK],
        finding="责任书漏计一项",
        document_number=NUMBER,
        change=services.YearChange({"target_score": Decimal("100")}, Grade.COMPETENT),
    )
    services.decide(appeal=appeal, user=world.users[Role.BUREAU_REVIEWER], grant=True, answer="漏计属实")
    assert appeal.state == AppealState.GRANTED
    new = appeal.new_result
    assert (new.version, new.issued, new.total, new.grade) == (2, True, Decimal("72.00"), Grade.COMPETENT)
    assert YearGrade.objects.get(person=world.people[1], year=2016).grade == Grade.COMPETENT
    others = YearResult.objects.filter(version=2).exclude(person=world.people[1])
    assert [one.grade for one in others] == [
        YearResult.objects.get(version=1, person=one.person_id).grade for one in others
    ]


def test_a_year_is_refused_in_writing(world):
    appeal = year_appeal(world)
    services.examine(appeal=appeal, user=world.users[Role.BUREAU_CLERK], finding="计分无误")
    paper = decide(world, appeal, grant=False, answer="计分无误")
    told = "".join(item["text"] for item in paper.content["body"])
    assert "对2016年度村级人口主任考核结果（年度得分76.00分，基本合格）提出的申诉收悉" in told
    assert "根据《关岭自治县进一步加强村级人口计生队伍职业化建设实施方案》（P5.2）" in told
    assert appeal.state == AppealState.REFUSED


def test_standings_cost_the_same_for_many(world, django_assert_num_queries):
    rows = list(Result.objects.filter(month=world.month))
    with django_assert_num_queries(4):
        queries.standings(rows[:1])
    with django_assert_num_queries(4):
        queries.standings(rows)
