"""Sections of the personnel file that are entered by hand, and the scans that prove them (P5.4).

About staff only: of the family no more than P6.6 needs, and of health nothing but the one word of the form.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import CAN_BE_NONE, Education, Grade, HonourKind, HonourLevel, Relation, Section, Study
from roster.models.people import Person

EARLIEST_YEAR, LATEST_YEAR = 1980, 2100


class SectionQuerySet(ScopedQuerySet):
    """Rows of a file, belonging to the unit that keeps it."""

    scope_path = "person__unit__code"
    self_path = "person__account"


class FileRow(models.Model):
    """A row of a person's file: who entered it and when."""

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记"
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True


def _scan_name(instance, filename):
    """Store a scan under a random name: the sender's name never becomes a path."""
    return f"files/{uuid.uuid4().hex}"


class AttachmentQuerySet(SectionQuerySet):
    """Scans."""

    def standing(self):
        """Scans that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked()
class Attachment(FileRow):
    """A scan in a person's file. What kind of file it is was found from its content, not from its name."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="attachments", verbose_name="人员")
    section = models.CharField("材料类别", max_length=14, choices=Section.choices)
    title = models.CharField("材料名称", max_length=120)
    file = models.FileField("文件", upload_to=_scan_name, max_length=100)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "材料"
        ordering = ["section", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="attachment_once",
                fields=["person", "section", "sha256"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这份材料已经在档案中。",
            ),
            models.UniqueConstraint(
                name="attachment_one_photo",
                fields=["person"],
                condition=Q(withdrawn_at=None, section=Section.PHOTO),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.title}"


@tracked()
class EducationRecord(FileRow):
    """A course of study that somebody finished or is on (P2.3, P3.6)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="education_records", verbose_name="人员")
    level = models.CharField("学历", max_length=14, choices=Education.choices)
    study = models.CharField("学习形式", max_length=12, choices=Study.choices)
    school = models.CharField("毕业院校", max_length=60)
    subject = models.CharField("专业", max_length=60, blank=True)
    started_on = models.DateField("入学时间", null=True, blank=True)
    # Empty while the study goes on; only a finished one counts.
    finished_on = models.DateField("毕业时间", null=True, blank=True)
    certificate_number = models.CharField("证书编号", max_length=40, blank=True)
    proof = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证明材料"
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "学历"
        ordering = [F("finished_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="education_ends_after_start",
                condition=Q(started_on=None) | Q(finished_on=None) | Q(finished_on__gte=F("started_on")),
                violation_error_message="毕业时间不能早于入学时间。",
            ),
            models.UniqueConstraint(
                name="education_once",
                fields=["person", "level", "school", "study"],
                violation_error_message="这一学历已经登记。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_level_display()}"


@tracked()
class ResumeEntry(FileRow):
    """What somebody did before and beside the posts of this system."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="resume", verbose_name="人员")
    started_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)
    text = models.CharField("在何地、何单位、任何职", max_length=120)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "简历"
        ordering = ["started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resume_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="止期不能早于起期。",
            ),
            models.UniqueConstraint(
                name="resume_once",
                fields=["person", "started_on", "text"],
                violation_error_message="这一段简历已经登记。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.started_on}"


@tracked()
class Honour(FileRow):
    """A reward or sanction, with the day to which it has effect."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="honours", verbose_name="人员")
    kind = models.CharField("类别", max_length=10, choices=HonourKind.choices)
    level = models.CharField("级别", max_length=12, choices=HonourLevel.choices)
    name = models.CharField("名称", max_length=80)
    given_on = models.DateField("日期")
    given_by = models.CharField("批准机关", max_length=60)
    document_number = models.CharField("文号", max_length=60, blank=True)
    # A sanction's effect ends; a reward usually holds for good.
    holds_to = models.DateField("有效至", null=True, blank=True)
    proof = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证明材料"
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "奖惩"
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="honour_holds_after_given",
                condition=Q(holds_to=None) | Q(holds_to__gte=F("given_on")),
                violation_error_message="有效期不能早于批准日期。",
            ),
            models.CheckConstraint(
                name="sanction_has_document",
                condition=~Q(kind=HonourKind.SANCTION) | ~Q(document_number=""),
                violation_error_message="惩处须填写文号。",
            ),
            models.UniqueConstraint(
                name="honour_once",
                fields=["person", "name", "given_on"],
                violation_error_message="这一奖惩已经登记。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.name}"


@tracked()
class YearGrade(FileRow):
    """The grade of a year as an assessment paper states it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="year_grades", verbose_name="人员")
    year = models.PositiveSmallIntegerField("年度")
    grade = models.CharField("等次", max_length=12, choices=Grade.choices)
    document_number = models.CharField("文号", max_length=60, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                name="year_grade_once",
                fields=["person", "year"],
                violation_error_message="这一年度的考核结果已经登记。",
            ),
            models.CheckConstraint(
                name="year_grade_year",
                condition=Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR),
                violation_error_message="年度不对，请写四位年份。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.year} {self.get_grade_display()}"


@tracked()
class FamilyMember(FileRow):
    """Spouse or child of a member of staff, for relief (P6.6): a name, a relation and a birth date."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="family", verbose_name="人员")
    relation = models.CharField("称谓", max_length=10, choices=Relation.choices)
    name = models.CharField("姓名", max_length=60)
    birth_date = models.DateField("出生日期", null=True, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "家庭成员"
        ordering = ["relation", "birth_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="family_once",
                fields=["person", "relation", "name"],
                violation_error_message="这一家庭成员已经登记。",
            ),
            models.UniqueConstraint(
                name="family_one_spouse",
                fields=["person"],
                condition=Q(relation=Relation.SPOUSE),
                violation_error_message="已登记配偶；婚姻有变化的，请先删除原来的一行。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_relation_display()}"


@tracked()
class SectionStatement(FileRow):
    """That a section of a file has nothing to hold: stated by somebody, not merely left empty."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", verbose_name="人员")
    section = models.CharField("部分", max_length=14, choices=Section.choices)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "声明没有"
        ordering = ["person", "section"]
        constraints = [
            models.UniqueConstraint(
                name="statement_once",
                fields=["person", "section"],
                violation_error_message="这一部分已经声明没有。",
            ),
            models.CheckConstraint(
                name="statement_can_be_none",
                condition=Q(section__in=CAN_BE_NONE),
                violation_error_message="这一部分不能声明没有。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_section_display()}：无"
