"""Business acts on examinations: arranged, drawn, marked by two hands, closed, and who goes on (P2.4, P6.3).

Marks are entered twice by two people who do not see each other's, a third settles where they differ, and who
closes them is neither of the two. Once both hands are in, neither changes: a difference is settled openly.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models import Recommendation
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import ApplicationState, OutGround, Part, RoundKind, RoundState, Sat
from recruitment.models import Application, Bonus, Exam, Result, Room, Round, Score, Seat
from recruitment.queries import exams as queries
from recruitment.queries.exams import FIRST, SECOND, THIRD
from recruitment.rules import frozen, lots, totals
from recruitment.services.steps import advance_all, advance_round, lock_application, lock_round
from roster.services.saving import save_checked

SEED_BYTES = 16
HANDS = (FIRST, SECOND)
EXAM = "这场考试"
# In which states of the round a part can be arranged, and in which it is drawn, marked and closed.
ARRANGED = {
    Part.WRITTEN: (RoundState.ANNOUNCED, RoundState.REVIEWING, RoundState.WRITTEN),
    Part.INTERVIEW: (RoundState.WRITTEN, RoundState.INTERVIEWING),
}
HELD = {Part.WRITTEN: RoundState.WRITTEN, Part.INTERVIEW: RoundState.INTERVIEWING}
# Who sits a part.
SITTING = {Part.WRITTEN: ApplicationState.ACCEPTED, Part.INTERVIEW: ApplicationState.INTERVIEW}
OUT_WORDS = {
    (Part.WRITTEN, OutGround.ABSENT): "笔试缺考",
    (Part.WRITTEN, OutGround.BREACH): "笔试违纪，成绩无效",
    (Part.WRITTEN, OutGround.BELOW_PASS): "笔试总分未达到合格线",
    (Part.WRITTEN, OutGround.BEYOND_RATIO): "笔试总分未列入面试人选",
    (Part.WRITTEN, OutGround.CANCELLED): "岗位名额已全部取消",
    (Part.INTERVIEW, OutGround.ABSENT): "面试缺考",
    (Part.INTERVIEW, OutGround.BREACH): "面试违纪，成绩无效",
    (Part.INTERVIEW, OutGround.BELOW_PASS): "面试成绩未达到合格线",
}


@dataclass(frozen=True)
class Typed:
    """The marks of one applicant as somebody typed them; ``judges`` for an interview, else ``value``."""

    sat: str = Sat.PRESENT
    value: Decimal | None = None
    judges: tuple[Decimal, ...] = ()
    reason: str = ""


class BadMarks(Refusal):
    """Marks that cannot be taken: a sentence for each applicant, by the application's id."""

    def __init__(self, faults: Mapping[int, str]):
        self.faults = dict(faults)
        super().__init__(
            f"有 {len(self.faults)} 行不能保存，请按各行的提示改正后再保存；本页一行也没有保存。"
        )


def day_of(round_: Round, part: str) -> date | None:
    """Return the day on which the round's calendar has a part."""
    return round_.written_on if part == Part.WRITTEN else round_.interview_on


# --- arranging and drawing -----------------------------------------------------------------------


