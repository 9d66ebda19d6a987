"""Pages of rounds: the list, a new one, one at a glance with what comes next, and its acts."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.serving import pdf_file
from guanling.documents.tasks import enqueue_paper
from guanling.pages import print_out
from guanling.runs.errors import Outrun, Refusal
from recruitment import prints
from recruitment.enums import ROUND_MOVES, ROUND_OVER, GroupSide, RoundKind, RoundState
from recruitment.forms.rounds import (
    CancelForm,
    ExtendForm,
    MemberForm,
    NewRoundForm,
    OpeningChangeForm,
    OpeningForm,
    PlanForm,
    RatioForm,
    ReleaseForm,
    RoundFilter,
    UnitForm,
)
from recruitment.models import GroupMember, Opening, Round
from recruitment.queries import rounds as queries
from recruitment.rules import calendar as rules
from recruitment.rules import frozen
from recruitment.services import rounds as services
from recruitment.views.frame import LOOKS, frame, round_frame, round_of
from roster.enums import Level
from roster.models import Unit

PAGE = 50
WRITERS = (Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
FORM = ["GET", "HEAD", "POST"]
TOLD_WHO_SIGNS = (
    "方案、日程、岗位和小组齐备以后，由另一位有权人员（乡镇计生办主任、分管领导或者县局审核人员）签发公告。"
)
# The pages on which other parts take a round's step: {state: (what is done there, address)}.
STEP_PAGES: dict[str, tuple[str, str]] = {
    RoundState.WRITTEN: ("办理考试", "recruitment:exams"),
    RoundState.INTERVIEWING: ("办理面试", "recruitment:exams"),
    RoundState.CHECKING: ("办理考察体检", "recruitment:notices"),
    RoundState.NOTICE: ("办理公示", "recruitment:notices"),
    RoundState.APPROVING: ("办理审批", "recruitment:hires"),
    RoundState.APPOINTING: ("办理聘用", "recruitment:hires"),
}


# --- the list ------------------------------------------------------------------------------------


@requires(Action.SELECTION_VIEW)
@require_GET
def rounds(request):
    """All rounds that the user may see, the newest first, with places and applicants."""
    user = request.user
    townships = Unit.objects.visible_to(user, Action.SELECTION_VIEW).filter(level=Level.TOWNSHIP)
    named = list(townships.order_by("code").values_list("code", "short_name").distinct())
    form = RoundFilter(request.GET, townships=named)
    rows = form.narrow(Round.objects.visible_to(user, Action.SELECTION_VIEW).select_related("unit"))
    page = Paginator(queries.with_counts(rows), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.due_label, row.due = _due(row)
    return render(
        request,
        "recruitment/rounds.html",
        {
            **frame(user, "recruitment:rounds"),
            "form": form,
            "page": page,
            "runs": user.can(Action.SELECTION_RUN),
            "narrowed": any(request.GET.values()),
        },
    )


def _due(round_):
    """What a round waits for next, and its day."""
    if round_.state not in queries.DUE:
        return "", None
    label, name = queries.DUE[round_.state]
    return label, getattr(round_, name)


@requires(Action.SELECTION_RUN)
@require_http_methods(FORM)
def round_new(request):
    """Open a round: choose the unit, then from its vacancies (a township) or empty (the county)."""
    user, today = request.user, timezone.localdate()
    units = queries.running_units(user, today)
    chosen = UnitForm(request.GET if "unit" in request.GET else None, units=units)
    unit = chosen.cleaned_data["unit"] if chosen.is_bound and chosen.is_valid() else None
    if unit is None and not chosen.is_bound and len(found := list(units[:2])) == 1:
        unit = found[0]
    if unit is None:
        return _new_page(request, chosen=chosen, status=422 if chosen.errors else 200)
    director = queries.kind_for(unit) == RoundKind.DIRECTOR
    vacant = queries.vacant_units(unit, today) if director else []
    serial = queries.next_serial(unit, today.year)
    what = "村级人口主任选聘" if director else "县中心、乡镇站工作人员招聘"
    initial = {"title": f"{unit.short_name}{today.year}年第{serial}批{what}"}
    form = NewRoundForm(request.POST or None, vacant=vacant, initial=initial)
    if request.method == "POST" and form.is_valid():
        picked = form.picked()
        villages = Unit.objects.filter(pk__in=picked)
        try:
            made = services.create_round(
                unit=unit,
                title=form.cleaned_data["title"],
                plan_number=form.cleaned_data["plan_number"],
                start_on=form.cleaned_data["start_on"],
                picks=[(village, picked[village.pk]) for village in villages],
                user=user,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已建立批次。请补齐方案和日程、登记两个小组，再请另一位签发公告。")
            return redirect("recruitment:round", made.pk)
    return _new_page(request, unit=unit, director=director, form=form, status=422 if form.errors else 200)


def _new_page(request, *, status=200, **context):
    return render(
        request,
        "recruitment/round_new.html",
        {**frame(request.user, "recruitment:rounds"), **context},
        status=status,
    )


# --- one round at a glance -----------------------------------------------------------------------


@dataclass
class Next:
    """The act that comes next: one button, or why not and who does it."""

    label: str = ""
    url: str = ""
    post: bool = False
    hindrances: list[str] = field(default_factory=list)
    told: str = ""


def _next(round_, rows, user, now):
    """What this round waits for, as this user sees it."""
    code = round_.unit.code
    runs, signs = may(user, Action.SELECTION_RUN, code), may(user, Action.SELECTION_CONFIRM, code)
    faults = queries.hindrances(round_, rows, now)
    match round_.state:
        case RoundState.PREPARING:
            if signs and user.pk not in queries.makers(round_):
                return Next(
                    "签发公告", reverse("recruitment:round-announce", args=[round_.pk]), False, faults
                )
            told = TOLD_WHO_SIGNS
            if runs and faults:
                return Next(
                    "修改方案", reverse("recruitment:round-edit", args=[round_.pk]), False, faults, told
                )
            return Next(hindrances=faults, told=told)
        case RoundState.ANNOUNCED:
            act = ("结束报名，开始资格审查", "recruitment:round-close-registration")
        case RoundState.REVIEWING:
            act = ("结束资格审查，进入笔试", "recruitment:round-finish-review")
        case RoundState.APPOINTING:
            act = ("办结批次", "recruitment:round-close")
        case _:
            if page := STEP_PAGES.get(round_.state):
                return Next(page[0], reverse(page[1], args=[round_.pk]))
            if round_.state in queries.CLOSABLE and rows and not queries.closing_faults(rows) and runs:
                return Next("办结批次", reverse("recruitment:round-close", args=[round_.pk]), True)
            return Next(told="" if round_.state in ROUND_OVER else "请在上面相应的环节页面办理。")
    if not runs:
        return Next(hindrances=faults, told="由经办人员办理。")
    return Next(act[0], reverse(act[1], args=[round_.pk]), True, faults)


def _calendar(round_, today):
    """The days of a round with how they lie to today: passed, today, ahead, or not laid down."""
    steps = [
        ("opens_at", "报名开始"),
        ("closes_at", "报名截止"),
        *rules.steps_of(queries.calendar_of(round_)),
    ]
    due = queries.DUE.get(round_.state, ("", ""))[1]
    rows = []
    for name, label in steps:
        value = getattr(round_, name)
        moment = name in ("opens_at", "closes_at")
        day = timezone.localdate(value) if moment and value else value
        mark = (
            ""
            if day is None
            else "已过"
            if day < today
            else "今天"
            if day == today
            else f"还有{(day - today).days}天"
        )
        rows.append(
            {
                "label": label,
                "day": day,
                "time": timezone.localtime(value) if moment and value else None,
                "mark": mark,
                "next": name == due,
                "late": name == due and day is not None and day < today,
            }
        )
    return rows


def _page(request, round_, status=200, refused=""):
    """The round; ``refused``: why an act without a form was refused."""
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    code = round_.unit.code
    rows = list(queries.openings(round_))
    parameters = queries.parameters_of(round_, today)
    short = {}
    if round_.state == RoundState.REVIEWING:
        short = {row.pk: wanted for row, wanted in queries.short_of_ratio(round_, rows)}
    runs, signs = may(user, Action.SELECTION_RUN, code), may(user, Action.SELECTION_CONFIRM, code)
    approves = may(user, Action.SELECTION_APPROVE, code)
    members = list(round_.members.all())
    sides = [GroupSide.COUNTY]
    if round_.kind == RoundKind.DIRECTOR:
        sides.append(GroupSide.TOWNSHIP)
    preparing = round_.state == RoundState.PREPARING
    releases = (runs or signs or approves) and round_.state in services.RELEASABLE
    for row in rows:
        row.wanted = short.get(row.pk)
        row.ratio_waits = bool(row.wanted and not row.unreviewed and row.accepted)
        row.releasable = releases and row.open_places > row.in_line
        row.free = None if row.quota is None else max(row.quota - row.serving - row.held, 0)
    due_label, due = _due(round_)
    judged = queries.judged(round_, now)
    return render(
        request,
        "recruitment/round.html",
        {
            **round_frame(user, round_, "recruitment:round"),
            "refused": refused,
            "next": _next(round_, rows, user, now),
            "due_label": due_label,
            "due": due,
            "due_time": timezone.localtime(due) if hasattr(due, "hour") else None,
            "calendar": _calendar(round_, today),
            "notes": judged.notes,
            "registration_days": judged.registration_days,
            "notice_days": judged.notice_working_days,
            "least": queries.limits_of(parameters),
            "openings": rows,
            "places": sum(row.places for row in rows),
            "applicants": sum(row.applicants for row in rows),
            "groups": [(side, [row for row in members if row.side == side]) for side in sides],
            "log": list(round_.log.select_related("actor")),
            "preparing": preparing,
            "edits": preparing and runs,
            "extends": round_.state == RoundState.ANNOUNCED and signs,
            "cancels": RoundState.CANCELLED in ROUND_MOVES[round_.state] and (runs if preparing else signs),
            "approves": approves and user.pk not in queries.makers(round_),
            "ratio": int(frozen.number(parameters, queries.RATIO)),
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def round_page(request, pk):
    """One round at a glance: what comes next, its days, posts, groups, and what was done."""
    return _page(request, round_of(request.user, pk, Action.SELECTION_VIEW))


def _press(request, pk, action, act, done):
    """Do an act that needs no word; why it was refused stands on the round's page."""
    found = round_of(request.user, pk, action)
    try:
        act(found)
    except Outrun as outrun:
        messages.error(request, str(outrun))
    except Refusal as refusal:
        fresh = round_of(request.user, pk, Action.SELECTION_VIEW)
        return _page(request, fresh, 422, str(refusal))
    else:
        messages.success(request, done)
    return redirect("recruitment:round", pk)


