"""Pages of the qualification review: a round's applications, one of them with its acts, the exceptions."""

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.scans import SUFFIXES
from guanling.documents.serving import stored_file
from guanling.documents.uploads import sent_name
from guanling.pages import print_out, workbook
from guanling.runs.errors import Refusal
from recruitment.enums import UNREVIEWED, ApplicationState
from recruitment.forms import review as forms
from recruitment.models import ApplicationPaper
from recruitment.prints import review as prints
from recruitment.queries import review as queries
from recruitment.rules import eligibility as rules
from recruitment.services import review as services
from recruitment.views.acts import do_act
from recruitment.views.frame import frame, round_frame, round_of
from recruitment.workbooks import review as workbooks

PAGE = 50
RUN, CONFIRM, APPROVE = Action.SELECTION_RUN, Action.SELECTION_CONFIRM, Action.SELECTION_APPROVE
# Who may look at the scans: those who judge by them.
JUDGES = (RUN, CONFIRM, APPROVE)
STATE = ApplicationState
LOOKS = dict.fromkeys(ApplicationState, "wait") | {
    STATE.REFUSING: "bad",
    STATE.REPEATED: "bad",
    STATE.ACCEPTED: "good",
    STATE.INTERVIEW: "good",
    STATE.CHECKED: "good",
    STATE.CLEARED: "good",
    STATE.APPROVED: "good",
    STATE.APPOINTED: "good",
    STATE.REFUSED: "off",
    STATE.WITHDRAWN: "off",
    STATE.OUT: "off",
}


# --- a round's applications ----------------------------------------------------------------------


def _list(request, round_):
    """Return (filter form, the applications that it leaves)."""
    form = forms.ApplicationFilter(request.GET, openings=round_.openings.all())
    rows = queries.applications(request.user, Action.SELECTION_VIEW).filter(round=round_)
    return form, form.narrow(rows)


def _said(conditions):
    """How somebody's conditions stand, in a few words for a cell of a list."""
    unmet = [one for one in conditions if one.met is False]
    if unmet:
        names = "、".join(one.condition for one in unmet)
        return f"{names}{'超过，可报县' if all(one.general for one in unmet) else '不符合'}"
    asked = [one.condition for one in conditions if one.met is None and one.condition != rules.PAPERS]
    return f"{'、'.join(asked)}待核对" if asked else "符合" if conditions else ""


def _dress(rows):
    """Put on the rows what the list shows of each; one statement for the papers of all."""
    papers = queries.papers_of(rows)
    for row in rows:
        row.look = LOOKS[row.state]
        row.said = _said(queries.judged(row, papers.get(row.pk, ())))
    return rows