@transaction.atomic
def arrange(
    *,
    round_: Round,
    part: str,
    starts: time,
    ends: time,
    site: str,
    rooms: Sequence[tuple[str, int]],
    judges: int = 0,
    rules: str = "",
    user: User,
) -> Exam:
    """Arrange a part of the examination on the round's day, or change the arrangement; return it (P2.4).

    ``rooms``: (name, seats) in their order. The full mark is the frozen one. Once the lots are drawn, rooms
    and panel stand; place, hours and rules can still be corrected, and a changed day is taken over. Refuses a
    part that the plan does not have, another step of the round, no rooms, fewer judges than laid down.
    """
    found = lock_round(round_, *ARRANGED[Part(part)])
    demand(user, Action.SELECTION_RUN, found.unit.code)
    if part == Part.INTERVIEW and not found.with_interview:
        raise Refusal("方案没有安排面试，不需要安排面试考场。")
    if day_of(found, part) is None:
        raise Refusal(f"批次日程中还没有{Part(part).label}日期，请先在“概况”中填写。")
    if not rooms:
        raise Refusal("请至少填写一个考场和座位数。")
    if len(rooms) > lots.MOST_ROOMS or any(seats > lots.MOST_SEATS for _, seats in rooms):
        raise Refusal(f"考场最多 {lots.MOST_ROOMS} 个，每个最多 {lots.MOST_SEATS} 座。")
    judges = _panel(found, part, judges)
    exam = Exam.objects.select_for_update(no_key=True).filter(round=found, part=part).first()
    if exam is None:
        exam = Exam(round=found, part=part)
    if exam.closed_at:
        raise Refusal(f"{exam.get_part_display()}成绩已经确认，安排不能再改。")
    exam.full_mark = frozen.number(found.parameters, "selection.full_mark")
    exam.held_on, exam.starts, exam.ends, exam.site = day_of(found, part), starts, ends, site
    exam.rules = rules
    if exam.drawn_at:
        now = list(exam.rooms.values_list("name", "seats"))
        if now != list(rooms) or exam.judges != judges:
            raise Refusal("已经抽签，考场、座位数和评委人数不能再改；时间、地点和考场须知可以更正。")
        save_checked(exam)
        return exam
    exam.judges = judges
    save_checked(exam)
    exam.rooms.all().delete()
    Room.objects.bulk_create(
        Room(exam=exam, order=order, name=name, seats=seats) for order, (name, seats) in enumerate(rooms, 1)
    )
    return exam


def _panel(round_, part, judges):
    if part == Part.WRITTEN:
        return 0
    least = int(frozen.number(round_.parameters, "selection.panel_min"))
    cited = frozen.source(round_.parameters, "selection.panel_min")
    if judges < least:
        raise Refusal(f"面试评委至少 {least} 名（{cited}），请改正评委人数。")
    if round_.drop_extremes and judges < totals.DROP_FROM:
        raise Refusal(f"方案规定去掉一个最高分、一个最低分，评委至少 {totals.DROP_FROM} 名。")
    return judges


def lock_exam(exam: Exam) -> Exam:
    """Return the examination as it stands now, locked to the end of the transaction."""
    rows = Exam.objects.select_for_update(of=("self",), no_key=True).select_related("round__unit")
    return rows.get(pk=exam.pk)


@transaction.atomic
def draw(*, exam: Exam, user: User) -> int:
    """Draw the lots: a fresh recorded seed, a seat and ticket number for everybody; return how many (P2.4).

    Refuses a second draw, another step of the round, a day that is no longer the round's, nobody to sit, too
    few seats.
    """
    round_ = lock_round(exam.round, HELD[Part(exam.part)])
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = lock_exam(exam)
    if found.drawn_at:
        raise Refusal(
            f"{found.get_part_display()}已于{timezone.localtime(found.drawn_at):%Y年%m月%d日 %H:%M}抽签，"
            "只抽一次；座位见座位表，可按种子重算核对。"
        )
    if found.held_on != day_of(round_, found.part):
        raise Refusal("批次日程中的日期已经改变，请先重新保存考试安排，再抽签。")
    waiting = list(
        Application.objects.filter(round=round_, state=SITTING[Part(found.part)])
        .order_by("number")
        .values_list("pk", "number", "opening__number")
    )
    if not waiting:
        raise Refusal(f"没有可以参加{found.get_part_display()}的考生，不能抽签。")
    seed = secrets.token_hex(SEED_BYTES)
    rooms = {room.order: room for room in found.rooms.all()}
    places = _places(found, seed, [(number, opening) for _, number, opening in waiting], rooms.values())
    code, interview = round_.code, found.part == Part.INTERVIEW
    Seat.objects.bulk_create(
        Seat(
            exam=found,
            room=rooms[places[number].room],
            application_id=pk,
            number=places[number].number,
            ticket=lots.ticket(code, places[number], interview=interview),
        )
        for pk, number, _ in waiting
    )
    drawn = Exam.objects.filter(pk=found.pk, drawn_at=None)
    if not drawn.update(seed=seed, drawn_at=timezone.now(), drawn_by=user):
        raise Outrun(EXAM)
    exam.refresh_from_db()
    return len(waiting)