def _ask(request, round_, form, act, *, heading, button, told=(), template="round_act.html", **context):
    """A page with one form; what is refused is shown beside it, and what was typed stays."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("recruitment:round", round_.pk)
    return render(
        request,
        f"recruitment/{template}",
        {
            **round_frame(request.user, round_, "recruitment:round"),
            "form": form,
            "heading": heading,
            "button": button,
            "told": told,
            **context,
        },
        status=422 if form.errors else 200,
    )


# --- the plan ------------------------------------------------------------------------------------


def _initial(round_, names):
    """What a form shows of a round; moments in local time."""
    return {
        name: timezone.localtime(value) if hasattr(value := getattr(round_, name), "hour") else value
        for name in names
    }


@requires(Action.SELECTION_RUN)
@require_http_methods(FORM)
def round_edit(request, pk):
    """Change the plan while it is prepared; the calendar's faults are told and hinder nothing yet."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    form = PlanForm(request.POST or None, initial=_initial(found, services.PLAN))

    def act(typed):
        services.edit_plan(round_=found, user=request.user, **typed)
        return "已保存方案。"

    judged = queries.judged(found, timezone.now(), announcing=found.state == RoundState.PREPARING)
    limits = queries.limits_of(queries.parameters_of(found, timezone.localdate()))
    return _ask(
        request,
        found,
        form,
        act,
        heading="修改方案",
        button="保存方案",
        template="round_edit.html",
        judged=judged,
        limits=limits,
    )


