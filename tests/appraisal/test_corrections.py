"""Corrections after issue: proposed, decided by another, written as the next version, told by a notice."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal import rules
from appraisal.enums import MonthState
from appraisal.models import ITEMS, Correction, Entry, Month, Result, TownshipResult
from appraisal.queries import corrections as queries
from appraisal.queries import results, scheme_for
from appraisal.services import circulars, corrections, ranking
from appraisal.services.findings import record_finding
from guanling.accounts.enums import Role
from guanling.documents.enums import PrintState
from guanling.documents.models import Draft, Paper
from guanling.documents.services import papers
from guanling.runs.errors import Outrun, Refusal
from roster.models import Appointment
from tests.appraisal import world as build
from tests.appraisal.test_ranking import random_county
from tests.people import make_user

pytestmark = pytest.mark.django_db
DAY = date(2016, 10, 10)
GIVEN = {"reason": "漏登培训", "document_number": "甲府〔2016〕3号"}


def send(world, circular):
    """Issue a prepared circular or notice as the reviewer; the draft counts as set."""
    Draft.objects.filter(pk=circular.draft_id).update(state=PrintState.READY)
    return circulars.issue(circular=circular, user=world.users[Role.BUREAU_REVIEWER], day=DAY)


def prepared(world, month, notice=False):
    """The month's circular or its notice, as the clerk prepares it."""
    make = circulars.prepare_notice if notice else circulars.prepare
    kind = circulars.CircularKind.CORRECTION if notice else circulars.CircularKind.MONTHLY
    frame = circulars.standing_frame(month, kind)
    return make(month=month, user=world.users[Role.BUREAU_CLERK], frame=frame)


@pytest.fixture
def world(db):
    """September 2016, issued: 安甲 90, 白乙 88 in 甲镇; 蔡丙 70 in 乙镇."""
    world = build.small_county()
    world.month = build.closed(world)
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    world.month = Month.objects.get(pk=world.month.pk)
    return world


def row(world, number, version=1):
    """The result of the ``number``-th person."""
    return Result.objects.get(month=world.month, version=version, person=world.people[number])


def propose(world, number, value, deduction="0", version=1, **given):
    """Propose ``value`` in every item for the ``number``-th person, as the clerk."""
    return corrections.propose(
        result=row(world, number, version),
        values=dict.fromkeys(ITEMS, None if value is None else Decimal(value)),
        deduction=Decimal(deduction),
        user=given.pop("user", world.users[Role.BUREAU_CLERK]),
        **GIVEN | given,
    )


def approve(world, correction):
    """Approve as the reviewer."""
    corrections.approve(correction=correction, user=world.users[Role.BUREAU_REVIEWER])


def table(month, version):
    """(name, score, county rank, township rank) of everybody, by place."""
    return list(
        results.results(month, version).values_list("person_name", "score", "county_rank", "township_rank")
    )


def test_an_approved_correction_makes_the_next_version_and_leaves_the_issued_one(world):
    before = table(world.month, 1)
    approve(world, propose(world, 2, "89"))
    assert table(world.month, 1) == before
    assert table(world.month, 2) == [
        ("安甲", Decimal("90.00"), 1, 1),
        ("蔡丙", Decimal("89.00"), 2, 1),
        ("白乙", Decimal("88.00"), 3, 2),
    ]
    second = TownshipResult.objects.get(version=2, township_code=world.townships[1].code)
    assert (second.average, second.place, second.people) == (Decimal("89.00"), 1, 1)
    # Until the notice is issued everybody reads what was issued.
    assert results.shown_version(world.month, world.users[Role.BUREAU_CLERK]) == 1


def test_a_correction_changes_nothing_that_was_not_corrected(world):
    """Names, units and appointments that changed since stay as they were issued."""
    Appointment.objects.filter(person=world.people[1]).update(valid_to=date(2016, 9, 3))
    world.people[0].name = "安改名"
    world.people[0].save()
    build.make_director(world.villages[0], "后来", start=date(2016, 9, 1))
    approve(world, propose(world, 2, "75"))
    assert [name for name, *_ in table(world.month, 2)] == ["安甲", "白乙", "蔡丙"]
    assert row(world, 1, 2).days_served == 30


