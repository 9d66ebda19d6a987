"""Agreements: who needs them, how they are made out, signed, filed, sent back and voided, by whom."""

import contextlib
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper, PaperNumber
from guanling.policy.rules import settle_all
from guanling.policy.services import decide
from guanling.runs.errors import Outrun, Refusal
from roster.enums import (
    AGREEMENT_MOVES,
    AGREEMENT_SIDES,
    AgreementKind,
    AgreementState,
    ChangeKind,
    ChangeState,
    EndGround,
    Level,
    Nature,
    PostKind,
    Side,
)
from roster.models import Agreement, Appointment, Change, Post, Unit
from roster.queries import agreements as queries
from roster.rules.agreements import required, signing_fault, whole_years
from roster.services import agreements as services
from roster.services import changes
from roster.services.appointments import appoint, end_appointment
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import person

pytestmark = pytest.mark.django_db
CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "agreements_needed.yaml"
KINDS = {kind.label: kind for kind in PostKind}
NATURES = {nature.label: nature for nature in Nature}
DAY = date(2016, 9, 20)
SIGNED = date(2016, 9, 25)
CONTRACT, LETTER = AgreementKind.CONTRACT, AgreementKind.RESPONSIBILITY
COMMITMENT, DUTIES = AgreementKind.COMMITMENT, AgreementKind.DUTY_SHEET


@pytest.fixture
def world():
    return make_county()


def director(world, serial=1, *, name="王小约", start=date(2014, 8, 1), end=None, township=0):
    """Somebody appointed as director of the township's village, for a full term unless told otherwise."""
    return appoint(
        person=person(world.townships[township], name, serial=serial),
        unit=world.villages[township],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=start,
        valid_to=end,
    )


def without_term(world, serial=1, *, name="李无期", start=date(2014, 8, 1)):
    """A director taken over from a register that says no last day."""
    held = director(world, serial, name=name, start=start)
    Appointment.objects.filter(pk=held.pk).update(valid_to=None)
    held.refresh_from_db()
    return held


def made(world, kind=CONTRACT, held=None, **fields):
    return services.prepare(
        appointment=held or director(world),
        kind=kind,
        user=world.users[Role.TOWNSHIP_CLERK],
        **{"day": DAY, **fields},
    )


def signed(world, kind=CONTRACT, held=None):
    return services.record_signatures(
        agreement=made(world, kind, held),
        days=dict.fromkeys(AGREEMENT_SIDES[kind], SIGNED),
        user=world.users[Role.TOWNSHIP_CLERK],
    )


def filed(world, kind=CONTRACT, held=None):
    agreement = signed(world, kind, held)
    services.file_agreements(
        agreements=Agreement.objects.filter(pk=agreement.pk), user=world.users[Role.BUREAU_REVIEWER]
    )
    agreement.refresh_from_db()
    return agreement


def voided(world, kind=CONTRACT, held=None):
    agreement = made(world, kind, held)
    services.void_agreement(agreement=agreement, user=world.users[Role.TOWNSHIP_CLERK], reason="印错")
    return agreement


def batch(world, kind=CONTRACT, *, on=DAY, township=0, day=DAY):
    return services.prepare_missing(
        township=world.townships[township],
        kind=kind,
        on=on,
        day=day,
        user=world.users[Role.TOWNSHIP_CLERK],
    )


def states(kind=CONTRACT, on=DAY):
    return [(line.person, line.state) for line in queries.needed(Appointment.objects.all(), kind, on)]


# --- who needs one -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))],
)
def test_who_needs_which(case):
    policy = settle_all("520424", case["日期"], ())
    nature = NATURES[case.get("性质", "聘任")]
    rows = [required(kind, KINDS[case["岗位"]], nature, policy) for kind in AgreementKind]
    assert [row.kind.label for row in rows if row] == case["应有"]
    assert all(policy.source(row.key).text for row in rows if row)


def test_every_kind_of_post_has_a_case():
    seen = {KINDS[case["岗位"]] for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))}
    assert seen == set(PostKind)


