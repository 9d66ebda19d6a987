"""What is written down when somebody takes full numbers out."""

from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from training.models import Session


def record_taken_out(*, session: Session, user: User, count: int) -> None:
    """Write down that ``user`` takes out the sign-in workbook of a session with ``count`` full numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"下载“{session.name}”签到表（含{count}人身份证号码）",
        object_type="training.session",
        object_id=session.pk,
    )
