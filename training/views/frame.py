"""What the pages of a session share: finding it, and showing it."""

from django.shortcuts import get_object_or_404

from guanling.accounts.enums import Action
from training.models import Session


def seen(request, pk) -> Session:
    """Return a session that the user may see, with what its page shows; 404 outside of that."""
    rows = Session.objects.visible_to(request.user, Action.TRAINING_VIEW)
    return get_object_or_404(_full(rows), pk=pk)


def own(request, pk, action=Action.TRAINING_RUN) -> Session:
    """Return a session with which the user may do ``action``; 404 for all others."""
    return get_object_or_404(_full(Session.objects.own(request.user, action)), pk=pk)


def runs(request, session) -> bool:
    """Whether the user runs this very session."""
    return request.user.can(Action.TRAINING_RUN) and (
        Session.objects.own(request.user, Action.TRAINING_RUN).filter(pk=session.pk).exists()
    )


def _full(rows):
    return rows.select_related(
        "unit",
        "course",
        "plan_line__plan__unit",
        "plan_line__course",
        "made_by",
        "submitted_by",
        "decided_by",
    )
