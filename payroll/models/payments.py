"""Paying out through the bank: the file, a transfer per person, and the bank's answer (P7.1)."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.enums import PrintState
from payroll.enums import ReturnState, TransferState
from payroll.models.months import Entry, Month, Part, money
from roster.numbers import EncryptedNumberField, masked


def _file_name(instance, filename):
    """Store under a random name: no number and no sender's name becomes a path."""
    return f"bank/{uuid.uuid4().hex}"


class BankFileQuerySet(ScopedQuerySet):
    """Bank files; they hold full account numbers and belong to the county."""

    scope_path = "month__county__code"


@tracked()
class BankFile(models.Model):
    """One file for the bank: the whole net pay of one or several confirmed parts, or what failed once more.

    ``layout`` names the form (payroll/bank_layouts.yaml). Its transfers are written with it; the file itself
    is set in the background. ``part`` is empty for a file of all the county's parts that had none yet.
    """

    month = models.ForeignKey(Month, models.PROTECT, related_name="bank_files", verbose_name="月份")
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="bank_files", verbose_name="待遇表"
    )
    serial = models.PositiveSmallIntegerField("序号")
    # Once more for those whose transfer failed (补发).
    again = models.BooleanField("补发", default=False)
    layout = models.CharField("格式", max_length=30)
    people = models.PositiveIntegerField("笔数")
    total = money("合计")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制作"
    )
    made_at = models.DateTimeField("制作时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=PrintState.choices, default=PrintState.RENDERING)
    problem = models.CharField("问题", max_length=500, blank=True)
    file = models.FileField("文件", upload_to=_file_name, max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)

    objects = BankFileQuerySet.as_manager()

    class Meta:
        verbose_name = "银行代发文件"
        ordering = ["-month__first_day", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["month", "serial"], name="bank_file_serial_once"),
            models.CheckConstraint(
                name="bank_file_pays", condition=Q(people__gt=0, total__gt=0, serial__gt=0)
            ),
            models.CheckConstraint(
                name="bank_file_ready_has_file",
                condition=~Q(state=PrintState.READY) | (~Q(file="") & ~Q(sha256="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ready_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=PrintState.READY),
            ),
            pgtrigger.Trigger(
                name="content_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "month", "part", "serial", "again", "layout", "people", "total", "made_by", "made_at"
                ),
                func="RAISE EXCEPTION 'a bank file is never changed';",
            ),
        ]

    def __str__(self):
        return self.batch

    @property
    def batch(self):
        """The batch number by which the bank's answer is known: 520424-201609-01."""
        return f"{self.month.county.code}-{self.month.first_day:%Y%m}-{self.serial:02d}"


# One statement writes a file's transfers. The database adds them up: each is its entry's net, of a confirmed
# part of the month; the file is their sum; a first file pays every part that it touches whole.
WHOLE = """
IF EXISTS (
    SELECT FROM new_values t
      JOIN payroll_bankfile f ON f.id = t.bank_file_id
      JOIN payroll_entry e ON e.id = t.entry_id
      JOIN payroll_part p ON p.id = e.part_id
     WHERE t.state <> 'pending' OR t.amount <> e.net OR e.withheld_reason <> ''
        OR f.state <> 'rendering' OR p.month_id <> f.month_id
        OR (f.part_id IS NOT NULL AND p.id <> f.part_id)
        OR (NOT f.again AND p.state <> 'confirmed')
        OR (f.again AND p.state NOT IN ('confirmed', 'paid'))
        OR f.again <> EXISTS (SELECT FROM payroll_transfer o WHERE o.entry_id = e.id AND o.id <> t.id)
) OR EXISTS (
    SELECT FROM payroll_transfer t
      JOIN payroll_bankfile f ON f.id = t.bank_file_id
     WHERE f.id IN (SELECT bank_file_id FROM new_values)
     GROUP BY f.id
    HAVING count(*) <> f.people OR sum(t.amount) <> f.total
) OR EXISTS (
    SELECT FROM new_values t
      JOIN payroll_bankfile f ON f.id = t.bank_file_id AND NOT f.again
      JOIN payroll_entry e ON e.id = t.entry_id
      JOIN payroll_part p ON p.id = e.part_id
     GROUP BY f.id, p.id
    HAVING sum(t.amount) <> p.net
) THEN
    RAISE EXCEPTION 'bank_file_is_pay' USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_file_is_pay';
END IF;
RETURN NULL;
"""


class TransferQuerySet(ScopedQuerySet):
    """Transfers to people's accounts."""

    scope_path = "entry__part__unit__code"
    self_path = "entry__person__account"

    def open_failed(self):
        """Failed ones whose pay is on no other way: what is still owed."""
        live = Transfer.objects.filter(entry=OuterRef("entry")).exclude(state=TransferState.FAILED)
        later = Transfer.objects.filter(entry=OuterRef("entry"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(live), ~Exists(later), state=TransferState.FAILED)


@tracked(exclude=["bank_account"])
class Transfer(models.Model):
    """What the bank is told to pay to one account, and what became of it.

    The account is that of the entry, and after a failure the one then on file. A failed transfer stays;
    another follows it in a later file. Never is there a second that has not failed.
    """

    bank_file = models.ForeignKey(
        BankFile, models.PROTECT, related_name="transfers", verbose_name="银行代发文件"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="transfers", verbose_name="待遇")
    place = models.PositiveIntegerField("序号")
    account_name = models.CharField("户名", max_length=60)
    bank_name = models.CharField("开户行", max_length=60, blank=True)
    bank_account = EncryptedNumberField("银行账号")
    amount = money("金额")
    state = models.CharField(
        "结果", max_length=10, choices=TransferState.choices, default=TransferState.PENDING
    )
    failed_reason = models.CharField("失败原因", max_length=200, blank=True)
    returned_at = models.DateTimeField("回盘时间", null=True, blank=True)
    # Why a failed one may go out again to the same account.
    resend_reason = models.CharField("按原账号补发的理由", max_length=200, blank=True)
    resend_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对"
    )
    resend_at = models.DateTimeField("核对时间", null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "代发明细"
        ordering = ["bank_file", "place"]
        constraints = [
            models.UniqueConstraint(fields=["bank_file", "place"], name="transfer_place_once"),
            models.UniqueConstraint(fields=["bank_file", "entry"], name="transfer_once_a_file"),
            # Nobody is paid twice.
            models.UniqueConstraint(
                fields=["entry"],
                condition=~Q(state=TransferState.FAILED),
                name="transfer_once",
                violation_error_message="这笔待遇已经报送银行，不能再次发放。",
            ),
            models.CheckConstraint(
                name="transfer_pays", condition=Q(amount__gt=0, place__gt=0) & ~Q(bank_account="")
            ),
            models.CheckConstraint(
                name="transfer_failed_has_reason",
                condition=Q(state=TransferState.FAILED) & ~Q(failed_reason="")
                | ~Q(state=TransferState.FAILED) & Q(failed_reason=""),
            ),
            models.CheckConstraint(
                name="transfer_settled_has_time",
                condition=Q(state=TransferState.PENDING, returned_at=None)
                | ~Q(state=TransferState.PENDING) & Q(returned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_resend_is_whole",
                condition=Q(resend_reason="", resend_by=None, resend_at=None)
                | Q(state=TransferState.FAILED, resend_by__isnull=False, resend_at__isnull=False)
                & ~Q(resend_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["entry"], condition=Q(state=TransferState.FAILED), name="transfer_failed")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="whole",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=WHOLE,
            ),
            pgtrigger.Trigger(
                name="content_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "bank_file", "entry", "place", "account_name", "bank_name", "bank_account", "amount"
                ),
                func="RAISE EXCEPTION 'a transfer is never changed';",
            ),
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[
                    (TransferState.PENDING, TransferState.PAID),
                    (TransferState.PENDING, TransferState.FAILED),
                ],
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.account_name} {self.amount}"

    @property
    def bank_masked(self):
        """Bank account as everybody may see it."""
        return masked(self.bank_account)


class BankReturnQuerySet(ScopedQuerySet):
    """Answers of banks."""

    scope_path = "bank_file__month__county__code"


@tracked(exclude=["problems"])
class BankReturn(models.Model):
    """The bank's answer to a file, as it came; taken as a whole or not at all.

    ``problems``: what is wrong with it, a dictionary each (row, column, value, reason); accounts masked.
    """

    bank_file = models.ForeignKey(BankFile, models.PROTECT, related_name="returns", verbose_name="代发文件")
    original_name = models.CharField("文件名", max_length=100)
    file = models.FileField("文件", upload_to=_file_name, max_length=100)
    sha256 = models.CharField("校验值", max_length=64)
    state = models.CharField("状态", max_length=10, choices=ReturnState.choices, default=ReturnState.READING)
    paid = models.PositiveIntegerField("成功", default=0)
    failed = models.PositiveIntegerField("失败", default=0)
    unchanged = models.PositiveIntegerField("已登记过", default=0)
    problems = models.JSONField("问题", default=list, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = BankReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "银行回盘文件"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="bank_return_rejected_has_problem",
                condition=Q(state=ReturnState.REJECTED) & ~Q(problems=[])
                | ~Q(state=ReturnState.REJECTED) & Q(problems=[]),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="read_is_final",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=ReturnState.READING),
            ),
        ]

    def __str__(self):
        return self.original_name
