"""Pages of a round's examination: arrangement, lots, closing, results, points by letter, papers."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.runs.errors import Refusal
from recruitment.enums import Part, RoundKind, RoundState
from recruitment.forms.exams import ArrangeForm, rooms_text
from recruitment.models import Application, Bonus, Exam, Opening
from recruitment.prints import exams as prints
from recruitment.queries import exams as queries
from recruitment.rules import frozen, lots, totals
from recruitment.services import exams as services
from recruitment.views.frame import round_frame, round_of
from recruitment.workbooks import exams as workbooks

PAGE = 100
TAB = "recruitment:exams"
SHEETS = {
    "signin": prints.sign_in_content,
    "door": prints.door_content,
    "scores": prints.scores_content,
    "lots": prints.lots_content,
}


@dataclass
class Step:
    """A part on the overview: its arrangement, how far the marks are, what this user may do now."""

    part: str
    label: str
    exam: Exam | None
    day: object = None
    waiting: int = 0
    rooms: list = field(default_factory=list)
    recomputed: bool | None = None
    lacking: int = 0
    differing: int = 0
    settled: int = 0
    acts: frozenset = frozenset()
    here: bool = False


def exam_of(user, pk: int, action: Action) -> Exam:
    """Return an examination whose round ``user`` may use for ``action``; 404 for any other."""
    rows = Exam.objects.visible_to(user, action).select_related("round__unit", "drawn_by", "closed_by")
    return get_object_or_404(rows, pk=pk)


def _step(user, round_, part, exam):
    step = Step(part, Part(part).label, exam, day=services.day_of(round_, part))
    code = round_.unit.code
    runs, confirms = may(user, Action.SELECTION_RUN, code), may(user, Action.SELECTION_CONFIRM, code)
    here = round_.state == services.HELD[part]
    if exam is None or not exam.drawn_at:
        step.waiting = queries.sitting(round_, services.SITTING[part])
    acts = set()
    if runs and round_.state in services.ARRANGED[part] and not (exam and exam.closed_at):
        acts.add("arrange")
    if exam is not None:
        step.rooms = queries.progress(exam)
        step.recomputed = queries.recomputed(exam)
        if runs and here and not exam.drawn_at:
            acts.add("draw")
        if exam.drawn_at and not exam.closed_at:
            rows = queries.compared(exam)
            step.lacking = sum(not row.complete for row in rows)
            step.differing = sum(row.complete and row.counts is None for row in rows)
            if may(user, Action.SELECTION_SCORE, code) and here and exam.held_on <= timezone.localdate():
                acts.add("enter")
            if confirms and here and not step.lacking and not step.differing:
                acts.add("close")
        if exam.closed_at and here and confirms:
            acts.add("finish")
    step.acts = frozenset(acts)
    step.here = here
    return step


def _overview(request, round_, status=200, problem=""):
    found = queries.exams_of(round_)
    for exam in found.values():
        exam.round = round_
    parts = [Part.WRITTEN, *([Part.INTERVIEW] if round_.with_interview else [])]
    steps = [_step(request.user, round_, part, found.get(part)) for part in parts]
    return render(
        request,
        "recruitment/exams.html",
        {
            **round_frame(request.user, round_, TAB),
            "steps": steps,
            "problem": problem,
            "words": {Part.WRITTEN: lots.IN_WORDS, Part.INTERVIEW: lots.INTERVIEW_IN_WORDS},
            "has_results": any(exam.closed_at for exam in found.values()),
            "bonus": round_.kind == RoundKind.STATION,
            "crowded": queries.crowded(round_) if round_.state == RoundState.CHECKING else [],
            "figures": figures(round_),
        },
        status=status,
    )


def figures(round_) -> list[tuple[str, str, str, str]]:
    """Return what the examination is judged by: (what, figure, parameter, clause), as frozen."""
    if not round_.parameters:
        return []
    wanted = [("笔试合格线", "pass_mark", " 分"), ("满分", "full_mark", " 分")]
    if round_.with_interview:
        wanted += [
            ("面试比例", "interview_ratio", ""),
            ("笔试比重", "written_weight", "%"),
            ("面试合格线", "interview_pass_mark", " 分"),
            ("评委不少于", "panel_min", " 名"),
        ]
    if round_.kind == RoundKind.STATION:
        wanted.append(("加分", "bonus_points", " 分"))
    told = []
    for label, name, unit in wanted:
        key = f"selection.{name}"
        value = totals.said(frozen.number(round_.parameters, key))
        text = f"1∶{value}" if name == "interview_ratio" else f"{value}{unit}"
        told.append((label, text, key, round_.parameters[key]["clause"]))
    return told


@requires(Action.SELECTION_VIEW)
@require_GET
def exams(request, pk):
    """Both parts of a round's examination and what is to be done next."""
    return _overview(request, round_of(request.user, pk, Action.SELECTION_VIEW))