@requires(Action.SELECTION_VIEW)
@require_GET
def applications(request, pk):
    """A round's applications, how many in each state, and how their conditions stand."""
    round_ = round_of(request.user, pk, Action.SELECTION_VIEW)
    form, shown = _list(request, round_)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    page.object_list = _dress(list(page.object_list))
    counts = queries.counts(round_)
    open_ = round_.state in queries.REVIEWABLE
    runs = may(request.user, RUN, round_.unit.code)
    return render(
        request,
        "recruitment/applications.html",
        {
            **round_frame(request.user, round_, "recruitment:applications"),
            "form": form,
            "page": page,
            "counts": [(STATE(state), number) for state, number in counts.items()],
            "total": sum(counts.values()),
            "unreviewed": sum(counts.get(state, 0) for state in UNREVIEWED),
            "open": open_,
            "accepts": open_ and runs and counts.get(STATE.REGISTERED),
            "last_day": queries.last_day(round_) if round_.closes_at else None,
        },
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def applications_export(request, pk):
    """The list as shown, as a workbook; identity numbers masked."""
    round_ = round_of(request.user, pk, Action.SELECTION_VIEW)
    rows = _dress(list(_list(request, round_)[1]))
    book = workbooks.applications_book(rows, round_.title)
    return workbook(book, f"{round_.title}报名审查", timezone.localdate())


@requires(Action.SELECTION_VIEW)
@require_POST
def applications_print(request, pk):
    """The results of the review as a print (资格审查结果), a draft while somebody is not judged yet."""
    round_ = round_of(request.user, pk, Action.SELECTION_VIEW)
    rows = list(queries.applications(request.user, Action.SELECTION_VIEW).filter(round=round_))
    return print_out(request, prints.RESULTS, prints.results_content(round_, rows))


@requires(RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def applications_accept(request, pk):
    """Accept at once those who plainly meet every condition, after their papers were looked at."""
    round_ = round_of(request.user, pk, RUN)
    rows = queries.plainly_meeting(round_)
    chosen = {"applications": [str(one.pk) for one in rows]}
    form = forms.AcceptPlainForm(request.POST or None, rows=rows, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            number = services.accept_plain(
                round_=round_, applications=form.cleaned_data["applications"], user=request.user
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已审查通过 {number} 份报名。")
            return redirect("recruitment:applications", pk)
    ticked = set(form.data.getlist("applications")) if form.is_bound else set(chosen["applications"])
    papers = queries.papers_of(rows)
    for row in rows:
        row.ticked = str(row.pk) in ticked
        row.scans = len(papers.get(row.pk, ()))
    return render(
        request,
        "recruitment/applications_accept.html",
        {
            **round_frame(request.user, round_, "recruitment:applications"),
            "form": form,
            "rows": rows,
            "open": round_.state in queries.REVIEWABLE,
        },
        status=422 if form.errors else 200,
    )


# --- one application -----------------------------------------------------------------------------


def _found(request, pk, action=Action.SELECTION_VIEW):
    return get_object_or_404(queries.applications(request.user, action), pk=pk)


def _conditions(application):
    papers = queries.papers_of([application]).get(application.pk, ())
    return queries.judged(application, papers)


def _acts(shown, user, conditions):
    """The forms of the acts that the user may do now: (the main one's name, {name: form})."""
    if shown.round.state not in queries.REVIEWABLE:
        return "", {}
    code = shown.round.unit.code
    made, main = {}, ""
    if may(user, RUN, code):
        main = _clerks_acts(made, shown, conditions)
    if shown.state == STATE.REFUSING and may(user, CONFIRM, code) and user.pk != shown.reviewed_by_id:
        main = "confirm"
        made["confirm"] = forms.forms.Form()
        made["return"] = forms.ReasonForm(auto_id="id_return_%s")
    if shown.state == STATE.EXCEPTION and may(user, APPROVE, code) and user.pk != shown.reviewed_by_id:
        main = "decide"
        made["decide"] = forms.DecideForm(auto_id="id_decide_%s")
        made["exception_return"] = forms.ReasonForm(auto_id="id_back_%s")
    return main, made


def _clerks_acts(made, shown, conditions):
    """Add the forms of who runs the round; return the name of what is to be done first."""
    main = ""
    unmet = [one for one in conditions if one.met is False]
    if shown.state == STATE.REGISTERED:
        if not unmet:
            main = "accept"
            made["accept"] = forms.AcceptForm(auto_id="id_accept_%s", conditions=conditions)
        elif all(one.general for one in unmet):
            main = "exception"
            made["exception"] = forms.ExceptionForm(auto_id="id_exception_%s", conditions=conditions)
        else:
            main = "refuse"
        made["more"] = forms.MoreForm(auto_id="id_more_%s")
    if shown.state == STATE.MORE:
        main = "supplement"
        made["supplement"] = forms.SupplementForm(auto_id="id_supplement_%s")
    if shown.state in (STATE.REGISTERED, STATE.MORE):
        made["refuse"] = forms.RefuseForm(auto_id="id_refuse_%s")
    if shown.state == STATE.REPEATED:
        main = "repeated"
        made["repeated"] = forms.RepeatedForm(auto_id="id_repeated_%s")
    if shown.state == STATE.ACCEPTED:
        made["revoke"] = forms.ReasonForm(auto_id="id_revoke_%s")
    if shown.state in UNREVIEWED:
        made["paper"] = forms.PaperForm(auto_id="id_paper_%s")
    return main


def _page(request, shown, status=200, **typed):
    """The application; ``typed`` holds a form that was refused, by the name of its act."""
    user = request.user
    conditions = _conditions(shown)
    main, made = _acts(shown, user, conditions)
    papers = list(shown.papers.standing().select_related("uploaded_by"))
    same = queries.twin(shown) if shown.state == STATE.REPEATED else None
    response = render(
        request,
        "recruitment/application.html",
        {
            **round_frame(user, shown.round, "recruitment:applications"),
            "application": shown,
            "application_look": LOOKS[shown.state],
            "conditions": conditions,
            "clause": queries.refusal_clause(shown) if shown.refusal_ground else "",
            "twin": same,
            "papers": papers,
            "reads": any(may(user, action, shown.round.unit.code) for action in JUDGES),
            "log": list(shown.log.select_related("actor")),
            "main": main,
            "forms": made | typed,
            "opened": next(iter(typed), ""),
            "waits": _waits(shown, user, made),
        },
        status=status,
    )
    # Personal data of an applicant stay in no browser's cache.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _waits(shown, user, made):
    """Whose turn it is, where it is not the user's."""
    if shown.round.state not in queries.REVIEWABLE:
        return ""
    if shown.state == STATE.REFUSING and "confirm" not in made:
        own = shown.reviewed_by_id == user.pk
        return f"等另一位有复核权限的人员复核{'（不能由提出人自己复核）' if own else ''}。"
    if shown.state == STATE.EXCEPTION and "decide" not in made:
        return "等县局审核人员核准年龄。"
    if shown.state == STATE.MORE and "supplement" not in made:
        return "等报名人补充材料。"
    if shown.state in (STATE.REGISTERED, STATE.REPEATED) and not made:
        return "等组织单位的经办人员审查。"
    return ""


@requires(Action.SELECTION_VIEW)
@require_GET
def application(request, pk):
    """One application: its facts, conditions, papers, what was done and what can be."""
    return _page(request, _found(request, pk))


def _act(request, shown, name, form, act):
    """Do ``act`` with a valid form; what is refused is shown where it was typed."""
    return do_act(
        request,
        form,
        act,
        to=("recruitment:application", shown.pk),
        page=lambda refused: _page(request, _found(request, shown.pk), status=422, **{name: refused}),
    )


def _typed(request, kind, name, **more):
    return kind(request.POST, auto_id=f"id_{name}_%s", **more)


@requires(RUN)
@require_POST
def application_accept(request, pk):
    """Accept."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.accept(application=shown, user=request.user, checked=typed.get("checked", ()))
        return f"{shown.name}审查通过。"

    form = _typed(request, forms.AcceptForm, "accept", conditions=_conditions(shown))
    return _act(request, shown, "accept", form, act)


@requires(RUN)
@require_POST
def application_exception(request, pk):
    """Ask the county to let the age pass."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.ask_exception(
            application=shown,
            reason=typed["reason"],
            user=request.user,
            checked=typed.get("checked", ()),
        )
        return "已报县核准年龄。"

    form = _typed(request, forms.ExceptionForm, "exception", conditions=_conditions(shown))
    return _act(request, shown, "exception", form, act)


@requires(RUN)
@require_POST
def application_more(request, pk):
    """Ask for more."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.ask_for_more(application=shown, asked=typed["asked"], user=request.user)
        return "已退回补充材料，请同时电话告知报名人。"

    return _act(request, shown, "more", _typed(request, forms.MoreForm, "more"), act)


@requires(RUN)
@require_POST
def application_supplement(request, pk):
    """Note that what was asked for has come."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.supplement(application=shown, note=typed["note"], user=request.user)
        return "材料已补充，请继续审查。"

    return _act(request, shown, "supplement", _typed(request, forms.SupplementForm, "supplement"), act)


@requires(RUN)
@require_POST
def application_refuse(request, pk):
    """Propose to refuse."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.propose_refusal(
            application=shown, ground=typed["ground"], reason=typed["reason"], user=request.user
        )
        return "已提出不通过，请另一位有复核权限的人员复核。"

    return _act(request, shown, "refuse", _typed(request, forms.RefuseForm, "refuse"), act)


@requires(CONFIRM)
@require_POST
def application_confirm(request, pk):
    """Confirm a proposed refusal."""
    shown = _found(request, pk, CONFIRM)

    def act(typed):
        services.confirm_refusal(application=shown, user=request.user)
        return f"已复核，{shown.name}审查不通过。"

    return _act(request, shown, "confirm", forms.forms.Form(request.POST), act)


@requires(CONFIRM)
@require_POST
def application_return(request, pk):
    """Send a proposed refusal back."""
    shown = _found(request, pk, CONFIRM)

    def act(typed):
        services.return_refusal(application=shown, reason=typed["reason"], user=request.user)
        return "已退回重新审查。"

    return _act(request, shown, "return", _typed(request, forms.ReasonForm, "return"), act)


@requires(RUN)
@require_POST
def application_repeated(request, pk):
    """Settle a second application of the same person."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.resolve_repeated(
            application=shown,
            keep=typed["keep"] == forms.KEEP,
            reason=typed["reason"],
            user=request.user,
        )
        return "重复报名已处理；按重复报名处理的一份请另一位人员复核。"

    return _act(request, shown, "repeated", _typed(request, forms.RepeatedForm, "repeated"), act)


@requires(RUN)
@require_POST
def application_revoke(request, pk):
    """Take an acceptance back."""
    shown = _found(request, pk, RUN)

    def act(typed):
        services.revoke(application=shown, reason=typed["reason"], user=request.user)
        return "已撤回审查通过，请重新审查。"

    return _act(request, shown, "revoke", _typed(request, forms.ReasonForm, "revoke"), act)


@requires(APPROVE)
@require_POST
def exception_decide(request, pk):
    """Decide an exception."""
    shown = _found(request, pk, APPROVE)

    def act(typed):
        if typed["outcome"] == forms.APPROVE:
            services.approve_exception(application=shown, number=typed["number"], user=request.user)
            return f"已核准{shown.name}的年龄，审查通过。"
        services.refuse_exception(
            application=shown, reason=typed["reason"], number=typed["number"], user=request.user
        )
        return f"已决定不予核准，{shown.name}审查不通过。"

    return _act(request, shown, "decide", _typed(request, forms.DecideForm, "decide"), act)


@requires(APPROVE)
@require_POST
def exception_return(request, pk):
    """Send a request for an exception back."""
    shown = _found(request, pk, APPROVE)

    def act(typed):
        services.return_exception(application=shown, reason=typed["reason"], user=request.user)
        return "已退回乡镇。"

    return _act(request, shown, "exception_return", _typed(request, forms.ReasonForm, "back"), act)


@requires(Action.SELECTION_VIEW)
@require_POST
def application_print(request, pk):
    """The sheet of one application's review (资格审查表)."""
    shown = _found(request, pk)
    return print_out(request, prints.SHEET, prints.sheet_content(shown, _conditions(shown)))


# --- papers --------------------------------------------------------------------------------------


@requires(RUN)
@require_POST
def application_paper_new(request, pk):
    """Add a scan."""
    shown = _found(request, pk, RUN)

    def act(typed):
        file = typed["file"]
        services.add_paper(
            application=shown, kind=typed["kind"], name=sent_name(file), data=file.read(), user=request.user
        )
        return "已上传一份材料。"

    form = forms.PaperForm(request.POST, request.FILES, auto_id="id_paper_%s")
    return _act(request, shown, "paper", form, act)


def _paper(request, pk, *actions):
    """A paper that stands, of an application that one of ``actions`` lets the user see."""
    found = ApplicationPaper.objects.none()
    for action in actions:
        found |= ApplicationPaper.objects.visible_to(request.user, action)
    rows = found.standing().select_related("application__round__unit")
    return get_object_or_404(rows, pk=pk)


@requires(*JUDGES)
@require_POST
@csp({"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": True})
def application_paper(request, pk):
    """A scan itself, asked for by a button: that somebody read it is written down."""
    shown = _paper(request, pk, *JUDGES)
    services.read_paper(paper=shown, user=request.user)
    name = f"报名材料{shown.pk}{SUFFIXES[shown.content_type]}"
    return stored_file(request, shown, name=name, content_type=shown.content_type)


@requires(RUN)
@require_POST
def application_paper_withdraw(request, pk):
    """Take a wrong scan out."""
    shown = _paper(request, pk, RUN)
    try:
        services.withdraw_paper(paper=shown, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤下这份材料。")
    return redirect("recruitment:application", shown.application_id)


# --- the county's queue --------------------------------------------------------------------------


@requires(APPROVE)
@require_GET
def exceptions(request):
    """Ages above 一般 that townships ask the county to let pass, and what was decided before."""
    waiting = list(queries.exceptions(request.user))
    own = {row.pk for row in waiting} - set(queries.to_decide(request.user).values_list("pk", flat=True))
    for row in waiting:
        row.own = row.pk in own
        row.age_need = rules.age_of(queries.judged(row)).need if row.conditions else ""
    page = Paginator(queries.decided_exceptions(request.user), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
    return render(
        request,
        "recruitment/exceptions.html",
        {**frame(request.user, "recruitment:exceptions"), "waiting": waiting, "page": page},
    )