def test_the_county_may_decide_that_none_is_asked_for(world):
    director(world)
    assert states(COMMITMENT) == [("王小约", "missing")]
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="agreement.commitment",
        value="no",
        valid_from=date(2016, 9, 1),
        document_number="关人口计生发〔2016〕20号",
        reason="试行",
    )
    assert states(COMMITMENT) == []
    with pytest.raises(Refusal, match="没有人口主任签订服务承诺书的规定"):
        made(world, COMMITMENT, Appointment.objects.get())


def test_the_list_follows_each_step_and_the_year(world):
    held = director(world)
    assert states(LETTER) == [("王小约", "missing")]
    agreement = made(world, LETTER, held)
    assert states(LETTER) == [("王小约", "prepared")]
    services.record_signatures(
        agreement=agreement,
        days=dict.fromkeys(AGREEMENT_SIDES[LETTER], SIGNED),
        user=world.users[Role.TOWNSHIP_CLERK],
    )
    assert states(LETTER) == [("王小约", "signed")]
    services.file_agreements(agreements=Agreement.objects.all(), user=world.users[Role.BUREAU_REVIEWER])
    assert states(LETTER) == [("王小约", "filed")]
    assert states(LETTER, date(2017, 1, 1)) == [("王小约", "missing")]
    assert states(LETTER, date(2015, 9, 20)) == [("王小约", "missing")]


def test_nobody_is_needed_who_is_not_in_the_post_on_the_day(world):
    director(world, end=date(2016, 9, 19))
    assert states(on=date(2016, 9, 19)) == [("王小约", "missing")]
    assert states() == []


# --- making out ----------------------------------------------------------------------------------


def test_a_contract_is_numbered_by_the_township_and_archived_without_an_issuer(world):
    agreement = made(world)
    paper = agreement.paper
    assert (paper.number, paper.unit_code, paper.restricted) == ("甲聘〔2016〕1号", "520424101", True)
    assert (paper.issued_by, paper.prepared_by) == (None, world.users[Role.TOWNSHIP_CLERK])
    assert (paper.issued_on, agreement.state, agreement.year) == (DAY, AgreementState.PREPARED, None)
    assert made(world, LETTER, agreement.appointment).paper.number == "甲责〔2016〕1号"


def test_a_unit_whose_name_begins_like_anothers_has_a_longer_mark(world):
    Unit.objects.create(level=Level.TOWNSHIP, code="520424103", name="甲山乡", short_name="甲山乡")
    assert services.mark_of(world.townships[0], CONTRACT) == "甲镇聘"
    assert services.mark_of(Unit.objects.get(code="520424103"), LETTER) == "甲山责"
    same = Unit.objects.create(level=Level.TOWNSHIP, code="529999101", name="甲山乡", short_name="甲山乡")
    assert services.mark_of(same, LETTER) == "甲山529999101责"


def test_the_same_agreement_twice_is_refused_and_a_void_one_makes_room(world):
    held = director(world)
    first = made(world, held=held)
    with pytest.raises(Refusal, match="王小约已有聘用合同（甲聘〔2016〕1号），内容有误的请先作废"):
        made(world, held=held)
    services.void_agreement(agreement=first, user=world.users[Role.TOWNSHIP_CLERK], reason="姓名印错")
    assert made(world, held=held).paper.number == "甲聘〔2016〕2号"


@pytest.mark.parametrize("kind", [CONTRACT, LETTER])
def test_the_database_refuses_two_that_stand(world, kind):
    first = made(world, kind)
    other = made(world, kind, director(world, 2, name="赵小满"))
    with pytest.raises(IntegrityError, match="agreement_once"), transaction.atomic():
        Agreement.objects.filter(pk=other.pk).update(appointment=first.appointment)


def test_a_letter_for_each_year(world):
    held = director(world)
    assert made(world, LETTER, held).year == 2016
    assert made(world, LETTER, held, year=2017).year == 2017
    with pytest.raises(Refusal, match="2015年已经结束，不再补签"):
        made(world, LETTER, held, year=2015)
    with pytest.raises(Refusal, match="还不能签订2018年度"):
        made(world, LETTER, held, year=2018)


def test_a_letter_for_a_year_in_which_the_term_is_over_is_refused(world):
    held = director(world, end=date(2016, 12, 31))
    with pytest.raises(Refusal, match="任职已于2016年12月31日结束"):
        made(world, LETTER, held, year=2017)


