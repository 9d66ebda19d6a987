"""Business acts on the sections of a personnel file: rows, statements of none, scans, the photo (P5.4)."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents import scans
from guanling.runs.errors import Outrun, Refusal
from roster.enums import CAN_BE_NONE, Education, Section
from roster.models import (
    Attachment,
    EducationRecord,
    FamilyMember,
    Honour,
    Person,
    ResumeEntry,
    SectionStatement,
    YearGrade,
)
from roster.rules.files import ranked
from roster.services.saving import save_checked

# Which table holds the rows of a section.
ROWS = {
    Section.EDUCATION: EducationRecord,
    Section.RESUME: ResumeEntry,
    Section.YEAR_GRADES: YearGrade,
    Section.HONOURS: Honour,
    Section.FAMILY: FamilyMember,
}
# What scans may be of. Of the family none are kept: their papers are nobody's business here.
SCANNED = (
    Section.PAPERS,
    Section.EDUCATION,
    Section.APPOINTMENTS,
    Section.AGREEMENTS,
    Section.YEAR_GRADES,
    Section.TRAINING,
    Section.HONOURS,
)
OWN_FILE = "本人的档案须由他人登记，请交本单位其他经办人员或县局办理。"


def refuse_own(person: Person, user: User | None) -> None:
    """Refuse somebody who would write in their own file."""
    if user is not None and person.account_id == user.pk:
        raise Refusal(OWN_FILE)


def lock_file(person: Person) -> Person:
    """Return the file as it stands, taken to the end of the transaction.

    A row and a statement of none exclude each other, and so do a study and a lower education.
    """
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def section_rows(person: Person, section: str):
    """Return the rows that a section holds: entered ones, or the scans of 证件和材料."""
    if section == Section.PAPERS:
        return Attachment.objects.standing().filter(person=person, section=section)
    return ROWS[section].objects.filter(person=person)


# --- rows ----------------------------------------------------------------------------------------


@transaction.atomic
def save_row(*, row, section: str, user: User | None) -> str:
    """Add or correct a row of a section of ``row.person``'s file; returns what else changed, in words.

    Effects: the row; a statement of none is lifted by the same act; a finished study higher than the
    file's education raises it (P3.6). Refuses one's own file, the same row twice, and what the section's
    constraints refuse.
    """
    person = row.person
    refuse_own(person, user)
    lock_file(person)
    if row.pk is None:
        row.entered_by = user
    save_checked(row)
    said = _lift(person, section)
    if section == Section.EDUCATION and row.finished_on is not None:
        said += _raise_education(person, row)
    return said


def _raise_education(person, record):
    """Raise the file's education to a finished study that is higher; never lower it."""
    stated = Person.objects.only("education").get(pk=person.pk).education
    if ranked(record.level) > ranked(stated):
        Person.objects.filter(pk=person.pk).update(education=record.level)
        before = Education(stated).label if stated else "未填"
        return f"文化程度由“{before}”提升为“{record.get_level_display()}”（P3.6）。"
    if ranked(record.level) < ranked(stated):
        return f"文化程度仍为“{Education(stated).label}”。"
    return ""


@transaction.atomic
def remove_row(*, row, user: User | None) -> None:
    """Take a row out of a section; the change history keeps it.

    The file's education stays as it is, for it may rest on something else; completeness then says that
    no record stands behind it. Refuses one's own file, and a row that somebody else has just removed.
    """
    refuse_own(row.person, user)
    lock_file(row.person)
    if not type(row).objects.filter(pk=row.pk).delete()[0]:
        raise Outrun("这一行")


def refuse_lower_education(person: Person, level: str) -> None:
    """Refuse basic data that would silently contradict a finished study on file (P3.6)."""
    levels = EducationRecord.objects.filter(person=person.pk, finished_on__isnull=False)
    highest = max(levels.values_list("level", flat=True), key=ranked, default="")
    if ranked(level) < ranked(highest):
        raise Refusal(
            f"学历记录中有已毕业的“{Education(highest).label}”，文化程度不能低于它；记录有误的请先更正学历记录。"
        )


# --- statements of none --------------------------------------------------------------------------


