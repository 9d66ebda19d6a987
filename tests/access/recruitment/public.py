"""Addresses that anybody may use, and those of registration at the counter."""

from django.core.files.base import ContentFile

from guanling.accounts.enums import Role
from recruitment.enums import RoundState
from tests.access.rows import BUREAU, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.world import apply_to, make_opening, make_round
from tests.roster.files import picture

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
RUNNERS = frozenset({Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK})


def _announced(objects):
    return make_round(objects.township, by=make_user("registrar"), state=RoundState.ANNOUNCED)


def a_round(objects):
    """An announced round of the first township, prepared by nobody of the matrix."""
    return {"pk": _announced(objects).pk}


def a_registration(objects):
    """A registration in it, with a photo."""
    opening = make_opening(_announced(objects), objects.village, quota=None)
    made = apply_to(opening, "韦报名")
    made.photo.save("photo", picture_file())
    return {"pk": made.pk}


def picture_file():
    """A photo as a file."""
    return ContentFile(picture("JPEG"))


MATRIX = {
    "recruitment:public-rounds": Row(public=True),
    "recruitment:public-round": Row(public=True, arguments=a_round),
    "recruitment:public-announcement": Row(public=True, arguments=a_round),
    "recruitment:public-apply": Row(public=True, arguments=a_round),
    "recruitment:public-look-up": Row(public=True),
    "recruitment:public-mine": Row(public=True),
    "recruitment:public-photo": Row(public=True),
    "recruitment:public-proof": Row(public=True),
    "recruitment:public-withdraw": Row(method="post", public=True),
    "recruitment:public-supplement": Row(method="post", public=True),
    "recruitment:public-hand-in": Row(method="post", public=True),
    "recruitment:public-leave": Row(method="post", public=True),
    "recruitment:registrations": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:registration-new": Row(RUNNERS, arguments=a_round, scoped=True),
    "recruitment:registrations-blank": Row(RUNNERS, arguments=a_round, scoped=True),
    "recruitment:registrations-export": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:registrations-print": Row(RUNNERS, "post", arguments=a_round, scoped=True),
    "recruitment:registration": Row(READERS, arguments=a_registration, scoped=True),
    "recruitment:registration-edit": Row(RUNNERS, arguments=a_registration, scoped=True),
    "recruitment:registration-photo": Row(READERS, arguments=a_registration, scoped=True),
    "recruitment:registration-photo-new": Row(RUNNERS, "post", arguments=a_registration, scoped=True),
    "recruitment:registration-print": Row(RUNNERS, "post", arguments=a_registration, scoped=True),
}
