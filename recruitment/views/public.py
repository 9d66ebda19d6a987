"""Public pages, without an account: rounds, registering, looking up one's own application.

No address names an application: which one a visitor may see stands in the visitor's session, put there by
registering or by looking it up, for a short time. Somebody who edits an address reaches nothing.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.documents import scans
from guanling.documents.enums import PrintState
from guanling.documents.serving import pdf_file
from guanling.runs.errors import Refusal
from recruitment.enums import Way
from recruitment.forms.registration import (
    ETHNICITIES,
    POLITICAL,
    LookUpForm,
    PublicForm,
    SupplementForm,
)
from recruitment.models import Application, Round
from recruitment.prints import proof
from recruitment.queries import registration as queries
from recruitment.rules import registration as rules
from recruitment.services import limits
from recruitment.services import registration as services
from roster.numbers import fingerprint

PAGE = 20
# Which application the visitor has registered or looked up, and until when (seconds since 1970).
SESSION = "applicant"
# Public PCs stand in halls: an application is forgotten soon, whoever walks away.
MINUTES = 20
NOT_FOUND = "没有找到：报名号和身份证号码不相符，请核对后再查。"
GONE = "请先用报名号和身份证号码查询；查询后超过20分钟需要重新查询。"
AGAIN = "其他内容都已保留；浏览器不会保留照片，请重新选择照片。"
REFUSED, WAIT = 422, 429


def private(view):
    """Keep a page with somebody's data out of every cache, and out of pages that frame it."""

    @wraps(view)
    def kept(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return kept


def _round(pk):
    return get_object_or_404(queries.public_rounds(), pk=pk)


# --- rounds ----------------------------------------------------------------------------------------


@login_not_required
@require_GET
def rounds(request):
    """The rounds that were announced."""
    page = Paginator(queries.public_rounds(), PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    for row in page.object_list:
        row.word, row.look = queries.standing(row, now)
    return render(request, "recruitment/public_rounds.html", {"page": page})


@login_not_required
@require_GET
def round_page(request, pk):
    """One round: posts, conditions, calendar, the announcement."""
    found = _round(pk)
    now = timezone.now()
    word, look = queries.standing(found, now)
    return render(
        request,
        "recruitment/public_round.html",
        {
            **_conditions(found),
            "word": word,
            "look": look,
            "calendar": queries.calendar(found),
            "open": word == "正在报名",
            "paper_ready": found.announcement is not None and found.announcement.state == PrintState.READY,
        },
    )


def _conditions(round_):
    openings = queries.public_openings(round_)
    wanted = rules.demands(round_.kind, round_.parameters, timezone.localdate(round_.closes_at))
    return {
        "round": round_,
        "openings": openings,
        "wanted": wanted,
        "least": rules.least_schooling(wanted.education),
        "born_from": rules.born_from(wanted.age_max, wanted.last_day),
    }


@login_not_required
@require_GET
def announcement(request, pk):
    """The announcement as PDF."""
    paper = _round(pk).announcement
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


# --- registering -----------------------------------------------------------------------------------


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request, pk):
    """The registration form; what is refused is told beside the field, and what was typed stays."""
    found = _round(pk)
    openings = found.openings.order_by("number")
    form = PublicForm(request.POST or None, request.FILES or None, openings=openings)
    closed, status = "", 200
    try:
        services.refuse_closed(found, timezone.now())
    except Refusal as refusal:
        closed = str(refusal)
    if request.method == "POST":
        status, made = _send(request, found, form)
        if made is not None:
            _remember(request, made.pk)
            messages.success(request, "报名已提交。请记下报名号：查询、补充材料、打印报名登记表都要用。")
            return redirect("recruitment:public-mine")
    return render(
        request,
        "recruitment/public_apply.html",
        {
            **_conditions(found),
            "form": form,
            "closed": closed,
            "ethnicities": ETHNICITIES,
            "political": POLITICAL,
            "retention": found.parameters["selection.retention_months"]["value"],
        },
        status=status,
    )


def _send(request, round_, form):
    """Register with a valid form; returns (status, application or None)."""
    try:
        limits.count(limits.REGISTER_ADDRESS, limits.client_address(request))
        if form.by_script():
            raise Refusal("没有收下这次报名，请重新打开报名页面填写。")
        if form.is_valid():
            applicant = form.applicant()
            limits.count(limits.REGISTER_PERSON, applicant.identity_number)
            made = services.register(
                round_=round_,
                opening=form.cleaned_data["opening"],
                applicant=applicant,
                photo=form.cleaned_data["photo"].read(),
                way=Way.PUBLIC,
            )
            return 200, made
    except limits.TooOften as refusal:
        form.add_error(None, str(refusal))
        return WAIT, None
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
    if request.FILES.get("photo") and "photo" not in form.errors:
        form.add_error("photo", AGAIN)
    return REFUSED, None


# --- one's own application -------------------------------------------------------------------------


def _remember(request, pk):
    """Let this visitor see an application for a short time; a new session key, so that none is planted."""
    request.session.cycle_key()
    request.session[SESSION] = {"pk": pk, "until": int(timezone.now().timestamp()) + MINUTES * limits.MINUTE}


def _own(request) -> int | None:
    """The application that this visitor may see now."""
    held = request.session.get(SESSION)
    if not held or held["until"] < timezone.now().timestamp():
        return None
    return held["pk"]


def _mine(request):
    pk = _own(request)
    return queries.mine(pk, timezone.now()) if pk is not None else None


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request):
    """Look up an application by both numbers; whatever is wrong, the answer is the same sentence."""
    form = LookUpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        try:
            limits.count(limits.LOOK_UP_ADDRESS, limits.client_address(request))
            if form.is_valid():
                number, identity = form.wanted()
                limits.count(limits.LOOK_UP_PERSON, identity)
                found = queries.found_by(number, fingerprint(identity))
                if found is not None:
                    _remember(request, found.pk)
                    return redirect("recruitment:public-mine")
                form.add_error(None, NOT_FOUND)
        except limits.TooOften as refusal:
            form.add_error(None, str(refusal))
            status = WAIT
    return render(request, "recruitment/public_look_up.html", {"form": form}, status=status)