def _places(exam, seed, numbers, rooms):
    """Each one's place by the lot; refuses where the rooms do not suffice."""
    shaped = [lots.Room(room.order, room.seats) for room in rooms]
    total = sum(room.seats for room in shaped)
    if exam.part == Part.WRITTEN:
        found = lots.seats(seed, [number for number, _ in numbers], shaped)
        if found is None:
            raise Refusal(
                f"座位不够：考生 {len(numbers)} 人，{len(shaped)} 个考场共 {total} 座；"
                f"请增加考场或座位（还差 {len(numbers) - total} 座）后再抽签。"
            )
        return found
    openings = {}
    for number, opening in numbers:
        openings.setdefault(opening, []).append(number)
    found, lacking = lots.turns(seed, openings, shaped)
    if lacking is not None:
        raise Refusal(
            f"第 {lacking} 号岗位有 {len(openings[lacking])} 人面试，没有一个面试室还容得下；"
            "同一岗位由同一组评委面试，请增加面试室或可面试人数后再抽签。"
        )
    return found


# --- marks ---------------------------------------------------------------------------------------


def _demand_open(exam, today):
    """Refuse marks where they have no place: not drawn, the day not come, closed."""
    if not exam.drawn_at:
        raise Refusal(f"{exam.get_part_display()}还没有抽签，没有考生可以录入成绩。")
    if exam.closed_at:
        raise Refusal(f"{exam.get_part_display()}成绩已经确认，不能再录入或修改。")
    if exam.held_on > today:
        raise Refusal(
            f"{exam.get_part_display()}在{exam.held_on.year}年{exam.held_on.month}月{exam.held_on.day}日举行，"
            "还不能录入成绩。"
        )


def fault(exam: Exam, typed: Typed) -> str:
    """Return what is wrong with the marks of one applicant, or nothing."""
    full = totals.said(exam.full_mark)
    if typed.sat not in Sat.values:
        return "请选择到考情况"
    if typed.sat == Sat.BREACH and not typed.reason.strip():
        return "违纪的请在“说明”中写明情况"
    given = typed.judges if exam.part == Part.INTERVIEW else (typed.value,) * (typed.value is not None)
    if typed.sat != Sat.PRESENT:
        return f"{Sat(typed.sat).label}的不填成绩；参加了的请把到考改为“参加”" if given else ""
    if exam.part == Part.INTERVIEW and len(given) != exam.judges:
        return f"应有 {exam.judges} 名评委的评分，现有 {len(given)} 个"
    if not given:
        return "请填写成绩；没有参加的请选择“缺考”"
    for place, one in enumerate(given, 1):
        whose = f"评委{place}的" if exam.part == Part.INTERVIEW else ""
        if one < 0 or one > exam.full_mark:
            return f"{whose}{totals.said(one)} 分超出范围，应在 0 到 {full} 分之间"
        if one != totals.rounded(one):
            return f"{whose}{totals.said(one)} 分最多两位小数"
    return ""


def _columns(exam, typed):
    """The columns of a Score for what was typed."""
    present = typed.sat == Sat.PRESENT
    value = typed.value if present else None
    if present and exam.part == Part.INTERVIEW:
        value, _ = totals.panel_mean(typed.judges, drop=exam.round.drop_extremes)
    return {
        "sat": typed.sat,
        "judges": list(typed.judges) if present else [],
        "value": value,
        "reason": typed.reason.strip(),
        "full_mark": exam.full_mark,
    }


@transaction.atomic
def enter(
    *, exam: Exam, hand: int, marks: Mapping[int, Typed], user: User, today: date | None = None
) -> tuple[int, int]:
    """Enter marks by the first or the second hand, all or none; return (new, changed) (P2.4).

    ``marks`` by application. A constant number of statements, however many. Raises BadMarks with a sentence
    for each applicant: marks outside 0 to full, the other hand's own work, what somebody else entered, what
    both hands have entered already.
    """
    new, changed = _judged(exam, hand, marks, user, today)
    Score.objects.bulk_create(new)
    if changed:
        names = ["sat", "judges", "value", "reason", "full_mark", "entered_at"]
        Score.objects.bulk_update(changed, names, batch_size=len(changed))
    return len(new), len(changed)


