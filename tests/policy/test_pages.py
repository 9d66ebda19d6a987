"""The policy page in the browser's place: reading by date, entering a decision in two steps."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.policy.models import PolicyDecision
from guanling.policy.rules import catalogue
from tests.people import make_county

PAY = "pay.director_monthly"
ENTRY = {
    "value": "1900",
    "valid_from": "2030-09-01",
    "valid_to": "",
    "document_number": "关人口〔2030〕9号",
    "reason": "提高待遇",
}


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def clerk(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


def text(response):
    return response.content.decode()


def statements(clerk):
    """Statements that the list costs."""
    with CaptureQueriesContext(connection) as captured:
        clerk.get(reverse("policy:list"))
    return len(captured)


def test_the_list_costs_the_same_however_many_decisions(clerk):
    clerk.get(reverse("policy:list"))
    before = statements(clerk)
    for day in range(1, 10):
        entry = ENTRY | {"valid_from": f"2030-09-0{day}", "step": "save"}
        assert clerk.post(reverse("policy:decide", args=[PAY]), entry).status_code == 302
    assert statements(clerk) == before


def test_the_list_shows_every_parameter_with_value_and_source(clerk):
    page = text(clerk.get(reverse("policy:list")))
    for parameter in catalogue().parameters.values():
        assert parameter.label in page
    assert "1,700.00 元/月" in page
    assert "《通知》N2.3，自2014年4月15日起" in page
    assert "本县做法A7.4，自2014年4月15日起" in page
    assert "法律已停止" in page
    assert "县尚未确定" in page


def test_the_list_as_of_an_earlier_date(clerk):
    page = text(clerk.get(reverse("policy:list"), {"on": "2014-04-14"}))
    assert "1,000.00 元/月" in page
    assert "尚未施行" in page
    wrong = clerk.get(reverse("policy:list"), {"on": "不是日期"})
    assert wrong.status_code == 200


def test_a_parameter_page_shows_the_reading_and_the_timeline(clerk):
    page = text(clerk.get(reverse("policy:detail", args=["village.directors"])))
    assert "2001 人起归第二档" in page
    assert "2014年7月8日" in page
    assert "《关于加强人口计生队伍职业化建设的通知》“村级人口主任”（N1.3），自2014年4月15日起" in page
    assert "录入县决定" in page
    assert clerk.get(reverse("policy:detail", args=["no.such"])).status_code == 404
    assert clerk.get(reverse("policy:decide", args=["no.such"])).status_code == 404


@pytest.mark.parametrize("key", catalogue().parameters)
def test_every_parameter_has_a_page_and_a_form(clerk, key):
    assert clerk.get(reverse("policy:detail", args=[key])).status_code == 200
    assert clerk.get(reverse("policy:decide", args=[key])).status_code == 200


def test_the_clauses_link_to_their_parameters(clerk):
    page = text(clerk.get(reverse("policy:clauses")))
    assert 'id="P8.2i"' in page
    assert reverse("policy:detail", args=[PAY]) in page


def test_preview_then_save(clerk):
    address = reverse("policy:decide", args=[PAY])
    page = text(clerk.post(address, ENTRY))
    assert "由“1,700.00 元/月”改为“1,900.00 元/月”" in page
    assert not PolicyDecision.objects.exists()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)"(?: value="([^"]*)")?', page))
    hidden.pop("csrfmiddlewaretoken", None)
    assert hidden == ENTRY
    back = text(clerk.post(address, hidden | {"step": "edit"}))
    assert 'value="1900"' in back
    response = clerk.post(address, hidden | {"step": "save"})
    assert response.url == reverse("policy:detail", args=[PAY])
    decision = PolicyDecision.objects.get()
    assert (decision.county_code, decision.value, decision.valid_from) == (
        "520424",
        "1900.00",
        date(2030, 9, 1),
    )
    page = text(clerk.get(response.url))
    assert "关人口〔2030〕9号" in page
    assert "未到施行日期" in page


def test_refusals_keep_what_was_typed(clerk):
    address = reverse("policy:decide", args=[PAY])
    response = clerk.post(address, ENTRY | {"value": "一千九"})
    assert response.status_code == 422
    assert "请填写数字" in text(response)
    assert 'value="一千九"' in text(response)
    assert "提高待遇" in text(response)
    response = clerk.post(reverse("policy:decide", args=["dismissal.b"]), ENTRY | {"value": "yes"})
    assert response.status_code == 422
    assert "县决定不能恢复" in text(response)


def test_weights_and_bands_are_entered_field_by_field(clerk):
    common = {key: ENTRY[key] for key in ("valid_from", "valid_to", "document_number", "reason")}
    weights = {"de": "10", "neng": "10", "qin": "10", "ji": "50", "lian": "10", "satisfaction": "10"}
    entry = common | {f"weight_{key}": weight for key, weight in weights.items()}
    address = reverse("policy:decide", args=["assessment.weights"])
    wrong = clerk.post(address, entry | {"weight_ji": "40", "step": "save"})
    assert "合计须为 100%，现为 90%" in text(wrong)
    assert clerk.post(address, entry | {"step": "save"}).status_code == 302
    bands = common | {
        "band_0_limit": "90",
        "band_0_result": "一档",
        "band_1_limit": "70",
        "band_1_result": "二档",
        "band_2_result": "三档",
        "step": "save",
    }
    assert clerk.post(reverse("policy:decide", args=["assessment.bands"]), bands).status_code == 302
    stages = common | {"value": ["exam", "announcement"], "step": "preview"}
    page = text(clerk.post(reverse("policy:decide", args=["selection.stages"]), stages))
    assert "改为“公告、考试”" in page
    assert page.count('name="value"') == 2
    assert [decision.text for decision in PolicyDecision.objects.order_by("pk")] == [
        "德 10%，能 10%，勤 10%，绩 50%，廉 10%，群众满意度 10%",
        "90 分以上：一档；70 分以上：二档；其余：三档",
    ]


def test_end_and_withdraw_from_the_page(clerk):
    clerk.post(
        reverse("policy:decide", args=[PAY]),
        ENTRY | {"valid_from": timezone.localdate().isoformat(), "step": "save"},
    )
    decision = PolicyDecision.objects.get()
    wrong = clerk.post(
        reverse("policy:end", args=[decision.pk]),
        {f"end{decision.pk}-last_day": "2000-01-01", f"end{decision.pk}-reason": "停"},
    )
    assert wrong.status_code == 422
    assert "施行期间以内" in text(wrong)
    done = clerk.post(
        reverse("policy:end", args=[decision.pk]),
        {f"end{decision.pk}-last_day": timezone.localdate().isoformat(), f"end{decision.pk}-reason": "停"},
    )
    assert done.status_code == 302
    wrong = clerk.post(reverse("policy:withdraw", args=[decision.pk]), {})
    assert wrong.status_code == 422
    done = clerk.post(
        reverse("policy:withdraw", args=[decision.pk]), {f"withdraw{decision.pk}-reason": "录错"}
    )
    assert done.status_code == 302
    assert "已撤回" in text(clerk.get(done.url))


def test_townships_read_their_county_and_decide_nothing(client, world, clerk):
    clerk.post(reverse("policy:decide", args=[PAY]), ENTRY | {"step": "save"})
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    page = text(client.get(reverse("policy:detail", args=[PAY])))
    assert "关人口〔2030〕9号" in page
    assert "录入县决定" not in page
    assert "终止这项决定" not in page
    assert client.get(reverse("policy:decide", args=[PAY])).status_code == 403


def test_another_countys_decision_is_not_found(client, world, clerk):
    clerk.post(reverse("policy:decide", args=[PAY]), ENTRY | {"step": "save"})
    decision = PolicyDecision.objects.get()
    neighbour = make_neighbour()
    client.force_login(neighbour)
    assert "关人口〔2030〕9号" not in text(client.get(reverse("policy:detail", args=[PAY])))
    response = client.post(reverse("policy:withdraw", args=[decision.pk]), {})
    assert response.status_code == 404


def make_neighbour():
    """A bureau clerk of the neighbouring county."""
    from roster.enums import Level
    from roster.models import Unit
    from tests.people import make_user

    county = Unit.objects.create(level=Level.COUNTY, code="520423", name="镇宁自治县", short_name="镇宁")
    return make_user("neighbour", (Role.BUREAU_CLERK, county))


def test_the_list_goes_out_as_a_workbook_with_every_value_and_its_source(clerk):
    assert clerk.post(reverse("policy:decide", args=[PAY]), ENTRY | {"step": "save"}).status_code == 302
    answer = clerk.get(reverse("policy:export"), {"on": "2016-09-30"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][0] == "截至2016年9月30日"
    heads, body = rows[2], [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    assert heads[:3] == ("分类", "参数", "参数名")
    assert {row["参数名"] for row in body} == set(catalogue().parameters)
    pay = [row for row in body if row["参数名"] == PAY]
    assert [(row["值"], row["状态"]) for row in pay] == [
        ("1,000.00 元/月", "已过"),
        ("1,700.00 元/月", "现行"),
        ("1,900.00 元/月", "未施行"),
    ]
    assert "关人口〔2030〕9号" in pay[2]["依据"]
    assert pay[2]["理由"] == "提高待遇"
