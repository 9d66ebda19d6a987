"""Approval and appointment by pages: what each role sees, what is refused beside what was typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_content
from recruitment.enums import ApplicationState, HireState
from recruitment.models import Hire
from recruitment.services import hires as services
from tests.recruitment.hires_build import (
    OPINION,
    REASON,
    appointed,
    approved,
    cleared,
    hiring_world,
    prepared,
    submitted,
)


@pytest.fixture
def world(db):
    return hiring_world()


def at(name, *args):
    return reverse(f"recruitment:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_an_empty_tab_says_what_comes_first(client, world):
    world.cleared[0].notice_lines.all().delete()
    type(world.cleared[0]).objects.update(state=ApplicationState.NOTICE)
    client.force_login(world.clerk)
    assert "公示期满并确认无异议后" in text_of(client.get(at("hires", world.round.pk)))
    client.force_login(world.reviewer)
    assert "公示无异议后由乡镇报送" in text_of(client.get(at("approvals")))


def test_from_the_notice_to_the_appointment_by_pages(client, world, django_capture_on_commit_callbacks):
    client.force_login(world.clerk)
    assert "生成聘用材料（1 人）" in text_of(client.get(at("hires", world.round.pk)))
    client.post(at("hires-prepare", world.round.pk))
    hire = Hire.objects.get()
    client.force_login(world.director)
    refused = client.post(at("hires-submit", world.round.pk), {"opinion": OPINION})
    assert refused.status_code == 422
    assert "请勾选要报送的人员" in text_of(refused)
    assert OPINION in text_of(refused)
    client.post(at("hires-submit", world.round.pk), {"opinion": OPINION, "hires": [hire.pk]})
    client.force_login(world.reviewer)
    assert "等您审批 1 人" in text_of(client.get(at("approvals")))
    page = text_of(client.get(at("hire", hire.pk)))
    assert "批准聘用" in page
    assert world.cleared[0].identity_number not in page
    assert "符合" in page
    refused = client.post(at("hire-decide", hire.pk), {"outcome": "return", "remark": ""})
    assert refused.status_code == 422
    assert "请写明退回或不予批准的理由" in text_of(refused)
    client.post(at("hire-decide", hire.pk), {"outcome": "approve", "remark": ""})
    hire.refresh_from_db()
    assert hire.state == HireState.APPROVED
    client.force_login(world.clerk)
    assert "初任培训（P3.1）" in text_of(client.get(at("hire", hire.pk)))
    client.post(at("hire-print", hire.pk))
    assert PrintJob.objects.get().content["number"] == hire.paper.number
    done = client.post(at("hire-appoint", hire.pk), {"start_on": "2027-01-01"}, follow=True)
    hire.refresh_from_db()
    assert "已办理聘用，合同" in text_of(done)
    assert hire.filing_number in text_of(done)
    assert client.get(at("hire-paper", hire.pk)).status_code == 409


def test_an_identity_number_in_an_opinion_is_refused(client, world):
    hire = prepared(world)[0]
    client.force_login(world.director)
    typed = {"opinion": f"同意{world.cleared[0].identity_number}", "hires": [hire.pk]}
    response = client.post(at("hires-submit", world.round.pk), typed)
    assert response.status_code == 422
    assert "里面有" in text_of(response)


def test_who_comes_second_is_told(client, world):
    hire = submitted(world)[0]
    client.force_login(world.reviewer)
    services.return_hire(hire=hire, user=world.other_reviewer, reason=REASON)
    told = client.post(at("hire-decide", hire.pk), {"outcome": "approve"}, follow=True)
    assert "刚刚已被他人处理" in text_of(told)


def test_a_step_is_not_skipped_by_its_address(client, world):
    hire = prepared(world)[0]
    client.force_login(world.clerk)
    told = client.post(at("hire-appoint", hire.pk), {"start_on": "2016-12-01"}, follow=True)
    assert "刚刚已被他人处理" in text_of(told)
    assert Hire.objects.get().state == HireState.PREPARED


@pytest.mark.parametrize("name", ["hires", "approvals"])
def test_a_list_costs_the_same_however_long(client, db, name):
    world = hiring_world(("甲一", "乙二"), places=40, quota=40)
    submitted(world)
    client.force_login(world.reviewer)
    address = at(name, world.round.pk) if name == "hires" else at(name)

    def cost():
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    few = cost()
    for number in range(30):
        cleared(world.opening, f"人{number}", world.notice, rank=number + 3)
    services.prepare(round_=world.round, user=world.clerk)
    services.submit(hires=Hire.objects.filter(state=HireState.PREPARED), opinion=OPINION, user=world.director)
    assert cost() == few


def test_the_form_is_one_sheet(world):
    hire = approved(world)
    rendered = render_content(kind=services.FORM, content=hire.paper.content, title=hire.paper.title)
    assert rendered.pages == 1


def test_only_papers_of_ones_own_unit_are_found(client, world):
    appointed(world)
    client.force_login(world.foreign["township_clerk"])
    assert client.get(at("hire", Hire.objects.get().pk)).status_code == 404
    assert Paper.objects.filter(kind=services.FORM, restricted=True).count() == 1