def test_the_days_of_who_is_corrected_are_counted_again(world):
    Appointment.objects.filter(person=world.people[1]).update(valid_to=date(2016, 9, 3))
    approve(world, propose(world, 1, "88"))
    corrected = row(world, 1, 2)
    assert (corrected.status, corrected.days_served, corrected.score) == (rules.TOO_FEW_DAYS, 3, None)


def test_the_deduction_takes_the_place_of_the_findings():
    world = build.small_county()
    world.month = build.opened(world)
    record_finding(
        month=world.month,
        village=world.villages[0],
        person=world.people[0],
        found_on=date(2016, 9, 12),
        deduction=Decimal(5),
        reason="未按时入户",
        document_number="关人口计生督〔2016〕3号",
        user=world.users[Role.BUREAU_CLERK],
    )
    world.month = build.closed(world)
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    assert row(world, 0).score == Decimal("85.00")
    approve(world, propose(world, 0, "90", deduction="1"))
    assert (row(world, 0, 2).deduction, row(world, 0, 2).score) == (Decimal("1.0"), Decimal("89.00"))


def test_who_was_missing_is_scored_by_a_correction():
    world = build.small_county()
    world.month = build.closed(world, ("90", "88", None))
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    approve(world, propose(world, 2, "89"))
    assert row(world, 2, 2).county_rank == 2
    second = TownshipResult.objects.get(version=2, township_code=world.townships[1].code)
    assert (second.missing, second.average) == (False, Decimal("89.00"))


def test_somebody_without_a_row_on_the_sheet_can_be_corrected():
    world = build.small_county()
    world.month = build.closed(world)
    world.people.append(build.make_director(world.villages[0], "后补", start=date(2016, 9, 1)))
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    assert row(world, 3).entry_id is None
    approve(world, propose(world, 3, "95"))
    assert (row(world, 3, 2).county_rank, row(world, 3, 2).entry.person) == (1, world.people[3])


@pytest.mark.parametrize("seed", range(10))
def test_the_corrected_version_equals_the_pure_rule(seed):
    month = random_county(seed)
    ranking.rank_now(month=month)
    Result.objects.filter(month=month).update(issued=True)
    TownshipResult.objects.filter(month=month).update(issued=True)
    clerk = make_user("clerk", (Role.BUREAU_CLERK, month.county))
    scheme = scheme_for(month.county.code, month.first_day)
    rows = list(Result.objects.filter(month=month, version=1).order_by("village_code", "pk"))
    changed = rows[seed::7]
    for number, result in enumerate(changed):
        Correction.objects.create(
            entry=result.entry,
            **dict.fromkeys(ITEMS, Decimal(50 + 5 * number)),
            deduction=Decimal(number),
            proposed_by=clerk,
            approved_by=make_user(f"checker{number}"),
            version=2,
            days_served=queries.days_now(result),
            **GIVEN,
        )
    ranking.write_corrected(month=month, base=1, scheme=scheme)
    places = {result.pk: number for number, result in enumerate(changed)}
    people = [
        rules.Assessed(
            key=(result.village_code, result.person_id),
            township=result.township_code,
            days_served=result.days_served,
            scores=dict.fromkeys(ITEMS, Decimal(50 + 5 * places[result.pk]))
            if result.pk in places
            else {item: getattr(result, item) for item in ITEMS},
            deduction=Decimal(places[result.pk]) if result.pk in places else result.deduction,
            sheet_complete=result.pk in places or result.status != rules.SHEET_MISSING,
        )
        for result in rows
    ]
    placed = rules.rank(people, scheme)
    for outcome in placed:
        stored = Result.objects.get(
            month=month, version=2, village_code=outcome.key[0], person_id=outcome.key[1]
        )
        assert (stored.status, stored.township_rank, stored.county_rank) == (
            outcome.status,
            outcome.township_rank,
            outcome.county_rank,
        )
        assert stored.score == (outcome.score and outcome.score.score)
        assert stored.band == (outcome.score.band if outcome.score else "")
    for code, township in rules.township_places(placed, scheme).items():
        line = TownshipResult.objects.get(month=month, version=2, township_code=code)
        assert (line.average, line.place, line.ranked) == (township.average, township.place, township.ranked)


