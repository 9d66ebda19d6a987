"""Pages of sessions: the list, preparing one, its page with the next step, filing, certificates (P3.4)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents import tasks
from guanling.documents.serving import pdf_file
from guanling.pages import print_out, workbook
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name
from training.enums import (
    CATEGORY_CLAUSES,
    SESSION_ATTENDED,
    SESSION_PLANNING,
    Outcome,
    SessionState,
)
from training.forms.sessions import (
    MORE_ROWS,
    MOST_ROWS,
    ROWS,
    DayRows,
    ReasonForm,
    SessionFilter,
    SessionForm,
    rows_of,
)
from training.models import Certificate, Course, Enrolment, KnowledgeTest, PlanLine, Session
from training.prints.certificates import CERTIFICATES
from training.prints.sessions import FILING, filing_content
from training.queries import sessions as queries
from training.queries.audience import seats_left
from training.rules.attendance import rest_days
from training.services import results as result_services
from training.services import sessions as services
from training.views.frame import own, runs, seen
from training.workbooks.sessions import sessions_book

PAGE = 50


# --- list ----------------------------------------------------------------------------------------


def _list(request):
    visible = Session.objects.visible_to(request.user, Action.TRAINING_VIEW)
    codes = visible.order_by().values_list("unit__code", flat=True).distinct()
    units = Unit.objects.filter(code__in=codes, level__in=(Level.COUNTY, Level.TOWNSHIP))
    named = dict(units.order_by("valid_from").values_list("code", "short_name"))
    form = SessionFilter(
        request.GET, years=queries.years(visible, timezone.localdate()), units=sorted(named.items())
    )
    form.is_valid()
    chosen = form.cleaned_data
    return form, queries.sessions_list(
        visible,
        year=chosen.get("year"),
        category=chosen.get("category", ""),
        unit=chosen.get("unit", ""),
        state=chosen.get("state", ""),
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def sessions(request):
    """All sessions, the latest first."""
    form, found = _list(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.clause, row.days = CATEGORY_CLAUSES[row.category], queries.days_of(row.half_count)
    return render(
        request,
        "training/sessions.html",
        {"form": form, "page": page, "runs": request.user.can(Action.TRAINING_RUN)},
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def sessions_export(request):
    """The sessions as shown, as a workbook."""
    _, found = _list(request)
    today = timezone.localdate()
    return workbook(sessions_book(found, county_name(request.user), today), "培训班一览表", today)


# --- preparing -----------------------------------------------------------------------------------


def _units(user):
    """The units for which ``user`` runs trainings: those of the grants, as they are today."""
    codes = user.prefixes(Action.TRAINING_RUN)
    return Unit.objects.on(timezone.localdate()).filter(
        code__in=codes, level__in=(Level.COUNTY, Level.TOWNSHIP)
    )


def _courses(user, codes, also=None):
    """Courses that these units use: their own and the county's, given at present."""
    wanted = {*codes, *(code[:COUNTY_DIGITS] for code in codes)}
    rows = Course.objects.visible_to(user, Action.TRAINING_RUN)
    return rows.filter(Q(active=True, unit__code__in=wanted) | Q(pk=also))


def _line(request):
    """Return the plan line from which a session is to be made, or None; 404 for one out of reach."""
    if not (value := request.GET.get("line")):
        return None
    rows = PlanLine.objects.visible_to(request.user, Action.TRAINING_RUN)
    return get_object_or_404(
        rows.select_related("plan__unit", "course"), pk=int(value) if value.isdecimal() else 0
    )


def _day_rows(request, initial):
    if request.method != "POST":
        return DayRows(prefix="days", initial=initial)
    data = request.POST.copy()
    if "more" in data:
        count = int(data["days-TOTAL_FORMS"]) if data.get("days-TOTAL_FORMS", "").isdecimal() else 0
        data["days-TOTAL_FORMS"] = str(min(count + MORE_ROWS, MOST_ROWS))
        # Rows that were not on the page begin with both halves ticked, as the others did.
        for number in range(count, min(count + MORE_ROWS, MOST_ROWS)):
            for part in ("am", "pm"):
                data[f"days-{number}-{part}"] = "on"
                row = DayRows(prefix="days", initial=[{}]).forms[0]
                for end in ("begins", "ends"):
                    hour = row.fields[f"{part}_{end}"].initial
                    data[f"days-{number}-{part}_{end}"] = f"{hour:%H:%M}"
    return DayRows(data, prefix="days")


