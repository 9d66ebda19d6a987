"""Addresses of applications: who reads, who reviews, who confirms, who decides for the county."""

from guanling.accounts.enums import Role
from recruitment.enums import ApplicationState, RoundState
from recruitment.models import Application
from recruitment.services.review import add_paper
from tests.access.recruitment.rounds import READERS
from tests.access.rows import BUREAU, REVIEWER, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.review_build import OLD, YOUNG, judged_fields
from tests.recruitment.world import apply_to, make_opening, make_round
from tests.roster.files import picture

# Who runs a round is its clerk, that of the township or of the bureau; who confirms is above.
RUNNERS = frozenset({Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK})
CONFIRMERS = frozenset({Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER}) | REVIEWER


def reviewed_round(objects):
    """A round of the first township under review, prepared by nobody of the matrix."""
    made = make_round(objects.township, by=make_user("review_maker"), state=RoundState.REVIEWING)
    return {"pk": made.pk}


def an_application(objects, state=ApplicationState.REGISTERED, born=YOUNG):
    """An application of such a round."""
    round_ = make_round(objects.township, by=make_user("review_maker"), state=RoundState.REVIEWING)
    # The village's place may be filled: the table is about rights, not about places.
    one = apply_to(make_opening(round_, objects.village, quota=None), "韦一", born=born)
    more = {}
    if state in (ApplicationState.REFUSING, ApplicationState.EXCEPTION):
        more = judged_fields(one, make_user("review_proposer"))
    if state == ApplicationState.REFUSING:
        more |= {"refusal_ground": "papers", "refusal_reason": "证书系伪造"}
    if state == ApplicationState.EXCEPTION:
        more |= {"exception_reason": "村内没有其他合适人选"}
    type(one).objects.filter(pk=one.pk).update(state=state, **more)
    return {"pk": one.pk}


def refusing(objects):
    """One that somebody proposed to refuse."""
    return an_application(objects, ApplicationState.REFUSING)


def exception(objects):
    """One whose age the county is asked to let pass."""
    return an_application(objects, ApplicationState.EXCEPTION, OLD)


def paper(objects):
    """A scan of an application, added as by the township's clerk."""
    one = Application.objects.select_related("round__unit").get(pk=an_application(objects)["pk"])
    made = add_paper(application=one, kind="identity", name="证.png", data=picture(), user=objects.account)
    return {"pk": made.pk}


MATRIX = {
    "recruitment:applications": Row(READERS, arguments=reviewed_round, scoped=True),
    "recruitment:applications-export": Row(READERS, arguments=reviewed_round, scoped=True),
    "recruitment:applications-print": Row(READERS, "post", arguments=reviewed_round, scoped=True),
    "recruitment:applications-accept": Row(RUNNERS, arguments=reviewed_round, scoped=True),
    "recruitment:application": Row(READERS, arguments=an_application, scoped=True),
    "recruitment:application-print": Row(READERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-accept": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-more": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-supplement": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-refuse": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-repeated": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-revoke": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-exception": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-confirm": Row(CONFIRMERS, "post", arguments=refusing, scoped=True),
    "recruitment:application-return": Row(CONFIRMERS, "post", arguments=refusing, scoped=True),
    "recruitment:exception-decide": Row(REVIEWER, "post", arguments=exception, scoped=True),
    "recruitment:exception-return": Row(REVIEWER, "post", arguments=exception, scoped=True),
    "recruitment:application-paper-new": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:application-paper": Row(BUREAU | TOWNSHIP, "post", arguments=paper, scoped=True),
    "recruitment:application-paper-withdraw": Row(RUNNERS, "post", arguments=paper, scoped=True),
    "recruitment:exceptions": Row(REVIEWER),
}