def test_a_waiting_correction_shows_what_approving_it_would_bring(world):
    correction = propose(world, 2, "89")
    expected = queries.effect(correction)
    assert (expected.before.county_rank, expected.after.county_rank) == (3, 2)
    assert expected.after.score == Decimal("89.00")
    approve(world, correction)
    brought = queries.effect(Correction.objects.get(pk=correction.pk))
    assert (brought.before, brought.after) == (expected.before, expected.after)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": "90"}, "与现在的结果相同"),
        ({"value": "100.5"}, "应在 0 到 100 之间"),
        ({"value": "80.2"}, "0.5 分的整数倍"),
        ({"value": None}, "请填写德、能、勤"),
        ({"value": "80", "deduction": "-1"}, "督查扣分应在 0"),
        ({"value": "80", "reason": " "}, "请写明更正的理由"),
        ({"value": "80", "document_number": ""}, "请写明依据的文号"),
    ],
)
def test_a_proposal_is_refused(world, given, says):
    with pytest.raises(Refusal, match=says):
        propose(world, 0, **given)
    assert not Correction.objects.exists()


def test_before_the_circular_there_is_nothing_to_correct():
    world = build.small_county()
    world.month = build.closed(world)
    ranking.rank_now(month=world.month)
    with pytest.raises(Refusal, match="还没有通报"):
        propose(world, 0, "80")


def test_one_proposal_waits_at_a_time(world):
    first = propose(world, 0, "80")
    with pytest.raises(Refusal, match="已有一项更正等待批准"):
        propose(world, 0, "81")
    with pytest.raises(IntegrityError, match="correction_one_open"), transaction.atomic():
        Correction.objects.create(entry=first.entry, proposed_by=first.proposed_by, **GIVEN)
    corrections.reject(correction=first, user=world.users[Role.BUREAU_REVIEWER], reason="依据不足")
    assert propose(world, 0, "81").pk != first.pk


def test_the_maker_is_not_the_checker(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    correction = propose(world, 0, "80", user=both)
    with pytest.raises(Refusal, match="您是提出人"):
        corrections.approve(correction=correction, user=both)
    with pytest.raises(IntegrityError, match="correction_maker_is_not_checker"), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(approved_by=both, version=2, days_served=30)


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.BUREAU_REVIEWER, Role.FINANCE])
def test_others_do_not_propose(world, role):
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        propose(world, 0, "80", user=world.users[role])


def test_a_decided_correction_is_not_decided_again(world):
    correction = propose(world, 0, "80")
    stale = Correction.objects.get(pk=correction.pk)
    approve(world, correction)
    with pytest.raises(Outrun):
        corrections.reject(correction=stale, user=world.users[Role.BUREAU_REVIEWER], reason="不")
    with pytest.raises(Outrun):
        approve(world, stale)


def test_who_proposed_withdraws(world):
    correction = propose(world, 0, "80")
    corrections.reject(correction=correction, user=world.users[Role.BUREAU_CLERK], reason="填错")
    assert queries.state_of(correction, 1) == queries.WITHDRAWN
    assert not Result.objects.filter(version=2).exists()


