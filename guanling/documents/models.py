"""Uploads of workbooks, drafts and issued papers, and the counters of paper numbers."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from guanling.documents import papers
from guanling.documents.enums import BATCH_WORKING, BatchState, PrintState


def _import_name(instance, filename):
    """Store an upload under a random name: the sender's name never becomes a path."""
    return f"imports/{uuid.uuid4().hex}.xlsx"


def _returned_name(instance, filename):
    return f"imports/{uuid.uuid4().hex}-returned.xlsx"


def _draft_name(instance, filename):
    return f"drafts/{uuid.uuid4().hex}.pdf"


def _paper_name(instance, filename):
    return f"papers/{instance.year}/{uuid.uuid4().hex}.pdf"


def _print_name(instance, filename):
    return f"prints/{uuid.uuid4().hex}.pdf"


# --- workbooks in --------------------------------------------------------------------------------


class ImportBatchQuerySet(ScopedQuerySet):
    """Uploads, belonging to the unit for which they were made."""

    scope_path = "unit_code"


@tracked(exclude=["report", "returned"])
class ImportBatch(models.Model):
    """One upload: files that are checked and saved together.

    ``report`` is what the preview shows: counts, rejections, remarks and what each kind would change.
    It holds personal values and is therefore kept out of the change history.
    """

    unit_code = models.CharField("单位代码", max_length=14, blank=True)
    on = models.DateField("数据日期")
    reason = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    report = models.JSONField("核对结果", default=dict)
    returned = models.FileField("退回的表格", upload_to=_returned_name, max_length=100, blank=True)
    read_count = models.PositiveIntegerField("读取行数", default=0)
    accepted_count = models.PositiveIntegerField("可导入行数", default=0)
    rejected_count = models.PositiveIntegerField("被退回行数", default=0)
    problem = models.CharField("问题", max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    moved_at = models.DateTimeField("状态时间", auto_now_add=True)
    saved_at = models.DateTimeField("保存时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_saved_has_time",
                condition=Q(state=BatchState.SAVED, saved_at__isnull=False)
                | (~Q(state=BatchState.SAVED) & Q(saved_at=None)),
            ),
            models.CheckConstraint(
                name="import_counts_add_up", condition=Q(read_count=F("accepted_count") + F("rejected_count"))
            ),
        ]

    def __str__(self):
        return f"导入{self.pk} {self.get_state_display()}"

    @property
    def working(self):
        """Return whether a task is (or will be) at work on the batch."""
        return self.state in BATCH_WORKING

    @property
    def can_save(self):
        """Return whether everything was read and nothing rejected."""
        return self.state == BatchState.CHECKED and self.read_count > 0 and not self.rejected_count


