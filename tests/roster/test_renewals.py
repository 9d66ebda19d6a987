"""Renewal of a director's term: conditions, procedure, no other road (P2.5)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from guanling.policy.rules import Decision, settle_all
from guanling.policy.services import decide as decide_policy
from guanling.runs.errors import Refusal
from roster.enums import Education, EndGround, Level, MoveKind, MoveState, PostKind
from roster.models import Appointment, Move, Person, Unit
from roster.queries.moves import unrenewed
from roster.rules.moves import (
    Renewal,
    needing_exception,
    renewal_conditions,
    standing_in_the_way,
    working_days,
)
from roster.services import moves
from roster.services.appointments import appoint, end_appointment
from tests.roster.moving import DIRECTOR, moving

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "renewals.yaml"
WORDS = {True: "符合", False: "不符合", None: "不核对"}


def cases():
    """The golden cases, told apart by their words."""
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["说明"]) for row in rows]


def policy_on(day, most_age=None):
    """The documents' policy, with the county's age where a case has one."""
    decisions = ()
    if most_age is not None:
        decisions = [
            Decision(
                "leaving.renewal_age_max", str(most_age), date(2016, 1, 1), None, "关府〔2016〕9号", "试行"
            )
        ]
    return settle_all("520424", day, decisions)


@pytest.mark.parametrize("case", cases())
def test_condition(case):
    notice = case.get("公示", [date(2017, 7, 3), date(2017, 7, 7)])
    notice = [None, None] if notice == "空" else notice
    schooling = case.get("学历", "高中")
    labels = {label: value for value, label in Education.choices}
    grounds = {label: value for value, label in EndGround.choices}
    asked = Renewal(
        term_from=case["起"],
        term_to=case["止"],
        end_ground=grounds.get(case.get("离任"), ""),
        taken=case.get("已补选") in (True, "是"),
        birth=case.get("出生", date(1980, 1, 1)),
        education=labels.get(schooling, ""),
        notice_from=notice[0],
        notice_to=notice[1],
        check_result="" if case.get("考察") == "空" else "合格",
    )
    found = renewal_conditions(asked, policy_on(case["日期"], case.get("上限")), case["日期"])
    (met,) = [row for row in found if row.name == case["项目"]]
    assert WORDS[met.met] == case["结果"]
    # Only age is worded 一般: the county may excuse it, nothing else.
    stops = met in standing_in_the_way(found)
    assert stops == (case["结果"] == "不符合" and case["项目"] != "年龄")
    assert (met in needing_exception(found)) == (case["结果"] == "不符合" and case["项目"] == "年龄")


def test_every_condition_has_cases_both_ways():
    rows = [row.values[0] for row in cases()]
    for name in ("办理时间", "任满聘期", "年龄", "学历", "公示", "考察"):
        results = {row["结果"] for row in rows if row["项目"] == name}
        assert "不符合" in results


def test_beyond_the_published_calendar_monday_to_friday_count_and_the_page_says_so():
    assert working_days(date(2016, 9, 29), date(2016, 10, 9)) == (4, True)
    assert working_days(date(2099, 10, 1), date(2099, 10, 7)) == (5, False)
    asked = Renewal(
        date(2096, 8, 1), date(2099, 7, 31), "", False, date(2060, 1, 1), "college",
        date(2099, 7, 6), date(2099, 7, 10), "合格",
    )  # fmt: skip
    texts = [row.text for row in renewal_conditions(asked, policy_on(date(2099, 7, 20)), date(2099, 7, 20))]
    assert any("节假日安排尚未公布，按周一至周五计算" in text for text in texts)


# --- the road ------------------------------------------------------------------------------------

TERM = (date(2014, 8, 1), date(2017, 7, 31))
ON = date(2017, 7, 20)
NEXT = date(2017, 8, 1)


@pytest.fixture
def world(db):
    return moving()


@pytest.fixture
def term(world):
    """A director's term that ends on 31 July 2017."""
    made = world.put(1, DIRECTOR, start=TERM[0], end=TERM[1], name="王小续")
    Appointment.objects.filter(pk=made.pk).update(selection="open")
    Person.objects.filter(pk=made.person_id).update(education=Education.SENIOR_HIGH)
    return Appointment.objects.get(pk=made.pk)


DONE = {"notice_from": date(2017, 7, 3), "notice_to": date(2017, 7, 7), "check_result": "履职合格"}


def prepare(world, term, **changes):
    fields = {"appointment": term, "reason": "考核合格", "user": world.clerk}
    return moves.prepare_renewal(**fields | DONE | changes)


def asked(world, term, **changes):
    move = prepare(world, term, **changes)
    moves.send(move=move, user=world.director, today=ON)
    return move