def test_a_contract_needs_the_last_day_of_the_term(world):
    with pytest.raises(Refusal, match="李无期：没有聘期止日，请先确定聘期止日"):
        made(world, held=without_term(world))


def test_a_contract_is_refused_to_who_is_leaving_or_gone(world):
    held = director(world)
    end_appointment(appointment=held, last_day=date(2016, 9, 30), ground=EndGround.RESIGNED)
    with pytest.raises(Refusal, match="已办理离任（本人辞职）"):
        made(world, held=held)
    assert made(world, LETTER, held).state == AgreementState.PREPARED
    with pytest.raises(Refusal, match="任职已于2016年9月30日结束"):
        made(world, COMMITMENT, held, day=date(2016, 10, 1))


@pytest.mark.parametrize("nature", [Nature.ACTING, Nature.SECONDED])
def test_who_acts_or_is_seconded_signs_no_contract(world, nature):
    held = director(world)
    Appointment.objects.filter(pk=held.pk).update(nature=nature, place=None)
    with pytest.raises(Refusal, match="不签订聘用合同"):
        made(world, held=held)


def test_other_posts_sign_duty_sheets_alone(world):
    held = appoint(
        person=person(world.townships[0], "李小定", serial=9),
        unit=world.townships[0],
        kind=PostKind.COMPUTER_OPERATOR,
        valid_from=date(2015, 3, 1),
    )
    with pytest.raises(Refusal, match="微机员不签订聘用合同"):
        made(world, held=held)
    assert made(world, DUTIES, held).paper.number == "甲职〔2016〕1号"


def test_a_special_officer_may_have_a_duty_sheet_and_is_not_missing_one(world):
    held = appoint(
        person=person(world.townships[0], "李小特", serial=9),
        unit=world.villages[0],
        kind=PostKind.SPECIAL_OFFICER,
        valid_from=date(2015, 3, 1),
    )
    assert states(DUTIES) == []
    assert made(world, DUTIES, held).state == AgreementState.PREPARED


def test_nothing_is_made_out_before_the_rule(world):
    held = director(world, start=date(2014, 5, 1))
    with pytest.raises(Refusal, match="2014年7月8日没有人口主任签订聘用合同的规定"):
        made(world, held=held, day=date(2014, 7, 8))


def test_a_failed_batch_gives_its_numbers_back(world):
    @transaction.atomic
    def make_and_fail():
        made(world)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        make_and_fail()
    assert not PaperNumber.objects.exists()


# --- the township's batch ------------------------------------------------------------------------


def test_a_batch_makes_out_what_is_missing_and_nothing_twice(world):
    own = [director(world, serial, name=f"王{name}") for serial, name in enumerate("甲乙丙", 1)]
    director(world, 9, name="赵远", township=1)
    made(world, held=own[1])
    without_term(world, 4, name="李无期")
    done = batch(world)
    assert {row.appointment.person.name for row in done.made} == {"王甲", "王丙"}
    assert sorted(row.paper.number for row in done.made) == ["甲聘〔2016〕2号", "甲聘〔2016〕3号"]
    assert done.skipped == [("李无期", "没有聘期止日，请先确定聘期止日")]
    again = batch(world)
    assert (again.made, again.skipped) == ([], done.skipped)
    assert Agreement.objects.count() == Paper.objects.count() == 3


def test_a_batch_costs_the_same_statements_for_few_and_many(world):
    def count(first, last):
        for serial in range(first, last):
            director(world, serial, name=f"测{serial}")
        with CaptureQueriesContext(connection) as seen:
            assert len(batch(world).made) == last - first
        return len(seen)

    assert count(1, 3) == count(10, 40)


def test_a_batch_is_by_year_and_for_those_in_the_post(world):
    director(world)
    director(world, 2, name="赵走", end=date(2016, 12, 31))
    assert len(batch(world, LETTER).made) == 2
    assert [row.year for row in batch(world, LETTER, on=date(2017, 1, 1)).made] == [2017]
    with pytest.raises(Refusal, match="2015年已经结束"):
        batch(world, LETTER, on=date(2015, 9, 1))


