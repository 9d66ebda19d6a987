"""Addresses of training: compliance."""

from guanling.accounts.enums import Role
from tests.access.rows import STAFF_READERS, Row


def subject(objects):
    return {"pk": objects.person.pk}


MATRIX = {
    "training:compliance": Row(STAFF_READERS),
    "training:compliance-export": Row(STAFF_READERS),
    "training:compliance-print": Row(STAFF_READERS, "post"),
    "training:person": Row(STAFF_READERS | {Role.SELF}, arguments=subject, scoped=True),
}
