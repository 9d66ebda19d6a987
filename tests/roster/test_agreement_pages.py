"""Agreements on their pages: lists by right, the township's batch, signing, filing, the person's own."""

from datetime import timedelta
from io import BytesIO

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents import tasks
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_paper
from guanling.policy.services import decide
from roster.enums import AGREEMENT_SIDES, AgreementKind, AgreementState, PostKind
from roster.models import Agreement, Appointment, Person
from roster.services import agreements as services
from roster.services.appointments import appoint
from roster.views.agreements import panel
from tests.people import make_county, make_user
from tests.roster.build import person

pytestmark = pytest.mark.django_db
CONTRACT, LETTER = AgreementKind.CONTRACT, AgreementKind.RESPONSIBILITY
COMMITMENT, DUTIES = AgreementKind.COMMITMENT, AgreementKind.DUTY_SHEET


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Papers are set by hand in these tests."""
    monkeypatch.setattr(tasks, "enqueue_paper", lambda paper: None)
    monkeypatch.setattr(tasks, "enqueue_print", lambda job: None)


@pytest.fixture
def world():
    return make_county()


def today():
    return timezone.localdate()


def director(world, serial=1, name="王小约", *, township=0, start=None, account=None):
    """A director whose term runs today, whenever that is."""
    return appoint(
        person=person(world.townships[township], name, serial=serial, account=account),
        unit=world.villages[township],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=start or today() - timedelta(days=100),
    )


def made(world, held, kind=CONTRACT):
    return services.prepare(appointment=held, kind=kind, day=today(), user=world.users[Role.TOWNSHIP_CLERK])


def signed(world, held, kind=CONTRACT):
    return services.record_signatures(
        agreement=made(world, held, kind),
        days=dict.fromkeys(AGREEMENT_SIDES[kind], today()),
        user=world.users[Role.TOWNSHIP_CLERK],
    )


def login(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(client, name, *args, **query):
    response = client.get(reverse(f"roster:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# --- who needs one -------------------------------------------------------------------------------


def test_the_bureau_sees_every_township_with_its_counts(world):
    director(world)
    signed(world, director(world, 2, "赵小满", township=1))
    text = text_of(login(world.users[Role.BUREAU_REVIEWER]), "agreements")
    for words in ("甲镇", "乙镇", "王小约", "赵小满", "未生成", "已签待备案", "P5.1"):
        assert words in text
    only = text_of(login(world.users[Role.BUREAU_REVIEWER]), "agreements", kind="contract", state="unsigned")
    assert "王小约" in only
    assert "赵小满" not in only


def test_a_township_sees_its_own_alone(world):
    director(world)
    director(world, 2, "赵小满", township=1)
    text = text_of(login(world.users[Role.TOWNSHIP_CLERK]), "agreements")
    assert "应签 1 人" in text
    assert "赵小满" not in text


def test_nobody_needs_one_and_the_page_says_what_to_do(world):
    text = text_of(login(world.users[Role.TOWNSHIP_CLERK]), "agreements", kind="duty_sheet")
    assert "没有需要签订岗位职责书的在任人员" in text


def test_a_strange_kind_or_day_does_no_harm(world):
    director(world)
    client = login(world.users[Role.TOWNSHIP_CLERK])
    assert "聘用合同签订情况" in text_of(client, "agreements", kind="'--", on="x", page="9", state="?")
    assert client.get(reverse("roster:agreement-new", args=[1, "will"])).status_code == 404
    assert client.post(reverse("roster:agreements-sign") + "?kind=x", {"chosen": ["1;"]}).status_code == 422


def test_the_list_as_a_workbook(world):
    signed(world, director(world))
    director(world, 2, "=赵小满", township=1)
    response = login(world.users[Role.BUREAU_CLERK]).get(reverse("roster:agreements-export"))
    book = load_workbook(BytesIO(response.content))
    counts = list(book["统计"].iter_rows(values_only=True))
    assert ("甲镇", 1, 1, 0, 0, 0) in counts
    assert ("合计", 2, 1, 1, 1, 0) in counts
    rows = list(book["名单"].iter_rows())
    (risky,) = [cell for row in rows for cell in row if cell.value == "=赵小满"]
    assert (risky.data_type, risky.number_format) == ("s", "@")


@pytest.mark.parametrize("name", ["agreements", "agreements-filing"])
def test_statements_do_not_grow_with_the_people(world, name):
    client = login(world.users[Role.BUREAU_REVIEWER])
    address = reverse(f"roster:{name}")

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    signed(world, director(world))
    count()
    one = count()
    for serial in range(20, 40):
        signed(world, director(world, serial, f"测试{serial}"))
    assert count() == one


# --- the township's work -------------------------------------------------------------------------


def test_from_the_batch_to_the_filing(world):
    first = director(world)
    director(world, 2, "李小满")
    without = director(world, 3, "赵无期")
    Appointment.objects.filter(pk=without.pk).update(valid_to=None)
    clerk, reviewer = login(world.users[Role.TOWNSHIP_CLERK]), login(world.users[Role.BUREAU_REVIEWER])
    assert "生成甲镇所缺（2 份）" in text_of(clerk, "agreements")
    press = reverse("roster:agreements-prepare", args=[world.townships[0].pk])
    done = clerk.post(press, {"kind": "contract"}, follow=True).content.decode()
    assert "已为甲镇生成聘用合同2份" in done
    assert "1人没有生成：赵无期没有聘期止日，请先确定聘期止日" in done
    assert "没有生成：赵无期" in clerk.post(press, {"kind": "contract"}, follow=True).content.decode()
    assert Agreement.objects.count() == 2

    chosen = [row.pk for row in Agreement.objects.all()]
    sign = f"{reverse('roster:agreements-sign')}?kind=contract"
    late = (today() + timedelta(days=1)).isoformat()
    refused = clerk.post(sign, {"chosen": chosen, "sides": ["person", "township"], "day": late})
    assert refused.status_code == 422
    kept = refused.content.decode()
    assert "签订日期晚于今天" in kept
    assert f'value="{late}"' in kept
    assert kept.count(" checked") == 4
    done = clerk.post(
        sign, {"chosen": chosen, "sides": ["person", "township"], "day": today().isoformat()}, follow=True
    ).content.decode()
    assert "已登记2份，其中2份各方已签齐" in done

    filing = reverse("roster:agreements-filing")
    assert "王小约" in reviewer.get(filing).content.decode()
    done = reviewer.post(filing, {"chosen": chosen}, follow=True).content.decode()
    assert f"已备案2份，备案号关人口计生书备〔{today().year}〕1号至" in done
    assert "没有等待备案的文书" in done
    assert reviewer.post(filing, {"chosen": chosen}).status_code == 422
    assert "已备案" in text_of(clerk, "agreement", first.agreements.get().pk)


def test_a_county_clerk_chooses_the_township_first(world):
    director(world)
    client = login(world.users[Role.BUREAU_CLERK])
    assert "生成甲镇所缺" not in text_of(client, "agreements")
    assert "生成甲镇所缺（1 份）" in text_of(client, "agreements", township=world.townships[0].code)
    press = reverse("roster:agreements-prepare", args=[world.townships[0].pk])
    assert "请先选择要生成的文书" in client.post(press, {"kind": "x"}, follow=True).content.decode()


def test_nothing_left_to_make_out(world):
    made(world, director(world))
    press = reverse("roster:agreements-prepare", args=[world.townships[0].pk])
    done = login(world.users[Role.TOWNSHIP_CLERK]).post(press, {"kind": "contract"}, follow=True)
    assert "甲镇没有缺少的聘用合同，不需要生成" in done.content.decode()


def test_a_duty_sheet_with_the_townships_own_lines(world):
    held = director(world)
    client = login(world.users[Role.TOWNSHIP_CLERK])
    address = reverse("roster:agreement-new", args=[held.pk, "duty_sheet"])
    assert "不得写群众的姓名" in client.get(address).content.decode()
    many = client.post(address, {"extra": "\n".join("第" + "一二三四五六七"[n] + "行" for n in range(7))})
    assert many.status_code == 422
    assert "最多6行，现有7行" in many.content.decode()
    assert client.post(address, {"extra": "字" * 61}).status_code == 422
    client.post(address, {"extra": "联系第一村民小组\n\n<b>每周三值班</b>"})
    agreement = Agreement.objects.get()
    assert agreement.paper.content["extra"] == ["联系第一村民小组", "<b>每周三值班</b>"]
    again = client.post(address, {})
    assert again.status_code == 422
    assert "已经有一份岗位职责书" in again.content.decode()


def test_the_day_seen_says_for_which_year(world):
    held = director(world)
    client = login(world.users[Role.TOWNSHIP_CLERK])
    year = today().year
    past = text_of(client, "agreements", kind="responsibility", on=f"{year}-01-01")
    assert f"{year}年度目标管理责任书签订情况" in past
    address = reverse("roster:agreement-new", args=[held.pk, "responsibility"])
    text_of(client, "agreements", kind="responsibility", on=f"{year + 1}-01-01")
    assert f"{year + 1}年度目标管理责任书" in client.get(address).content.decode()
    client.post(address)
    assert Agreement.objects.get().year == year + 1
    Appointment.objects.update(valid_from=today() - timedelta(days=800))
    over = text_of(client, "agreements", kind="responsibility", on=f"{year - 1}-12-31")
    assert "不再补签" in over
    assert address not in over
    assert "生成甲镇所缺" not in over


def test_a_term_is_settled_on_the_way_to_the_contract(world):
    held = director(world)
    Appointment.objects.filter(pk=held.pk).update(valid_to=None)
    client = login(world.users[Role.TOWNSHIP_CLERK])
    page = client.get(reverse("roster:agreement-new", args=[held.pk, "contract"])).content.decode()
    full = held.valid_to
    assert "请先确定聘期止日" in page
    assert f'value="{full.isoformat()}"' in page
    fix = reverse("roster:term-fix", args=[held.pk])
    late = client.post(fix, {"last_day": (full + timedelta(days=1)).isoformat()})
    assert late.status_code == 422
    assert "聘期止日最晚为" in late.content.decode()
    assert "可以生成聘用合同" in client.post(fix, {"last_day": ""}, follow=True).content.decode()
    held.refresh_from_db()
    assert held.valid_to == full


def test_one_is_signed_returned_mended_and_voided(world):
    agreement = made(world, director(world))
    clerk, reviewer = login(world.users[Role.TOWNSHIP_CLERK]), login(world.users[Role.BUREAU_REVIEWER])
    sign = reverse("roster:agreement-sign", args=[agreement.pk])
    early = (today() - timedelta(days=1)).isoformat()
    refused = clerk.post(sign, {"person": early})
    assert refused.status_code == 422
    assert "签订日期早于文书生成日期" in refused.content.decode()
    assert f'value="{early}"' in refused.content.decode()
    clerk.post(sign, {"person": today().isoformat(), "township": today().isoformat()})
    back = reverse("roster:agreement-return", args=[agreement.pk])
    assert reviewer.post(back, {"remark": ""}).status_code == 422
    reviewer.post(back, {"remark": "乡镇未盖章"})
    assert "县局退回：乡镇未盖章" in text_of(clerk, "agreement", agreement.pk)
    void = reverse("roster:agreement-void", args=[agreement.pk])
    told = reviewer.post(void, {"reason": "印错"}, follow=True).content.decode()
    assert "应由乡镇（街道）经办作废" in told
    assert clerk.post(void, {"reason": ""}).status_code == 422
    clerk.post(void, {"reason": "印错"})
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.VOID
    late = clerk.post(sign, {"person": today().isoformat()})
    assert late.status_code == 422
    assert "已作废，不能再登记签订" in late.content.decode()


def test_after_the_filing_the_county_alone_declares_void(world):
    agreement = signed(world, director(world))
    services.file_agreements(agreements=Agreement.objects.all(), user=world.users[Role.BUREAU_REVIEWER])
    void = reverse("roster:agreement-void", args=[agreement.pk])
    told = login(world.users[Role.TOWNSHIP_CLERK]).post(void, {"reason": "印错"}, follow=True)
    assert "应由县局经办作废" in told.content.decode()
    login(world.users[Role.BUREAU_REVIEWER]).post(void, {"reason": "聘期写错"})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.void_reason) == (AgreementState.VOID, "聘期写错")


def test_ticked_ones_of_ones_own_scope_are_printed_in_one_go(world):
    own = made(world, director(world))
    other = made(world, director(world, 2, "赵小满", township=1))
    client = login(world.users[Role.TOWNSHIP_CLERK])
    # The day of signing is asked for by the other button alone.
    assert "formnovalidate" in text_of(client, "agreements")
    printing = f"{reverse('roster:agreements-print')}?kind=contract"
    assert "请先勾选要打印的文书" in client.post(printing, follow=True).content.decode()
    client.post(printing, {"chosen": [own.pk, other.pk]})
    job = PrintJob.objects.get()
    assert [item["content"]["number"] for item in job.content["papers"]] == [own.paper.number]


def test_what_another_township_signs_cannot_be_touched(world):
    foreign = made(world, director(world, 2, "赵小满", township=1))
    client = login(world.users[Role.TOWNSHIP_CLERK])
    sign = f"{reverse('roster:agreements-sign')}?kind=contract"
    refused = client.post(sign, {"chosen": [foreign.pk], "sides": ["person"], "day": today().isoformat()})
    assert refused.status_code == 422
    foreign.refresh_from_db()
    assert foreign.signed_person_on is None


# --- one's own, and the person's page ------------------------------------------------------------


def test_everybody_opens_their_own_contract_and_nobody_elses(world):
    own = made(world, director(world, account=world.users[Role.SELF]))
    other = made(world, director(world, 2, "赵小满"))
    render_paper(own.paper_id)
    client = login(world.users[Role.SELF])
    response = client.get(reverse("roster:agreement-file", args=[own.pk]))
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert client.get(reverse("roster:agreement-file", args=[other.pk])).status_code == 404
    page = text_of(client, "agreement", own.pk)
    assert "登记签订" not in page
    assert client.get(reverse("documents:paper-file", args=[own.paper_id])).status_code == 403


def test_papers_are_in_the_archive_of_the_township_and_those_above(world):
    made(world, director(world))
    archive = reverse("documents:papers")
    for user, seen in (
        (world.users[Role.TOWNSHIP_CLERK], True),
        (world.users[Role.BUREAU_CLERK], True),
        (world.foreign[Role.TOWNSHIP_CLERK], False),
    ):
        assert ("甲聘" in login(user).get(archive).content.decode()) is seen


def shown_panel(world, user, someone):
    request = RequestFactory().get("/")
    request.user = user
    return render_to_string("roster/person_agreements.html", {"panel": panel(request, someone)}, request)


def test_the_panel_shows_what_there_is_and_what_may_be_made_out(world):
    held = director(world, account=world.users[Role.SELF])
    made(world, held)
    someone = Person.objects.get()
    clerk = shown_panel(world, world.users[Role.TOWNSHIP_CLERK], someone)
    year = today().year
    for words in (f"甲聘〔{year}〕1号", f"{year}年度目标管理责任书", f"{year}年度服务承诺书", "岗位职责书"):
        assert words in clerk
    assert clerk.count("未生成") == 3
    own = shown_panel(world, world.users[Role.SELF], someone)
    assert f"甲聘〔{year}〕1号" in own
    assert "未生成" not in own
    assert shown_panel(world, world.users[Role.VILLAGE_COMMITTEE], someone).strip() == ""
    stranger = make_user("stranger", (Role.TOWNSHIP_CLERK, world.townships[1]))
    assert "甲聘" not in shown_panel(world, stranger, someone)


def test_who_keeps_the_file_reads_what_was_signed_elsewhere_before(world):
    agreement = made(world, director(world))
    Person.objects.update(unit=world.townships[1])
    keeper = login(world.foreign[Role.TOWNSHIP_CLERK])
    assert agreement.paper.number in text_of(keeper, "agreement", agreement.pk)
    sign = reverse("roster:agreement-sign", args=[agreement.pk])
    assert keeper.post(sign, {"person": today().isoformat()}).status_code == 404


def test_the_figures_of_a_paper_are_traced_to_their_source(world):
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="pay.director_monthly",
        value="2000.00",
        valid_from=today() - relativedelta(years=1),
        document_number="关府〔2016〕9号",
        reason="调整",
    )
    agreement = made(world, director(world))
    page = text_of(login(world.users[Role.TOWNSHIP_CLERK]), "agreement", agreement.pk)
    assert "2,000.00 元/月" in page
    assert "县决定 关府〔2016〕9号" in page
