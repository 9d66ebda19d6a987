"""To do about uploads."""

from datetime import date

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.documents.enums import BatchState
from guanling.documents.models import ImportBatch
from guanling.home.todos.base import Todo, address


def failed_imports(user: User, on: date) -> Todo | None:
    """The user's own uploads that could not be taken over, until a later one was saved (P5.4)."""
    mine = ImportBatch.objects.visible_to(user, Action.IMPORT).filter(uploaded_by=user)
    saved = mine.filter(state=BatchState.SAVED).aggregate(newest=Max("pk"))["newest"] or 0
    failed = Q(state=BatchState.FAILED) | Q(state=BatchState.CHECKED, rejected_count__gt=0)
    counted = mine.filter(failed, pk__gt=saved).aggregate(
        number=Count("pk"), first=Min("uploaded_at"), newest=Max("pk")
    )
    number = counted["number"]
    if not number:
        return None
    url = address("documents:import", counted["newest"]) if number == 1 else address("documents:imports")
    since = timezone.localdate(counted["first"])
    return Todo("改正没有导入成功的表格", number, "open", "P5.4", url, since=since)