@transaction.atomic
def check(
    *, exam: Exam, hand: int, marks: Mapping[int, Typed], user: User, today: date | None = None
) -> tuple[int, int]:
    """Return (new, changed) that :func:`enter` would write; refuses what it would, and writes nothing."""
    new, changed = _judged(exam, hand, marks, user, today)
    return len(new), len(changed)


def _judged(exam, hand, marks, user, today):
    """The rows to be made and to be changed, the examination locked; raises BadMarks for what cannot be."""
    demand(user, Action.SELECTION_SCORE, exam.round.unit.code)
    if hand not in HANDS:
        raise Refusal("只有第 1 次和第 2 次录入。")
    found = lock_exam(exam)
    _demand_open(found, today or timezone.localdate())
    seated = set(found.seats.values_list("application", flat=True))
    entered = {}
    for score in found.scores.filter(application__in=list(marks)).select_related("entered_by"):
        entered.setdefault(score.application_id, {})[score.hand] = score
    faults, new, changed = {}, [], []
    now = timezone.now()
    for pk, typed in marks.items():
        scores = entered.get(pk, {})
        own, other = scores.get(hand), scores.get(SECOND if hand == FIRST else FIRST)
        problem = "不在这场考试的座位表中" if pk not in seated else fault(found, typed)
        columns = None if problem else _columns(found, typed)
        mine = own is not None and own.entered_by_id == user.pk
        if mine and columns and all(getattr(own, name) == value for name, value in columns.items()):
            continue
        problem = problem or _hand_fault(own, other, hand, user)
        if problem:
            faults[pk] = problem
        elif own is None:
            new.append(Score(exam=found, application_id=pk, hand=hand, entered_by=user, **columns))
        else:
            for name, value in columns.items():
                setattr(own, name, value)
            own.entered_at = now
            changed.append(own)
    if faults:
        raise BadMarks(faults)
    return new, changed


def _hand_fault(own, other, hand, user):
    """Whether somebody may write this hand of one applicant."""
    if other is not None and other.entered_by_id == user.pk:
        return f"另一次由您录入，第 {hand} 次须由另一个人录入"
    if own is not None and own.entered_by_id != user.pk:
        return f"第 {hand} 次已由{own.entered_by.name}录入，不能覆盖"
    if own is not None and other is not None:
        return "两次都已录入，不能再改；有差错的请第三人在“核对”中裁定"
    return ""


@transaction.atomic
def settle(
    *, exam: Exam, application: Application, typed: Typed, user: User, today: date | None = None
) -> Score:
    """Settle an applicant's marks as a third person, with the reason; these count then (P2.4).

    Refuses either of the two hands, what is not entered twice yet, another's settlement, an empty reason,
    marks outside 0 to full.
    """
    demand(user, Action.SELECTION_SCORE, exam.round.unit.code)
    found = lock_exam(exam)
    _demand_open(found, today or timezone.localdate())
    scores = {score.hand: score for score in found.scores.filter(application=application)}
    if not all(hand in scores for hand in HANDS):
        raise Refusal("这名考生的成绩还没有录入两次，不能裁定。")
    if user.pk in {scores[hand].entered_by_id for hand in HANDS}:
        raise Refusal("您录入过这名考生的成绩，不能裁定；请由第三人对照原始评分表裁定。")
    reason_given(typed.reason, "裁定的依据")
    if problem := fault(found, typed):
        raise Refusal(f"{problem}。")
    score = scores.get(THIRD)
    if score is None:
        score = Score(exam=found, application=application, hand=THIRD, entered_by=user)
    elif score.entered_by_id != user.pk:
        raise Refusal("这名考生的成绩已由他人裁定。")
    for name, value in _columns(found, typed).items():
        setattr(score, name, value)
    save_checked(score)
    return score


