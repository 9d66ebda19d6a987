"""A round that takes registrations now, and what somebody types."""

from datetime import timedelta

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from recruitment.enums import RoundState, Way
from recruitment.services.registration import Applicant, register
from tests.recruitment.world import make_opening, make_round, selection_county
from tests.roster.build import number
from tests.roster.files import picture

PHONE, SCHOOL = "13985312345", "关岭民族中学"
RESUME = "2003年7月毕业，在甲家村务农，2010年起任村民小组长。"


def open_world():
    """A county whose first township takes registrations for an opening of its village, from yesterday on."""
    cache.clear()
    world = selection_county()
    now = timezone.now().replace(microsecond=0)
    world.round = make_round(
        world.townships[0],
        state=RoundState.ANNOUNCED,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        title="甲镇人口主任公开选聘",
    )
    world.opening = make_opening(world.round, world.villages[0], places=1)
    return world


def applicant(serial=1, **fields):
    """What somebody states; born in 1985."""
    return Applicant(
        **{
            "name": "韦小兰",
            "identity_number": number(serial, "19850101", male=False),
            "education": "senior_high",
            "ethnicity": "布依族",
            "political_status": "群众",
            "school": SCHOOL,
            "phone": PHONE,
            "resume": RESUME,
        }
        | fields
    )


def registered(world, serial=1, *, photo=None, **fields):
    """Somebody who registered on the public page."""
    return register(
        round_=world.round,
        opening=world.opening,
        applicant=applicant(serial, **fields),
        way=Way.PUBLIC,
        photo=photo or picture(),
    )


def typed(world, serial=1, photo=None, **fields):
    """The public form as it is sent."""
    stated = applicant(serial)
    data = {name: getattr(stated, name) for name in vars(stated)}
    return data | {
        "opening": world.opening.pk,
        "photo": SimpleUploadedFile("我的照片.png", photo or picture(), content_type="image/png"),
        "declared": "on",
        "informed": "on",
        "website": "",
        **fields,
    }


def at(name, *args):
    """The address of a page."""
    return reverse(f"recruitment:{name}", args=args)
