"""From attendance to the filed result: handing in, filing, sending back, certificates."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from guanling.policy.models import PolicyDecision
from guanling.runs.errors import Outrun, Refusal
from tests.people import make_county, make_user
from tests.training.build import attend, course
from tests.training.people import AM, MONDAY, PM, TUESDAY, announced, at, directors
from training.enums import KnowledgeTestState, Outcome, Presence, SessionState
from training.models import Attempt, Certificate, KnowledgeTest, Session
from training.services import attendance, filing, results
from training.services.attendance import Mark

LATER = date(2016, 9, 12)


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def clerk(world):
    return world.users[Role.BUREAU_CLERK]


@pytest.fixture
def reviewer(world):
    return world.users[Role.BUREAU_REVIEWER]


@pytest.fixture
def held(world, clerk):
    """A session of one day at which one attended and one came only in the morning."""
    one, two = directors(world, 2)
    made = announced(world.county, course(world.county), clerk, MONDAY, people=[one, two])
    attend(made, one)
    attend(made, two, MONDAY, parts=(AM,))
    attend(made, two, MONDAY, parts=(PM,), presence=Presence.ABSENT)
    return made


def hand_in(held, user, now=None):
    return results.hand_in(session=held, user=user, now=now or at(LATER))


def file(held, user, day=LATER):
    return results.file_session(session=held, user=user, now=at(day), day=day)


def send_back(held, user, remark="名单有误"):
    return results.send_back(session=held, user=user, remark=remark, now=at(LATER))


def refusal(act):
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)


def outcomes(held):
    return list(held.enrolments.order_by("pk").values_list("outcome", "outcome_basis"))


def test_results_follow_from_attendance_with_their_basis(held, clerk):
    done = hand_in(held, clerk)
    assert (done.passed, done.failed, done.void) == (1, 1, [])
    assert outcomes(held) == [
        (Outcome.PASSED, "出勤2/2个半天（100%，应达80%）"),
        (Outcome.FAILED, "出勤1/2个半天（50%，应达80%）"),
    ]
    held.refresh_from_db()
    assert (held.state, held.submitted_by) == (SessionState.SUBMITTED, clerk)


def test_the_share_is_the_countys_own(held, clerk):
    PolicyDecision.objects.create(
        county_code="520424",
        key="training.attendance_share",
        value="50",
        valid_from=date(2016, 1, 1),
        document_number="关人口计生发〔2016〕1号",
        reason="试行",
        decided_by=clerk,
    )
    assert hand_in(held, clerk).passed == 2


def knowledge_test(held, state, **scores):
    given = KnowledgeTest.objects.create(
        unit=held.unit,
        session=held,
        name="应知应会",
        opens_at="2016-09-05T01:00Z",
        closes_at="2016-09-05T03:00Z",
        minutes=60,
        judge_count=20,
        judge_points=5,
        pass_mark=60,
        attempts_allowed=2,
        state=state,
    )
    for row in held.enrolments.select_related("person"):
        for number, score in enumerate(scores.get(row.person.name, ()), 1):
            Attempt.objects.create(
                test=given,
                person=row.person,
                unit_code=row.unit_code,
                place=row.place,
                number=number,
                way="screen",
                seed=number,
                score=Decimal(score),
                taken_on=MONDAY,
            )
    return given


def test_a_test_of_the_session_has_to_be_passed_too_the_best_score_counts(held, clerk):
    one, two = (row.person for row in held.enrolments.order_by("pk"))
    given = knowledge_test(held, KnowledgeTestState.OPEN, **{one.name: ("40", "85"), two.name: ("100",)})
    assert "知识测试“应知应会”还没有结束" in refusal(lambda: hand_in(held, clerk))
    KnowledgeTest.objects.filter(pk=given.pk).update(state=KnowledgeTestState.CLOSED)
    hand_in(held, clerk)
    assert outcomes(held) == [
        (Outcome.PASSED, "出勤2/2个半天（100%，应达80%）；测试85分（合格60分）"),
        (Outcome.FAILED, "出勤1/2个半天（50%，应达80%）；测试100分（合格60分）"),
    ]


def test_who_did_not_take_the_test_does_not_pass(held, clerk):
    knowledge_test(held, KnowledgeTestState.CLOSED)
    hand_in(held, clerk)
    assert outcomes(held)[0] == (Outcome.FAILED, "出勤2/2个半天（100%，应达80%）；测试未参加")


def test_a_test_that_was_never_given_asks_nothing(held, clerk):
    knowledge_test(held, KnowledgeTestState.DRAFT)
    assert hand_in(held, clerk).passed == 1


def test_not_before_the_end_nor_with_gaps(world, held, clerk):
    assert "培训到2016年9月5日才结束" in refusal(lambda: hand_in(held, clerk, at(MONDAY, 16)))
    gone = held.attendance.filter(presence=Presence.ABSENT).get()
    name = gone.person.name
    gone.delete()
    assert f"还有1人的出勤没有登记完：{name}" in refusal(lambda: hand_in(held, clerk))
    held.refresh_from_db()
    assert held.state == SessionState.OPEN
    assert outcomes(held) == [("", ""), ("", "")]


def test_many_gaps_are_named_and_counted(world, clerk):
    made = announced(world.county, course(world.county), clerk, MONDAY, people=directors(world, 7))
    said = refusal(lambda: hand_in(made, clerk))
    assert "还有7人" in said
    assert "等7人" in said


def test_filed_under_the_countys_number(held, clerk, reviewer):
    hand_in(held, clerk)
    filed = file(held, reviewer)
    assert (filed.state, filed.filing_number) == (SessionState.FILED, "关人口计生培备〔2016〕1号")
    assert filing.filing_number(county=held.unit, day=LATER) == "关人口计生培备〔2016〕2号"
    assert filing.filing_number(county=held.unit, day=date(2017, 1, 3)) == "关人口计生培备〔2017〕1号"


def test_nobody_files_or_sends_back_what_they_made_or_handed_in(world, held, clerk):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    hand_in(held, both)
    for act in (lambda: file(held, both), lambda: send_back(held, both), lambda: file(held, clerk)):
        assert "不能备案同一期培训" in refusal(act)


def test_sent_back_mended_and_filed_again(held, clerk, reviewer):
    hand_in(held, clerk)
    assert "写明退回的原因" in refusal(lambda: send_back(held, reviewer, " "))
    send_back(held, reviewer)
    two = held.enrolments.order_by("pk")[1]
    attendance.record(
        session=held,
        marks=[Mark(two.person_id, MONDAY, PM, Presence.PRESENT)],
        user=clerk,
        now=at(LATER),
        late_reason="核对签到表后更正",
    )
    assert hand_in(held, clerk).passed == 2
    held.refresh_from_db()
    assert (held.remark, held.decided_by) == ("", None)
    file(held, reviewer)
    back = send_back(held, reviewer, "漏了一人")
    assert (back.filing_number, back.remark) == ("", "漏了一人（原备案号关人口计生培备〔2016〕1号）")
    hand_in(held, clerk)
    assert file(held, reviewer).filing_number == "关人口计生培备〔2016〕2号"


ACTS = {"hand_in": hand_in, "file": file, "send_back": send_back}
ALLOWED = {
    "hand_in": {SessionState.OPEN, SessionState.RETURNED},
    "file": {SessionState.SUBMITTED},
    "send_back": {SessionState.SUBMITTED, SessionState.FILED},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", SessionState)
def test_each_act_only_from_its_states(held, clerk, reviewer, state, act):
    facts = {
        SessionState.FILED: {"filing_number": "9号", "decided_at": "2016-09-20T08:00Z"},
        SessionState.CANCELLED: {"cancel_reason": "停电"},
        SessionState.RETURNED: {"remark": "缺"},
    }
    Session.objects.filter(pk=held.pk).update(state=state, **facts.get(state, {}))
    user = clerk if act == "hand_in" else reviewer
    if state in ALLOWED[act]:
        ACTS[act](held, user)
    else:
        with pytest.raises(Outrun):
            ACTS[act](held, user)
        held.refresh_from_db()
        assert held.state == state


# --- certificates --------------------------------------------------------------------------------


def issue(held, user):
    return results.issue_certificates(session=held, user=user, day=LATER)


def test_certificates_for_those_who_passed_once_filed(held, clerk, reviewer):
    hand_in(held, clerk)
    assert "备案以后才能发" in refusal(lambda: issue(held, clerk))
    file(held, reviewer)
    (paper,) = issue(held, clerk)
    one = held.enrolments.order_by("pk")[0]
    assert paper.number == "关人口计生培证〔2016〕1号"
    assert paper.restricted
    assert one.certificate.paper == paper
    assert paper.content["name"] == one.person.name
    assert one.person.identity_number not in str(paper.content)
    assert "没有需要再发的" in refusal(lambda: issue(held, clerk))


def test_a_correction_after_the_certificate_is_told_and_later_passes_get_theirs(held, clerk, reviewer):
    hand_in(held, clerk)
    file(held, reviewer)
    issue(held, clerk)
    send_back(held, reviewer)
    one, two = (row.person for row in held.enrolments.order_by("pk"))
    attendance.record(
        session=held,
        marks=[
            Mark(one.pk, MONDAY, PM, Presence.ABSENT),
            Mark(two.pk, MONDAY, PM, Presence.PRESENT),
        ],
        user=clerk,
        now=at(LATER),
        late_reason="两人登记颠倒",
    )
    assert hand_in(held, clerk).void == [one.name]
    file(held, reviewer)
    (paper,) = issue(held, clerk)
    assert paper.content["name"] == two.name
    # The number stays given; the holder's result says that it does not hold.
    assert Certificate.objects.count() == 2
    assert Certificate.objects.get(enrolment__person=one).enrolment.outcome == Outcome.FAILED


def test_two_sessions_share_one_row_of_numbers(world, clerk, reviewer):
    numbers = []
    for day, name in ((MONDAY, "甲班"), (TUESDAY, "乙班")):
        people = directors(world, 2, name=name)
        made = announced(world.county, course(world.county), clerk, day, people=people, name=name)
        for one in people:
            attend(made, one)
        hand_in(made, clerk)
        file(made, reviewer)
        numbers += [paper.serial for paper in issue(made, clerk)]
    assert numbers == [1, 2, 3, 4]
    assert Paper.objects.filter(kind=results.CERTIFICATE).count() == 4


def test_handing_in_and_certifying_cost_the_same_for_few_and_many(world, clerk, reviewer):
    counts = []
    for number, day in ((2, MONDAY), (60, TUESDAY)):
        people = directors(world, number, name=f"批{number}")
        made = announced(world.county, course(world.county), clerk, day, people=people, name=f"班{number}")
        for one in people:
            attend(made, one)
        with CaptureQueriesContext(connection) as seen:
            hand_in(made, clerk)
        file(made, reviewer)
        with CaptureQueriesContext(connection) as more:
            issue(made, clerk)
        counts.append((len(seen), len(more)))
    assert counts[0] == counts[1]
