"""Business acts on people's files."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents import cells
from guanling.runs.errors import Refusal
from roster.enums import Sex
from roster.models import Person
from roster.numbers import fingerprint
from roster.rules import pinyin
from roster.services.files import lock_file, refuse_lower_education
from roster.services.saving import save_checked


def _take_number(person, number):
    person.identity_number = number
    person.identity_hash = fingerprint(number)
    person.birth_date = cells.identity_birth(number)
    person.sex = Sex.MALE if cells.identity_is_male(number) else Sex.FEMALE


def account_for(*, person: Person, username: str) -> User:
    """Return the account that may read ``person``'s own file (本人).

    Refuses an account that does not exist, is not granted 本人 below the unit that keeps the file, or
    belongs to another person.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refusal(f"没有账号“{username}”，或已停用；请先由系统管理员建立。")
    grants = user.grants.on(timezone.localdate()).filter(role=Role.SELF)
    if not grants.filter(unit__code__startswith=person.unit.code).exists():
        raise Refusal(f"账号“{username}”在{person.unit.short_name}没有“本人”角色；请先由系统管理员授权。")
    if Person.objects.filter(account=user).exclude(pk=person.pk).exists():
        raise Refusal(f"账号“{username}”已经是另一人的本人账号。")
    return user


NUMBER_TAKEN = "系统中已有这一身份证号码的人员，请先查找该人员；本单位看不到的，请联系县局。"


@transaction.atomic
def save_person(*, person: Person, identity_number: str = "") -> Person:
    """Save a person's file; birth date and sex follow from the identity number, pinyin from the name.

    ``identity_number`` is clean (guanling.documents.cells.identity); empty keeps the one on file.
    Refuses a number that another file already has, and an education below a finished study on file.
    """
    if person.pk:
        lock_file(person)
    refuse_lower_education(person, person.education)
    if identity_number:
        other = Person.objects.filter(identity_hash=fingerprint(identity_number)).exclude(pk=person.pk)
        if other.exists():
            raise Refusal(NUMBER_TAKEN)
        _take_number(person, identity_number)
    elif not person.identity_number:
        raise Refusal("请填写身份证号码。")
    person.pinyin, person.initials = pinyin(person.name)
    try:
        save_checked(person)
    except IntegrityError:  # what is left is unique: somebody else opened the file a moment ago
        raise Refusal(NUMBER_TAKEN) from None
    return person


def reveal(*, person: Person, user: User, reason: str) -> dict[str, str]:
    """Return the full identity and bank number of a person and write down who asked, and why."""
    AccessRecord.objects.create(
        user=user,
        what="查看完整身份证号码和银行账号",
        object_type="roster.person",
        object_id=person.pk,
        reason=reason,
    )
    return {"identity_number": person.identity_number, "bank_account": person.bank_account}


def record_roster_export(*, user: User, reason: str, people: int) -> None:
    """Write down that somebody takes out a list with full numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"导出完整花名册（{people}人，含身份证号码和银行账号）",
        object_type="roster.person",
        object_id=None,
        reason=reason,
    )