def _posts(round_):
    """The posts that a round may still take up: (unit, kind)."""
    there = set(round_.openings.values_list("unit", "kind"))
    return [
        (unit, kind)
        for kind in queries.opening_kinds(round_)
        for unit in queries.opening_units(round_, kind)
        if (unit.pk, kind.value) not in there
    ]


@requires(Action.SELECTION_RUN)
@require_http_methods(FORM)
def opening_new(request, pk):
    """Add a post to the plan."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    form = OpeningForm(request.POST or None, posts=_posts(found), initial={"places": 1})

    def act(typed):
        unit, kind = typed.pop("post")
        made = services.add_opening(round_=found, unit=unit, kind=kind, user=request.user, **typed)
        return f"已增加{made}。"

    told = ["名额不超过核定数减去拟聘用当日在岗人数和其他批次占用的名额（P2.2）。"]
    return _ask(request, found, form, act, heading="增加岗位", button="增加", told=told)


def _opening(request, pk, *actions):
    """An opening that the user may use for one of ``actions``, and its round."""
    found = Opening.objects.none()
    for action in actions:
        found |= Opening.objects.visible_to(request.user, action)
    opening = get_object_or_404(found.select_related("round__unit", "round__announcement"), pk=pk)
    return opening, opening.round


@requires(Action.SELECTION_RUN)
@require_http_methods(FORM)
def opening_change(request, pk):
    """Change a post's places and conditions."""
    opening, found = _opening(request, pk, Action.SELECTION_RUN)
    initial = {name: getattr(opening, name) for name in ("places", "education_min", "requirement")}
    form = OpeningChangeForm(request.POST or None, initial=initial)

    def act(typed):
        services.change_opening(opening=opening, user=request.user, **typed)
        return f"已修改{opening}。"

    return _ask(request, found, form, act, heading=f"修改岗位：{opening}", button="保存")


