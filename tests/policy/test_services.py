"""Decisions in the database: what wins when, what is refused, what the history keeps."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from guanling.accounts.models import User
from guanling.policy import previews, queries, services
from guanling.policy.models import PolicyDecision
from guanling.policy.rules import chinese_date
from guanling.runs.errors import Outrun, Refusal

COUNTY = "520424"
PAY = "pay.director_monthly"


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk", "x", "王经办")


@pytest.fixture
def decide(clerk):
    def decide(value="1900", begin="2016-09-01", end=None, key=PAY, number="关人口〔2016〕9号", **more):
        return services.decide(
            **{
                "user": clerk,
                "county_code": COUNTY,
                "key": key,
                "value": value,
                "valid_from": date.fromisoformat(begin),
                "valid_to": date.fromisoformat(end) if end else None,
                "document_number": number,
                "reason": "提高待遇",
            }
            | more
        )

    return decide


def pay_line():
    return [
        (value.valid_from.isoformat(), value.valid_to and value.valid_to.isoformat(), str(value.value))
        for value in queries.timeline_of(COUNTY, PAY)
    ][2:]


def test_a_decision_wins_from_its_date(decide):
    decide()
    assert str(queries.at(COUNTY, date(2016, 8, 31))[PAY]) == "1700.00"
    now = queries.at(COUNTY, date(2016, 9, 1))
    assert str(now[PAY]) == "1900.00"
    assert now.source(PAY).text == "县决定 关人口〔2016〕9号，自2016年9月1日起（依据《通知》N2.3）"
    assert str(queries.at("520425", date(2016, 9, 1))[PAY]) == "1700.00"


def test_reading_costs_one_statement_however_many_decisions(decide, django_assert_num_queries):
    for day in range(1, 20):
        decide(begin=f"2016-09-{day:02}", number=f"〔2016〕{day}号")
    decide(key="pay.day", value="20")
    with django_assert_num_queries(1):
        queries.at(COUNTY, date(2016, 9, 30))


def test_values_are_stored_in_the_form_of_the_files(decide):
    assert decide(value=" 1900 ").value == "1900.00"


def test_a_new_decision_ends_the_one_before(decide):
    first = decide()
    decide("2100", "2017-01-01", number="〔2017〕1号")
    first.refresh_from_db()
    assert first.valid_to == date(2016, 12, 31)
    assert first.ended_reason == "由〔2017〕1号的决定代替"
    assert pay_line() == [("2016-09-01", "2016-12-31", "1900.00"), ("2017-01-01", None, "2100.00")]


def test_a_decision_takes_the_place_of_those_that_were_to_begin_later(decide):
    later = decide("2100", "2017-01-01")
    decide("1800", "2016-10-01", number="〔2016〕12号")
    later.refresh_from_db()
    assert later.withdrawn_at
    assert pay_line() == [("2016-10-01", None, "1800.00")]


def test_a_decision_with_an_end_gives_way_to_the_document(decide):
    decide(end="2016-12-31")
    assert pay_line() == [("2016-09-01", "2016-12-31", "1900.00"), ("2017-01-01", None, "1700.00")]


def test_a_standing_decision_is_not_split(decide):
    decide()
    with pytest.raises(Refusal, match="不能从中间截断"):
        decide("2500", "2016-10-01", "2016-10-31", number="〔2016〕12号")


def test_the_same_decision_twice_is_refused(decide):
    decide()
    with pytest.raises(Refusal, match="已经录入"):
        decide()
    assert PolicyDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": " "}, "文号和理由"),
        ({"reason": ""}, "文号和理由"),
        ({"value": "一千九"}, "人口主任月报酬：请填写数字"),
        ({"end": "2016-08-31"}, "止日不能早于施行日期"),
    ],
)
def test_incomplete_decisions_are_refused(decide, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        decide(**changes)
    assert not PolicyDecision.objects.exists()


@pytest.mark.parametrize("key", ["dismissal.b", "dismissal.d"])
def test_no_decision_reopens_what_a_law_closed(decide, key):
    for begin, end in (("2021-08-20", "2021-12-31"), ("2020-01-01", None), ("2020-01-01", "2021-08-20")):
        with pytest.raises(Refusal, match="县决定不能恢复"):
            decide("yes", begin, end, key=key)
    decide("no", "2020-01-01", "2021-08-19", key=key)
    assert not queries.at(COUNTY, date(2020, 6, 1)).holds(key)
    assert not queries.at(COUNTY, date(2021, 8, 20)).holds(key)


def test_a_row_past_the_law_is_ignored_when_read(clerk):
    """Even a row that came into the table past the service does not reopen a closed ground."""
    PolicyDecision.objects.create(
        county_code=COUNTY,
        key="dismissal.b",
        value="yes",
        valid_from=date(2021, 8, 20),
        document_number="〔2021〕1号",
        reason="误录",
        decided_by=clerk,
    )
    assert not queries.at(COUNTY, date(2022, 1, 1)).holds("dismissal.b")


def test_ending_a_decision_returns_to_the_document(decide, clerk):
    decision = decide()
    services.end(user=clerk, decision=decision, last_day=date(2016, 10, 31), reason="财力不足")
    assert pay_line() == [("2016-09-01", "2016-10-31", "1900.00"), ("2016-11-01", None, "1700.00")]
    decision.refresh_from_db()
    with pytest.raises(Refusal, match="施行期间以内"):
        services.end(user=clerk, decision=decision, last_day=date(2016, 12, 31), reason="再延")


def test_withdrawing_undoes_a_decision_and_keeps_its_row(decide, clerk):
    decision = decide()
    services.withdraw(user=clerk, decision=decision, reason="文号录错")
    assert pay_line() == []
    decision.refresh_from_db()
    assert (decision.withdrawn_by, decision.ended_reason) == (clerk, "文号录错")
    with pytest.raises(Outrun, match="已被他人处理"):
        services.withdraw(user=clerk, decision=decision, reason="再撤")
    with pytest.raises(Refusal, match="理由"):
        services.withdraw(user=clerk, decision=decision, reason=" ")


def test_every_change_leaves_a_trace_with_its_reason(decide, clerk):
    decision = decide()
    services.withdraw(user=clerk, decision=decision, reason="文号录错")
    events = list(PolicyDecision.pgh_event_model.objects.order_by("pgh_id"))
    assert [event.pgh_label for event in events] == ["insert", "update"]
    assert [event.pgh_context["reason"] for event in events] == ["提高待遇", "文号录错"]


def test_the_database_refuses_overlap_and_deletion(decide, clerk):
    decision = decide()
    again = PolicyDecision(
        county_code=COUNTY,
        key=PAY,
        value="2000.00",
        valid_from=date(2017, 1, 1),
        document_number="x",
        reason="x",
        decided_by=clerk,
    )
    with pytest.raises(IntegrityError, match="policy_decision_no_overlap"), transaction.atomic():
        again.save()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        decision.delete()


def test_the_preview_says_what_changes_without_doing_it(decide):
    decide("2100", "2017-01-01", number="〔2017〕1号")
    planned = services.plan(county_code=COUNTY, key=PAY, value="1800", valid_from=date(2016, 10, 1))
    lines = planned.lines(today=date(2016, 11, 1))
    assert lines[0] == "自2016年10月1日起，“人口主任月报酬”由“1,700.00 元/月”改为“1,800.00 元/月”。"
    assert any("〔2017〕1号的决定（2,100.00 元/月，原定自2017年1月1日起）不再施行" in line for line in lines)
    assert any("《通知》N2.3对此有规定" in line for line in lines)
    assert any("早于今天" in line for line in lines)
    assert PolicyDecision.objects.standing().count() == 1


@pytest.fixture
def registered(monkeypatch):
    """Registrations of this test only."""
    monkeypatch.setattr(previews, "_REGISTERED", [])
    return previews.register


def test_domain_apps_add_lines_and_refuse_confirmed_periods(decide, clerk, registered):
    closed_until = date(2016, 9, 30)

    def guard(change):
        if change.valid_from <= closed_until:
            raise Refusal(f"{chinese_date(closed_until)}以前的月份已经关闭。")

    registered("pay.", lines=lambda change: [f"影响 12 人，{change.after.value}"], guard=guard)
    registered("assessment.", lines=lambda change: ["不相干"])
    planned = services.plan(county_code=COUNTY, key=PAY, value="1800", valid_from=date(2016, 10, 1))
    lines = planned.lines(today=date(2016, 9, 1))
    assert lines[-1] == "影响 12 人，1800.00"
    assert "不相干" not in lines
    with pytest.raises(Refusal, match="已经关闭"):
        decide(begin="2016-09-30")
    decision = decide(begin="2016-10-01")
    closed_until = date(2016, 10, 31)
    with pytest.raises(Refusal, match="已经关闭"):
        services.withdraw(user=clerk, decision=decision, reason="录错")
    with pytest.raises(Refusal, match="已经关闭"):
        services.end(user=clerk, decision=decision, last_day=date(2016, 10, 30), reason="停")
    services.end(user=clerk, decision=decision, last_day=date(2016, 10, 31), reason="停")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_that_the_other_was_first():
    """Two clerks save decisions about one parameter in the same moment."""
    clerk = User.objects.create_user("clerk", "x", "王经办")
    barrier = threading.Barrier(2)
    planned = services.plan
    outcomes = []

    def slow(**what):
        found = planned(**what)
        barrier.wait(timeout=10)
        return found

    def work(number):
        try:
            services.decide(
                user=clerk,
                county_code=COUNTY,
                key=PAY,
                value="1900",
                valid_from=date(2016, 9, number),
                document_number=f"〔2016〕{number}号",
                reason="提高待遇",
            )
            outcomes.append("saved")
        except Outrun:
            outcomes.append("outrun")
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "plan", slow)  # holds both between reading and writing
        threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
    assert sorted(outcomes) == ["outrun", "saved"]
    assert PolicyDecision.objects.standing().count() == 1