class ImportFile(models.Model):
    """A file of an upload, as it came."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="files", verbose_name="批次")
    original_name = models.CharField("文件名", max_length=255)
    file = models.FileField("文件", upload_to=_import_name, max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "导入文件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256"])]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return self.original_name


# --- official papers -----------------------------------------------------------------------------


class PaperNumber(models.Model):
    """The last number used per kind of paper, issuer and year; numbers run without a gap.

    Raised inside the transaction that issues the paper: a failed issue gives its number back.
    """

    kind = models.CharField("文种", max_length=40)
    issuer_code = models.CharField("发文单位代码", max_length=14)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "发文字号"
        ordering = ["kind", "issuer_code", "year"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "issuer_code", "year"], name="paper_number_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.issuer_code} {self.year}: {self.last}"


class DraftQuerySet(ScopedQuerySet):
    """Drafts, belonging to the unit that would issue them."""

    scope_path = "unit_code"


@tracked(exclude=["content"])
class Draft(models.Model):
    """A paper laid before the person who decides: frozen content, set with the mark 送审稿.

    Drafts are never overwritten either: preparing again makes a new one, and only the newest of a
    ``key`` can be issued.
    """

    kind = models.CharField("文种", max_length=40)
    key = models.CharField("事项", max_length=60)
    unit_code = models.CharField("发文单位代码", max_length=14)
    title = models.CharField("标题", max_length=200)
    period = models.CharField("期间", max_length=40, blank=True)
    content = models.JSONField("内容")
    corrects = models.ForeignKey(
        "Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更正"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    prepared_at = models.DateTimeField("拟稿时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=PrintState.choices, default=PrintState.RENDERING)
    problem = models.CharField("问题", max_length=500, blank=True)
    file = models.FileField("文件", upload_to=_draft_name, max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("页数", default=0)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "送审稿"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "key"])]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ready_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=PrintState.READY),
            ),
        ]

    def __str__(self):
        return f"{self.title}（送审稿）"


class PaperQuerySet(ScopedQuerySet):
    """Issued papers, belonging to the unit that issued them."""

    scope_path = "unit_code"

    def visible_to(self, user, action):
        """Papers of the units below, and what the county has sent to all its townships.

        Left out are kinds that need a right of their own (``PaperKind.right``).
        """
        counties = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)}
        own = super().visible_to(user, action)
        closed = [kind.name for kind in papers.kinds() if kind.right and not user.can(kind.right)]
        rows = self.filter(Q(pk__in=own.values("pk")) | Q(unit_code__in=counties, restricted=False))
        return rows.exclude(kind__in=closed)


@tracked(exclude=["content"])
class Paper(models.Model):
    """An issued paper: frozen content, number, file and hash. Immutable; corrected only by another."""

    kind = models.CharField("文种", max_length=40)
    key = models.CharField("事项", max_length=60)
    unit_code = models.CharField("发文单位代码", max_length=14)
    title = models.CharField("标题", max_length=200)
    period = models.CharField("期间", max_length=40, blank=True)
    number = models.CharField("发文字号", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    content = models.JSONField("内容")
    # About a person: not for everybody to whom the issuer's papers go, but for those named by the matter.
    restricted = models.BooleanField("限定范围", default=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )
    draft = models.OneToOneField(
        Draft, models.PROTECT, null=True, blank=True, related_name="paper", verbose_name="送审稿"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("签发时间")
    issued_on = models.DateField("成文日期")
    state = models.CharField("状态", max_length=10, choices=PrintState.choices, default=PrintState.RENDERING)
    problem = models.CharField("问题", max_length=500, blank=True)
    file = models.FileField("文件", upload_to=_paper_name, max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("页数", default=0)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "unit_code", "year", "serial"], name="paper_serial_once"),
            models.UniqueConstraint(fields=["number"], name="paper_number_text_once"),
            models.CheckConstraint(
                name="paper_maker_is_not_issuer",
                condition=Q(issued_by=None) | Q(prepared_by=None) | ~Q(issued_by=F("prepared_by")),
                violation_error_message="拟稿人不能签发自己拟的文。",
            ),
            models.CheckConstraint(
                name="paper_ready_has_file",
                condition=~Q(state=PrintState.READY) | (~Q(file="") & ~Q(sha256="") & Q(pages__gt=0)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ready_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=PrintState.READY),
            ),
            # Until the file is there only the file and the state may still come.
            pgtrigger.Trigger(
                name="content_is_final",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(
                    "kind",
                    "key",
                    "unit_code",
                    "title",
                    "period",
                    "number",
                    "year",
                    "serial",
                    "content",
                    "restricted",
                    "corrects",
                    "draft",
                    "prepared_by",
                    "issued_by",
                    "issued_at",
                    "issued_on",
                ),
                func="RAISE EXCEPTION 'an issued paper is never changed, only corrected by another';",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


# --- prints --------------------------------------------------------------------------------------


class PrintJobQuerySet(models.QuerySet):
    """Prints."""

    def asked_by(self, user):
        """What ``user`` has had printed: a print holds what its asker might see, so nobody else gets it."""
        return self.filter(requested_by=user)


class PrintJob(models.Model):
    """A list or form set as PDF for one user: no number, no archive, gone after some days.

    ``content`` is frozen when it is asked for, by the rights of who asks.
    """

    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    content = models.JSONField("内容")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="打印人"
    )
    requested_at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    state = models.CharField("状态", max_length=10, choices=PrintState.choices, default=PrintState.RENDERING)
    problem = models.CharField("问题", max_length=500, blank=True)
    file = models.FileField("文件", upload_to=_print_name, max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("页数", default=0)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = "打印件"
        ordering = ["-pk"]

    def __str__(self):
        return self.title
