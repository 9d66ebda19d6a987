"""Applications: who asks for which opening, how it was judged, and how far it came.

An applicant is no member of staff. What is personal lies here alone, is kept out of the change history, and
is removed for those who were not appointed (``purged_at``); the statistics stay.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from recruitment.enums import (
    ApplicationState,
    OutGround,
    PaperKind,
    RefusalGround,
    Way,
)
from recruitment.models.rounds import Opening, Round
from roster.enums import Education, Sex
from roster.numbers import EncryptedFileField, EncryptedNumberField, masked

# What tells who somebody is: not in the change history, and removed in time.
PERSONAL = (
    "name",
    "identity_number",
    "identity_hash",
    "sex",
    "birth_date",
    "ethnicity",
    "political_status",
    "school",
    "major",
    "phone",
    "resume",
    "photo",
)


def _stored_name(instance, filename):
    """Store a photo or scan under a random name: the sender's never becomes a path."""
    return f"applicants/{uuid.uuid4().hex}"


class ApplicationQuerySet(ScopedQuerySet):
    """Applications, belonging to the unit that runs the round."""

    scope_path = "round__unit__code"

    def counted(self):
        """Applications proper: what was taken back, or is a second one of the same person, is left out."""
        return self.exclude(state__in=(ApplicationState.WITHDRAWN, ApplicationState.REPEATED))