def both_press(world, monkeypatch, *, lock=True):
    """Two clerks press the button; each has looked before the other writes, if it can."""
    together, look = threading.Barrier(2), queries.needed

    def looked(*arguments):
        found = look(*arguments)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return found

    monkeypatch.setattr(queries, "needed", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    return at_once(lambda: batch(world), lambda: batch(world))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_finds_nothing_left(monkeypatch):
    world = make_county()
    director(world)
    results = both_press(world, monkeypatch)
    assert sorted(len(result.made) for result in results) == [0, 1]
    assert Agreement.objects.count() == Paper.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_refuses_the_second(monkeypatch):
    world = make_county()
    director(world)
    results = both_press(world, monkeypatch, lock=False)
    assert [type(result) for result in results if isinstance(result, Exception)] == [Outrun]
    assert Agreement.objects.count() == Paper.objects.count() == PaperNumber.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_both_make_one_out(monkeypatch):
    """The control: the race is real."""
    world = make_county()
    director(world)
    (constraint,) = [c for c in Agreement._meta.constraints if c.name == "agreement_once"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Agreement, constraint)
    try:
        results = both_press(world, monkeypatch, lock=False)
        assert [len(result.made) for result in results] == [1, 1]
        assert Agreement.objects.count() == 2
    finally:
        Agreement.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Agreement, constraint)


# --- carried over a change of units --------------------------------------------------------------


def carried_over(held, *, day=date(2016, 10, 1), code="520424101202"):
    """The same service under the village's next name from ``day`` on."""
    village = Unit.objects.create(
        level=Level.VILLAGE,
        code=code,
        name=f"新{code[-3:]}村村民委员会",
        short_name=f"新{code[-3:]}村",
        parent=held.post.unit.parent,
    )
    last = held.valid_to
    Appointment.objects.filter(pk=held.pk).update(
        valid_to=day - timedelta(days=1), end_ground=EndGround.UNIT_CHANGED
    )
    return Appointment.objects.create(
        person=held.person,
        post=Post.objects.create(unit=village, kind=held.post.kind),
        place=1,
        valid_from=day,
        valid_to=last,
        continues=held,
    )


def test_what_was_signed_counts_under_the_units_next_name(world):
    held = director(world)
    made(world, held=held)
    row = held
    for on, code in ((date(2016, 10, 1), "520424101202"), (date(2016, 11, 1), "520424101203")):
        row = carried_over(row, day=on, code=code)
        assert states(on=on) == [("王小约", "prepared")]
        with pytest.raises(Refusal, match="已有聘用合同"):
            made(world, held=row, day=on)
        assert batch(world, on=on, day=on).made == []
    assert states(LETTER, date(2016, 11, 15)) == [("王小约", "missing")]


def test_it_is_signed_after_the_change_of_units_too(world):
    held = director(world)
    agreement = made(world, held=held)
    carried_over(held)
    done = services.record_signatures(
        agreement=agreement,
        days=dict.fromkeys(AGREEMENT_SIDES[CONTRACT], date(2016, 10, 20)),
        user=world.users[Role.TOWNSHIP_CLERK],
    )
    assert done.state == AgreementState.SIGNED


def test_a_contract_after_the_change_runs_from_the_first_day_of_service(world):
    later = carried_over(director(world))
    content = made(world, held=later, day=date(2016, 10, 20)).paper.content
    texts = "".join(content["articles"][0]["paragraphs"])
    assert "自2014年8月1日起至2017年7月31日止，共3年" in texts
    assert "新202村村民委员会人口主任" in texts


# --- signing -------------------------------------------------------------------------------------


def test_signed_when_all_the_sides_it_needs_have_signed(world):
    agreement = made(world, LETTER)
    clerk = world.users[Role.TOWNSHIP_CLERK]
    for side, state in ((Side.PERSON, "prepared"), (Side.VILLAGE, "prepared"), (Side.TOWNSHIP, "signed")):
        agreement = services.record_signatures(agreement=agreement, days={side: SIGNED}, user=clerk)
        assert agreement.state == state
    mended = services.record_signatures(agreement=agreement, days={Side.PERSON: None}, user=clerk)
    assert (mended.state, mended.signed_person_on) == (AgreementState.PREPARED, None)


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2016, 9, 19), "签订日期早于文书生成日期"),
        (date(2017, 8, 1), "签订日期晚于任职止日"),
        (None, "签订日期晚于今天"),
    ],
)
def test_days_on_which_nobody_can_have_signed(world, day, fault):
    agreement = made(world)
    day = day or timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refusal, match=f"王小约（甲聘〔2016〕1号）：{fault}"):
        services.record_signatures(
            agreement=agreement, days={Side.PERSON: day}, user=world.users[Role.TOWNSHIP_CLERK]
        )


