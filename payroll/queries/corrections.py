"""What is still to be taken back, of whom, and what it came from."""

from django.db.models import Case, CharField, Exists, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.utils import timezone

from appraisal.queries.years import Measure
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy import queries as policy
from payroll.enums import ITEM_SPECS, Item, Source
from payroll.models import Entry, Line
from roster.models import Appointment, Person

RATE = ITEM_SPECS[Item.RECLAIM].parameter
SERVING, LEFT = "serving", "left"
STANDINGS = ((SERVING, "在任，按月扣回"), (LEFT, "已离任，没有报酬可扣"))
SORTS = (("-amount", "余额从多到少"), ("since", "挂账最早的在前"), ("unit", "按单位"))


def reclaims(user, action=Action.PAY_VIEW):
    """Return the confirmed RECLAIM lines in the parts that ``user`` sees."""
    return Line.objects.visible_to(user, action).fixed().filter(item=Item.RECLAIM)


def balances(user, action=Action.PAY_VIEW):
    """Return who has an open balance in sight of ``user``: the whole balance, also what other parts put off.

    Each row has ``amount`` (still open), ``put_off`` and ``taken``, since when it stands, when was last
    taken from it, where the person was last paid, and whether they hold a post today.
    """
    today = timezone.localdate()
    latest = Entry.objects.filter(person=OuterRef("pk"), part__state__in=("confirmed", "paid")).order_by(
        "-part__month__first_day", "-pk"
    )
    posts = Appointment.objects.on(today).regular().filter(person=OuterRef("pk"))
    open_line = Q(
        pay_lines__item=Item.RECLAIM,
        pay_lines__part__state__in=("confirmed", "paid"),
        pay_lines__entry__withheld_reason="",
    )
    return (
        Person.objects.filter(pk__in=reclaims(user, action).values("person"))
        .annotate(
            amount=Sum("pay_lines__amount", filter=open_line),
            put_off=Sum("pay_lines__amount", filter=open_line & Q(pay_lines__amount__gt=0)),
            taken=-Sum("pay_lines__amount", filter=open_line & Q(pay_lines__amount__lt=0), default=0),
            since=Min("pay_lines__month__first_day", filter=open_line & Q(pay_lines__amount__gt=0)),
            last_taken=Max("pay_lines__month__first_day", filter=open_line & Q(pay_lines__amount__lt=0)),
            unit_code=Subquery(latest.values("unit_code")[:1]),
            unit_name=Subquery(latest.values("unit_name")[:1]),
            township=Subquery(latest.values("part__unit__short_name")[:1]),
            standing=Case(
                When(Exists(posts), then=Value(SERVING)), default=Value(LEFT), output_field=CharField()
            ),
        )
        .filter(amount__gt=0)
        .order_by("-amount", "pinyin", "pk")
    )


def of_person(person: Person):
    """Return what makes up somebody's balance, by month: confirmed corrections, what was put off or taken."""
    return (
        Line.objects.fixed()
        .filter(Q(source=Source.DIFFERENCE) | Q(item=Item.RECLAIM), person=person)
        .select_related("month", "part__unit")
        .order_by("month__first_day", "for_month", F("item").asc(), "pk")
    )


def rate(user) -> Measure | None:
    """Return how much is taken back a month in the user's county today; None where no rule says so."""
    codes = sorted({prefix[:COUNTY_DIGITS] for prefix in user.prefixes(Action.PAY_VIEW)})
    if not codes:
        return None
    held = policy.at(codes[0], timezone.localdate())
    if not held.holds(RATE):
        return None
    source = held.source(RATE)
    return Measure(RATE, source.parameter.label, held.text(RATE), source.text, source.value.clause.id)
