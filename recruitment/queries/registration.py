"""Registration: what a round asks for, who has registered, what somebody without an account may see."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.utils import timezone

from guanling.accounts.enums import Action
from recruitment.enums import WITHDRAWABLE, ApplicationState, Part, RoundState
from recruitment.models import Application, Exam, Opening, Round, Seat
from recruitment.rules import registration as rules

# To the outside an application kept apart looks like any other: nobody learns that somebody has applied. And
# what is only proposed has not been decided.
SHOWN_AS = {
    ApplicationState.REPEATED: ApplicationState.REGISTERED,
    ApplicationState.REFUSING: ApplicationState.REGISTERED,
}


def demands_of(opening: Opening) -> rules.Demands:
    """Return what an opening asks for; its ``round`` must be loaded."""
    round_ = opening.round
    last_day = timezone.localdate(round_.closes_at)
    return rules.demands(round_.kind, round_.parameters, last_day, opening.education_min)


# --- public pages ----------------------------------------------------------------------------------


def public_rounds():
    """Return the rounds that anybody may see, the newest announcement first."""
    return (
        Round.objects.public()
        .exclude(announced_at=None)
        .select_related("unit", "announcement")
        .annotate(all_places=Sum("openings__places"), posts=Count("openings"))
        .order_by("-announced_at", "-pk")
    )


def standing(round_: Round, now: datetime) -> tuple[str, str]:
    """Return how a round stands to the public: (word, look)."""
    if round_.state == RoundState.CANCELLED:
        return "已取消", "off"
    if round_.state != RoundState.ANNOUNCED:
        return round_.get_state_display(), "off" if round_.state == RoundState.CLOSED else "wait"
    if now < round_.opens_at:
        return "报名未开始", "wait"
    if rules.is_open(now, round_.opens_at, round_.closes_at):
        return "正在报名", "good"
    return "报名已截止", "wait"


@dataclass(frozen=True)
class Step:
    """A line of a round's calendar."""

    label: str
    first: datetime | date | None
    last: datetime | date | None = None

    @property
    def to_the_minute(self) -> bool:
        """Whether it is a matter of hours and minutes."""
        return isinstance(self.first, datetime)


def calendar(round_: Round) -> list[Step]:
    """Return the steps of a round with their days, as the announcement has them (P2.4)."""
    steps = [
        Step("报名", round_.opens_at, round_.closes_at),
        Step("资格审查", round_.review_until),
        Step("笔试", round_.written_on),
        Step("面试", round_.interview_on if round_.with_interview else None),
        Step("考察体检" if round_.with_medical else "考察", round_.check_from),
        Step("公示", round_.notice_from, round_.notice_to),
        Step("拟聘用起日", round_.start_on),
    ]
    return [step for step in steps if step.first]


def public_openings(round_: Round) -> list[Opening]:
    """Return the openings of a round, each with ``least``: the education that it asks for, in words."""
    openings = list(round_.openings.order_by("number"))
    for opening in openings:
        opening.round = round_
        opening.wanted = demands_of(opening)
        opening.least = rules.least_schooling(opening.wanted.education)
    return openings


@dataclass(frozen=True)
class Mine:
    """What an applicant sees of an application."""

    application: Application
    state: str
    label: str
    next_step: str
    age: rules.Point | None
    seats: list[Seat]
    result: object | None
    may_withdraw: bool


NEXT = {
    ApplicationState.REGISTERED: "等待资格审查；请在审查截止后凭报名号和身份证号码再来查询。",
    ApplicationState.MORE: "请按下面的要求补充材料，补齐后提交审查。",
    ApplicationState.EXCEPTION: "年龄需县里核准，等待核准结果。",
    ApplicationState.ACCEPTED: "资格审查通过。考场、座位排定后在这里显示，请按时参加考试。",
    ApplicationState.REFUSED: "资格审查没有通过，理由见下；有疑问请致电报名地点。",
    ApplicationState.WITHDRAWN: "报名已撤回；报名截止前可以重新报名。",
    ApplicationState.INTERVIEW: "进入面试，请按时参加。",
    ApplicationState.WAITING: "目前是递补候选；有人放弃或不合格时依次递补，会电话通知您。",
    ApplicationState.CHECKING: "进入考察体检，请保持电话畅通。",
    ApplicationState.CHECKED: "考察体检合格，等待公示。",
    ApplicationState.NOTICE: "正在公示。",
    ApplicationState.CLEARED: "公示结束，等待县里批准。",
    ApplicationState.APPROVED: "县里已经批准，请等候签订聘用合同的通知。",
    ApplicationState.APPOINTED: "已办理聘用。",
    ApplicationState.OUT: "本次没有入选，感谢您的参与。",
}