def test_a_side_that_the_kind_does_not_need_is_refused(world):
    with pytest.raises(Refusal, match="聘用合同不需要村（居）委会签订"):
        services.record_signatures(
            agreement=made(world), days={Side.VILLAGE: SIGNED}, user=world.users[Role.TOWNSHIP_CLERK]
        )
    agreement = made(world, COMMITMENT, director(world, 2, name="赵小满"))
    with pytest.raises(IntegrityError, match="agreement_needless_sides"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(signed_village_on=SIGNED)


def test_signing_before_the_term_begins_is_right():
    assert signing_fault(DAY, prepared_on=DAY, last_day=date(2019, 9, 30), today=DAY) == ""
    assert signing_fault(DAY, prepared_on=DAY, last_day=None, today=DAY) == ""


def test_many_are_signed_at_once_and_days_on_record_stay(world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    first = made(world)
    second = made(world, held=director(world, 2, name="赵小满"))
    services.record_signatures(agreement=first, days={Side.PERSON: date(2016, 9, 21)}, user=clerk)
    done = services.sign_all(agreements=Agreement.objects.all(), sides=list(Side)[:2], day=SIGNED, user=clerk)
    assert [row.state for row in done] == [AgreementState.SIGNED] * 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.signed_person_on, first.signed_township_on) == (date(2016, 9, 21), SIGNED)
    assert (second.signed_person_on, second.recorded_by) == (SIGNED, clerk)
    with pytest.raises(Refusal, match="请勾选待签的文书"):
        services.sign_all(agreements=Agreement.objects.all(), sides=[Side.PERSON], day=SIGNED, user=clerk)


def test_many_are_signed_all_or_none(world):
    made(world)
    made(world, held=director(world, 2, name="赵短", end=date(2016, 9, 24)))
    with pytest.raises(Refusal, match=r"赵短.*签订日期晚于任职止日"):
        services.sign_all(
            agreements=Agreement.objects.all(),
            sides=[Side.PERSON],
            day=SIGNED,
            user=world.users[Role.TOWNSHIP_CLERK],
        )
    assert not Agreement.objects.exclude(signed_person_on=None).exists()


# --- every state, every act ----------------------------------------------------------------------

BUILD = {
    AgreementState.PREPARED: made,
    AgreementState.SIGNED: signed,
    AgreementState.FILED: filed,
    AgreementState.VOID: voided,
}


def _sign(agreement, world):
    services.record_signatures(
        agreement=agreement,
        days=dict.fromkeys(AGREEMENT_SIDES[CONTRACT], SIGNED),
        user=world.users[Role.TOWNSHIP_CLERK],
    )


def _unsign(agreement, world):
    services.record_signatures(
        agreement=agreement, days={Side.PERSON: None}, user=world.users[Role.TOWNSHIP_CLERK]
    )


def _sign_all(agreement, world):
    services.sign_all(
        agreements=Agreement.objects.filter(pk=agreement.pk),
        sides=AGREEMENT_SIDES[CONTRACT],
        day=SIGNED,
        user=world.users[Role.TOWNSHIP_CLERK],
    )


def _file(agreement, world):
    services.file_agreements(
        agreements=Agreement.objects.filter(pk=agreement.pk), user=world.users[Role.BUREAU_REVIEWER]
    )


def _return(agreement, world):
    services.return_agreement(
        agreement=agreement, user=world.users[Role.BUREAU_REVIEWER], remark="乡镇未盖章"
    )


def _void(agreement, world):
    services.void_agreement(agreement=agreement, user=world.users[Role.BUREAU_REVIEWER], reason="内容有误")


PREPARED, DONE, FILED, VOID = AgreementState
# act → {state: the state it leads to}; from every other state it is refused.
ACTS = {
    _sign: {PREPARED: DONE, DONE: DONE},
    _unsign: {PREPARED: PREPARED, DONE: PREPARED},
    _sign_all: {PREPARED: DONE},
    _file: {DONE: FILED},
    _return: {DONE: PREPARED},
    _void: {PREPARED: VOID, DONE: VOID, FILED: VOID},
}


@pytest.mark.parametrize("state", list(AgreementState))
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_every_act_in_every_state(world, state, act):
    agreement = BUILD[state](world)
    assert agreement.state == state
    goal = ACTS[act].get(state)
    if goal is None:
        with pytest.raises(Refusal):
            act(agreement, world)
    else:
        act(agreement, world)
        assert goal == state or goal in AGREEMENT_MOVES[state]
    agreement.refresh_from_db()
    assert agreement.state == (goal or state)


def test_every_move_of_the_table_is_somebodys_act():
    made_by_acts = {
        (state, goal) for goals in ACTS.values() for state, goal in goals.items() if state != goal
    }
    assert made_by_acts == {(state, goal) for state, goals in AGREEMENT_MOVES.items() for goal in goals}


def test_the_second_of_two_is_told(world):
    agreement = signed(world)
    stale = Agreement.objects.get(pk=agreement.pk)
    services.void_agreement(agreement=agreement, user=world.users[Role.TOWNSHIP_CLERK], reason="印错")
    with pytest.raises(Outrun):
        services.return_agreement(agreement=stale, user=world.users[Role.BUREAU_REVIEWER], remark="缺章")


# --- filing --------------------------------------------------------------------------------------


def test_numbers_of_filing_run_without_a_gap(world):
    rows = [signed(world, held=director(world, serial, name=f"王{serial}")) for serial in (1, 2, 3)]
    reviewer = world.users[Role.BUREAU_REVIEWER]
    services.file_agreements(agreements=Agreement.objects.filter(pk=rows[1].pk), user=reviewer)
    services.file_agreements(agreements=Agreement.objects.all(), user=reviewer)
    year = timezone.localdate().year
    numbers = Agreement.objects.order_by("filed_at", "pk").values_list("filing_number", flat=True)
    assert list(numbers) == [f"关人口计生书备〔{year}〕{number}号" for number in (1, 2, 3)]


@pytest.mark.parametrize("part", ["prepared_by", "recorded_by"])
def test_who_made_it_out_or_recorded_it_does_not_file_it(world, part):
    both = make_user("both", (Role.TOWNSHIP_CLERK, world.townships[0]), (Role.BUREAU_REVIEWER, world.county))
    agreement = signed(world)
    Agreement.objects.filter(pk=agreement.pk).update(**{part: both})
    with pytest.raises(Refusal, match="王小约的文书由您生成或登记签订，不能由您备案"):
        services.file_agreements(agreements=Agreement.objects.all(), user=both)
    agreement.refresh_from_db()
    with pytest.raises(Refusal, match="不能由自己退回"):
        services.return_agreement(agreement=agreement, user=both, remark="缺章")
    with pytest.raises(IntegrityError, match="agreement_maker_is_not_filer"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(
            state=FILED, filed_by=both, filed_at=timezone.now(), filing_number="关人口计生书备〔2016〕1号"
        )


def test_what_is_returned_is_signed_anew(world):
    agreement = signed(world)
    _return(agreement, world)
    assert (agreement.remark, agreement.signed_person_on) == ("乡镇未盖章", None)
    _sign(agreement, world)
    agreement.refresh_from_db()
    _file(agreement, world)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.remark) == (FILED, "")


def test_reasons_are_asked_for(world):
    agreement = signed(world)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        services.return_agreement(agreement=agreement, user=world.users[Role.BUREAU_REVIEWER], remark=" ")
    with pytest.raises(Refusal, match="请写明作废的原因"):
        services.void_agreement(agreement=agreement, user=world.users[Role.TOWNSHIP_CLERK], reason="")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("agreement_signed_by_all_sides", {"state": DONE}),
        ("agreement_signed_by_all_sides", {"signed_person_on": SIGNED, "signed_township_on": SIGNED}),
        ("agreement_year_where_yearly", {"year": 2016}),
        ("agreement_filed_has_number", {"filing_number": "关人口计生书备〔2016〕1号"}),
        ("agreement_void_has_reason", {"state": VOID}),
    ],
)
def test_the_database_refuses_what_must_not_be(world, constraint, change):
    agreement = made(world)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**change)


