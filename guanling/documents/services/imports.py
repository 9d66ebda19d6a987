"""Importing workbooks: receive, check, save; in the browser through tasks, in a command directly."""

import hashlib
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pghistory
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guanling.audit.models import AccessRecord
from guanling.documents.enums import BATCH_MOVES, BATCH_WORKING, BatchState
from guanling.documents.imports import Context, kinds
from guanling.documents.models import ImportBatch, ImportFile
from guanling.documents.returned import REASON, returned_book
from guanling.documents.workbooks import (
    MAX_BYTES,
    Rejection,
    Report,
    find_header,
    open_workbook,
    read_table,
)
from guanling.runs.errors import Outrun, Refusal

logger = logging.getLogger(__name__)

MAX_FILES = 100
# Longer than any import takes; a second delivery would do no harm, it only finds the batch locked.
STALLED_AFTER = timedelta(minutes=10)
OPERATOR = "操作员（命令行）"


@dataclass
class KindOutcome:
    """What one kind of sheet came to."""

    kind: object
    rows: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)

    def as_json(self):
        """Return the line that the preview shows."""
        return {
            "name": self.kind.name,
            "label": self.kind.label,
            "rows": self.rows,
            "accepted": self.accepted,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "remarks": self.remarks,
        }


@dataclass
class Outcome:
    """The result of one pass over all files."""

    report: Report = field(default_factory=Report)
    kinds: list[KindOutcome] = field(default_factory=list)
    saved: bool = False
    # The tables as they were read, for the workbook that goes back.
    tables: list = field(default_factory=list)

    @property
    def clean(self):
        """Return whether something was read and nothing rejected."""
        return self.report.read > 0 and not self.report.rejected and not self.report.errors

    def as_json(self):
        """Return what a batch stores for its preview."""
        return {
            **self.report.as_json(),
            "warnings": [warning.as_json() for warning in self.report.warnings],
            "kinds": [outcome.as_json() for outcome in self.kinds],
        }


class _RollBack(Exception):
    """Leaves the transaction of a check without a trace."""


def plan_for_new_rows() -> None:
    """Have the database plan for tables that fill up within this transaction, to its end.

    Its statistics know nothing of rows that are just being written; after a rolled-back check they may
    even say that a table is empty. It then joins in nested loops, which take hours on a county's rows;
    a hash or merge join costs the same whatever the statistics say. ANALYZE would need the tables' owner.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def run_import(*, sources, context, commit):
    """Read ``sources``, check every row against the database and, with ``commit``, save all or nothing.

    ``sources`` are paths or pairs (name, path or binary file). Every kind is planned and saved in order
    inside one transaction, which is rolled back unless ``commit`` holds and nothing was rejected; so a
    check tells exactly what a save would do. Returns an :class:`Outcome`; raises nothing for bad input.
    """
    outcome = Outcome()
    tables = _read_all(sources, outcome, context)
    outcome.tables = [table for _, group in tables for table in group]
    try:
        with transaction.atomic():
            plan_for_new_rows()
            for kind, group in tables:
                outcome.kinds.append(_run_kind(kind, group, context, outcome.report))
            _count_rows(tables, outcome)
            if not commit or not outcome.clean:
                # What the database checks only at the end must be seen by the check too.
                connection.check_constraints()
                raise _RollBack
        outcome.saved = True
    except _RollBack:
        pass
    except IntegrityError as error:
        _refuse_whole(outcome, _constraint_sentence(error))
    return outcome


def _read_all(sources, outcome, context):
    """Open the files and find each sheet's kind. Returns [(kind, [table, …]), …] in saving order."""
    groups = {}
    for number, source in enumerate(sources, start=1):
        name, content = source if isinstance(source, tuple) else (None, source)
        context.progress(f"正在读取第{number}个文件（共{len(sources)}个）")
        try:
            book = open_workbook(content, name)
        except Refusal as refusal:
            _reject_item(outcome.report, name or str(content).rpartition("/")[2], "", str(refusal))
            continue
        found = False
        for sheet in book.sheets:
            kind, header_row = _recognise(sheet)
            if kind is not None:
                groups.setdefault(kind.name, (kind, []))[1].append(
                    read_table(sheet, kind.columns_of(sheet), header_row, (*kind.ignored, REASON))
                )
                found = True
            elif not sheet.empty and sheet.has_table() and sheet.visible:
                known = "、".join(kind.label for kind in kinds())
                reason = f"认不出这张表：前30行里没有{known}的表头；请核对列名，或删去这张工作表"
                _reject_item(outcome.report, book.name, sheet.name, reason)
                found = True
            elif not sheet.empty:
                outcome.report.warnings.append(
                    Rejection(book.name, sheet.name, None, "", "", "这张工作表里没有表格，已略过")
                )
        if not found:
            _reject_item(outcome.report, book.name, "", "没有找到可导入的表格；请核对表头的列名")
    return sorted(groups.values(), key=lambda pair: (pair[0].order, pair[0].name))


