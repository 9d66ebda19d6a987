"""Pages of attendance: the grid, the desk with its codes, the sheet and the workbook (P3.4)."""

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.runs.errors import Refusal
from training.enums import SESSION_ATTENDED, Presence, SessionState
from training.forms.sessions import CodeForm
from training.models import Enrolment, Session
from training.prints.sessions import SIGN_IN, sign_in_content
from training.queries import sessions as queries
from training.services import attendance as services
from training.services import codes
from training.services.attendance import Mark
from training.services.exports import record_taken_out
from training.views.frame import own, seen
from training.workbooks.attendance import attendance_book, filling_form

PAGE = 50
# Wrong codes at one desk before it has to wait, and for how many seconds.
WRONG_CODES, WAIT = 10, 300


def _rows(request, session):
    visible = Enrolment.objects.visible_to(request.user, Action.TRAINING_VIEW)
    return queries.list_rows(visible.standing().filter(session=session))


# --- the grid ------------------------------------------------------------------------------------


class Grid:
    """The half days of a page of the list, as they are typed: a field per person and half day."""

    def __init__(self, session, page, halves, now, data=None):
        self.halves = [half for half in halves if queries.begins_at(half) <= now]
        self.rows = queries.participants(session, page.object_list, halves)
        self.data = data
        self.fresh: set = set()
        self.late = services.late_days(session, self.halves, timezone.localdate(now))
        for row in self.rows:
            self._fill(row)

    def _fill(self, row):
        pk = row.enrolment.person_id
        row.cells = []
        for number, half in enumerate(self.halves):
            mark = row.marks.get((half.day, half.part))
            stored = mark.presence if mark else ""
            name = f"p{pk}-{number}"
            row.cells.append(
                {
                    "name": name,
                    "half": half,
                    "stored": stored,
                    "value": stored if self.data is None else self.data.get(name, stored),
                    "late": bool(mark and mark.late),
                    "leave": mark.leave_reason if mark else "",
                    "out": (half.day, half.part) in row.out_of_post,
                    "key": (pk, half.day, half.part),
                }
            )
        row.reason_name = f"reason-{pk}"
        row.reason_stored = row.leave_reasons
        row.reason = (
            row.leave_text if self.data is None else self.data.get(row.reason_name, row.reason_stored)
        )

    def marks(self):
        """Return what was typed and differs from what the page had shown."""
        marks = []
        for row in self.rows:
            seen_reason = self.data.get(f"seen-{row.reason_name}", "")
            for cell in row.cells:
                seen = self.data.get(f"seen-{cell['name']}")
                value = cell["value"]
                if seen is None or value not in ("", *Presence.values):
                    continue
                reworded = value == Presence.LEAVE and row.reason.strip() != seen_reason
                if value != seen or (reworded and seen == Presence.LEAVE):
                    reason = row.reason if value == Presence.LEAVE else ""
                    pk, day, part = cell["key"]
                    marks.append(Mark(pk, day, part, value, reason, seen))
        return marks


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_attendance(request, pk):
    """The grid in which the sign-in sheet is typed; what was changed on the page is saved, all or nothing."""
    session, now = own(request, pk), timezone.now()
    if session.state not in SESSION_ATTENDED:
        word = "还没有发通知" if session.state == SessionState.DRAFT else session.get_state_display()
        messages.error(request, f"这期培训{word}，不能登记出勤。")
        return redirect("training:session", pk)
    halves = list(session.halves.all())
    page = Paginator(_rows(request, session), PAGE).get_page(request.GET.get("page"))
    problem, conflicts, status = "", set(), 200
    late_reason = request.POST.get("late_reason", "")
    try:
        grid = Grid(session, page, halves, now, request.POST if request.method == "POST" else None)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("training:session", pk)
    if request.method == "POST":
        try:
            count = services.record(
                session=session, marks=grid.marks(), user=request.user, now=now, late_reason=late_reason
            )
        except Refusal as refusal:
            problem, status = str(refusal), 422
            conflicts = getattr(refusal, "keys", set())
        else:
            messages.success(request, f"已保存{count}处出勤。" if count else "没有改动，不用保存。")
            return redirect(request.get_full_path())
    for row in grid.rows:
        for cell in row.cells:
            cell["conflict"] = cell["key"] in conflicts
            # What is refused for another's record is compared afresh; everything else with what was seen.
            seen = request.POST.get(f"seen-{cell['name']}") if status == 422 else None
            cell["seen"] = cell["stored"] if seen is None or cell["conflict"] else seen
        row.conflict = any(cell["conflict"] for cell in row.cells)
        row.reason_seen = (
            request.POST.get(f"seen-{row.reason_name}", row.reason_stored)
            if status == 422
            else row.reason_stored
        )
    return render(
        request,
        "training/session_attendance.html",
        {
            "session": session,
            "page": page,
            "grid": grid,
            "ahead": [half for half in halves if half not in grid.halves],
            "presences": Presence,
            "problem": problem,
            "late_days": sorted(grid.late),
            "late_reason": late_reason,
        },
        status=status,
    )