def test_two_corrections_before_the_notice_stand_in_one_version(world):
    approve(world, propose(world, 2, "89"))
    approve(world, propose(world, 0, "60"))
    # A correction of what was corrected begins with the figures that now hold.
    with pytest.raises(Refusal, match="相同"):
        propose(world, 2, "89")
    approve(world, propose(world, 2, "91"))
    assert [(name, score) for name, score, *_ in table(world.month, 2)] == [
        ("蔡丙", Decimal("91.00")),
        ("白乙", Decimal("88.00")),
        ("安甲", Decimal("60.00")),
    ]
    assert not Result.objects.filter(version=3).exists()


def test_the_notice_tells_it_and_brings_the_version_into_force(world):
    approve(world, propose(world, 2, "89"))
    notice = prepared(world, world.month, notice=True)
    content = notice.draft.content
    assert content["title"] == "关于更正2016年9月份村（居、社区）人口主任月考核结果的通知"
    (line,) = [item["text"] for item in content["body"] if item["kind"] == "h3"]
    assert line.startswith("1．乙镇乙家村蔡丙：德由70改为89，")
    assert "总分由70.00改为89.00，全县名次由3改为2。更正理由：漏登培训（甲府〔2016〕3号）。" in line
    assert [entry[2:7] for entry in content["changes"]["rows"]] == [
        ["蔡丙", "70.00", "89.00", "3", "2"],
        ["白乙", "88.00", "88.00", "2", "3"],
    ]
    paper = send(world, notice)
    assert paper.number == "关人口计生更〔2016〕1号"
    assert paper.corrects == Paper.objects.get(kind="circular")
    month = Month.objects.get(pk=world.month.pk)
    assert results.shown_version(month, world.users[Role.VILLAGE_COMMITTEE]) == 2
    assert not queries.waiting(month)
    with pytest.raises(Refusal, match="没有已批准而未通知的更正"):
        prepared(world, month, notice=True)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Result.objects.filter(version=2).update(score=0)


def test_a_correction_after_the_draft_makes_the_draft_stale(world):
    approve(world, propose(world, 2, "89"))
    notice = prepared(world, world.month, notice=True)
    approve(world, propose(world, 0, "60"))
    with pytest.raises(Refusal, match="又有变动"):
        send(world, notice)


def test_a_second_notice_names_the_first(world):
    approve(world, propose(world, 2, "89"))
    first = send(world, prepared(world, world.month, notice=True))
    approve(world, propose(world, 0, "60", version=2))
    notice = prepared(world, world.month, notice=True)
    assert f"（{first.number}）" in notice.draft.content["body"][0]["text"]
    assert send(world, notice).number == "关人口计生更〔2016〕2号"
    assert [name for name, *_ in table(world.month, 3)] == ["蔡丙", "白乙", "安甲"]


def test_the_notice_is_set_as_paper(world):
    approve(world, propose(world, 2, "89"))
    paper = send(world, prepared(world, world.month, notice=True))
    rendered = papers.render_content(kind=paper.kind, content=paper.content)
    assert rendered.pages >= 2
    assert rendered.data.startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_two_corrections_approved_at_once_both_stand():
    world = build.small_county()
    world.month = build.closed(world)
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    waiting = [propose(world, 0, "60"), propose(world, 2, "89")]
    start = threading.Barrier(2)
    failed = []

    def decide(correction):
        start.wait()
        try:
            approve(world, correction)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [(name, score) for name, score, *_ in table(world.month, 2)] == [
        ("蔡丙", Decimal("89.00")),
        ("白乙", Decimal("88.00")),
        ("安甲", Decimal("60.00")),
    ]


# --- pages ---------------------------------------------------------------------------------------


def address(name, **arguments):
    """A page of the month or of one thing."""
    return reverse(f"appraisal:{name}", kwargs=arguments or {"period": "2016-09"})


def typed(value, **fields):
    """The form as typed."""
    return dict.fromkeys(ITEMS, value) | {"deduction": "0"} | GIVEN | fields


