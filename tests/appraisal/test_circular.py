"""The circular: frozen, prepared by one, issued by another, once; its paper and its workbook."""

import hashlib
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from appraisal.enums import CircularState, MonthState
from appraisal.models import Circular, Entry, Month, Result, TownshipResult
from appraisal.queries import results
from appraisal.services import circulars, ranking
from guanling.accounts.enums import Role
from guanling.documents.enums import PrintState
from guanling.documents.models import Paper, PaperNumber
from guanling.documents.services import papers
from guanling.runs.errors import Outrun, Refusal
from tests.appraisal import world as build
from tests.people import make_user

pytestmark = pytest.mark.django_db
DAY = date(2016, 10, 10)


def ranked(values=("90", "88", "70"), first_day=build.SEPTEMBER):
    """A ranked month of the small county, its clerk and its reviewer."""
    world = build.small_county()
    month = build.closed(world, values, first_day)
    ranking.rank_now(month=month)
    return world, month


def prepare(world, month):
    """The month's circular as the bureau's clerk prepares it."""
    frame = circulars.standing_frame(month)
    return circulars.prepare(month=month, user=world.users[Role.BUREAU_CLERK], frame=frame)


def ready(world, month):
    """A prepared circular; its draft counts as set without the cost of setting it."""
    circular = prepare(world, month)
    type(circular.draft).objects.filter(pk=circular.draft_id).update(state=PrintState.READY)
    return circular


def issue(world, circular, **options):
    """Issue as the bureau's reviewer."""
    return circulars.issue(circular=circular, user=world.users[Role.BUREAU_REVIEWER], day=DAY, **options)


def test_a_circular_freezes_text_and_tables():
    world, month = ranked(("90", "88", None))
    content = prepare(world, month).draft.content
    assert content["title"] == "关于2016年9月份村（居、社区）人口主任月考核情况的通报"
    assert content["issuer_mark"] == "关岭自治县人口和计划生育局文件"
    assert content["number_mark"] == "关人口计生通"
    assert [row[:4] + row[-1:] for row in content["ranking"]["rows"]] == [
        ["1", "甲镇", "甲家村", "安甲", "一档"],
        ["2", "甲镇", "甲家村", "白乙", "一档"],
        ["—", "乙镇", "乙家村", "蔡丙", "乡镇未报"],
    ]
    assert content["townships"]["rows"] == [
        ["1", "甲镇", "2", "2", "89.00", "2", "0", "0", "0", "0"],
        ["—", "乙镇", "1", "0", "未报", "0", "0", "0", "0", "1"],
    ]
    assert any("乙镇本月未按规定上报" in item["text"] for item in content["body"])


def test_last_months_places_stand_in_the_table():
    world = build.small_county()
    ranking.rank_now(month=build.closed(world, ("70", "90", "80"), date(2016, 8, 1)))
    month = build.closed(world)
    ranking.rank_now(month=month)
    rows = prepare(world, month).draft.content["ranking"]["rows"]
    assert [row[14:16] for row in rows] == [["3", "升2"], ["1", "降1"], ["2", "降1"]]


def test_issuing_numbers_the_paper_and_freezes_the_month():
    world, month = ranked()
    paper = issue(world, ready(world, month))
    month.refresh_from_db()
    circular = results.circular_of(month)
    assert (paper.number, paper.content["date"]) == ("关人口计生通〔2016〕1号", "2016年10月10日")
    assert (month.state, circular.state, circular.issued_on) == (MonthState.ISSUED, CircularState.ISSUED, DAY)
    assert not Result.objects.filter(month=month, issued=False).exists()
    assert not TownshipResult.objects.filter(month=month, issued=False).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.filter(month=month).update(score=0)
    with pytest.raises(Refusal, match="已经通报"):
        prepare(world, month)


def test_who_prepared_does_not_issue():
    world, month = ranked()
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    frame = circulars.standing_frame(month)
    circular = circulars.prepare(month=month, user=both, frame=frame)
    with pytest.raises(Refusal, match="您是拟稿人"):
        circulars.issue(circular=circular, user=both, day=DAY)


