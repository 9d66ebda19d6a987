"""The whole file of a round: one zip of all lists and issued papers, made in the background."""

import hashlib
import io
import logging
import zipfile
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents.enums import PRINT_MOVES, PrintState
from guanling.documents.models import Paper
from guanling.documents.serving import intact
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from recruitment.models import Hire, Notice, Round, RoundFile

logger = logging.getLogger(__name__)

IT = "这份档案"
# It holds personal data and can be made again at any time.
KEPT = timedelta(days=7)
BROKEN = "系统出错，没有生成；请稍后重试，仍不行请联系系统管理员"
NOT_SET = "还没有排版或存档已损坏的文件，没有放入："


@transaction.atomic
def ask(*, round_: Round, reason: str, user: User) -> RoundFile:
    """Ask for the whole file of a round; who took it out, when and why is written down.

    The caller enqueues tasks.make_file. Refuses an empty reason, and a round whose personal data are gone.
    """
    demand(user, Action.SELECTION_VIEW, round_.unit.code)
    reason = reason_given(reason, "导出的用途")
    if round_.purged_at is not None:
        raise Refusal("这一批次未聘用人员的个人信息已经按规定清除，不再导出档案；统计见选聘报告。")
    made = RoundFile.objects.create(round=round_, requested_by=user, reason=reason[:200])
    AccessRecord.objects.create(
        user=user,
        what=f"导出选聘档案（{round_.title}）",
        object_type="recruitment.round",
        object_id=round_.pk,
        reason=reason,
    )
    return made


def papers_of(round_: Round) -> list[Paper]:
    """Return the issued papers of a round: announcement, notices, approvals, contracts."""
    ids = {round_.announcement_id}
    ids |= set(Notice.objects.filter(round=round_).values_list("paper", flat=True))
    hires = Hire.objects.filter(application__round=round_)
    ids |= set(hires.values_list("paper", flat=True)) | set(hires.values_list("agreement__paper", flat=True))
    return list(Paper.objects.filter(pk__in=ids - {None}).order_by("issued_at", "pk"))


def make(file_id: int, book_of) -> None:
    """Make the zip; ``book_of(round)`` returns the workbook of all lists. Safe when delivered twice.

    Papers that are not set yet, or no longer match their hash, are named in a list inside, never left out
    silently.
    """
    found = RoundFile.objects.select_related("round__unit").filter(pk=file_id).first()
    if found is None or found.state != PrintState.RENDERING:
        return
    try:
        data = _zip(found, book_of)
    except Exception:
        move(found, PrintState.FAILED, PRINT_MOVES, called=IT, problem=BROKEN)
        raise
    found.file.save("file.zip", ContentFile(data), save=False)
    try:
        move(
            found,
            PrintState.READY,
            PRINT_MOVES,
            called=IT,
            file=found.file.name,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except Outrun:
        # Another delivery of the same task was first; its file counts.
        found.file.storage.delete(found.file.name)


def _zip(found, book_of):
    papers = papers_of(found.round)
    RoundFile.objects.filter(pk=found.pk).update(parts=len(papers) + 1, done=0)
    buffer, missing = io.BytesIO(), []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(f"{found.round.title}各类名单.xlsx", book_of(found.round))
        _one_more(found)
        for paper in papers:
            data = intact(paper) if paper.state == PrintState.READY else None
            if data is None:
                missing.append(f"{paper.number}{paper.title}")
            else:
                book.writestr(f"{paper.number}{paper.title}.pdf", data)
            _one_more(found)
        if missing:
            book.writestr("缺少的文件.txt", "\r\n".join([NOT_SET, *missing]))
    return buffer.getvalue()


def _one_more(found):
    RoundFile.objects.filter(pk=found.pk).update(done=F("done") + 1)


def remove_old(now: datetime) -> int:
    """Remove files that are older than they are kept, from the disk too; return how many.

    The file goes first: a crash in between leaves a row whose file is gone, which the next time removes.
    """
    return remove(RoundFile.objects.filter(requested_at__lt=now - KEPT), now)


def remove(rows, now: datetime) -> int:
    """Remove the files of ``rows``; the rows stay and tell who had them."""
    old = list(rows.filter(removed_at=None).exclude(state=PrintState.RENDERING))
    for one in old:
        if one.file:
            one.file.storage.delete(one.file.name)
    return RoundFile.objects.filter(pk__in=[one.pk for one in old]).update(removed_at=now, file="")
