"""Pages of rounds: the list, and one round at a glance."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from recruitment.models import Round
from recruitment.views.frame import LOOKS, frame, round_frame, round_of

PAGE = 50


@requires(Action.SELECTION_VIEW)
@require_GET
def rounds(request):
    """All rounds that the user may see, the newest first."""
    rows = Round.objects.visible_to(request.user, Action.SELECTION_VIEW).select_related("unit")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
    return render(
        request, "recruitment/rounds.html", {**frame(request.user, "recruitment:rounds"), "page": page}
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def round_page(request, pk):
    """One round at a glance."""
    found = round_of(request.user, pk, Action.SELECTION_VIEW)
    return render(request, "recruitment/round.html", round_frame(request.user, found, "recruitment:round"))