def test_an_appointment_with_an_agreement_is_not_taken_back(world):
    someone = person(world.townships[0], "钱小退", serial=7)
    held = appoint(
        person=someone,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 9, 1),
        made_by=world.users[Role.TOWNSHIP_CLERK],
    )
    made(world, held=held)
    with pytest.raises(Refusal, match="已有考核、文书或调动依据这项任职"), transaction.atomic():
        changes.revoke(change=Change.objects.get())


# --- the term (N3.3) -----------------------------------------------------------------------------


def fix(world, held, **fields):
    return services.fix_term(appointment=held, made_by=world.users[Role.TOWNSHIP_CLERK], **fields)


def test_the_full_term_is_settled_and_told_to_the_county(world):
    held = fix(world, without_term(world))
    assert held.valid_to == date(2017, 7, 31)
    change = Change.objects.get(kind=ChangeKind.TERM_SET)
    assert (change.day, change.state, change.ground) == (
        date(2017, 8, 1),
        ChangeState.WAITING,
        "聘期至2017年7月31日",
    )
    assert made(world, held=held).state == PREPARED


def test_the_term_of_who_served_before_counts_from_the_rule(world):
    assert fix(world, without_term(world, start=date(2011, 3, 1))).valid_to == date(2017, 4, 14)


def test_an_earlier_last_day_is_taken_a_later_one_is_not(world):
    held = without_term(world)
    with pytest.raises(Refusal, match=r"聘期止日最晚为2017年7月31日（N3\.3）；续聘另行办理"):
        fix(world, held, last_day=date(2017, 8, 1))
    with pytest.raises(Refusal, match="聘期止日不能早于任职起日"):
        fix(world, held, last_day=date(2014, 7, 31))
    assert fix(world, held, last_day=date(2016, 12, 31)).valid_to == date(2016, 12, 31)
    with pytest.raises(Refusal, match="聘期止日已是2016年12月31日"):
        fix(world, held)