@requires(Action.SELECTION_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, pk, part):
    """Arrange a part: place, hours, rooms, panel, rules."""
    if part not in Part.values:
        raise Http404
    round_ = round_of(request.user, pk, Action.SELECTION_RUN)
    exam = Exam.objects.filter(round=round_, part=part).prefetch_related("rooms").first()
    initial = {}
    if exam is not None:
        initial = {
            "site": exam.site,
            "starts": exam.starts,
            "ends": exam.ends,
            "judges": exam.judges,
            "rooms": rooms_text(exam),
            "rules": exam.rules,
        }
    elif part == Part.INTERVIEW and round_.parameters:
        initial = {"judges": int(frozen.number(round_.parameters, "selection.panel_min"))}
    drawn = bool(exam and exam.drawn_at)
    form = ArrangeForm(request.POST or None, initial=initial, part=part, drawn=drawn)
    if request.method == "POST" and form.is_valid():
        try:
            services.arrange(round_=round_, part=part, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存{Part(part).label}安排。")
            return redirect(TAB, pk)
    return render(
        request,
        "recruitment/exam_arrange.html",
        {
            **round_frame(request.user, round_, TAB),
            "form": form,
            "label": Part(part).label,
            "day": services.day_of(round_, part),
            "waiting": queries.sitting(round_, services.SITTING[Part(part)]),
            "drawn": drawn,
        },
        status=422 if form.errors else 200,
    )


def _act(request, round_, act):
    """Do ``act``; a refusal is shown on the overview."""
    try:
        done = act()
    except Refusal as refusal:
        return _overview(request, round_of(request.user, round_.pk, Action.SELECTION_VIEW), 422, str(refusal))
    messages.success(request, done)
    return redirect(TAB, round_.pk)


@requires(Action.SELECTION_RUN)
@require_POST
def draw(request, pk):
    """Draw the lots."""
    exam = exam_of(request.user, pk, Action.SELECTION_RUN)
    return _act(
        request,
        exam.round,
        lambda: f"已抽签，{services.draw(exam=exam, user=request.user)} 名考生的座位和准考证号已排定。",
    )


@requires(Action.SELECTION_CONFIRM)
@require_POST
def close(request, pk):
    """Close the marks of a part."""
    exam = exam_of(request.user, pk, Action.SELECTION_CONFIRM)
    return _act(
        request,
        exam.round,
        lambda: (
            f"已确认 {services.close(exam=exam, user=request.user)} 名考生的"
            f"{exam.get_part_display()}成绩，结果已经算出。"
        ),
    )


@requires(Action.SELECTION_CONFIRM)
@require_POST
def finish(request, pk, part):
    """Go on to the next step with those who pass."""
    if part not in Part.values:
        raise Http404
    round_ = round_of(request.user, pk, Action.SELECTION_CONFIRM)
    act = services.finish_written if part == Part.WRITTEN else services.finish_interview

    def done():
        counts = act(round_=round_, user=request.user)
        told = "，".join(f"{word} {count} 人" for word, count in counts.items())
        going = sum(count for word, count in counts.items() if word != "未入选")
        return f"{told}。" + ("" if going else "没有人进入下一环节，请取消这一批次或另行选聘。")

    return _act(request, round_, done)


@requires(Action.SELECTION_VIEW)
@require_GET
def seats(request, pk):
    """Who sits where, and the check that the seed gives it again."""
    exam = exam_of(request.user, pk, Action.SELECTION_VIEW)
    page = Paginator(queries.seats(exam), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "recruitment/exam_seats.html",
        {
            **round_frame(request.user, exam.round, TAB),
            "exam": exam,
            "page": page,
            "recomputed": queries.recomputed(exam),
            "words": lots.INTERVIEW_IN_WORDS if exam.part == Part.INTERVIEW else lots.IN_WORDS,
        },
    )


# --- papers --------------------------------------------------------------------------------------


@requires(Action.SELECTION_RUN)
@require_POST
def exam_print(request, pk, what):
    """Have papers of a part set: tickets, sign-in and score sheets, door lists, the record of the lots."""
    exam = exam_of(request.user, pk, Action.SELECTION_RUN)
    if what != "tickets" and what not in SHEETS:
        raise Http404
    rows = list(queries.seats(exam))
    if not rows:
        problem = "还没有抽签，没有可以打印的；请先抽签。"
        return _overview(request, exam.round, 422, problem)
    if what == "tickets":
        services.record_tickets(exam=exam, user=request.user, count=len(rows))
        return print_out(request, prints.TICKETS, prints.tickets_content(exam, rows))
    return print_out(request, prints.SHEETS, SHEETS[what](exam, rows))


# --- results -------------------------------------------------------------------------------------


def _results(request, round_):
    """The results asked for, and the opening that narrows them."""
    rows = queries.results(round_)
    chosen = request.GET.get("opening", "")
    if chosen.isdigit():
        rows = rows.filter(application__opening=int(chosen))
    return rows, chosen


@requires(Action.SELECTION_VIEW)
@require_GET
def results(request, pk):
    """Results by opening and rank, each with how it was worked out."""
    round_ = round_of(request.user, pk, Action.SELECTION_VIEW)
    rows, chosen = _results(request, round_)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    numbers = queries.tickets(round_)
    for row in page.object_list:
        row.ticket = numbers.get(row.application_id, "")
        row.note = prints.note_of(row)
    return render(
        request,
        "recruitment/exam_results.html",
        {
            **round_frame(request.user, round_, TAB),
            "page": page,
            "openings": Opening.objects.filter(round=round_),
            "chosen": chosen,
            "crowded": queries.crowded(round_) if round_.state == RoundState.CHECKING else [],
            "tie_rule": totals.TIE_RULE if round_.with_interview else totals.TIE_RULE_WRITTEN,
            "runs": may(request.user, Action.SELECTION_RUN, round_.unit.code),
        },
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def results_export(request, pk):
    """The results as a workbook."""
    round_ = round_of(request.user, pk, Action.SELECTION_VIEW)
    rows, _ = _results(request, round_)
    book = workbooks.results_book(round_, rows, queries.tickets(round_))
    return workbook(book, f"成绩-{round_.code}", timezone.localdate())


@requires(Action.SELECTION_RUN)
@require_POST
def results_print(request, pk):
    """The list of results for the board."""
    round_ = round_of(request.user, pk, Action.SELECTION_RUN)
    rows = list(queries.results(round_))
    if not rows:
        return _overview(request, round_, 422, "成绩还没有确认，没有可以打印的。")
    closed = {part for part, exam in queries.exams_of(round_).items() if exam.closed_at}
    content = prints.results_content(round_, rows, queries.tickets(round_), closed)
    return print_out(request, prints.SHEETS, content)


# --- points by letter (P6.3) ---------------------------------------------------------------------


def _bonus_page(request, round_, status=200, problem=""):
    code = round_.unit.code
    runs = may(request.user, Action.SELECTION_RUN, code)
    closed = Exam.objects.filter(round=round_, part=Part.WRITTEN, closed_at__isnull=False).exists()
    open_ = not closed and round_.state in (RoundState.REVIEWING, RoundState.WRITTEN)
    return render(
        request,
        "recruitment/exam_bonus.html",
        {
            **round_frame(request.user, round_, TAB),
            "rows": list(queries.bonuses(round_)),
            "claimable": queries.claimable(round_) if open_ else [],
            "open": open_,
            "runs": runs and open_,
            "confirms": may(request.user, Action.SELECTION_CONFIRM, code) and open_,
            "problem": problem,
        },
        status=status,
    )


def _station(user, pk, action):
    round_ = round_of(user, pk, action)
    if round_.kind != RoundKind.STATION:
        raise Http404
    return round_


@requires(Action.SELECTION_VIEW)
@require_GET
def bonuses(request, pk):
    """Who has points by letter, and who could have them."""
    return _bonus_page(request, _station(request.user, pk, Action.SELECTION_VIEW))


def _bonus_act(request, round_, act, done):
    try:
        act()
    except Refusal as refusal:
        return _bonus_page(request, round_, 422, str(refusal))
    messages.success(request, done)
    return redirect("recruitment:exam-bonuses", round_.pk)


@requires(Action.SELECTION_RUN)
@require_POST
def bonus_claim(request, pk):
    """Register the points of an applicant."""
    rows = Application.objects.visible_to(request.user, Action.SELECTION_RUN).select_related("round__unit")
    application = get_object_or_404(rows, pk=pk)
    return _bonus_act(
        request,
        application.round,
        lambda: services.claim_bonus(application=application, user=request.user),
        "已登记加分，请另一位有权人员核实。",
    )


def _bonus(user, pk, action):
    rows = Bonus.objects.visible_to(user, action).select_related("application__round__unit")
    return get_object_or_404(rows, pk=pk)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def bonus_confirm(request, pk):
    """Confirm registered points."""
    bonus = _bonus(request.user, pk, Action.SELECTION_CONFIRM)
    return _bonus_act(
        request,
        bonus.application.round,
        lambda: services.confirm_bonus(bonus=bonus, user=request.user),
        "已核实加分。",
    )


@requires(Action.SELECTION_RUN)
@require_POST
def bonus_drop(request, pk):
    """Take back points registered by mistake."""
    bonus = _bonus(request.user, pk, Action.SELECTION_RUN)
    return _bonus_act(
        request,
        bonus.application.round,
        lambda: services.drop_bonus(bonus=bonus, user=request.user),
        "已撤下加分登记。",
    )