def _recognise(sheet):
    best, best_score, best_row = None, None, None
    for kind in kinds():
        row, score = find_header(sheet, kind.columns_of(sheet), (*kind.ignored, REASON))
        if row is not None and (best_score is None or score > best_score):
            best, best_score, best_row = kind, score, row
    return best, best_row


def _run_kind(kind, tables, context, report):
    result = KindOutcome(kind)
    rows = [row for table in tables if not table.rejected for row in table.rows]
    context.progress(f"正在核对{kind.label}，{len(rows)}行")
    try:
        with transaction.atomic():
            plan = kind.plan(rows, context)
            result.new, result.changed, result.unchanged = plan.new, plan.changed, plan.unchanged
            result.remarks = list(plan.remarks)
            context.progress(f"正在写入{kind.label}，{len(rows)}行")
            kind.save(plan, context)
            connection.check_constraints()
    except Refusal as refusal:
        tables[0].reject(str(refusal))
    except IntegrityError as error:
        tables[0].reject(_constraint_sentence(error))
    for table in tables:
        report.errors.extend(table.errors)
        report.warnings.extend(table.warnings)
        for row in table.rows:
            report.errors.extend(row.errors)
            report.warnings.extend(row.warnings)
    return result


def _count_rows(tables, outcome):
    report = outcome.report
    for (_, group), result in zip(tables, outcome.kinds, strict=True):
        for table in group:
            rows = max(len(table.rows), 1 if table.rejected else 0)
            accepted = sum(row.ok for row in table.rows)
            result.rows += rows
            result.accepted += accepted
            report.read += rows
            report.accepted += accepted
            report.rejected += rows - accepted


def _reject_item(report, file, sheet, reason):
    report.read += 1
    report.rejected += 1
    report.errors.append(Rejection(file, sheet, None, "", "", reason))


def _refuse_whole(outcome, reason):
    """Nothing can be saved although the rows alone are right: every row counts as rejected."""
    report = outcome.report
    report.rejected, report.accepted = report.read, 0
    report.errors.append(Rejection("", "", None, "", "", reason))


def _constraint_sentence(error):
    """Return Chinese words for a violated constraint; a kind should have found it row by row."""
    cause = error.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", None) or "未知"
    logger.error("import violated a constraint", extra={"constraint": name})
    return f"表中内容彼此矛盾或与已有数据矛盾，不能保存（约束 {name}）；请核对重复的人员、期间重叠的聘期"


# --- batches -------------------------------------------------------------------------------------


def _move(batch_id, *, to, expected, **fields):
    """Move a batch by conditional update; somebody else's move shows as Outrun."""
    allowed = [state for state in expected if to in BATCH_MOVES[state]]
    moved = ImportBatch.objects.filter(pk=batch_id, state__in=allowed).update(
        state=to, moved_at=timezone.now(), **fields
    )
    if not moved:
        raise Outrun("这次导入")


@contextmanager
def _acting(batch):
    """Write the batch's uploader into the change history for work done in a task."""
    user = batch.uploaded_by
    with pghistory.context(
        user=user.pk if user else None,
        user_name=user.name if user else OPERATOR,
        page=f"import:{batch.pk}",
        reason=batch.reason,
    ):
        yield


def receive(*, files, on, unit_code, user=None, reason=""):
    """Store uploaded files as a new batch and return it; checking is the caller's next step.

    Effects: one ImportBatch, one ImportFile per file, the files under random names outside the web
    root. Raises Refusal for no file, too many files, a file too large or the same file twice.
    """
    if not files:
        raise Refusal("请选择要导入的工作簿")
    if len(files) > MAX_FILES:
        raise Refusal(f"一次最多导入{MAX_FILES}个文件，请分几次上传")
    contents, seen = [], {}
    for file in files:
        if file.size > MAX_BYTES:
            raise Refusal(f"“{file.name}”超过{MAX_BYTES // 1024 // 1024}MB，太大；请删去图片和多余的工作表")
        data = file.read()
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            raise Refusal(f"“{file.name}”与“{seen[digest]}”内容完全相同；请只选一个")
        seen[digest] = file.name
        contents.append((file.name, data, digest))
    with transaction.atomic():
        batch = ImportBatch.objects.create(unit_code=unit_code, on=on, uploaded_by=user, reason=reason)
        for name, data, digest in contents:
            ImportFile.objects.create(
                batch=batch,
                original_name=name[:255],
                file=ContentFile(data, name="upload.xlsx"),
                size=len(data),
                sha256=digest,
            )
    return batch


def check_batch(batch_id, *, progress=lambda text: None):
    """Check a batch and store the preview. Safe when delivered twice or taken up after a killed worker."""
    _move(
        batch_id,
        to=BatchState.CHECKING,
        expected=(BatchState.UPLOADED, BatchState.CHECKING, BatchState.CHECKED, BatchState.FAILED),
    )
    _work(batch_id, commit=False, progress=progress)