def _page(request, shown, status=200, form=None):
    if shown.state == "more" and form is None:
        form = SupplementForm()
    return render(
        request,
        "recruitment/public_mine.html",
        {
            "mine": shown,
            "application": shown.application,
            "round": shown.application.round,
            "form": form,
            "papers": list(shown.application.papers.standing()),
        },
        status=status,
    )


def _to_look_up(request):
    messages.error(request, GONE)
    return redirect("recruitment:public-look-up")


@login_not_required
@private
@require_GET
def mine(request):
    """The visitor's own application: how far it is, what to bring, where to sit, what came of it."""
    shown = _mine(request)
    return _page(request, shown) if shown else _to_look_up(request)


@login_not_required
@private
@require_GET
def photo(request):
    """The photo of the visitor's own application."""
    pk = _own(request)
    found = Application.objects.filter(pk=pk, purged_at=None).first() if pk is not None else None
    if found is None or not found.photo:
        raise Http404
    return photo_response(found)


def photo_response(application) -> HttpResponse:
    """Return an applicant's photo, decrypted; no cache keeps it."""
    response = HttpResponse(application.photo.open().read(), content_type=scans.JPEG)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@private
@require_GET
def proof_page(request):
    """The proof of registration, made to be printed by the browser: the person's own, so in full."""
    shown = _mine(request)
    if shown is None:
        return _to_look_up(request)
    sheet = proof.sheet(shown.application, shown.label)
    return render(
        request, "recruitment/public_proof.html", {"sheet": sheet, "application": shown.application}
    )


def _act(request, act, done):
    """Do something to the visitor's own application."""
    shown = _mine(request)
    if shown is None:
        return _to_look_up(request)
    try:
        act(shown.application)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("recruitment:public-mine")


@login_not_required
@private
@require_POST
def withdraw(request):
    """Take one's own application back."""
    if not request.POST.get("sure"):
        messages.error(request, "撤回报名请先在方框内打勾确认。")
        return redirect("recruitment:public-mine")
    return _act(request, lambda application: services.withdraw(application=application), "报名已撤回。")


@login_not_required
@private
@require_POST
def supplement(request):
    """Hand in a paper that was asked for."""
    shown = _mine(request)
    if shown is None:
        return _to_look_up(request)
    form = SupplementForm(request.POST, request.FILES)
    finished = request.POST.get("then") != "more"
    status = REFUSED
    try:
        limits.count(limits.SUPPLEMENT, str(shown.application.pk))
        if form.is_valid():
            services.supplement(
                application=shown.application,
                kind=form.cleaned_data["kind"],
                data=form.cleaned_data["file"].read(),
                finished=finished,
            )
            told = "材料已上传，报名已交回审查。" if finished else "材料已上传，请接着上传下一份。"
            messages.success(request, told)
            return redirect("recruitment:public-mine")
    except limits.TooOften as refusal:
        form.add_error(None, str(refusal))
        status = WAIT
    except Refusal as refusal:
        form.add_error("file", str(refusal))
    return _page(request, shown, status, form)


@login_not_required
@private
@require_POST
def hand_in(request):
    """Say that all papers asked for are there."""
    return _act(request, lambda application: services.hand_in(application=application), "报名已交回审查。")


@login_not_required
@private
@require_POST
def leave(request):
    """Forget which application was looked up: somebody else uses this PC next."""
    request.session.pop(SESSION, None)
    messages.success(request, "已退出查询。")
    return redirect("recruitment:public-rounds")


def round_for_public(pk) -> Round:
    """Return a round that anybody may see, or 404: for other public pages of a round."""
    return _round(pk)