def shown_state(application: Application) -> ApplicationState:
    """Return the state that the applicant is told."""
    return ApplicationState(SHOWN_AS.get(application.state, application.state))


def found_by(number: str, identity_hash: str) -> Application | None:
    """Return the application with this number and this identity; one statement, whatever is wrong."""
    return Application.objects.filter(number=number, identity_hash=identity_hash, purged_at=None).first()


def mine(pk: int, now: datetime) -> Mine | None:
    """Return an application as its applicant may see it, or None where its data have been removed."""
    found = (
        Application.objects.filter(pk=pk, purged_at=None)
        .select_related("round__unit", "opening", "result")
        .first()
    )
    if found is None:
        return None
    round_ = found.round
    found.opening.round = round_
    state = shown_state(found)
    seats = list(
        found.seats.exclude(exam__drawn_at=None).select_related("exam", "room").order_by("exam__held_on")
    )
    point = rules.age_point(found.birth_date, demands_of(found.opening))
    return Mine(
        application=found,
        state=state,
        label=state.label,
        next_step=NEXT[state],
        age=None if point.met else point,
        seats=seats,
        result=_told(found),
        may_withdraw=found.state in WITHDRAWABLE
        and round_.state == RoundState.ANNOUNCED
        and rules.is_open(now, round_.opens_at, round_.closes_at),
    )


@dataclass(frozen=True)
class Told:
    """Marks that are final; what is not closed yet is left out."""

    written: object
    bonus: object
    written_total: object
    interview: object
    total: object
    rank: int | None


def _told(application):
    """Return the marks whose examination has been closed, or None."""
    result = getattr(application, "result", None)
    if result is None:
        return None
    closed = set(
        Exam.objects.filter(round=application.round_id).exclude(closed_at=None).values_list("part", flat=True)
    )
    parts = {Part.WRITTEN, Part.INTERVIEW} if application.round.with_interview else {Part.WRITTEN}
    if Part.WRITTEN not in closed:
        return None
    whole = parts <= closed
    return Told(
        written=result.written,
        bonus=result.bonus,
        written_total=result.written_total,
        interview=result.interview if Part.INTERVIEW in closed else None,
        total=result.total if whole else None,
        rank=result.rank if whole else None,
    )


# --- the counter -----------------------------------------------------------------------------------


def registrations(user, round_: Round, action: Action = Action.SELECTION_VIEW):
    """Return the registrations of a round that ``user`` may use, by opening and time."""
    return (
        Application.objects.visible_to(user, action)
        .filter(round=round_)
        .select_related("round__unit", "opening", "entered_by")
        .order_by("opening__number", "pk")
    )


def counts(round_: Round) -> Counter:
    """Return how many registrations a round has: all, by way, without photo; one statement."""
    live = ~Q(state=ApplicationState.WITHDRAWN)
    figures = Application.objects.filter(round=round_).aggregate(
        all=Count("pk", filter=live),
        withdrawn=Count("pk", filter=~live),
        repeated=Count("pk", filter=Q(state=ApplicationState.REPEATED)),
        without_photo=Count("pk", filter=lacking_photo()),
    )
    return Counter(figures)


def lacking_photo() -> Q:
    """Return what picks applications that still need a photo for the admission ticket."""
    return Q(photo="", purged_at=None) & ~Q(
        state__in=(ApplicationState.WITHDRAWN, ApplicationState.REFUSED, ApplicationState.OUT)
    )


def to_print(user, round_: Round):
    """Return the registrations whose forms are printed together: all but those taken back."""
    rows = registrations(user, round_, Action.SELECTION_RUN)
    return rows.filter(purged_at=None).exclude(state=ApplicationState.WITHDRAWN)


def points_of(application: Application) -> list[rules.Point]:
    """Return what the form alone tells of an application; its opening's ``round`` must be loaded."""
    if application.birth_date is None:
        return []
    return rules.points(application.birth_date, application.education, demands_of(application.opening))
