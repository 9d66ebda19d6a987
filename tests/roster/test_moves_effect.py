"""Moves taking effect: on their day, after days off, together, once, and whatever happens meanwhile."""

import contextlib
import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from appraisal.enums import MonthState
from appraisal.models import Month
from guanling.runs.errors import Refusal
from roster.enums import ChangeKind, ChangeState, EndGround, Level, MoveKind, MoveState, Nature, PostKind
from roster.models import Appointment, Change, Move, MoveLog, Person, Unit
from roster.services import moves
from roster.services.appointments import appoint, end_appointment
from roster.services.changes import revoke
from roster.tasks import apply_due_moves
from tests.at_once import at_once
from tests.roster.build import end_unit, person
from tests.roster.moving import DAY, DIRECTOR, OPERATOR, TODAY, moving


@pytest.fixture
def world(db):
    return moving()


def state(move):
    move.refresh_from_db()
    return move.state


def terms(someone):
    """(unit, kind, nature, first day, last day, ground) of all of somebody's appointments."""
    rows = Appointment.objects.filter(person=someone).order_by("valid_from", "pk")
    return [
        (row.post.unit.short_name, row.post.kind, row.nature, row.valid_from, row.valid_to, row.end_ground)
        for row in rows.select_related("post__unit")
    ]


EVE = DAY - timedelta(days=1)
START = date(2015, 3, 10)


# --- what each kind does -------------------------------------------------------------------------


def test_a_transfer_ends_the_one_and_makes_the_other(world):
    move = world.consented(world.put(1))
    assert moves.apply_due(today=DAY).effected == [move.pk]
    someone = Person.objects.get()
    assert terms(someone) == [
        ("甲镇", OPERATOR, Nature.REGULAR, START, EVE, EndGround.MOVED),
        ("乙镇", OPERATOR, Nature.REGULAR, DAY, None, ""),
    ]
    assert someone.unit == world.second
    move.refresh_from_db()
    assert (move.state, move.made.document_number) == (MoveState.EFFECTED, move.document_number)
    left = move.appointment
    assert (left.end_document_number, left.ending) == (move.document_number, "调动（调动到乙镇微机员）")
    changes = Change.objects.filter(person=someone).order_by("pk")
    assert list(changes.values_list("kind", "state", "made_by", "day"))[1:] == [
        (ChangeKind.ENDED, ChangeState.SETTLED, None, DAY),
        (ChangeKind.APPOINTED, ChangeState.SETTLED, None, DAY),
    ]


def test_a_director_who_is_moved_begins_a_full_term_selected_as_before(world):
    there = world.put(1, DIRECTOR, end=date(2018, 3, 9))
    Appointment.objects.filter(pk=there.pk).update(selection="open")
    world.consented(there, to_unit=world.far, to_kind=DIRECTOR)
    moves.apply_due(today=DAY)
    made = Appointment.objects.get(valid_from=DAY)
    assert (made.valid_to, made.selection, made.identity) == (date(2019, 9, 30), "open", "contract")
    assert made.person.unit == world.second


def test_a_promotion_within_the_township_leaves_the_file_where_it_is(world):
    world.consented(
        world.put(1), kind=MoveKind.PROMOTION, to_unit=world.first, to_kind=PostKind.OFFICE_DIRECTOR
    )
    moves.apply_due(today=DAY)
    someone = Person.objects.get()
    made = someone.appointments.get(valid_from=DAY)
    # N5.1: a public-institution worker may direct the office; who is promoted keeps the identity.
    assert (made.post.kind, made.selection, made.identity) == (
        PostKind.OFFICE_DIRECTOR, "assigned", "public_institution",
    )  # fmt: skip
    assert someone.unit == world.first


def test_a_secondment_adds_a_post_that_takes_no_place_and_ends_by_itself(world):
    for serial in (5, 6):
        world.put(serial, unit=world.second, name=f"赵小{serial}")
    until = date(2017, 3, 31)
    move = world.consented(world.put(1), kind=MoveKind.SECONDMENT, until=until)
    assert moves.apply_due(today=DAY).blocked == {}
    assert terms(move.person) == [
        ("甲镇", OPERATOR, Nature.REGULAR, START, None, ""),
        ("乙镇", OPERATOR, Nature.SECONDED, DAY, until, ""),
    ]
    assert Person.objects.get(pk=move.person_id).unit == world.first
    assert Change.objects.get(kind=ChangeKind.SECONDED).state == ChangeState.SETTLED


def test_who_is_moved_while_seconded_returns_from_there(world):
    appointment = world.put(1)
    world.consented(appointment, kind=MoveKind.SECONDMENT, until=date(2017, 3, 31))
    moves.apply_due(today=DAY)
    later = date(2016, 12, 1)
    world.consented(
        appointment, day=later, kind=MoveKind.PROMOTION, to_unit=world.first, to_kind=PostKind.OFFICE_DIRECTOR
    )
    moves.apply_due(today=later)
    lent = Appointment.objects.get(nature=Nature.SECONDED)
    assert (lent.valid_to, lent.end_ground) == (date(2016, 11, 30), EndGround.RETURNED)


def test_who_leaves_for_outside_has_no_new_post(world):
    move = world.consented(world.put(1), kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局")
    moves.apply_due(today=DAY)
    assert state(move) == MoveState.EFFECTED
    assert move.made is None
    assert terms(move.person) == [("甲镇", OPERATOR, Nature.REGULAR, START, EVE, EndGround.MOVED)]


def exchange(world, *, both=True, full=False):
    """Two operators who are to take each other's place; ``full``: each township's other place is taken."""
    here, there = world.put(1, name="王小换"), world.put(2, unit=world.second, name="赵小换")
    if full:
        world.put(3, name="钱小满")
        world.put(4, unit=world.second, name="孙小满")
    first = world.ask(here, kind=MoveKind.EXCHANGE)
    second = world.ask(
        there, user=world.other_clerk, sender=world.other_director, kind=MoveKind.EXCHANGE,
        to_unit=world.first, counterpart=first,
    )  # fmt: skip
    moves.decide(move=first, user=world.reviewer, consent=True, today=TODAY)
    if both:
        moves.decide(move=second, user=world.reviewer, consent=True, today=TODAY)
    return first, second


def test_two_take_each_others_place_on_one_day_though_none_is_free(world):
    first, second = exchange(world, full=True)
    assert sorted(moves.apply_due(today=DAY).effected) == [first.pk, second.pk]
    for move, unit in ((first, "乙镇"), (second, "甲镇")):
        assert terms(move.person)[-1] == (unit, OPERATOR, Nature.REGULAR, DAY, None, "")
    assert {row.unit.short_name for row in Person.objects.filter(name__endswith="换")} == {"甲镇", "乙镇"}


def test_half_an_exchange_waits_for_the_other(world):
    first, second = exchange(world, both=False)
    applied = moves.apply_due(today=DAY)
    assert applied.blocked == {first.pk: "等待与之对调的赵小换也经同意，两人同日生效。"}
    moves.decide(move=second, user=world.reviewer2, consent=False, opinion="缺人", today=DAY)
    assert "赵小换不同意，不能单独生效" in moves.apply_due(today=DAY).blocked[first.pk]
    first.refresh_from_db()
    assert (first.state, first.problem) == (
        MoveState.CONSENTED, "与之对调的赵小换不同意，不能单独生效；请撤回后重新办理。",
    )  # fmt: skip
    assert [row[4] for row in terms(first.person)] == [None]


# --- the day -------------------------------------------------------------------------------------


def test_nothing_takes_effect_before_its_day_or_without_consent(world):
    move = world.consented(world.put(1))
    asked = world.ask(world.put(2, unit=world.first, name="赵小问"), day=TODAY)
    moves.apply_due(today=EVE)
    assert (state(move), state(asked)) == (MoveState.CONSENTED, MoveState.ASKED)
    assert Appointment.objects.filter(end_ground=EndGround.MOVED).count() == 0


def test_after_days_off_each_takes_effect_as_of_its_day(world):
    """The machine was off for a month: somebody comes into a place that somebody left the week before."""
    leaving = world.put(1, unit=world.second, name="赵小走")
    world.put(2, unit=world.second, name="孙小满")
    out = {"kind": MoveKind.OUT, "to_unit": None, "to_kind": "", "to_outside": "县财政局"}
    later = world.consented(world.put(3, name="王小来"), day=DAY + timedelta(days=7))
    earlier = world.ask(leaving, user=world.other_clerk, sender=world.other_director, **out)
    moves.decide(move=earlier, user=world.reviewer, consent=True, today=TODAY)
    applied = moves.apply_due(today=DAY + timedelta(days=30))
    assert applied.effected == [earlier.pk, later.pk]
    assert terms(earlier.person)[0][4] == EVE
    assert terms(later.person)[1][3] == DAY + timedelta(days=7)


@pytest.mark.django_db(transaction=True)
def test_consent_that_comes_after_the_day_takes_effect_at_once():
    world = moving()
    move = world.ask(world.put(1))
    late = DAY + timedelta(days=3)
    moves.decide(move=move, user=world.reviewer, consent=True, today=late)
    assert state(move) == MoveState.EFFECTED
    assert move.made.valid_from == DAY


def test_the_scheduled_task_does_it(world):
    move = world.consented(world.put(1))
    apply_due_moves()
    assert state(move) == MoveState.EFFECTED
    event = move.events.order_by("-pgh_id").first()
    assert event.pgh_context["user_name"] == "系统（到期自动生效）"


def test_an_effect_in_confirmed_months_is_told_not_silent(world):
    """P6.1: what is issued stays; the change names the months for a later correction."""
    there = world.put(1, DIRECTOR, end=date(2018, 3, 9))
    month = Month.objects.create(
        county=world.county.county, first_day=date(2016, 10, 1), state=MonthState.ISSUED
    )
    move = world.consented(there, to_unit=world.far, to_kind=DIRECTOR)
    moves.apply_due(today=date(2016, 12, 1))
    assert state(move) == MoveState.EFFECTED
    for change in Change.objects.filter(person=move.person, day=DAY):
        assert change.reaches == [month.first_day]
        assert change.late_reason == "县人口计生局批准文号关人口计生复〔2016〕1号，自2016年10月1日起追溯生效"


# --- what hinders one hinders nobody else --------------------------------------------------------


def test_a_place_taken_meanwhile_keeps_one_back_and_nobody_else(world):
    stuck = world.consented(world.put(1, name="王小堵"))
    free = world.consented(
        world.put(2, name="赵小顺"), kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局"
    )
    for serial in (5, 6):
        world.put(serial, unit=world.second, name=f"钱小{serial}")
    applied = moves.apply_due(today=DAY)
    assert (applied.effected, list(applied.blocked)) == ([free.pk], [stuck.pk])
    assert state(stuck) == MoveState.CONSENTED
    assert "乙镇微机员核定2名，这一期间没有空余名额：钱小5" in stuck.problem
    assert terms(stuck.person) == [("甲镇", OPERATOR, Nature.REGULAR, START, None, "")]
    told = stuck.events.count()
    moves.apply_due(today=DAY + timedelta(days=1))
    assert stuck.events.count() == told  # the same problem is not written every hour
    going = Appointment.objects.filter(person__name="钱小5").get()
    end_appointment(appointment=going, last_day=EVE, ground=EndGround.RESIGNED)
    moves.apply_due(today=DAY + timedelta(days=2))
    assert (state(stuck), stuck.problem) == (MoveState.EFFECTED, "")
    assert stuck.made.valid_from == DAY


def test_a_place_that_a_failed_half_would_have_taken_goes_to_the_next(world):
    """王 wants 乙镇's last place, but his exchange fails; 钱 after him gets it in the same run."""
    world.put(6, unit=world.second, name="孙小满")
    first, second = exchange(world)
    next_one = world.consented(world.put(3, name="钱小三"))
    # The partner resigns: he cannot come, so 王 cannot go.
    end_appointment(appointment=second.appointment, last_day=TODAY, ground=EndGround.RESIGNED)
    applied = moves.apply_due(today=DAY)
    assert applied.effected == [next_one.pk]
    assert set(applied.blocked) == {first.pk, second.pk}
    assert "已于2016年9月20日离任（本人辞职）" in applied.blocked[second.pk]
    assert "与之对调的赵小换不能生效" in applied.blocked[first.pk]
    assert state(next_one) == MoveState.EFFECTED


def test_of_two_for_one_place_the_first_consented_gets_it(world):
    world.put(5, unit=world.second, name="孙小满")
    first = world.consented(world.put(1, name="王小先"))
    second = world.consented(world.put(2, name="赵小后"))
    applied = moves.apply_due(today=DAY)
    assert (applied.effected, list(applied.blocked)) == ([first.pk], [second.pk])


def test_a_unit_that_ended_meanwhile(world):
    move = world.consented(world.put(1, DIRECTOR, end=date(2018, 3, 9)), to_unit=world.far, to_kind=DIRECTOR)
    end_unit(unit=world.far, last_day=TODAY)
    assert "在任职起日不存在" in moves.apply_due(today=DAY).blocked[move.pk]
    assert terms(move.person)[0][4] == date(2018, 3, 9)


def test_a_consented_move_that_cannot_be_is_withdrawn(world):
    move = world.consented(world.put(1))
    end_appointment(appointment=move.appointment, last_day=TODAY, ground=EndGround.RESIGNED)
    moves.apply_due(today=DAY)
    assert "离任" in Move.objects.get().problem
    move.refresh_from_db()
    moves.withdraw(move=move, user=world.clerk, reason="本人已辞职")
    assert (state(move), move.problem) == (MoveState.WITHDRAWN, "")
    assert moves.apply_due(today=DAY).blocked == {}


def test_a_move_follows_its_person_through_a_change_of_units(world):
    """The township was renamed meanwhile: the present appointment goes on under the new name."""
    old = world.put(1)
    move = world.consented(old)
    new = Unit.objects.create(
        level=Level.TOWNSHIP, code="520424109", name="新甲镇", short_name="新甲镇",
        parent=world.county.county, valid_from=date(2016, 9, 25),
    )  # fmt: skip
    Person.objects.filter(pk=old.person_id).update(unit=new)
    old.refresh_from_db()
    old.valid_to, old.end_ground = date(2016, 9, 24), EndGround.UNIT_CHANGED
    old.save()
    going_on = appoint(
        person=Person.objects.get(pk=old.person_id), unit=new, kind=OPERATOR, valid_from=date(2016, 9, 25)
    )
    Appointment.objects.filter(pk=going_on.pk).update(continues=old)
    moves.apply_due(today=DAY)
    assert state(move) == MoveState.EFFECTED
    assert terms(move.person)[1][4:] == (EVE, EndGround.MOVED)


def test_what_a_move_made_is_not_revoked_like_an_entry(world):
    world.consented(world.put(1))
    moves.apply_due(today=DAY)
    with pytest.raises(Refusal):
        revoke(change=Change.objects.get(kind=ChangeKind.APPOINTED, day=DAY))


# --- again, at once, cut off ---------------------------------------------------------------------


def rows():
    """Everything that a run writes, without the ids and the clock."""
    return (
        list(
            Appointment.objects.order_by("person", "valid_from").values_list(
                "person__name", "post__unit__code", "post__kind", "nature", "place", "valid_from",
                "valid_to", "end_ground", "end_document_number", "document_number",
            )
        ),
        sorted(Change.objects.values_list("person__name", "day", "kind", "title")),
        list(Move.objects.order_by("person").values_list("person__name", "state", "problem")),
        sorted(MoveLog.objects.values_list("move__person__name", "from_state", "to_state")),
        list(Person.objects.order_by("pk").values_list("name", "unit__code")),
    )  # fmt: skip


def several(world):
    """An exchange, one who leaves, and one who cannot go."""
    first, second = exchange(world, full=True)
    stuck = world.consented(world.put(7, PostKind.OFFICE_STAFF, name="李小堵"), to_kind=OPERATOR)
    world.consented(
        world.put(8, PostKind.PHYSICIAN, name="周小走"),
        kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县医院",
    )  # fmt: skip
    return first, second, stuck


def test_a_second_run_changes_nothing(world):
    several(world)
    applied = moves.apply_due(today=DAY)
    assert (len(applied.effected), len(applied.blocked)) == (3, 1)
    before = rows()
    again = moves.apply_due(today=DAY)
    assert (again.effected, len(again.blocked)) == ([], 1)
    assert rows() == before


class PowerCut(Exception):
    """The worker dies here."""


@contextlib.contextmanager
def cut_off_after(number):
    """Let the run write ``number`` times and die before it would again; yields what it wrote.

    Between two writes the database stands still: dying there is dying before the second.
    """
    written = []

    def execute(run, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            if len(written) == number:
                raise PowerCut
            written.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield written


def test_cut_off_at_any_write_the_next_run_gives_the_same_rows(world):
    several(world)
    point = transaction.savepoint()
    with cut_off_after(None) as written:
        moves.apply_due(today=DAY)
    whole, total = rows(), len(written)
    transaction.savepoint_rollback(point)
    before = rows()
    assert before != whole
    assert total > 15
    for number in range(total):
        point = transaction.savepoint()
        with pytest.raises(PowerCut), transaction.atomic(), cut_off_after(number):
            moves.apply_due(today=DAY)
        assert rows() == before, number
        if number % 9 == 0:
            moves.apply_due(today=DAY)
            assert rows() == whole, number
        transaction.savepoint_rollback(point)


def both_apply(monkeypatch, *, lock=True):
    """Two workers at once; each has found what is due before the other writes, if it can."""
    world = moving()
    several(world)
    together, attempt = threading.Barrier(2), moves._attempt

    def looked(candidates):
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return attempt(candidates)

    monkeypatch.setattr(moves, "_attempt", looked)
    if not lock:
        monkeypatch.setattr(moves, "_lock_county", lambda county: None)
        monkeypatch.setattr(type(Move.objects.all()), "select_for_update", lambda rows, **how: rows)
    return at_once(*[lambda: moves.apply_due(today=DAY)] * 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_does_it_and_the_other_finds_nothing_left(monkeypatch):
    results = both_apply(monkeypatch)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(len(result.effected) for result in results) == [0, 3]
    assert all(len(result.blocked) == 1 for result in results)
    assert MoveLog.objects.filter(to_state=MoveState.EFFECTED).count() == 3
    assert Change.objects.filter(kind=ChangeKind.ENDED).count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_reports_as_stuck_what_the_first_does(monkeypatch):
    """The control: the race is real. The database still keeps the rows right."""
    results = both_apply(monkeypatch, lock=False)
    troubled = [result for result in results if isinstance(result, Exception) or len(result.blocked) != 1]
    assert troubled
    assert Appointment.objects.filter(valid_from=DAY).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_an_effect_and_a_withdrawal_at_once_one_is_told(monkeypatch):
    world = moving()
    move = world.consented(world.put(1))
    leaving, withdrawn = threading.Event(), threading.Event()
    leave = moves._leave

    def slow(row):
        leaving.set()
        withdrawn.wait(timeout=1)  # never set: the withdrawal waits for the row
        leave(row)

    monkeypatch.setattr(moves, "_leave", slow)

    def take_back():
        leaving.wait(timeout=10)
        moves.withdraw(move=move, user=world.clerk, reason="不去了")
        withdrawn.set()

    applied, refused = at_once(lambda: moves.apply_due(today=DAY), take_back)
    assert applied.effected == [move.pk]
    assert "刚刚已被他人处理" in str(refused)
    assert state(move) == MoveState.EFFECTED


@pytest.mark.django_db(transaction=True)
def test_somebody_appointed_at_the_same_moment_keeps_the_place(monkeypatch):
    world = moving()
    world.put(5, unit=world.second, name="孙小满")
    move = world.consented(world.put(1))
    someone = person(world.second, "李小抢", serial=9)

    def press():
        return appoint(person=someone, unit=world.second, kind=OPERATOR, valid_from=DAY)

    applied, pressed = at_once(lambda: moves.apply_due(today=DAY), press)
    assert isinstance(pressed, Refusal) != (move.pk in applied.blocked)
    holding = Appointment.objects.on(DAY).filter(post__unit=world.second).count()
    assert holding == 2
