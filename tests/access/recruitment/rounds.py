"""Addresses of rounds."""

from guanling.accounts.enums import Role
from tests.access.rows import BUREAU, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.world import make_round

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}


def a_round(objects):
    """A round of the first township, prepared by nobody of the matrix."""
    return {"pk": make_round(objects.township, by=make_user("round_maker")).pk}


MATRIX = {
    "recruitment:rounds": Row(READERS),
    "recruitment:round": Row(READERS, arguments=a_round, scoped=True),
}