def test_a_term_is_renewed_by_conditions_procedure_and_approval(world, term):
    move = prepare(world, term)
    assert (move.day, move.until, move.consent_by) == (NEXT, date(2020, 7, 31), "bureau")
    letter = moves.send(move=move, user=world.director, today=ON)
    assert (letter.kind, letter.number) == ("renewal_letter", "甲府请〔2017〕1号")
    assert [row["name"] for row in move.conditions] == [
        "办理时间",
        "任满聘期",
        "年龄",
        "学历",
        "公示",
        "考察",
    ]
    reply = moves.decide(move=move, user=world.reviewer, consent=True, today=ON)
    assert (reply.kind, reply.number) == ("renewal_reply", "关人口计生批〔2017〕1号")
    moves.apply_due(today=NEXT)
    move.refresh_from_db()
    assert move.state == MoveState.EFFECTED
    old, new = Appointment.objects.order_by("valid_from")
    assert (old.valid_to, old.end_ground) == (TERM[1], "")
    assert (new.valid_from, new.valid_to, new.selection, new.document_number) == (
        NEXT, date(2020, 7, 31), "open", reply.number,
    )  # fmt: skip


def test_a_condition_that_fails_keeps_the_letter_back_and_is_mended(world, term):
    move = prepare(world, term, notice_from=None, notice_to=None, check_result="")
    with pytest.raises(Refusal) as refused:
        moves.send(move=move, user=world.director, today=ON)
    assert "公示：还没有登记公示" in str(refused.value)
    assert "考察：还没有登记考察结果" in str(refused.value)
    with pytest.raises(Refusal, match="起止日期"):
        moves.record_procedure(move=move, user=world.clerk, notice_from=NEXT, notice_to=None, check_result="")
    moves.record_procedure(move=move, user=world.clerk, **DONE)
    moves.send(move=move, user=world.director, today=ON)
    with pytest.raises(Refusal, match="不能再改"):
        moves.record_procedure(move=move, user=world.clerk, **DONE)
    with pytest.raises(Refusal, match="没有对该单位"):
        moves.record_procedure(move=move, user=world.other_clerk, **DONE)


def test_age_is_general_and_excused_with_a_reason(world, term):
    decide_policy(
        user=world.bureau, county_code="520424", key="leaving.renewal_age_max", value="35",
        valid_from=date(2017, 1, 1), document_number="关府〔2017〕1号", reason="试行",
    )  # fmt: skip
    move = asked(world, term)
    with pytest.raises(Refusal, match="请写明例外批准的理由"):
        moves.decide(move=move, user=world.reviewer, consent=True, today=ON)
    reply = moves.decide(move=move, user=world.reviewer, consent=True, opinion="连续三年优秀", today=ON)
    body = "".join(row["text"] for row in reply.content["body"])
    assert "续聘时37周岁，一般不超过35周岁，作为例外批准，理由：连续三年优秀。" in body


def test_a_term_that_has_run_out_is_renewed_from_the_day_after(world, term):
    """Decided in September, the place still vacant: the new term begins where the old one ended."""
    late = date(2017, 9, 4)
    move = prepare(world, term)
    moves.send(move=move, user=world.director, today=late)
    moves.decide(move=move, user=world.reviewer, consent=True, today=late)
    moves.apply_due(today=late)
    assert Appointment.objects.get(valid_from=NEXT).person == term.person


def test_once_somebody_else_has_the_place_there_is_no_renewal(world, term):
    world.put(2, DIRECTOR, start=date(2017, 8, 20), name="赵小补")
    move = prepare(world, term)
    with pytest.raises(Refusal, match="岗位已由他人补选"):
        moves.send(move=move, user=world.director, today=date(2017, 9, 4))


def test_what_cannot_be_renewed(world, term):
    with pytest.raises(Refusal, match="只有人口主任"):
        prepare(world, world.put(5, name="李小员"))
    endless = world.put(6, DIRECTOR, unit=world.far, name="钱小无")
    Appointment.objects.filter(pk=endless.pk).update(valid_to=None)
    endless.refresh_from_db()
    with pytest.raises(Refusal, match="没有聘期止日"):
        prepare(world, endless, user=world.bureau)
    for until in (date(2017, 7, 31), date(2020, 8, 1)):
        with pytest.raises(Refusal, match=r"止日最晚为2020年7月31日（3年，N3\.3）"):
            prepare(world, term, until=until)
    end_appointment(appointment=term, last_day=TERM[1], ground=EndGround.NOT_RENEWED)
    term.refresh_from_db()
    with pytest.raises(Refusal, match="聘期届满不再续聘），不能续聘"):
        prepare(world, term)


def test_not_renewed_after_consent_hinders_the_new_term(world, term):
    move = asked(world, term)
    moves.decide(move=move, user=world.reviewer, consent=True, today=ON)
    end_appointment(appointment=term, last_day=TERM[1], ground=EndGround.NOT_RENEWED)
    assert "聘期已有变动（聘期届满不再续聘）" in moves.apply_due(today=NEXT).blocked[move.pk]


def test_a_renewed_term_is_not_renewed_twice(world, term):
    move = asked(world, term)
    moves.decide(move=move, user=world.reviewer, consent=True, today=ON)
    moves.apply_due(today=NEXT)
    with pytest.raises(Refusal, match="已有以后的聘期"):
        prepare(world, term)


# --- no other road -------------------------------------------------------------------------------