@requires(Action.SELECTION_RUN)
@require_POST
def opening_remove(request, pk):
    """Take a post out of the plan."""
    opening, found = _opening(request, pk, Action.SELECTION_RUN)
    return _press(
        request,
        found.pk,
        Action.SELECTION_RUN,
        lambda _: services.remove_opening(opening=opening, user=request.user),
        f"已删去{opening}。",
    )


@requires(Action.SELECTION_RUN)
@require_http_methods(FORM)
def member_new(request, pk):
    """Name somebody to a group."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    form = MemberForm(request.POST or None)

    def act(typed):
        services.add_member(round_=found, user=request.user, **typed)
        return "已登记小组成员。"

    missing = queries.missing_heads(found)
    told = [f"还没有{'、'.join(missing)}，没有组长的批次不能发布公告（P2.6）。"] if missing else []
    return _ask(request, found, form, act, heading="登记小组成员", button="登记", told=told)


@requires(Action.SELECTION_RUN)
@require_POST
def member_remove(request, pk):
    """Take somebody out of a group."""
    members = GroupMember.objects.visible_to(request.user, Action.SELECTION_RUN).select_related("round__unit")
    member = get_object_or_404(members, pk=pk)
    return _press(
        request,
        member.round_id,
        Action.SELECTION_RUN,
        lambda _: services.remove_member(member=member, user=request.user),
        "已从名单中删去。",
    )


# --- announcing ----------------------------------------------------------------------------------


@requires(*WRITERS)
@require_POST
def round_draft(request, pk):
    """The announcement as it would be issued now, marked as a draft."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    if found.state != RoundState.PREPARING:
        messages.error(request, "公告已经发布，请打开公告。")
        return redirect("recruitment:round", pk)
    content = prints.announcement.draft(services.draft_content(found))
    return print_out(request, services.ANNOUNCEMENT, content)


