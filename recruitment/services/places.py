"""Places of an opening that fall away because nobody is left for them."""

from django.db import transaction

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from recruitment.enums import IN_LINE, ApplicationState
from recruitment.models import Opening
from recruitment.services.steps import lock_round
from recruitment.services.succession import AFTER_EXAM, lock_opening


@transaction.atomic
def release(*, opening: Opening, reason: str, user: User) -> int:
    """Release the places of an opening for which nobody is left, with the reason (P2.2); return how many.

    Refuses without the right to confirm, while somebody still waits in line, and when no place is free.
    """
    demand(user, Action.SELECTION_CONFIRM, opening.round.unit.code)
    lock_round(opening.round, *AFTER_EXAM)
    found = lock_opening(opening)
    reason = reason_given(reason, "取消名额的原因")
    free = found.open_places - found.applications.filter(state__in=IN_LINE).count()
    if free <= 0:
        raise Refusal(f"{found}没有空着的名额，不需要取消。")
    if found.applications.filter(state=ApplicationState.WAITING, result__rank__isnull=False).exists():
        raise Refusal(f"{found}还有递补候选人，不能取消名额；请先递补考察。")
    before = f"{found.release_reason}；" if found.release_reason else ""
    found.released += free
    found.release_reason = f"{before}{reason}"[: Opening._meta.get_field("release_reason").max_length]
    found.save(update_fields=["released", "release_reason"])
    opening.refresh_from_db()
    return free
