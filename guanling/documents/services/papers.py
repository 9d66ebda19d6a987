"""Papers: laid before the issuer as a draft, issued under a number, set as PDF, archived."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from guanling.documents import papers, pdf
from guanling.documents.enums import PRINT_MOVES, PrintState
from guanling.documents.models import Draft, Paper, PaperNumber, PrintJob
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move

logger = logging.getLogger(__name__)

DRAFT_MARK = "送审稿"
# Prints hold personal data and can be made again at any time.
PRINTS_KEPT = timedelta(days=7)
CALLED = "这份文件"
BROKEN = "系统出错，没有生成；请稍后重试，仍不行请联系系统管理员"


def prepare(*, kind, key, unit_code, title, content, user, period="", corrects=None):
    """Freeze ``content`` as a draft to be laid before the issuer; returns the Draft (state rendering).

    ``key`` names the matter (``2016-09``): only its newest draft can be issued. The caller enqueues the
    rendering with :func:`guanling.documents.tasks.enqueue_draft`. Raises Refusal when the matter has
    been issued already and this is no correction of it.
    """
    papers.kind_of(kind)
    if corrects is None and Paper.objects.filter(kind=kind, key=key, unit_code=unit_code).exists():
        raise Refusal(f"{title}已经印发，不能重拟；内容有误请走更正")
    return Draft.objects.create(
        kind=kind,
        key=key,
        unit_code=unit_code,
        title=title,
        period=period,
        content=content,
        corrects=corrects,
        prepared_by=user,
    )


def render_content(*, kind, content, mark="", title=""):
    """Set frozen content of a kind of paper directly and return :class:`guanling.documents.pdf.Rendered`."""
    return pdf.render(papers.kind_of(kind).parts(content), mark=mark, title=title)


def render_draft(draft_id):
    """Set a draft with the mark 送审稿. Safe when delivered twice."""
    draft = Draft.objects.get(pk=draft_id)
    # What only issuing gives is shown as a gap of the right size.
    content = papers.with_issue(draft.content, number=draft.content.get("number", ""), day="年　月　日")
    _render(draft, content, DRAFT_MARK)


def render_paper(paper_id):
    """Set an issued paper and archive it with its hash. Safe when delivered twice."""
    paper = Paper.objects.get(pk=paper_id)
    _render(paper, paper.content, "")


def print_out(*, kind, title, content, user):
    """Freeze ``content`` as a print for ``user`` and return the PrintJob (state rendering).

    A print has no number and is kept for some days only; a ``mark`` in ``content`` (草稿) stands across its
    pages. The caller enqueues the rendering with
    :func:`guanling.documents.tasks.enqueue_print` and leads the user to ``documents:print``.
    """
    papers.kind_of(kind)
    return PrintJob.objects.create(kind=kind, title=title, content=content, requested_by=user)


def render_print(print_id):
    """Set a print. Safe when delivered twice, and when it has been removed meanwhile."""
    job = PrintJob.objects.filter(pk=print_id).first()
    if job is not None:
        _render(job, job.content, job.content.get("mark", ""))


def remove_old_prints(now):
    """Remove prints, with their files, that are older than ``PRINTS_KEPT``; return how many."""
    old = list(PrintJob.objects.filter(requested_at__lt=now - PRINTS_KEPT))
    for job in old:
        if job.file:
            job.file.delete(save=False)
    PrintJob.objects.filter(pk__in=[job.pk for job in old]).delete()
    return len(old)


def _render(thing, content, mark):
    if thing.state != PrintState.RENDERING:
        return
    try:
        rendered = render_content(kind=thing.kind, content=content, mark=mark, title=thing.title)
    except Refusal as refusal:
        move(thing, PrintState.FAILED, PRINT_MOVES, called=CALLED, problem=str(refusal)[:500])
        return
    except Exception:
        move(thing, PrintState.FAILED, PRINT_MOVES, called=CALLED, problem=BROKEN)
        raise
    thing.file.save("paper.pdf", ContentFile(rendered.data), save=False)
    try:
        move(
            thing,
            PrintState.READY,
            PRINT_MOVES,
            called=CALLED,
            file=thing.file.name,
            sha256=rendered.sha256,
            pages=rendered.pages,
            problem="",
        )
    except Outrun:
        # Another delivery of the same task was first; its file counts.
        thing.file.storage.delete(thing.file.name)


def retry(thing):
    """Let a failed draft or paper be set again; the caller enqueues it."""
    move(thing, PrintState.RENDERING, PRINT_MOVES, called=CALLED, problem="")


def issue(*, draft, user, day, number_mark):
    """Issue a draft: take its number, freeze it as a Paper (state rendering) and return that.

    ``number_mark`` is the issuer's word in the number (关人口计生通). Who prepared cannot issue. Must run
    in a transaction: a failure gives the number back, so that numbers have no gap. The caller enqueues
    the rendering with :func:`guanling.documents.tasks.enqueue_paper`. Raises Refusal.
    """
    if user is not None and draft.prepared_by_id == user.pk:
        raise Refusal("拟稿人不能签发自己拟的文；请由另一位审核人员签发")
    if draft.state != PrintState.READY:
        raise Refusal("送审稿还没有生成，请待生成并看过之后再签发")
    with transaction.atomic():
        same = Draft.objects.filter(kind=draft.kind, key=draft.key, unit_code=draft.unit_code)
        newest = same.select_for_update(no_key=True).order_by("-pk").first()
        if newest.pk != draft.pk:
            raise Refusal("这份送审稿已有更新的一稿；请打开最新的送审稿再签发")
        serial = take_number(kind=draft.kind, issuer_code=draft.unit_code, year=day.year)
        number = papers.number_text(number_mark, day.year, serial)
        try:
            with transaction.atomic():
                return Paper.objects.create(
                    kind=draft.kind,
                    key=draft.key,
                    unit_code=draft.unit_code,
                    title=draft.title,
                    period=draft.period,
                    number=number,
                    year=day.year,
                    serial=serial,
                    content=papers.with_issue(draft.content, number=number, day=day),
                    corrects=draft.corrects,
                    draft=draft,
                    prepared_by=draft.prepared_by,
                    issued_by=user,
                    issued_at=timezone.now(),
                    issued_on=day,
                )
        except IntegrityError as error:
            logger.warning("issue refused by the database", extra={"draft": draft.pk})
            raise Refusal("这份送审稿已经签发，或文号已被使用；请刷新页面查看最新情况") from error


def issue_directly(
    *,
    kind,
    key,
    unit_code,
    title,
    content,
    day,
    number_mark,
    issued_by=None,
    prepared_by=None,
    period="",
    restricted=True,
):
    """Number and archive a paper whose text follows from facts, without a draft; returns the Paper.

    For letters that an act of the office sends (``issued_by`` decided, ``prepared_by`` asked) and for papers
    that take effect by being signed (contracts: no issuer). ``restricted``: about a person, so that only the
    issuer's own unit and those above find it in the archive. Must run in a transaction: a failure gives the
    number back. The caller enqueues the rendering with :func:`guanling.documents.tasks.enqueue_paper`.
    Raises Refusal when who prepared it would issue it.
    """
    papers.kind_of(kind)
    if issued_by is not None and issued_by == prepared_by:
        raise Refusal("拟稿人不能签发自己拟的文；请由另一位有权人员办理")
    serial = take_number(kind=kind, issuer_code=unit_code, year=day.year)
    paper = _numbered(
        serial,
        kind=kind,
        key=key,
        unit_code=unit_code,
        title=title,
        content=content,
        day=day,
        number_mark=number_mark,
        period=period,
        restricted=restricted,
        prepared_by=prepared_by,
        issued_by=issued_by,
    )
    paper.save(force_insert=True)
    return paper


def _numbered(serial, *, content, day, number_mark, **fields):
    """The paper under its number, unsaved."""
    number = papers.number_text(number_mark, day.year, serial)
    return Paper(
        number=number,
        year=day.year,
        serial=serial,
        content=papers.with_issue(content, number=number, day=day),
        issued_at=timezone.now(),
        issued_on=day,
        **fields,
    )


def issue_block(*, kind, unit_code, day, number_mark, items, prepared_by=None, period=""):
    """Number and archive many papers of a kind at once as :func:`issue_directly` does; returns the Papers.

    ``items``: (key, title, content) each. For papers about one person each that take effect by being signed:
    restricted, without an issuer. Four statements, however many. Must run in a transaction; the caller
    enqueues the rendering.
    """
    papers.kind_of(kind)
    if not items:
        return []
    serials = take_numbers(kind=kind, issuer_code=unit_code, year=day.year, count=len(items))
    rows = [
        _numbered(
            serial,
            kind=kind,
            key=key,
            unit_code=unit_code,
            title=title,
            content=content,
            day=day,
            number_mark=number_mark,
            period=period,
            restricted=True,
            prepared_by=prepared_by,
        )
        for serial, (key, title, content) in zip(serials, items, strict=True)
    ]
    return Paper.objects.bulk_create(rows)


def take_number(*, kind, issuer_code, year):
    """Take the next number of a kind of paper, issuer and year; the row stays locked until commit."""
    return take_numbers(kind=kind, issuer_code=issuer_code, year=year, count=1)[0]


def take_numbers(*, kind, issuer_code, year, count):
    """Take the next ``count`` numbers, in order; the row stays locked until commit."""
    PaperNumber.objects.bulk_create(
        [PaperNumber(kind=kind, issuer_code=issuer_code, year=year)], ignore_conflicts=True
    )
    counter = PaperNumber.objects.filter(kind=kind, issuer_code=issuer_code, year=year)
    counter.update(last=F("last") + count)
    last = counter.get().last
    return range(last - count + 1, last + 1)
