"""The qualification review: what is to be judged, by which facts, and what waits for whom (P2.3, P2.4)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from recruitment.enums import ApplicationState, RefusalGround, RoundState
from recruitment.models import Application, ApplicationPaper, Round
from recruitment.rules import eligibility as rules

# As long as the round is in one of these somebody's qualification can be judged.
REVIEWABLE = (RoundState.ANNOUNCED, RoundState.REVIEWING)
# What somebody is shown of an application before it was judged is worked out; afterwards it is kept.
UNJUDGED = (ApplicationState.REGISTERED, ApplicationState.REPEATED, ApplicationState.MORE)


def last_day(round_: Round) -> date:
    """Return the last day of registration, on which age is counted (P2.3)."""
    return timezone.localdate(round_.closes_at)


def applications(user: User, action: Action):
    """Return the applications that ``user`` may use for ``action``, with what pages show."""
    return Application.objects.visible_to(user, action).select_related(
        "round__unit", "opening", "entered_by", "reviewed_by", "confirmed_by", "exception_by"
    )


def papers_of(applications: Iterable[Application]) -> dict[int, set[str]]:
    """Return {application: kinds of papers that stand}; one statement."""
    found: dict[int, set[str]] = {}
    rows = ApplicationPaper.objects.standing().filter(application__in=[one.pk for one in applications])
    for application, kind in rows.values_list("application", "kind"):
        found.setdefault(application, set()).add(kind)
    return found


def judged(application: Application, papers: Iterable[str] = ()) -> tuple[rules.Condition, ...]:
    """Return the conditions of an application: worked out until it is judged, then as they were kept.

    An age that the county has let pass counts as met. ``papers``: kinds of scans. The application's round and
    opening must be at hand; no statement.
    """
    kept = tuple(rules.Condition(**one) for one in application.conditions)
    if application.birth_date is None or (kept and application.state not in UNJUDGED):
        return kept
    opening, round_ = application.opening, application.round
    found = rules.conditions(
        birth=application.birth_date,
        education=application.education,
        kind=round_.kind,
        last_day=last_day(round_),
        parameters=round_.parameters,
        post_kind=opening.kind,
        education_min=opening.education_min,
        requirement=opening.requirement,
        papers=set(papers),
    )
    return rules.excused(found, application.exception_number) if application.exception_by_id else found


def plainly_meeting(round_: Round) -> list[Application]:
    """Return the applications of a round that meet every condition a rule can tell, the papers left aside."""
    rows = list(
        round_.applications.filter(state=ApplicationState.REGISTERED)
        .select_related("round", "opening")
        .order_by("opening__number", "pk")
    )
    papers = papers_of(rows)
    return [one for one in rows if rules.plain(judged(one, papers.get(one.pk, ())))]


def refusal_clause(application: Application) -> str:
    """Return the clause by which somebody was, or is to be, refused."""
    kept = tuple(rules.Condition(**one) for one in application.conditions)
    return rules.clause_of(application.refusal_ground, application.round.kind, kept)


def twin(application: Application) -> Application | None:
    """Return the application of the same person in the round that counts, beside this one, or None."""
    if not application.identity_hash:
        return None
    rows = Application.objects.filter(round=application.round_id, identity_hash=application.identity_hash)
    return (
        rows.exclude(pk=application.pk)
        .exclude(state__in=(ApplicationState.WITHDRAWN, ApplicationState.REPEATED))
        .exclude(refusal_ground=RefusalGround.REPEATED)
        .select_related("opening", "round__unit")
        .first()
    )


def counts(round_: Round) -> dict[str, int]:
    """Return {state: number} of a round's applications, in the order of the states; one statement."""
    rows = round_.applications.order_by().values_list("state").annotate(number=Count("pk"))
    found: Mapping[str, int] = dict(rows)
    return {state: found[state] for state in ApplicationState if state in found}


# --- what waits for whom -------------------------------------------------------------------------


def _waiting(user, action, *states):
    rows = Application.objects.visible_to(user, action)
    return rows.filter(state__in=states, round__state__in=REVIEWABLE)


def to_review(user: User):
    """Return the applications that ``user`` is to review for the first time, the doubtful second ones too."""
    return _waiting(
        user, Action.SELECTION_RUN, ApplicationState.REGISTERED, ApplicationState.REPEATED
    ).filter(asked="")


def supplemented(user: User):
    """Return the applications whose missing papers have come and that ``user`` is to review again."""
    return _waiting(user, Action.SELECTION_RUN, ApplicationState.REGISTERED).exclude(asked="")


def to_confirm(user: User):
    """Return the proposed refusals that ``user`` can confirm: proposed by others."""
    return _waiting(user, Action.SELECTION_CONFIRM, ApplicationState.REFUSING).exclude(reviewed_by=user)


def exceptions(user: User):
    """Return the applications whose age the county is asked to let pass, the longest waiting first."""
    rows = applications(user, Action.SELECTION_APPROVE).filter(state=ApplicationState.EXCEPTION)
    return rows.filter(round__state__in=REVIEWABLE).order_by("reviewed_at", "pk")


def to_decide(user: User):
    """Return the exceptions that ``user`` can decide: neither entered nor handed in by the user."""
    return exceptions(user).exclude(reviewed_by=user).exclude(entered_by=user)


def decided_exceptions(user: User):
    """Return the exceptions that were decided, the newest first."""
    rows = applications(user, Action.SELECTION_APPROVE).exclude(exception_reason="")
    return rows.exclude(exception_at=None).order_by("-exception_at", "-pk")