def order_save(*, batch, user):
    """Let a checked batch be saved: moves it to SAVING; the caller enqueues the task on commit.

    Raises Refusal when rows were rejected or somebody else already saves it.
    """
    if batch.rejected_count or not batch.read_count:
        raise Refusal("有被退回的行，不能保存；请改好后重新上传")
    if batch.uploaded_by_id != user.pk:
        raise Refusal("只能保存自己上传的表格")
    _move(batch.pk, to=BatchState.SAVING, expected=(BatchState.CHECKED,))


def recheck(*, batch, user):
    """Let a batch be checked again, for example after a failure; the caller enqueues the check."""
    if batch.uploaded_by_id != user.pk:
        raise Refusal("只能重新核对自己上传的表格")
    _move(batch.pk, to=BatchState.CHECKING, expected=(BatchState.CHECKED, BatchState.FAILED))


def stalled(now):
    """Return (id, state) of uploads on which nobody has worked for long: their task was lost on the way."""
    waiting = ImportBatch.objects.filter(state__in=BATCH_WORKING, moved_at__lte=now - STALLED_AFTER)
    return list(waiting.order_by("pk").values_list("pk", "state"))


def record_download(*, batch, user):
    """Write down that somebody takes out the rows that were rejected, with their full numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"下载第{batch.pk}号导入的退回表格（可能含身份证号码和银行账号）",
        object_type="documents.importbatch",
        object_id=batch.pk,
    )


def save_batch(batch_id, *, progress=lambda text: None):
    """Save a batch that was ordered to be saved; everything in one transaction.

    A second delivery finds the batch locked or already saved and does nothing.
    """
    _work(batch_id, commit=True, progress=progress)


def _work(batch_id, *, commit, progress):
    expected = BatchState.SAVING if commit else BatchState.CHECKING
    try:
        with transaction.atomic():
            batch = (
                ImportBatch.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
                .select_related("uploaded_by")
                .filter(pk=batch_id, state=expected)
                .first()
            )
            if batch is None:
                return
            with _acting(batch):
                outcome = run_import(
                    sources=[(item.original_name, item.file.path) for item in batch.files.all()],
                    context=_context(batch, progress),
                    commit=commit,
                )
                _store(batch, outcome, commit)
    except Exception:
        # Not the user's doing: say so on the page, and let the log and the task's retry know.
        ImportBatch.objects.filter(pk=batch_id, state=expected).update(
            state=BatchState.FAILED,
            moved_at=timezone.now(),
            problem="系统出错，没有保存任何内容；请稍后点“重新核对”，仍不行请联系系统管理员",
        )
        raise


def _context(batch, progress):
    from guanling.accounts.enums import Action

    user = batch.uploaded_by
    prefixes = tuple(user.prefixes(Action.IMPORT)) if user else ("",)
    county = batch.unit_code[:6]
    return Context(
        on=batch.on,
        user=user,
        prefixes=prefixes,
        county=county,
        reason=batch.reason,
        batch=batch,
        progress=progress,
    )


def _store(batch, outcome, commit):
    report = outcome.report
    state = BatchState.SAVED if outcome.saved else BatchState.CHECKED
    problem = ""
    if commit and not outcome.saved:
        problem = "核对之后数据有了变化，有些行不能再导入；没有保存任何内容"
    book = returned_book(outcome.tables) if report.rejected else None
    if book:
        batch.returned.save("returned.xlsx", ContentFile(book), save=False)
    _move(
        batch.pk,
        to=state,
        expected=(batch.state,),
        returned=batch.returned.name if book else "",
        report=outcome.as_json(),
        read_count=report.read,
        accepted_count=report.accepted,
        rejected_count=report.rejected,
        problem=problem,
        saved_at=timezone.now() if outcome.saved else None,
    )


def import_directly(*, sources, on, reason="", dry_run=False, county="", progress=lambda text: None):
    """Import as the operator, synchronously; the command's way. All files in one transaction.

    A saved import leaves a batch with its files, like one from the browser. Returns the Outcome.
    """
    context = Context(on=on, county=county, reason=reason, progress=progress)
    with (
        pghistory.context(user=None, user_name=OPERATOR, page="import_workbooks", reason=reason),
        transaction.atomic(),
    ):
        outcome = run_import(sources=sources, context=context, commit=not dry_run)
        if outcome.saved:
            _record(sources, on, reason, outcome)
    return outcome


def _record(sources, on, reason, outcome):
    report = outcome.report
    batch = ImportBatch.objects.create(
        on=on,
        reason=reason,
        state=BatchState.SAVED,
        saved_at=timezone.now(),
        report=outcome.as_json(),
        read_count=report.read,
        accepted_count=report.accepted,
        rejected_count=report.rejected,
    )
    for path in sources:
        data = path.read_bytes()
        ImportFile.objects.create(
            batch=batch,
            original_name=path.name[:255],
            file=ContentFile(data, name="upload.xlsx"),
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )
