"""Business acts on accounts."""

from django.db import transaction
from django.utils import timezone

from guanling.accounts.models import Grant, User
from guanling.runs.errors import Refusal


def set_active(*, user: User, active: bool, by: User) -> None:
    """Enable or disable an account; a disabled one loses its sessions with the next request."""
    if user.pk == by.pk:
        raise Refusal("不能停用自己的账号，请由另一位系统管理员操作。")
    user.is_active = active
    user.save(update_fields=["is_active"])


def reset_password(*, user: User, password: str, by: User) -> None:
    """Give an account a new first password, to be changed at the next login."""
    if user.pk == by.pk:
        raise Refusal("修改自己的密码请用右上角「修改密码」。")
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def end_grant(*, grant: Grant) -> None:
    """End a grant today; one that has not begun yet ends on its first day."""
    today = timezone.localdate()
    if grant.valid_to and grant.valid_to <= today:
        raise Refusal("这项授权已经结束。")
    grant.valid_to = max(today, grant.valid_from)
    grant.save(update_fields=["valid_to"])
