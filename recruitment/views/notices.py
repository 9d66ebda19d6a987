"""Pages of the public notice: a round's candidates and notices, one notice, and what anybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.serving import pdf_file
from guanling.documents.tasks import enqueue_paper
from guanling.runs.errors import Refusal
from recruitment.enums import ApplicationState, NoticeState, ObjectionState
from recruitment.forms.notices import NoticeForm, ObjectionForm, RemarkForm, StopForm
from recruitment.models import Notice, Objection
from recruitment.queries import notices as queries
from recruitment.rules import frozen
from recruitment.rules import notices as rules
from recruitment.services import notices as services
from recruitment.services import objections
from recruitment.services.succession import AFTER_EXAM
from recruitment.views.acts import do_act
from recruitment.views.checks import LOOKS, TAB
from recruitment.views.frame import round_frame, round_of
from recruitment.wording import notices as words

PAGE = 50
NOTICE_LOOKS = {"prepared": "wait", "running": "wait", "confirmed": "good", "stopped": "off"}
OBJECTION_LOOKS = {"received": "wait", "examined": "wait", "dismissed": "good", "upheld": "bad"}


# --- a round's candidates and notices ------------------------------------------------------------


@requires(Action.SELECTION_VIEW)
@require_GET
def notices(request, pk):
    """Who came past the examination and how far each is; what calls for a decision; the notices."""
    user = request.user
    round_ = round_of(user, pk, Action.SELECTION_VIEW)
    rows = queries.candidates(round_)
    counts = queries.part_counts(rows)
    part = request.GET.get("part", "")
    shown = rows.filter(queries.PARTS[part][1]) if part in queries.PARTS else rows
    page = Paginator(shown.prefetch_related("checks"), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.with_checks(page.object_list)
    for one in page.object_list:
        one.look = LOOKS.get(one.state, "off")
    found = list(queries.notices_of(round_))
    today = timezone.localdate()
    for one in found:
        one.look = NOTICE_LOOKS[one.state]
        one.over = one.state == NoticeState.RUNNING and one.last_day < today
    runs = may(user, Action.SELECTION_RUN, round_.unit.code) and round_.state in AFTER_EXAM
    lines = queries.lines_of(round_)
    return render(
        request,
        "recruitment/notices.html",
        {
            **round_frame(user, round_, TAB),
            "page": page,
            "part_chosen": part,
            "parts": [(name, label, counts[name]) for name, (label, _) in queries.PARTS.items()],
            "total": sum(counts.values()),
            "notices": found,
            "to_choose": [one for one in lines if one.to_choose],
            "to_release": [one for one in lines if one.to_release] if round_.state in AFTER_EXAM else [],
            "confirms": may(user, Action.SELECTION_CONFIRM, round_.unit.code),
            "runs": runs,
            "prepares": runs
            and bool(counts["checked"])
            and not any(one.state == NoticeState.PREPARED for one in found),
        },
    )


@requires(Action.SELECTION_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request, pk):
    """Draw up a notice of all who passed."""
    user = request.user
    round_ = round_of(user, pk, Action.SELECTION_RUN)
    counts = queries.part_counts(queries.candidates(round_))
    # Nothing is frozen before the round is announced, and nobody can be noticed then.
    announced = rules.NOTICE_DAYS in round_.parameters
    least = queries.least_days(round_) if announced else 0
    clause = frozen.source(round_.parameters, rules.NOTICE_DAYS) if announced else rules.CLAUSE

    def page(form, status=422):
        return render(
            request,
            "recruitment/notice_new.html",
            {**round_frame(user, round_, TAB), "form": form, "counts": counts, "round": round_},
            status=status,
        )

    if request.method != "POST":
        today = timezone.localdate()
        planned = round_.notice_from if round_.notice_from and round_.notice_from >= today else today
        initial = {"first_day": planned, "working_days": least or ""}
        return page(NoticeForm(initial=initial, least=least, clause=clause), 200)
    form = NoticeForm(request.POST, least=least, clause=clause)
    made = []

    def act(typed):
        made.append(services.prepare(round_=round_, user=user, **typed))
        notice, left = made[0].notice, made[0].left
        told = f"已拟第{notice.serial}次公示，公示到 {notice.last_day:%Y-%m-%d}，请另一位有权人员签发。"
        return told + (f"{'、'.join(left)}同名次的人还没有考察完，留待以后公示。" if left else "")

    response = do_act(request, form, act, to=(TAB, pk), page=page)
    return redirect("recruitment:notice", made[0].notice.pk) if made else response


# --- one notice ----------------------------------------------------------------------------------


def _found(request, pk, *actions):
    """A notice that the user may use for one of ``actions``; 404 for any other."""
    rows = Notice.objects.none()
    for action in actions:
        rows |= Notice.objects.visible_to(request.user, action)
    rows = rows.select_related("round__unit", "paper", "prepared_by", "published_by", "confirmed_by")
    return get_object_or_404(rows, pk=pk)


def _on_it(notice):
    """The lines of those who are on a notice still: an objection can be raised to them."""
    return queries.standing(notice).filter(application__state=ApplicationState.NOTICE)


def _forms(shown, user, hindered, typed):
    """The forms of the acts that the user may do now, by name; ``typed`` holds one that was refused."""
    code = shown.round.unit.code
    confirms, runs = (may(user, action, code) for action in (Action.SELECTION_CONFIRM, Action.SELECTION_RUN))
    other = shown.prepared_by_id != user.pk
    made = {}
    if shown.round.state in AFTER_EXAM:
        if shown.state == NoticeState.RUNNING:
            if confirms or runs:
                made["objection"] = ObjectionForm(auto_id="id_objection_%s", lines=_on_it(shown))
            if confirms and other and not hindered:
                made["confirm"] = RemarkForm(auto_id="id_confirm_%s")
            if confirms:
                made["stop"] = StopForm(auto_id="id_stop_%s")
        if shown.state == NoticeState.PREPARED and (confirms or runs):
            made["stop"] = StopForm(auto_id="id_stop_%s")
    return made | typed


def _page(request, shown, status=200, **typed):
    user = request.user
    today = timezone.localdate()
    running = shown.state == NoticeState.RUNNING
    hindered = queries.hindrances(shown, today) if running else ()
    lines = list(
        shown.lines.select_related("application__opening").order_by(
            "application__opening__number", "rank", "pk"
        )
    )
    for line in lines:
        line.look = LOOKS.get(line.application.state, "off")
    raised = list(
        Objection.objects.filter(line__notice=shown).select_related(
            "line__notice__round", "line__application__opening"
        )
    )
    for one in raised:
        one.look = OBJECTION_LOOKS[one.state]
        one.due = queries.objection_due(one)
        one.late = one.state in (ObjectionState.RECEIVED, ObjectionState.EXAMINED) and one.due < today
    return render(
        request,
        "recruitment/notice.html",
        {
            **round_frame(user, shown.round, TAB),
            "notice": shown,
            "notice_look": NOTICE_LOOKS[shown.state],
            "calendar_known": rules.last_day(shown.first_day, shown.working_days)[1],
            "clause": frozen.source(shown.round.parameters, rules.NOTICE_DAYS),
            "lines": lines,
            "objections": raised,
            "hindered": hindered,
            "running": running,
            "publishes": shown.state == NoticeState.PREPARED
            and may(user, Action.SELECTION_CONFIRM, shown.round.unit.code)
            and shown.prepared_by_id != user.pk,
            "forms": _forms(shown, user, hindered, typed),
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def notice(request, pk):
    """One notice: its days, who is on it, the objections."""
    return _page(request, _found(request, pk, Action.SELECTION_VIEW))


@requires(Action.SELECTION_VIEW)
@require_GET
def notice_paper(request, pk):
    """The notice as PDF."""
    paper = _found(request, pk, Action.SELECTION_VIEW).paper
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


def _act(request, pk, name, form, act, *actions):
    def page(refused):
        return _page(request, _found(request, pk, *actions), status=422, **{name: refused})

    return do_act(request, form, act, to=("recruitment:notice", pk), page=page)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def notice_publish(request, pk):
    """Publish a prepared notice under its number."""
    shown = _found(request, pk, Action.SELECTION_CONFIRM)
    try:
        paper = services.publish(notice=shown, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        enqueue_paper(paper)
        messages.success(request, f"已发布，公示文件{paper.number}正在排版；公开页面已能查看。")
    return redirect("recruitment:notice", pk)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def notice_confirm(request, pk):
    """Confirm that a notice is over."""
    shown = _found(request, pk, Action.SELECTION_CONFIRM)

    def act(typed):
        cleared = services.confirm(notice=shown, remark=typed["remark"], user=request.user)
        return f"已确认公示结束，{cleared} 人公示无异议，可以报县审批。"

    form = RemarkForm(request.POST, auto_id="id_confirm_%s")
    return _act(request, pk, "confirm", form, act, Action.SELECTION_CONFIRM)


@requires(Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
@require_POST
def notice_stop(request, pk):
    """Stop a notice because of a mistake in it."""
    actions = (Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
    shown = _found(request, pk, *actions)

    def act(typed):
        back = services.stop(notice=shown, reason=typed["reason"], user=request.user)
        return f"已终止公示，{back} 人退回“合格待公示”，可以重新拟定公示。"

    return _act(request, pk, "stop", StopForm(request.POST, auto_id="id_stop_%s"), act, *actions)


@requires(Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
@require_POST
def objection_new(request, pk):
    """Register an objection."""
    actions = (Action.SELECTION_RUN, Action.SELECTION_CONFIRM)
    shown = _found(request, pk, *actions)
    form = ObjectionForm(request.POST, auto_id="id_objection_%s", lines=_on_it(shown))

    def act(typed):
        made = objections.register(user=request.user, **typed)
        return f"已登记异议，请在 {queries.objection_due(made):%Y-%m-%d} 前核查答复。"

    return _act(request, pk, "objection", form, act, *actions)


# --- what anybody may read -----------------------------------------------------------------------


@login_not_required
@require_GET
def public_notices(request):
    """Running and past notices of rounds that are not over; no account is needed."""
    page = Paginator(queries.public_notices(), PAGE).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.look = NOTICE_LOOKS[one.state]
    return render(request, "recruitment/notices_public.html", {"page": page})


@login_not_required
@require_GET
def public_notice(request, pk):
    """One notice as anybody may read it: name, village and marks only."""
    shown = get_object_or_404(queries.public_notices(), pk=pk)
    stopped = shown.state == NoticeState.STOPPED
    told = words.Told(
        title=shown.round.title,
        serial=shown.serial,
        people=0,
        first=shown.first_day,
        last=shown.last_day,
        days=shown.working_days,
        office=shown.paper.content["issuer"],
        phone=shown.round.supervision_phone or shown.round.phone,
        basis="",
    )
    return render(
        request,
        "recruitment/notice_public.html",
        {
            "notice": shown,
            "look": NOTICE_LOOKS[shown.state],
            "lines": [] if stopped else list(queries.standing(shown)),
            "heading": words.title(told),
            "how": words.how_to_object(told),
            "office": told.office,
        },
    )