@pytest.mark.parametrize("role", [Role.BUREAU_REVIEWER, Role.TOWNSHIP_CLERK, Role.COUNTY_READER])
def test_only_the_bureaus_clerk_prepares(role):
    world, month = ranked()
    with pytest.raises(Refusal, match="没有对该单位"):
        circulars.prepare(month=month, user=world.users[role], frame=circulars.standing_frame(month))


@pytest.mark.parametrize("role", [Role.BUREAU_CLERK, Role.TOWNSHIP_DIRECTOR])
def test_only_the_bureaus_reviewer_issues(role):
    world, month = ranked()
    circular = prepare(world, month)
    with pytest.raises(Refusal, match="没有对该单位"):
        circulars.issue(circular=circular, user=world.users[role], day=DAY)


def test_a_draft_that_is_not_set_is_not_issued():
    world, month = ranked()
    circular = prepare(world, month)
    with pytest.raises(Refusal, match="还没有生成"):
        issue(world, circular)
    assert not PaperNumber.objects.exists()


def test_a_draft_that_no_longer_matches_the_ranking_is_not_issued():
    world, month = ranked()
    circular = ready(world, month)
    ranking.rank_now(month=month)
    assert not circulars.stale(circular)
    Entry.objects.filter(person=world.people[2]).update(de=Decimal("100"))
    ranking.rank_now(month=month)
    with pytest.raises(Refusal, match="重拟后再签发"):
        issue(world, circular)
    assert (Paper.objects.count(), PaperNumber.objects.count()) == (0, 0)
    again = ready(world, month)
    circular.refresh_from_db()
    assert circular.state == CircularState.WITHDRAWN
    with pytest.raises(Outrun):
        issue(world, circular)
    assert issue(world, again).serial == 1


@pytest.mark.parametrize("state", [MonthState.OPEN, MonthState.CLOSED])
def test_an_unranked_month_has_no_circular(state):
    world = build.small_county()
    month = build.opened(world) if state == MonthState.OPEN else build.closed(world)
    with pytest.raises(Refusal, match="还没有排序"):
        prepare(world, month)


@pytest.mark.parametrize("missing", ["number_mark", "copies", "requirements"])
def test_what_the_bureau_words_itself_must_not_be_empty(missing):
    world, month = ranked()
    frame = circulars.Frame(
        **{"number_mark": "关", "copies": "县委办。", "requirements": "整改。", missing: " "}
    )
    with pytest.raises(Refusal, match="请写明"):
        circulars.prepare(month=month, user=world.users[Role.BUREAU_CLERK], frame=frame)


def test_the_next_draft_starts_from_the_last_ones_words():
    world, month = ranked()
    frame = circulars.Frame("关计生通", "县委办。", "抓好整改。")
    circulars.prepare(month=month, user=world.users[Role.BUREAU_CLERK], frame=frame)
    assert circulars.standing_frame(month) == frame


@pytest.mark.django_db(transaction=True)
def test_of_two_issuers_at_once_one_is_told():
    world, month = ranked()
    circular = ready(world, month)
    issuers = [make_user(f"issuer{n}", (Role.BUREAU_REVIEWER, world.county)) for n in range(2)]
    start, said = threading.Barrier(2), []

    def run(user):
        try:
            start.wait()
            said.append(circulars.issue(circular=Circular.objects.get(pk=circular.pk), user=user, day=DAY))
        except Refusal as refusal:
            said.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user,)) for user in issuers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in said) == ["Outrun", "Paper"]
    assert (Paper.objects.count(), PaperNumber.objects.get().last) == (1, 1)
    assert Month.objects.get(pk=month.pk).state == MonthState.ISSUED


def test_the_circular_is_set_as_a_paper():
    world, month = ranked()
    circular = prepare(world, month)
    papers.render_draft(circular.draft_id)
    circular.draft.refresh_from_db()
    assert (circular.draft.state, circular.draft.problem) == (PrintState.READY, "")
    paper = issue(world, circular)
    papers.render_paper(paper.pk)
    paper.refresh_from_db()
    with paper.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == paper.sha256
