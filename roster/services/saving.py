"""Saving one row, refused in Chinese."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from guanling.runs.errors import Refusal

BATCH = 1000


def save_checked(instance) -> None:
    """Save a row; a violated constraint becomes a Refusal with the constraint's own Chinese sentence.

    The constraints are asked first, and once more by the database itself, for somebody else may have
    written in between. The plain checks come before the exclusions, which cannot even be asked of a
    period that ends before it begins.
    """
    try:
        for constraint in instance._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                constraint.validate(type(instance), instance)
        instance.validate_constraints()
    except ValidationError as error:
        raise Refusal("".join(error.messages)) from None
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        known = {constraint.name: constraint for constraint in instance._meta.constraints}
        if name not in known:
            raise
        raise Refusal(known[name].get_violation_error_message()) from None
