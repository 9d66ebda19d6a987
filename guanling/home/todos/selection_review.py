"""To do about the qualification review of open selection (P2.3, P2.4)."""

from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline
from recruitment.queries import review


def _reviews(what, rows, on, **query) -> Todo | None:
    """Return how many applications wait, by the day to which the review runs; it leads to their round.

    Where they are of several rounds it leads to all of these.
    """
    found = list(rows.order_by().values_list("round", "round__review_until"))
    rounds = {round_ for round_, _ in found}
    if len(rounds) == 1:
        url = address("recruitment:applications", rounds.pop(), **query)
    else:
        url = address("recruitment:rounds")
    return by_deadline(what, [day for _, day in found], on, "P2.4", url)


def applications_to_review(user: User, on: date) -> Todo | None:
    """Applications whose qualification nobody has judged yet."""
    if not user.can(Action.SELECTION_RUN):
        return None
    return _reviews("审查报名资格", review.to_review(user), on, state="waiting")


def supplements_that_came(user: User, on: date) -> Todo | None:
    """Applications whose missing papers have come, to be judged again."""
    if not user.can(Action.SELECTION_RUN):
        return None
    return _reviews("审查补来的报名材料", review.supplemented(user), on, state="registered")


def refusals_to_confirm(user: User, on: date) -> Todo | None:
    """Proposed refusals that wait for this second pair of eyes."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    return _reviews("复核资格审查不通过", review.to_confirm(user), on, state="refusing")


def exceptions_to_decide(user: User, on: date) -> Todo | None:
    """Ages above 一般 that the county is asked to let pass (P2.3)."""
    if not user.can(Action.SELECTION_APPROVE):
        return None
    days = list(review.to_decide(user).values_list("round__review_until", flat=True))
    return by_deadline("核准超过一般年龄的报名", days, on, "P2.3", address("recruitment:exceptions"))