def test_a_term_that_ended_in_a_confirmed_month_needs_a_reason(world, monkeypatch):
    held = without_term(world)
    monkeypatch.setattr(
        changes.periods,
        "confirmed_since",
        lambda county, day, kind: {"月考核通报": [date(2016, 8, 1)]} if day < date(2016, 9, 1) else {},
    )
    with pytest.raises(Refusal, match="追溯到已经确认的月份"):
        fix(world, held, last_day=date(2016, 6, 30))
    held.refresh_from_db()
    assert held.valid_to is None
    fixed = fix(world, held, last_day=date(2016, 6, 30), late_reason="合同原件写明")
    assert fixed.changes.get(kind=ChangeKind.TERM_SET).reaches == [date(2016, 8, 1)]


def test_a_settled_term_is_taken_back_while_the_county_has_not_filed_it(world):
    held = fix(world, without_term(world))
    changes.revoke(change=held.changes.get(kind=ChangeKind.TERM_SET))
    held.refresh_from_db()
    assert (held.valid_to, held.end_ground) == (None, "")


def test_other_posts_have_no_term(world):
    held = appoint(
        person=person(world.townships[0], "李小定", serial=9),
        unit=world.townships[0],
        kind=PostKind.COMPUTER_OPERATOR,
        valid_from=date(2015, 3, 1),
    )
    with pytest.raises(Refusal, match="微机员没有聘期的规定"):
        fix(world, held)


def test_whole_years_of_a_term():
    assert whole_years(date(2014, 8, 1), date(2017, 7, 31)) == 3
    assert whole_years(date(2014, 1, 1), date(2016, 12, 31)) == 3
    assert whole_years(date(2016, 2, 29), date(2019, 2, 27)) == 3
    assert whole_years(date(2014, 8, 1), date(2017, 7, 30)) is None
    assert whole_years(date(2014, 8, 1), date(2014, 12, 31)) is None