# --- the desk ------------------------------------------------------------------------------------


def _desk_key(request, session):
    return f"training-desk:{session.pk}:{request.user.pk}"


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_desk(request, pk):
    """The desk at which codes are entered, one after another."""
    session, now = own(request, pk), timezone.now()
    form, signed, status = CodeForm(), None, 200
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            signed = _enter(request, session, form, now)
        if signed:
            form = CodeForm()
        else:
            status = 422
    problem = ""
    half = None
    try:
        half = codes.half_now(session, now)
    except Refusal as refusal:
        problem = str(refusal)
    listed = _rows(request, session)
    there = (
        session.attendance.filter(day=half.day, part=half.part, presence=Presence.PRESENT).count()
        if half
        else 0
    )
    return render(
        request,
        "training/session_desk.html",
        {
            "session": session,
            "form": form,
            "signed": signed,
            "half": half,
            "there": there,
            "listed": listed.count(),
            "problem": problem,
            "halves": session.halves.all(),
        },
        status=status,
    )


def _enter(request, session, form, now):
    key = _desk_key(request, session)
    if (cache.get(key) or 0) >= WRONG_CODES:
        form.add_error("code", "输错次数过多，请过5分钟再试；急用的，请在出勤登记中直接登记。")
        return None
    try:
        signed = codes.use_code(
            session=session,
            code=form.cleaned_data["code"],
            user=request.user,
            now=now,
            visible=Session.objects.visible_to(request.user, Action.TRAINING_VIEW),
        )
    except Refusal as refusal:
        cache.add(key, 0, WAIT)
        cache.incr(key)
        form.add_error("code", str(refusal))
        return None
    cache.delete(key)
    return signed


# --- on paper and in workbooks -------------------------------------------------------------------


@requires(Action.TRAINING_RUN)
@require_POST
def session_sign_sheet(request, pk):
    """Have the sign-in sheet set."""
    session = own(request, pk)
    halves = list(session.halves.all())
    rows = list(_rows(request, session))
    if not (rows and halves):
        messages.error(request, "名单上还没有人，先列入参训人员再打印签到表。")
        return redirect("training:session", pk)
    return print_out(request, SIGN_IN, sign_in_content(session, rows, halves))


@requires(Action.TRAINING_VIEW)
@require_GET
def session_export(request, pk):
    """The attendance as the page shows it, without numbers."""
    session = seen(request, pk)
    content = attendance_book(session, _rows(request, session))
    return workbook(content, f"{session.name}出勤", timezone.localdate())


@requires(Action.TRAINING_RUN)
@require_POST
def session_form(request, pk):
    """The sign-in workbook that is filled and imported again; it has full numbers, so it leaves a trace."""
    session = own(request, pk)
    rows = list(_rows(request, session))
    record_taken_out(session=session, user=request.user, count=len(rows))
    return workbook(filling_form(session, rows), f"{session.name}签到表", timezone.localdate())
