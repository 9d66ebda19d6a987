"""Pages of what is still to be taken back: the list, and what one person's balance came from (P7.1)."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import workbook
from payroll.enums import Item
from payroll.forms.corrections import BalanceFilter
from payroll.queries import corrections as queries
from payroll.views.frame import frame
from payroll.workbooks.corrections import balances_book
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
TAB = "payroll:balances"
LOOKS = {queries.SERVING: "wait", queries.LEFT: "bad"}
WORDS = dict(queries.STANDINGS)


def _list(request):
    townships = Unit.objects.visible_to(request.user, Action.PAY_VIEW).filter(level=Level.TOWNSHIP)
    form = BalanceFilter(
        request.GET,
        townships=list(townships.order_by("code").values_list("code", "short_name").distinct()),
    )
    return form, form.narrow(queries.balances(request.user))


@requires(Action.PAY_VIEW)
@require_GET
def balances(request):
    """Who was paid too much and what of it is still open, most first."""
    form, found = _list(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look, row.told = LOOKS[row.standing], WORDS[row.standing]
    return render(
        request,
        "payroll/balances.html",
        {
            **frame(request.user, TAB),
            "form": form,
            "page": page,
            "total": sum(found.order_by().values_list("amount", flat=True)),
            "measure": queries.rate(request.user),
            "narrowed": any(value for name, value in form.cleaned_data.items() if name != "sort"),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def balances_export(request):
    """The list as shown, as a workbook."""
    _, found = _list(request)
    return workbook(balances_book(found, county_name(request.user)), "待扣回", timezone.localdate())


@requires(Action.PAY_VIEW)
@require_GET
def balance(request, pk):
    """What one person's balance came from: corrections, what was put off, what was taken, by month."""
    person = get_object_or_404(queries.balances(request.user), pk=pk)
    person.look, person.told = LOOKS[person.standing], WORDS[person.standing]
    rows, so_far = list(queries.of_person(person)), 0
    for row in rows:
        row.reclaims = row.item == Item.RECLAIM
        if row.reclaims:
            so_far += row.amount
            row.balance = so_far
    return render(
        request,
        "payroll/balance.html",
        {
            **frame(request.user, TAB),
            "person": person,
            "rows": rows,
            "measure": queries.rate(request.user),
        },
    )