def again(world, term, day=NEXT, **fields):
    return appoint(person=term.person, unit=world.near, kind=DIRECTOR, valid_from=day, **fields)


OPENLY = {"selection": "open", "document_number": "关府〔2017〕20号"}


def test_the_same_director_is_not_simply_appointed_again(world, term):
    for fields in ({}, OPENLY):
        with pytest.raises(
            Refusal, match=r"连任须重新具备条件并履行程序（P2\.5），请在“调动和续聘”中办理续聘"
        ):
            again(world, term, **fields)
    # Nor after a day's break, unless openly selected anew with the county's approval.
    later = NEXT + timedelta(days=30)
    with pytest.raises(Refusal, match=r"P2\.5"):
        again(world, term, later)
    assert again(world, term, later, **OPENLY)


def test_an_ending_as_not_renewed_is_no_way_around_either(world, term):
    end_appointment(appointment=term, last_day=TERM[1], ground=EndGround.NOT_RENEWED)
    with pytest.raises(Refusal, match=r"P2\.5"):
        again(world, term, **OPENLY)


def test_who_resigned_may_come_back_to_the_same_post(world, term):
    end_appointment(appointment=term, last_day=date(2017, 3, 31), ground=EndGround.RESIGNED)
    assert again(world, term, date(2017, 5, 1))


def test_terms_before_the_plan_are_none_of_its_terms(world):
    old = world.put(3, DIRECTOR, start=date(2012, 1, 1), end=date(2014, 7, 31), name="孙小旧")
    assert appoint(person=old.person, unit=world.near, kind=DIRECTOR, valid_from=date(2014, 8, 1))


def test_another_village_or_post_is_no_renewal(world, term):
    other = Unit.objects.create(
        level=Level.VILLAGE, code=f"{world.first.code}209", name="丙家村村民委员会", short_name="丙家村",
        parent=world.first,
    )  # fmt: skip
    assert appoint(person=term.person, unit=other, kind=DIRECTOR, valid_from=NEXT)
    assert appoint(person=term.person, unit=world.near, kind=PostKind.SPECIAL_OFFICER, valid_from=NEXT)


# --- terms that have run out ---------------------------------------------------------------------


def ran_out(day):
    return [row.appointment for row in unrenewed(Appointment.objects.all(), day)]


def test_terms_that_ran_out_and_were_not_followed(world, term):
    assert ran_out(TERM[1]) == []
    assert ran_out(NEXT) == [term]
    assert ran_out(date(2018, 7, 31)) == [term]
    assert ran_out(date(2018, 8, 1)) == []
    move = asked(world, term)
    moves.decide(move=move, user=world.reviewer, consent=True, today=ON)
    moves.apply_due(today=NEXT)
    assert ran_out(NEXT) == []


def test_a_recorded_ending_is_no_longer_open(world, term):
    end_appointment(appointment=term, last_day=TERM[1], ground=EndGround.NOT_RENEWED)
    assert ran_out(NEXT) == []


def login(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_list_of_terms_leads_to_renewal(world, term):
    client = login(world.clerk)
    address = reverse("roster:renewal-new", args=[term.pk])
    early = client.get(reverse("roster:stability"), {"on": "2016-09-30"}).content.decode()
    assert address not in early
    soon = client.get(reverse("roster:stability"), {"on": "2017-07-20"}).content.decode()
    assert address in soon
    gone = client.get(reverse("roster:stability"), {"on": "2017-08-10", "state": "ran_out"}).content.decode()
    for words in ("聘期已满未续 1 人", "王小续", address):
        assert words in gone
    book = client.get(reverse("roster:stability-export"), {"on": "2017-08-10", "state": "ran_out"})
    assert book.status_code == 200
    reader = login(world.director)
    assert address not in reader.get(reverse("roster:stability"), {"on": "2017-08-10"}).content.decode()


def test_the_pages_of_a_renewal(world, term):
    client = login(world.clerk)
    address = reverse("roster:renewal-new", args=[term.pk])
    refused = client.post(address, {"reason": "考核合格", "notice_from": "2017-07-03"})
    assert refused.status_code == 422
    assert "公示的起日和止日都要填写" in refused.content.decode()
    done = client.post(address, {"reason": "考核合格"}, follow=True).content.decode()
    move = Move.objects.get()
    assert move.kind == MoveKind.RENEWAL
    for words in ("续聘条件和程序", "✗ 不符合", "不核对", "还没有登记公示", "登记公示和考察", "请示稿"):
        assert words in done
    procedure = reverse("roster:move-procedure", args=[move.pk])
    wrong = client.post(procedure, {"notice_from": "2017-07-07", "notice_to": "2017-07-03"})
    assert wrong.status_code == 422
    assert "公示止日不能早于起日" in wrong.content.decode()
    done = client.post(
        procedure,
        {"notice_from": "2017-07-03", "notice_to": "2017-07-07", "check_result": "履职合格"},
        follow=True,
    ).content.decode()
    assert "已登记公示和考察" in done
    assert "5个工作日" in done
    bad = client.post(address, {"reason": "再报一次"})
    assert "此人已有一项调动或续聘正在办理" in bad.content.decode()