def test_from_the_result_to_the_issued_notice(client, world, django_capture_on_commit_callbacks):
    clerk, reviewer = world.users[Role.BUREAU_CLERK], world.users[Role.BUREAU_REVIEWER]
    client.force_login(clerk)
    shown = row(world, 2)
    new = address("correction-new", pk=shown.pk)
    assert new in client.get(address("result", pk=shown.pk)).content.decode()
    answer = client.post(new, typed("８９。５"), follow=True)  # as typed on a Chinese keyboard
    correction = Correction.objects.get()
    assert answer.redirect_chain[-1][0] == address("correction", pk=correction.pk)
    assert correction.de == Decimal("89.5")
    text = answer.content.decode()
    assert "待批准" in text
    assert "您是提出人" in text
    assert address("correction-approve", pk=correction.pk) not in text

    client.force_login(reviewer)
    text = client.get(address("correction", pk=correction.pk)).content.decode()
    assert address("correction-approve", pk=correction.pk) in text
    assert "<strong>89.50</strong>" in text
    answer = client.post(address("correction-approve", pk=correction.pk), follow=True)
    assert "已批准，待通知" in answer.content.decode()

    client.force_login(clerk)
    frame = {"number_mark": "关人口计生更", "copies": "县委办公室。"}
    with django_capture_on_commit_callbacks() as queued:
        answer = client.post(address("notice-prepare"), frame, follow=True)
    assert len(queued) == 1  # one draft goes to the worker
    assert "正在排版送审稿" in answer.content.decode()

    notice = results.notice_of(world.month)
    papers.render_draft(notice.draft_id)
    client.force_login(reviewer)
    answer = client.post(address("circular-issue", pk=notice.pk), follow=True)
    assert answer.redirect_chain[-1][0] == address("corrections")
    text = answer.content.decode()
    number = Paper.objects.get(kind="correction").number
    assert number in text
    assert "已更正" in text
    assert number in client.get(address("circular")).content.decode()
    # Who reads the results now reads why, too.
    client.force_login(world.users[Role.VILLAGE_COMMITTEE])
    text = client.get(address("result", pk=row(world, 0, 2).pk)).content.decode()
    assert "更正后（第 2 版）" in text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("de", "九十", "不是数字"),
        ("de", "", "这个字段是必填项"),
        ("ji", "101", "应在 0 到 100 之间"),
        ("reason", "", "这个字段是必填项"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(client, world, field, value, says):
    client.force_login(world.users[Role.BUREAU_CLERK])
    answer = client.post(
        address("correction-new", pk=row(world, 0).pk), typed("66.5", **{field: value}), follow=True
    )
    text = answer.content.decode()
    assert says in text
    assert 'value="66.5"' in text
    assert not Correction.objects.exists()


def test_townships_read_their_own_corrections_only(client, world):
    own, other = propose(world, 0, "80"), propose(world, 2, "80")
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    text = client.get(address("corrections")).content.decode()
    assert address("correction", pk=own.pk) in text
    assert address("correction", pk=other.pk) not in text
    assert client.get(address("correction", pk=other.pk)).status_code == 404


def test_an_empty_month_says_what_to_do(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    assert "再点“提出更正”" in client.get(address("corrections")).content.decode()
    Month.objects.filter(pk=world.month.pk).update(state=MonthState.RANKED)
    assert "还没有通报，不需要更正" in client.get(address("corrections")).content.decode()


def test_the_list_costs_the_same_for_many(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    propose(world, 0, "80")
    client.get(address("corrections"))
    with CaptureQueriesContext(connection) as few:
        client.get(address("corrections"))
    propose(world, 1, "80")
    for entry in Entry.objects.filter(sheet__month=world.month):
        for _ in range(10):
            Correction.objects.create(
                entry=entry,
                proposed_by=world.users[Role.BUREAU_CLERK],
                rejected_by=world.users[Role.BUREAU_REVIEWER],
                rejected_reason="不",
                **GIVEN,
            )
    with CaptureQueriesContext(connection) as many:
        client.get(address("corrections"))
    assert len(many) == len(few)
