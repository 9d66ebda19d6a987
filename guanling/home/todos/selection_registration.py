"""What registration gives the office to do (P2.4)."""

from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline
from recruitment.models import Application
from recruitment.queries.registration import lacking_photo
from recruitment.services.registration import PHOTO_ROUNDS


def photos_missing(user: User, on: date) -> Todo | None:
    """Applicants of the counter or a list without the photo that the admission ticket needs."""
    rows = (
        Application.objects.visible_to(user, Action.SELECTION_RUN)
        .filter(lacking_photo(), round__state__in=PHOTO_ROUNDS)
        .order_by("round__written_on", "round")
        .values_list("round__written_on", "round")
    )
    found = list(rows)
    if not found:
        return None
    url = address("recruitment:registrations", found[0][1], look="photo")
    return by_deadline("报名缺照片，笔试前补上", [day for day, _ in found], on, "P2.4", url)