@transaction.atomic
def state_none(*, person: Person, section: str, user: User | None) -> SectionStatement:
    """State that a section of the file has nothing to hold: looked for, not merely left empty.

    Refuses sections that nobody can be without, one that has rows, an education that the basic data name,
    one's own file.
    """
    refuse_own(person, user)
    locked = lock_file(person)
    if section not in CAN_BE_NONE:
        raise Refusal(f"“{Section(section).label}”人人都有，不能声明没有。")
    if section_rows(person, section).exists():
        raise Refusal(f"“{Section(section).label}”已有登记，不能声明没有；登记有误的请先删除。")
    if section == Section.EDUCATION and locked.education:
        raise Refusal(f"基本情况中文化程度为“{locked.get_education_display()}”，不能声明没有学历。")
    statement = SectionStatement(person=person, section=section, entered_by=user)
    save_checked(statement)
    return statement


@transaction.atomic
def lift_statement(*, person: Person, section: str, user: User | None) -> None:
    """Take a statement of none back. Refuses where none stands (any more)."""
    refuse_own(person, user)
    lock_file(person)
    if not _lift(person, section):
        raise Outrun("这一声明")


def _lift(person, section):
    lifted, _ = SectionStatement.objects.filter(person=person, section=section).delete()
    return f"原来的“{Section(section).label}：没有”的声明已取消。" if lifted else ""


# --- scans ---------------------------------------------------------------------------------------


def attach(
    *, person: Person, section: str, name: str, data: bytes, user: User | None, title: str = ""
) -> Attachment:
    """Keep a scan in a file, as it came, under a random name outside the web root.

    ``name`` is the sender's, used for nothing but the title where none is given. A statement that the
    section has nothing to hold is lifted by the same act. Refuses a name with a path, what scans.inspect
    refuses, a scan that the section holds already, and one's own file; nothing is kept then.
    """
    refuse_own(person, user)
    name = scans.safe_name(name)
    if section not in SCANNED:
        raise Refusal("这一部分不存材料，请选择其他材料类别。")
    found = scans.inspect(data)
    return _keep(
        Attachment(
            person=person,
            section=section,
            title=(title or name.rpartition(".")[0] or name)[:120],
            content_type=found.content_type,
            entered_by=user,
        ),
        data,
    )


def set_photo(*, person: Person, name: str, data: bytes, user: User | None) -> Attachment:
    """Put a photo into a file, set anew from its pixels; the one before is withdrawn by the same act.

    Refuses what scans.passport_photo refuses, a name with a path, the same photo again, one's own file.
    """
    refuse_own(person, user)
    scans.safe_name(name)
    photo = Attachment(
        person=person, section=Section.PHOTO, title="照片", content_type=scans.JPEG, entered_by=user
    )
    return _keep(photo, scans.passport_photo(data))


def _keep(attachment, data):
    """Store the file and the row, or neither."""
    attachment.size, attachment.sha256 = len(data), hashlib.sha256(data).hexdigest()
    try:
        with transaction.atomic():
            lock_file(attachment.person)
            if attachment.section == Section.PHOTO:
                _replace_photo(attachment)
            # The name given here is dropped: roster.models.files makes up a random one.
            attachment.file.save("scan", ContentFile(data), save=False)
            save_checked(attachment)
            _lift(attachment.person, attachment.section)
    except BaseException:
        if attachment.file:
            attachment.file.delete(save=False)
        raise
    return attachment


def _replace_photo(photo):
    standing = Attachment.objects.standing().filter(person=photo.person, section=Section.PHOTO)
    if standing.filter(sha256=photo.sha256).exists():
        raise Refusal("这张照片已经在档案中。")
    standing.update(withdrawn_at=timezone.now(), withdrawn_by=photo.entered_by)


@transaction.atomic
def withdraw(*, attachment: Attachment, user: User | None) -> None:
    """Take a scan or photo out of use: it is shown no more, and kept. Refuses one withdrawn already."""
    refuse_own(attachment.person, user)
    standing = Attachment.objects.standing().filter(pk=attachment.pk)
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_by=user):
        raise Outrun("这份材料")