@transaction.atomic
def close(*, exam: Exam, user: User, today: date | None = None) -> int:
    """Close the marks of a part, both hands complete and equal or settled, and work out the results.

    Returns how many. Refuses who entered marks of this part, a bonus that is not confirmed yet, what is
    missing or differs, and what is closed already (P2.4).
    """
    round_ = lock_round(exam.round, HELD[Part(exam.part)])
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    found = lock_exam(exam)
    found.round = round_
    _demand_open(found, today or timezone.localdate())
    if found.scores.filter(hand__in=HANDS, entered_by=user).exists():
        raise Refusal("您录入过这场考试的成绩，不能确认；请由没有录入的有权人员确认。")
    rows = queries.compared(found)
    lacking = sum(not row.complete for row in rows)
    differing = sum(row.complete and row.counts is None for row in rows)
    if lacking or differing:
        told = [f"{lacking} 名考生的成绩没有录满两次"] * bool(lacking)
        told += [f"{differing} 名考生两次录入不一致、还没有裁定"] * bool(differing)
        raise Refusal(f"还不能确认成绩：{'，'.join(told)}。")
    if found.part == Part.WRITTEN and queries.unconfirmed_bonuses(round_).exists():
        raise Refusal("还有加分登记没有核实；请先在“加分”中核实或撤下，再确认笔试成绩。")
    if not Exam.objects.filter(pk=found.pk, closed_at=None).update(closed_at=timezone.now(), closed_by=user):
        raise Outrun(EXAM)
    _work_out(found, rows)
    exam.refresh_from_db()
    return len(rows)


def scheme_of(round_: Round) -> totals.Scheme:
    """Return by what the round is judged: the policy that was frozen when it was announced."""
    names = ("pass_mark", "written_weight", "interview_ratio", "interview_pass_mark")
    figures = {name: frozen.number(round_.parameters, f"selection.{name}") for name in names}
    return totals.Scheme(
        **figures | {"interview_ratio": int(figures["interview_ratio"])},
        with_interview=round_.with_interview,
        drop_extremes=round_.drop_extremes,
        clauses={name: round_.parameters[f"selection.{name}"]["clause"] for name in names},
    )


def _places_of(round_):
    return {opening.pk: opening.open_places for opening in round_.openings.all()}


def _mark(score):
    return totals.Mark(score.sat, score.value, tuple(score.judges))


def _work_out(exam, rows):
    """Write the results of everybody who was seated, in one statement."""
    round_ = exam.round
    scheme = scheme_of(round_)
    if exam.part == Part.WRITTEN:
        bonuses = {one.application_id: one for one in Bonus.objects.filter(application__round=round_)}
        outcomes = totals.after_written(
            [
                totals.Candidate(
                    key=row.application.pk,
                    opening=row.application.opening_id,
                    written=_mark(row.counts),
                    bonus=bonuses[row.application.pk].points if row.application.pk in bonuses else Decimal(0),
                    letter=bonuses[row.application.pk].letter_number if row.application.pk in bonuses else "",
                )
                for row in rows
            ],
            scheme,
            _places_of(round_),
        )
        standing = {}
    else:
        standing = {
            result.application_id: result
            for result in Result.objects.filter(application__in=[row.application.pk for row in rows])
        }
        outcomes = totals.after_interview(
            [
                totals.Heard(
                    key=row.application.pk,
                    opening=row.application.opening_id,
                    written_total=standing[row.application.pk].written_total,
                    mark=_mark(row.counts),
                )
                for row in rows
            ],
            scheme,
        )
    now = timezone.now()
    made = []
    for out in outcomes:
        before = standing.get(out.key)
        made.append(
            Result(
                application_id=out.key,
                written=before.written if before else out.written,
                bonus=before.bonus if before else out.bonus,
                written_total=out.written_total,
                interview=out.interview,
                total=out.total,
                rank=out.rank,
                ground=out.ground,
                explanation=(before.explanation if before else []) + [line.as_json() for line in out.lines],
                worked_out_at=now,
            )
        )
    columns = ["written", "bonus", "written_total", "interview", "total", "rank", "ground", "explanation"]
    Result.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=[*columns, "worked_out_at"],
    )