@requires(Action.SELECTION_CONFIRM)
@require_http_methods(FORM)
def round_announce(request, pk):
    """Read the announcement once more, then issue it."""
    user = request.user
    found = round_of(user, pk, Action.SELECTION_CONFIRM)
    refused = ""
    if request.method == "POST":
        try:
            paper = services.announce(round_=found, user=user)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            enqueue_paper(paper)
            messages.success(request, f"已发布公告{paper.number}，公开页面同时开放；公告文件正在排版。")
            return redirect("recruitment:round", pk)
    preparing = found.state == RoundState.PREPARING
    faults = queries.announcing_faults(found, queries.openings(found), timezone.now()) if preparing else []
    return render(
        request,
        "recruitment/round_announce.html",
        {
            **round_frame(user, found, "recruitment:round"),
            "refused": refused,
            "preparing": preparing,
            "faults": faults,
            "own": user.pk in queries.makers(found),
            "content": services.draft_content(found) if preparing else None,
        },
        status=422 if refused else 200,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def round_announcement(request, pk):
    """The announcement as PDF."""
    paper = round_of(request.user, pk, Action.SELECTION_VIEW).announcement
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


@requires(Action.SELECTION_CONFIRM)
@require_http_methods(FORM)
def round_extend(request, pk):
    """Put off the end of registration."""
    found = round_of(request.user, pk, Action.SELECTION_CONFIRM)
    initial = _initial(found, ("closes_at", *services.LATER))
    form = ExtendForm(request.POST or None, initial=initial, with_interview=found.with_interview)

    def act(typed):
        services.extend_registration(round_=found, user=request.user, **typed)
        return "已延长报名，公开页面同时更新。"

    told = ["日期只能延后。延长的情况和原因在公开页面公布，并记入经过。"]
    return _ask(request, found, form, act, heading="延长报名", button="延长报名", told=told)


@requires(Action.SELECTION_RUN)
@require_POST
def round_close_registration(request, pk):
    """End the registration."""
    return _press(
        request,
        pk,
        Action.SELECTION_RUN,
        lambda found: services.close_registration(round_=found, user=request.user),
        "报名已结束，开始资格审查。",
    )


@requires(Action.SELECTION_RUN)
@require_POST
def round_finish_review(request, pk):
    """End the qualification review."""
    return _press(
        request,
        pk,
        Action.SELECTION_RUN,
        lambda found: services.finish_review(round_=found, user=request.user),
        "资格审查已结束，进入笔试。",
    )


@requires(Action.SELECTION_APPROVE)
@require_http_methods(FORM)
def opening_ratio(request, pk):
    """Let an opening go on below the opening ratio."""
    opening, found = _opening(request, pk, Action.SELECTION_APPROVE)

    def act(typed):
        services.approve_ratio(opening=opening, user=request.user, **typed)
        return f"已批准{opening}降低开考比例。"

    row = queries.openings(found).get(pk=opening.pk)
    told = [f"{opening}名额{row.open_places}名，审查通过{row.accepted}人。"]
    form = RatioForm(request.POST or None)
    return _ask(request, found, form, act, heading=f"批准降低开考比例：{opening}", button="批准", told=told)


@requires(*WRITERS, Action.SELECTION_APPROVE)
@require_http_methods(FORM)
def opening_release(request, pk):
    """Give up places that nobody will fill."""
    opening, found = _opening(request, pk, *WRITERS, Action.SELECTION_APPROVE)

    def act(typed):
        services.release_places(opening=opening, user=request.user, **typed)
        return f"已取消{opening}名额{typed['places']}个。"

    row = queries.openings(found).get(pk=opening.pk)
    told = [
        f"{opening}名额{row.places}名，已聘用{row.filled}名，已取消{row.released}名，"
        f"占用名额的人选{row.in_line}名。取消以后名额可由其他批次选聘（P2.2）；"
        "名额全部取消的，报考这一岗位的人员按“岗位取消”办结。"
    ]
    form = ReleaseForm(request.POST or None, initial={"places": 1})
    return _ask(request, found, form, act, heading=f"取消名额：{opening}", button="取消名额", told=told)


# --- ending --------------------------------------------------------------------------------------


@requires(*WRITERS)
@require_http_methods(FORM)
def round_cancel(request, pk):
    """Cancel a round."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    form = CancelForm(request.POST or None)

    def act(typed):
        services.cancel_round(round_=found, user=request.user, **typed)
        return "已取消批次。"

    told = ["取消以后不能恢复：所有未办结的报名按“岗位取消”办结，名额可由其他批次选聘。"]
    return _ask(request, found, form, act, heading="取消批次", button="取消批次", told=told)


@requires(Action.SELECTION_RUN)
@require_POST
def round_close(request, pk):
    """End a round."""
    return _press(
        request,
        pk,
        Action.SELECTION_RUN,
        lambda found: services.close_round(round_=found, user=request.user),
        "批次已办结。",
    )
