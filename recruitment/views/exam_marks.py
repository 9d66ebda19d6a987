"""Pages on which marks are entered by two hands, compared and settled."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from recruitment.enums import Part, Sat
from recruitment.forms import exams as forms
from recruitment.models import Seat
from recruitment.queries import exams as queries
from recruitment.services import exams as services
from recruitment.views.exams import TAB, exam_of
from recruitment.views.frame import round_frame
from recruitment.workbooks import exams as workbooks


def _frame(request, exam):
    return {
        **round_frame(request.user, exam.round, TAB),
        "exam": exam,
        "heads": forms.columns(exam),
        "sats": Sat.choices,
    }


@requires(Action.SELECTION_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def marks(request, pk, hand, room):
    """The marks of a room by one hand, typed on one page and saved in one go."""
    exam = exam_of(request.user, pk, Action.SELECTION_SCORE)
    if hand not in services.HANDS:
        raise Http404
    found = get_object_or_404(exam.rooms.all(), order=room)
    seats = list(queries.seats(exam).filter(room=found))
    scores = queries.scores_of(exam, [seat.application_id for seat in seats])
    posted = request.POST if request.method == "POST" else None
    rows = forms.grid(exam, seats, scores, hand=hand, user=request.user, posted=posted)
    problem = ""
    if posted is not None:
        problem = _save(exam, hand, rows, request)
        if problem is None:
            return redirect("recruitment:exam-marks", pk, hand, room)
    return render(
        request,
        "recruitment/exam_marks.html",
        {
            **_frame(request, exam),
            "hand": hand,
            "room": found,
            "rooms": list(exam.rooms.all()),
            "rows": rows,
            "problem": problem,
            "open": any(not row.locked for row in rows) and not exam.closed_at,
            "early": exam.held_on > timezone.localdate(),
            "done": sum(row.saved for row in rows),
        },
        status=422 if problem else 200,
    )


def _save(exam, hand, rows, request):
    """Save what was typed; return what is to be told, or None when it is saved."""
    typed = forms.typed_marks(exam, rows)
    faults = sum(bool(row.fault) for row in rows)
    by_application = {row.seat.application_id: row for row in rows}
    try:
        if faults:
            # What can be read is judged too, so that every row has its sentence at once.
            services.check(exam=exam, hand=hand, marks=typed, user=request.user)
        else:
            new, changed = services.enter(exam=exam, hand=hand, marks=typed, user=request.user)
    except services.BadMarks as bad:
        for pk, fault in bad.faults.items():
            by_application[pk].fault = fault
    except Refusal as refusal:
        return str(refusal)
    wrong = sum(bool(row.fault) for row in rows)
    if wrong:
        return f"有 {wrong} 行不能保存，请按各行的提示改正后再保存；本页一行也没有保存，所填内容都在。"
    if new or changed:
        messages.success(request, f"已保存：新录入 {new} 人，修改 {changed} 人。")
    else:
        messages.info(request, "没有新的内容要保存。")
    return None


@requires(Action.SELECTION_SCORE)
@require_GET
def marks_book(request, pk, hand):
    """The score sheet of one hand as a workbook, with what this user has entered by it."""
    exam = exam_of(request.user, pk, Action.SELECTION_SCORE)
    if hand not in services.HANDS:
        raise Http404
    own = queries.own_scores(exam, hand, request.user)
    book = workbooks.score_book(exam, hand, queries.seats(exam), own)
    name = f"{exam.get_part_display()}成绩录入表-第{hand}次-{exam.round.code}"
    return workbook(book, name, timezone.localdate())


def _compare(request, exam, status=200, refused=None):
    """The comparison; ``refused``: (application, typed values, sat, reason, what was said)."""
    rows = queries.compared(exam)
    everything = request.GET.get("all") == "1"
    shown = [row for row in rows if row.complete]
    if not everything:
        shown = [row for row in shown if not row.equal]
    lines = []
    for row in shown:
        third = row.scores.get(services.THIRD)
        hands = {row.scores[hand].entered_by_id for hand in services.HANDS}
        line = {
            "seat": row.seat,
            "first": row.scores[services.FIRST],
            "second": row.scores[services.SECOND],
            "third": third,
            "equal": row.equal,
            "open": not exam.closed_at
            and request.user.pk not in hands
            and (third is None or third.entered_by_id == request.user.pk),
            "own": request.user.pk in hands,
            "values": [""] * len(forms.columns(exam)),
            "sat": Sat.PRESENT,
            "reason": "",
            "fault": "",
        }
        if third is not None:
            given = third.judges if exam.part == Part.INTERVIEW else [third.value]
            line["values"] = [forms.shown(value) for value in given] or line["values"]
            line["sat"], line["reason"] = third.sat, third.reason
        if refused and refused[0] == row.seat.application_id:
            _, line["values"], line["sat"], line["reason"], line["fault"] = refused
        lines.append(line)
    return render(
        request,
        "recruitment/exam_compare.html",
        {
            **_frame(request, exam),
            "rows": lines,
            "all": everything,
            "lacking": sum(not row.complete for row in rows),
            "complete": sum(row.complete for row in rows),
            "differing": sum(row.complete and row.counts is None for row in rows),
        },
        status=status,
    )


@requires(Action.SELECTION_SCORE)
@require_GET
def compare(request, pk):
    """Where both hands differ; of who is not entered twice nothing is shown."""
    return _compare(request, exam_of(request.user, pk, Action.SELECTION_SCORE))


@requires(Action.SELECTION_SCORE)
@require_POST
def settle(request, pk, application):
    """Settle one applicant's marks as the third."""
    exam = exam_of(request.user, pk, Action.SELECTION_SCORE)
    rows = Seat.objects.filter(exam=exam).select_related("application")
    seat = get_object_or_404(rows, application=application)
    values = [request.POST.get(f"m{place}", "") for place in range(1, len(forms.columns(exam)) + 1)]
    sat, reason = request.POST.get("sat", ""), request.POST.get("reason", "").strip()
    try:
        if number := cells.personal_number(reason):
            raise Refusal(f"依据里有{number}，请删去。")
        services.settle(
            exam=exam,
            application=seat.application,
            typed=services.typed_from(
                map(forms.figure, values), exam=exam, sat=sat, reason=cells.tidy(reason)[:200]
            ),
            user=request.user,
        )
    except (Refusal, cells.CellError) as fault:
        return _compare(request, exam, 422, (application, values, sat, reason, str(fault)))
    messages.success(request, f"已裁定准考证号 {seat.ticket} 的成绩。")
    return redirect("recruitment:exam-compare", pk)
