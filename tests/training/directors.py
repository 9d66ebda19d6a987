"""Population directors for tests about their training: the bare facts of who served where and when."""

from roster.enums import Nature, PostKind
from roster.models import Appointment, Person, Post
from tests.roster.build import number, person


def serve(someone, village, first, last=None, nature=Nature.REGULAR, **fields):
    """``someone`` as population director of ``village`` from a day on, in a place of its own."""
    post, _ = Post.objects.get_or_create(unit=village, kind=PostKind.POPULATION_DIRECTOR)
    return Appointment.objects.create(
        person=someone,
        post=post,
        valid_from=first,
        valid_to=last,
        nature=nature,
        place=post.appointments.regular().count() + 1 if nature == Nature.REGULAR else None,
        **fields,
    )


def director(village, name, first, last=None, **fields):
    """A new person on file with the village's township who serves ``village``."""
    order = Person.objects.count()
    identity = number(order % 400, born=f"{1960 + order // 400}0301")
    someone = person(village.parent, name, identity_number=identity)
    serve(someone, village, first, last, **fields)
    return someone