# --- going on ------------------------------------------------------------------------------------


def _closed_exam(round_, part):
    exam = Exam.objects.filter(round=round_, part=part).first()
    if exam is None or not exam.closed_at:
        raise Refusal(f"{Part(part).label}成绩还没有确认，不能进入下一环节。")
    return exam


def _put_out(round_, part, results, user):
    """Let those who are out leave, by ground."""
    grounds = {}
    for result in results:
        if result.ground:
            grounds.setdefault(result.ground, []).append(result.application_id)
    out = 0
    for ground, keys in grounds.items():
        words = OUT_WORDS[part, ground]
        out += advance_all(
            Application.objects.filter(round=round_, pk__in=keys),
            ApplicationState.OUT,
            user=user,
            reason=words,
            out_ground=ground,
            out_reason=words,
        )
    return out


def _take(round_, results, user):
    """Send the best to the check and the others into the line; return how many each."""
    outcomes = [
        totals.Outcome(result.application_id, result.application.opening_id, rank=result.rank)
        for result in results
    ]
    first, line = totals.taken(outcomes, _places_of(round_))
    for keys, state, reason in (
        (first, ApplicationState.CHECKING, "按名次进入考察体检"),
        (line, ApplicationState.WAITING, "按名次列为递补候选"),
    ):
        advance_all(Application.objects.filter(round=round_, pk__in=keys), state, user=user, reason=reason)
    return len(first), len(line)


@transaction.atomic
def finish_written(*, round_: Round, user: User) -> dict[str, int]:
    """End the written step: who passes goes to the interview or the check, the others are out (P2.4).

    Returns how many by word. Where nobody passes, the round goes on to the check, from where it is cancelled.
    Refuses marks that are not closed, and another step of the round.
    """
    found = lock_round(round_, RoundState.WRITTEN)
    demand(user, Action.SELECTION_CONFIRM, found.unit.code)
    _closed_exam(found, Part.WRITTEN)
    results = list(queries.results(found))
    counts = {"未入选": _put_out(found, Part.WRITTEN, results, user)}
    going = [result for result in results if not result.ground]
    if found.with_interview and going:
        counts["进入面试"] = advance_all(
            Application.objects.filter(round=found, pk__in=[result.application_id for result in going]),
            ApplicationState.INTERVIEW,
            user=user,
            reason="笔试合格，按比例进入面试",
        )
        to = RoundState.INTERVIEWING
    else:
        counts["进入考察体检"], counts["递补候选"] = _take(found, going, user)
        to = RoundState.CHECKING
    _go_on(found, to, counts, user)
    round_.refresh_from_db()
    return counts


@transaction.atomic
def finish_interview(*, round_: Round, user: User) -> dict[str, int]:
    """End the interview: the best up to the open places go to the check, the others wait in order (P2.4).

    Equal ones at the last place all go to the check. Returns how many by word. Refuses marks that are not
    closed, and another step of the round.
    """
    found = lock_round(round_, RoundState.INTERVIEWING)
    demand(user, Action.SELECTION_CONFIRM, found.unit.code)
    _closed_exam(found, Part.INTERVIEW)
    results = [
        result for result in queries.results(found) if result.application.state == ApplicationState.INTERVIEW
    ]
    counts = {"未入选": _put_out(found, Part.INTERVIEW, results, user)}
    going = [result for result in results if not result.ground]
    counts["进入考察体检"], counts["递补候选"] = _take(found, going, user)
    _go_on(found, RoundState.CHECKING, counts, user)
    round_.refresh_from_db()
    return counts


def _go_on(round_, to, counts, user):
    told = "，".join(f"{word} {count} 人" for word, count in counts.items())
    advance_round(round_, to, user=user, reason=told)


# --- points by letter (P6.3) ---------------------------------------------------------------------