@tracked(exclude=PERSONAL)
class Application(models.Model):
    """One person's application in a round, for one of its openings.

    ``number`` is what the applicant looks it up by, together with the identity number; it tells nothing of
    how many there are. A second one of the same person is kept apart (REPEATED) until somebody has looked at
    the identity card: nobody learns from the page that somebody has applied.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="applications", verbose_name="批次")
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="applications", verbose_name="报考岗位")
    number = models.CharField("报名号", max_length=24, unique=True)
    way = models.CharField("报名方式", max_length=10, choices=Way.choices)
    state = models.CharField(
        "进度",
        max_length=10,
        choices=ApplicationState.choices,
        default=ApplicationState.REGISTERED,
        db_index=True,
    )

    name = models.CharField("姓名", max_length=60, blank=True)
    identity_number = EncryptedNumberField("身份证号码", blank=True, default="")
    identity_hash = models.CharField("身份证号索引", max_length=64, blank=True, editable=False, db_index=True)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    political_status = models.CharField("政治面貌", max_length=20, blank=True)
    education = models.CharField("文化程度", max_length=14, choices=Education.choices)
    school = models.CharField("毕业院校", max_length=60, blank=True)
    major = models.CharField("所学专业", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    resume = models.CharField("个人简历", max_length=500, blank=True)
    photo = EncryptedFileField("照片", upload_to=_stored_name, max_length=100, blank=True)
    # Whole years on the last day of registration: what stays when the birth date goes.
    age = models.PositiveSmallIntegerField("年龄（报名截止日）")
    # The true statement and the notice about personal data were accepted at that moment.
    declared_at = models.DateTimeField("承诺时间")
    submitted_at = models.DateTimeField("报名时间", auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代录"
    )

    # The qualification review: what the applicant must still bring; what is proposed and by whom.
    asked = models.CharField("需补充的材料", max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查"
    )
    reviewed_at = models.DateTimeField("审查时间", null=True, blank=True)
    # [{condition, clause, need, found, met, evidence}] as judged when it was reviewed.
    conditions = models.JSONField("资格条件", default=list, blank=True)
    refusal_ground = models.CharField(
        "不通过的理由", max_length=10, choices=RefusalGround.choices, blank=True
    )
    refusal_reason = models.CharField("不通过的说明", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)
    # "Generally" forty (P2.3): asked by the township with a reason, decided by the county.
    exception_reason = models.CharField("申请放宽年龄的理由", max_length=300, blank=True)
    exception_number = models.CharField("放宽年龄批准文号", max_length=60, blank=True)
    exception_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="县核准",
    )
    exception_at = models.DateTimeField("县核准时间", null=True, blank=True)

    out_ground = models.CharField("未入选原因", max_length=16, choices=OutGround.choices, blank=True)
    out_reason = models.CharField("未入选说明", max_length=300, blank=True)
    purged_at = models.DateTimeField("个人信息清除时间", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        ordering = ["round", "opening__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_once_a_round",
                fields=["round", "identity_hash"],
                condition=~Q(state__in=(ApplicationState.WITHDRAWN, ApplicationState.REPEATED))
                & ~Q(refusal_ground=RefusalGround.REPEATED)
                & ~Q(out_ground=OutGround.CANCELLED)
                & ~Q(identity_hash=""),
                violation_error_message="此人在这一批次已有一份有效的报名。",
            ),
            models.CheckConstraint(
                name="application_personal_or_purged",
                condition=Q(purged_at=None, birth_date__isnull=False)
                & ~Q(name="")
                & ~Q(identity_hash="")
                & ~Q(identity_number="")
                # Of a round that was cancelled early some have no end of their own.
                | ~Q(state=ApplicationState.APPOINTED)
                & Q(
                    purged_at__isnull=False,
                    name="",
                    identity_hash="",
                    identity_number="",
                    birth_date=None,
                    phone="",
                    photo="",
                ),
            ),
            models.CheckConstraint(
                name="application_refused_is_whole",
                condition=Q(state__in=(ApplicationState.REFUSING, ApplicationState.REFUSED))
                & ~Q(refusal_ground="")
                & ~Q(refusal_reason="")
                & Q(reviewed_by__isnull=False)
                | ~Q(state__in=(ApplicationState.REFUSING, ApplicationState.REFUSED)) & Q(refusal_ground=""),
            ),
            models.CheckConstraint(
                name="application_refused_by_two",
                condition=~Q(state=ApplicationState.REFUSED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_maker_is_not_checker",
                condition=(Q(confirmed_by=None) | ~Q(confirmed_by=F("reviewed_by")))
                & (Q(exception_by=None) | ~Q(exception_by=F("reviewed_by"))),
                violation_error_message="提出审查意见的人不能复核、核准自己的意见。",
            ),
            models.CheckConstraint(
                name="application_exception_is_whole",
                condition=Q(exception_by=None, exception_number="", exception_at=None)
                | Q(exception_by__isnull=False, exception_at__isnull=False) & ~Q(exception_reason=""),
            ),
            models.CheckConstraint(
                name="application_out_has_ground",
                condition=Q(state=ApplicationState.OUT) & ~Q(out_ground="")
                | ~Q(state=ApplicationState.OUT) & Q(out_ground=""),
            ),
            models.CheckConstraint(
                name="application_asked_is_told",
                condition=~Q(state=ApplicationState.MORE) | ~Q(asked=""),
            ),
        ]
        indexes = [models.Index(fields=["opening", "state"])]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.number

    @property
    def identity_masked(self):
        """Identity number as everybody may see it."""
        return masked(self.identity_number)


class ApplicationLog(models.Model):
    """One move of an application; no actor where the applicant did it on the public page."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=ApplicationState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=ApplicationState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.application} {self.to_state}"


class ApplicationPaperQuerySet(ScopedQuerySet):
    """Papers of applications."""

    scope_path = "application__round__unit__code"

    def standing(self):
        """Papers that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked()
class ApplicationPaper(models.Model):
    """A scan that an applicant handed in, encrypted; the file goes with the personal data."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers", verbose_name="报名")
    kind = models.CharField("材料类别", max_length=10, choices=PaperKind.choices)
    file = EncryptedFileField("文件", upload_to=_stored_name, max_length=100, blank=True)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ApplicationPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "报名材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_paper_once",
                fields=["application", "sha256"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这份材料已经上传过。",
            )
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.application} {self.get_kind_display()}"