def _form_page(request, form, rows, **more):
    wrong = form.is_bound and (bool(form.errors) or not rows.is_valid())
    return render(
        request,
        "training/session_form.html",
        {"form": form, "rows": rows, **more},
        status=422 if wrong and "more" not in request.POST else 200,
    )


def _halves(rows):
    return [half for row in rows for half in row.halves()]


def _warn_of_rest_days(request, halves):
    if found := rest_days(half.day for half in halves):
        words = "一二三四五六日"
        told = "、".join(f"{day.month}月{day.day}日（周{words[day.weekday()]}）" for day in found[:5])
        more = f"等{len(found)}天" if len(found) > 5 else ""
        messages.warning(request, f"{told}{more}是周末或法定节假日，请核对培训日期。")


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request):
    """Prepare a session from a course, or from a line of a plan (``?line=``)."""
    line = _line(request)
    units = Unit.objects.filter(pk=line.plan.unit_id) if line else _units(request.user)
    courses = _courses(request.user, list(units.values_list("code", flat=True)), also=line and line.course_id)
    initial = {}
    if line:
        initial = {
            "name": f"{line.plan.year}年{line.month}月{line.course.get_category_display()}",
            "course": line.course,
            "audience": line.audience,
            "capacity": line.people,
            "place": line.place,
            "teacher": line.teacher,
        }
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(posted, units=units, courses=courses, initial=initial)
    rows = _day_rows(request, [{}] * ROWS)
    page = {"line": line, "no_courses": not courses.exists()}
    if posted and "more" not in posted and form.is_valid() and rows.is_valid():
        halves = _halves(rows)
        try:
            made = services.new_session(halves=halves, user=request.user, plan_line=line, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已建立“{made.name}”；下一步列入参训人员。")
            _warn_of_rest_days(request, halves)
            return redirect("training:session", made.pk)
    return _form_page(request, form, rows, **page)


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request, pk):
    """Change a session that is prepared or announced."""
    session = own(request, pk)
    if session.state not in SESSION_PLANNING:
        messages.error(request, f"这期培训{session.get_state_display()}，不能再修改。")
        return redirect("training:session", pk)
    courses = _courses(request.user, [session.unit.code], also=session.course_id)
    names = ("name", "course", "audience", "place", "teacher", "capacity", "note")
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(
        posted, units=None, courses=courses, initial={name: getattr(session, name) for name in names}
    )
    rows = _day_rows(request, rows_of(session.halves.all()))
    if posted and "more" not in posted and form.is_valid() and rows.is_valid():
        halves = _halves(rows)
        try:
            services.edit_session(session=session, halves=halves, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存修改。")
            _warn_of_rest_days(request, halves)
            return redirect("training:session", pk)
    return _form_page(request, form, rows, session=session, line=session.plan_line)


# --- one session ---------------------------------------------------------------------------------


def _step(session, halves, now, *, lacking, mine, files):
    """Return the next step: a word that the page turns into its one main action; empty when none is due."""
    if files:
        return "file"
    if not mine:
        return ""
    match session.state:
        case SessionState.DRAFT:
            return "announce" if session.listed else "invite"
        case SessionState.OPEN | SessionState.RETURNED:
            if not halves or queries.begins_at(halves[0]) > now:
                return "sheet"
            over = queries.ends_at(halves[-1]) <= now
            return "hand-in" if over and not lacking and session.listed else "enter"
        case SessionState.FILED if session.uncertified:
            return "certificates"
    return ""


def session_page(request, session, *, forms=None, status=200):
    """Show a session; ``forms``: those that came back with errors, by name."""
    forms = forms or {}
    now = timezone.now()
    counted = queries.with_counts(Session.objects.filter(pk=session.pk)).get()
    for name in ("first_day", "last_day", "half_count", "invited", "listed", "recorded", "attended"):
        setattr(session, name, getattr(counted, name))
    halves = list(session.halves.all())
    mine = runs(request, session)
    rows = queries.list_rows(
        Enrolment.objects.visible_to(request.user, Action.TRAINING_VIEW).filter(session=session)
    )
    page = Paginator(rows.standing().select_related("certificate__paper"), PAGE).get_page(
        request.GET.get("page")
    )
    withdrawn = list(rows.exclude(withdrawn_at=None))
    tells = session.state == SessionState.OPEN and request.user.can(Action.TRAINING_RUN)
    reviewer = request.user.can(Action.TRAINING_FILE) and (
        Session.objects.own(request.user, Action.TRAINING_FILE).filter(pk=session.pk).exists()
    )
    reviewer = reviewer and request.user.pk not in (session.made_by_id, session.submitted_by_id)
    lacking = session.listed * session.half_count - session.recorded
    passed = session.enrolments.filter(outcome=Outcome.PASSED)
    session.uncertified = (
        passed.filter(certificate=None).count() if session.state == SessionState.FILED else 0
    )
    files = reviewer and session.state == SessionState.SUBMITTED
    begun = bool(halves) and queries.begins_at(halves[0]) <= now
    returns = reviewer and session.state in (SessionState.SUBMITTED, SessionState.FILED)
    cancels = mine and session.state in SESSION_PLANNING and not session.recorded
    untold = rows.standing().filter(notified_at=None).count() if tells else 0
    return render(
        request,
        "training/session.html",
        {
            "session": session,
            "clause": CATEGORY_CLAUSES[session.category],
            "days": queries.days_of(session.half_count),
            "halves": halves,
            "page": page,
            "participants": queries.participants(session, page.object_list, halves),
            "all_shown": page.paginator.count == session.listed,
            "withdrawn": withdrawn,
            "mine": mine,
            "plans": mine and session.state in SESSION_PLANNING,
            "invites": mine
            and session.state in SESSION_PLANNING
            and (session.state == SessionState.DRAFT or not begun),
            "walks_in": mine and session.state in SESSION_ATTENDED and begun,
            "attends": mine and session.state in SESSION_ATTENDED,
            "desk": mine and session.state == SessionState.OPEN,
            "takes_off": mine
            and session.state in SESSION_PLANNING
            and (session.state == SessionState.DRAFT or not begun),
            "tells": tells,
            "untold": untold,
            "lacking": lacking if begun else 0,
            "over": bool(halves) and queries.ends_at(halves[-1]) <= now,
            "seats_left": seats_left(session),
            "step": _step(session, halves, now, lacking=lacking, mine=mine, files=files),
            "tests": KnowledgeTest.objects.filter(session=session),
            "certified": Certificate.objects.filter(enrolment__session=session).exists(),
            "settled": session.state in (SessionState.SUBMITTED, SessionState.FILED, SessionState.RETURNED),
            "cancel_form": forms.get("cancel_form") or (ReasonForm(label="取消原因") if cancels else None),
            "return_form": forms.get("return_form") or (ReasonForm(label="退回原因") if returns else None),
            "waits_for_other": session.state == SessionState.SUBMITTED and not files,
        },
        status=status,
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def session(request, pk):
    """One session: its facts, the next step, who is on its list."""
    return session_page(request, seen(request, pk))


def _act(request, pk, work, done, action=Action.TRAINING_RUN):
    """Do ``work`` on a session within the reach of ``action`` and say so."""
    found = own(request, pk, action)
    try:
        outcome = work(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done(outcome) if callable(done) else done)
    return redirect("training:session", pk)


@requires(Action.TRAINING_RUN)
@require_POST
def session_announce(request, pk):
    """Announce a prepared session."""
    return _act(
        request,
        pk,
        lambda found: services.announce(session=found, now=timezone.now()),
        "已发出通知：各乡镇和有账号的参训人员可以看到；由各乡镇登记通知到人。",
    )


def _reasoned(request, pk, form, work, *, name, done, action):
    """Take a form with a reason to a service; what it refuses stands on the session's page."""
    found = own(request, pk, action)
    if form.is_valid():
        try:
            work(found, form.cleaned_data["reason"])
        except Outrun as refusal:
            messages.error(request, str(refusal))
            return redirect("training:session", pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("training:session", pk)
    return session_page(request, found, forms={name: form}, status=422)


@requires(Action.TRAINING_RUN)
@require_POST
def session_cancel(request, pk):
    """Call a session off."""
    return _reasoned(
        request,
        pk,
        ReasonForm(request.POST, label="取消原因"),
        lambda found, reason: services.cancel(session=found, reason=reason),
        name="cancel_form",
        done="已取消这期培训。",
        action=Action.TRAINING_RUN,
    )


@requires(Action.TRAINING_RUN)
@require_POST
def session_hand_in(request, pk):
    """Settle the results and lay the session before the county."""

    def done(outcome):
        void = ""
        if outcome.void:
            void = f"；更正后不合格、已发的结业证书作废并应收回：{services.named(outcome.void)}"
        return f"已报送县局备案：合格{outcome.passed}人，不合格{outcome.failed}人{void}。"

    return _act(
        request,
        pk,
        lambda found: result_services.hand_in(session=found, user=request.user, now=timezone.now()),
        done,
    )


@requires(Action.TRAINING_FILE)
@require_POST
def session_file(request, pk):
    """File a session that was handed in."""
    return _act(
        request,
        pk,
        lambda found: result_services.file_session(
            session=found, user=request.user, now=timezone.now(), day=timezone.localdate()
        ),
        lambda filed: f"已备案，备案号{filed.filing_number}。",
        Action.TRAINING_FILE,
    )


@requires(Action.TRAINING_FILE)
@require_POST
def session_return(request, pk):
    """Give a session back to its organiser, also one that was filed."""
    return _reasoned(
        request,
        pk,
        ReasonForm(request.POST, label="退回原因"),
        lambda found, reason: result_services.send_back(
            session=found, user=request.user, remark=reason, now=timezone.now()
        ),
        name="return_form",
        done="已退回举办单位。",
        action=Action.TRAINING_FILE,
    )


# --- papers --------------------------------------------------------------------------------------


@requires(Action.TRAINING_VIEW)
@require_POST
def session_filing_print(request, pk):
    """Have the filing sheet set, with the people whom the user may see."""
    found = seen(request, pk)
    halves = list(found.halves.all())
    rows = queries.list_rows(
        Enrolment.objects.visible_to(request.user, Action.TRAINING_VIEW).standing().filter(session=found)
    )
    content = filing_content(found, queries.participants(found, rows, halves), halves, queries.tally(found))
    return print_out(request, FILING, {**content, "title": f"{found.name}登记备案表"})


@requires(Action.TRAINING_RUN)
@require_POST
def session_certificates(request, pk):
    """Issue the certificates of a filed session."""

    def work(found):
        papers = result_services.issue_certificates(
            session=found, user=request.user, day=timezone.localdate()
        )
        for paper in papers:
            tasks.enqueue_paper(paper)
        return papers

    return _act(
        request,
        pk,
        work,
        lambda papers: f"已发结业证书{len(papers)}份，编号{_span(papers)}，正在排版；可以成批打印。",
    )


def _span(papers):
    first, last = papers[0].number, papers[-1].number
    return first if first == last else f"{first}至{last}"


@requires(Action.TRAINING_RUN)
@require_POST
def session_certificates_print(request, pk):
    """Have all certificates of a session that hold set in one file."""
    found = own(request, pk)
    rows = list(
        Certificate.objects.filter(enrolment__session=found, enrolment__outcome=Outcome.PASSED)
        .select_related("paper")
        .order_by("paper__year", "paper__serial")
    )
    if not rows:
        messages.error(request, "还没有结业证书；备案以后先生成证书。")
        return redirect("training:session", pk)
    content = {
        "title": f"{found.name}结业证书{len(rows)}份",
        "certificates": [row.paper.content for row in rows],
    }
    return print_out(request, CERTIFICATES, content)


@requires(Action.TRAINING_VIEW, Action.OWN_VIEW)
@require_GET
def certificate(request, pk):
    """One certificate as PDF: for who may see its holder on the list, and for the holder."""
    visible = Enrolment.objects.visible_to(request.user, Action.TRAINING_VIEW)
    rows = Certificate.objects.filter(enrolment__in=visible.order_by().values("pk"))
    found = get_object_or_404(rows.select_related("paper"), pk=pk)
    return pdf_file(request, found.paper, f"{found.paper.title}.pdf")