def _demand_bonus_open(round_):
    if round_.kind != RoundKind.STATION:
        raise Refusal("考录加分只用于县中心、乡镇站工作人员招聘（P6.3），村级人口主任选聘不加分。")
    if Exam.objects.filter(round=round_, part=Part.WRITTEN, closed_at__isnull=False).exists():
        raise Refusal("笔试成绩已经确认，不能再登记、核实或撤下加分。")


@transaction.atomic
def claim_bonus(*, application: Application, user: User) -> Bonus:
    """Register the points that a numbered letter gives an applicant; somebody else confirms them (P6.3).

    The letter is found by the applicant's identity number. Refuses a round for directors, who has no letter,
    whose letter was used already, an application that was not accepted, marks that are closed.
    """
    round_ = lock_round(application.round, RoundState.REVIEWING, RoundState.WRITTEN)
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    _demand_bonus_open(round_)
    found = lock_application(application)
    if found.state != ApplicationState.ACCEPTED:
        raise Refusal("只为审查通过的考生登记加分。")
    letter = (
        Recommendation.objects.filter(
            kind=RecommendationKind.BONUS,
            state=RecommendationState.DECIDED,
            person__identity_hash=found.identity_hash,
            paper__isnull=False,
        )
        .select_related("paper", "person")
        .order_by("-decided_on", "-pk")
        .first()
    )
    if letter is None:
        raise Refusal("没有找到这名考生的考录加分推荐函（P6.3）；请先由县局在“表彰推荐”中出具。")
    if used := Bonus.objects.filter(person=letter.person).select_related("application__round").first():
        raise Refusal(
            f"{letter.person.name}的加分已在“{used.application.round.title}”中使用（{used.letter_number}），"
            "每人只加一次（P6.3）。"
        )
    bonus = Bonus(
        application=found,
        person=letter.person,
        letter=letter.paper,
        letter_number=letter.paper.number,
        points=frozen.number(round_.parameters, "selection.bonus_points"),
        claimed_by=user,
    )
    save_checked(bonus)
    return bonus


def _locked_bonus(bonus):
    found = Bonus.objects.select_for_update(of=("self",), no_key=True).filter(pk=bonus.pk).first()
    if found is None or found.confirmed_at:
        raise Outrun("这项加分登记")
    return found


@transaction.atomic
def confirm_bonus(*, bonus: Bonus, user: User) -> None:
    """Confirm points after a look at the letter; then they count (P6.3).

    Refuses who registered them, and marks that are closed.
    """
    round_ = lock_round(bonus.application.round, RoundState.REVIEWING, RoundState.WRITTEN)
    demand(user, Action.SELECTION_CONFIRM, round_.unit.code)
    _demand_bonus_open(round_)
    found = _locked_bonus(bonus)
    if found.claimed_by_id == user.pk:
        raise Refusal("您登记了这项加分，不能自己核实；请由另一位有权人员核实。")
    found.confirmed_by, found.confirmed_at = user, timezone.now()
    save_checked(found)


@transaction.atomic
def drop_bonus(*, bonus: Bonus, user: User) -> None:
    """Take back points that were registered by mistake, before anybody has confirmed them (P6.3)."""
    round_ = lock_round(bonus.application.round, RoundState.REVIEWING, RoundState.WRITTEN)
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    _demand_bonus_open(round_)
    _locked_bonus(bonus).delete()


# --- papers --------------------------------------------------------------------------------------


def record_tickets(*, exam: Exam, user: User, count: int) -> None:
    """Write down that admission tickets with full identity numbers were printed."""
    AccessRecord.objects.create(
        user=user,
        what=f"打印准考证 {count} 份（含身份证号码）",
        object_type="recruitment.exam",
        object_id=exam.pk,
    )


def typed_from(values: Iterable[Decimal | None], *, exam: Exam, sat: str, reason: str) -> Typed:
    """Return what was typed for one applicant, from cells in their order; empty cells are left out."""
    given = tuple(value for value in values if value is not None)
    if exam.part == Part.INTERVIEW:
        return Typed(sat, None, given, reason)
    return Typed(sat, given[0] if given else None, (), reason)
