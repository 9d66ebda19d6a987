"""Who may see and do what: the only road from a view, form, export or print to rows."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q


class ScopedQuerySet(models.QuerySet):
    """A queryset whose rows belong to a unit.

    ``scope_path`` leads to the division code of the row's unit, ``self_path`` (where rows are about
    one person) to that person's account.
    """

    scope_path = "unit__code"
    self_path: str | None = None

    def visible_to(self, user, action):
        """Rows that ``user`` may use for ``action`` today: those below the units whose grants carry it.

        What happened in a unit that merged or changed its code belongs to its successor (``User.reach``).
        """
        from guanling.accounts.enums import Action

        condition = Q(pk__in=[])
        for prefix in user.reach(action):
            condition |= Q(**{f"{self.scope_path}__startswith": prefix})
        if self.self_path and user.can(Action.OWN_VIEW):
            condition |= Q(**{self.self_path: user.pk})
        return self.filter(condition)


def requires(*actions):
    """Refuse with 403 a user none of whose grants carries one of ``actions``."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.user.can(action) for action in actions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_actions = actions
        return guarded

    return decorate
