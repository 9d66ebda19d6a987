"""The establishment as a table to be signed: what is frozen, how it is cut, that no name is lost."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services import papers
from roster.enums import PostKind
from roster.models import Appointment, Post, VillageFigures
from roster.prints import establishment as prints
from roster.queries import establishment
from roster.queries.holders import names_by_post
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

DAY = date(2016, 9, 30)


def table(name="villages", rows=1, people=1):
    """A frozen table of many rows."""
    groups = len(prints.VILLAGES if name == "villages" else prints.OFFICES)
    acting = name == "villages"
    row = {
        "style": "unit",
        "lead": ["1", "花江镇", "和平村", "2000"] if acting else ["1", "花江镇"],
        "cells": ["2", "1"] + (["1"] if acting else []) + ["缺1"] + ["1", "1", ""] * (groups - 1),
        "people": [["小组长", ["阿吉莫萨·伍尔妮娅"] * people]],
    }
    return {
        "name": name,
        "caption": "村（居、社区）",
        "lead": ["序号", "乡镇（街道）", "村（居、社区）", "人口"] if acting else ["序号", "单位"],
        "groups": [
            {"title": "岗位", "clause": "P2.2", "acting": acting and number == 0} for number in range(groups)
        ],
        "rows": [row] * rows,
        "sources": ["人口主任：《实施方案》P2.2"],
    }


def content(*tables):
    return {"title": "编制表", "day": "截至2016年9月30日", "tables": list(tables), "signatures": ["制表"]}


def pages(frozen):
    return [page for part in prints.parts(frozen) for page in part.context["pages"]]


@pytest.mark.parametrize("rows", [1, 2, 26, 27, 28, 29, 60, 500])
@pytest.mark.parametrize("people", [0, 1, 40])
def test_every_row_is_on_a_page_and_no_page_is_too_full(rows, people):
    cut = pages(content(table(rows=rows, people=people)))
    assert sum(len(page["rows"]) for page in cut) == rows
    assert all(page["rows"] for page in cut)
    for number, page in enumerate(cut):
        above = (prints.TITLE + prints.ABOVE + prints.CAPTION) if number == 0 else 0
        below = (prints.NOTE_LINE * len(page["notes"]) + prints.FOOT) if page["signatures"] else 0
        assert sum(row["high"] for row in page["rows"]) + above + prints.HEAD + below <= prints.HIGH + 0.1
    assert [bool(page["signatures"]) for page in cut] == [False] * (len(cut) - 1) + [True]
    assert all(len(part.context["pages"]) <= 20 for part in prints.parts(content(table(rows=rows))))


def test_a_sum_never_stands_alone_at_the_top_of_a_page():
    one = table(rows=1, people=0)
    unit = one["rows"][0]
    for before in range(1, 60):
        rows = [unit] * before + [unit | {"style": "subtotal"}, unit | {"style": "total"}]
        cut = pages(content(one | {"rows": rows}))
        assert all(page["rows"][0]["style"] == "unit" for page in cut), before


def test_no_name_is_divided():
    names = [f"阿吉莫萨·伍尔妮娅{number}" for number in range(60)]
    lines = prints._names([["小组长", names], ["人口主任", ["王䶮"]]], 140)
    assert len(lines) > 2
    assert "".join(lines) == f"小组长：{'、'.join(names)}；人口主任：王䶮"
    assert not [name for name in names if not any(name in line for line in lines)]
    assert max(prints._em(line) for line in lines) <= 140


@pytest.fixture
def world(db):
    world = make_county()
    for village, population in zip(world.villages, (2001, 900), strict=True):
        VillageFigures.objects.create(
            unit=village, year=2016, population=population, groups=2, stationed_cadres=4
        )
    for serial, (unit, kind, name) in enumerate(
        (
            (world.villages[0], PostKind.POPULATION_DIRECTOR, "韦𠮷芬"),
            (world.villages[0], PostKind.GROUP_LEADER, "依娜·岑莫"),
            (world.townships[0], PostKind.OFFICE_DIRECTOR, "王主任"),
            (world.county, PostKind.COUNTY_CENTRE_STAFF, "李中心"),
        ),
        1,
    ):
        home = world.townships[0] if unit.code.startswith(world.townships[0].code) else world.county
        appoint(person=person(home, name, serial=serial), unit=unit, kind=kind, valid_from=date(2014, 8, 1))
    return world


def frozen(on=DAY):
    lines = establishment(on, ["520424"])
    names = names_by_post(Appointment.objects.all(), on, {line.unit_id for line in lines})
    return prints.frozen(lines, names, on=on, title="编制表")


def test_what_is_frozen(world):
    post = Post.objects.get(unit=world.villages[0], kind=PostKind.POPULATION_DIRECTOR)
    Appointment.objects.create(
        person=person(world.townships[0], "赵小代", serial=9),
        post=post,
        nature="acting",
        valid_from=date(2016, 9, 1),
    )
    offices, villages = frozen()["tables"]
    assert json.loads(json.dumps(frozen())) == frozen()
    assert [row["lead"][1] for row in offices["rows"]] == ["甲镇", "乙镇", "合计", "县计妇中心"]
    assert offices["rows"][0]["people"] == [["计生办主任", ["王主任"]]]
    assert offices["rows"][0]["cells"][:6] == ["1", "0", "缺1", "1", "1", ""]
    assert offices["rows"][3]["cells"] == ["实有1人（全额事业编制，文件没有规定名额，N1.7）"]
    assert offices["rows"][3]["people"] == [["", ["李中心"]]]
    first = villages["rows"][0]
    assert first["lead"] == ["1", "甲镇", "甲家村", "2001"]
    assert first["cells"][:4] == ["2", "1", "1", "缺1"]
    assert first["people"] == [
        ["人口主任", ["韦𠮷芬", "赵小代（代行职责）"]],
        ["小组长", ["依娜·岑莫"]],
    ]
    assert [row["style"] for row in villages["rows"]] == ["unit", "subtotal"] * 2 + ["total"]
    total = villages["rows"][-1]
    assert total["lead"][2:] == ["全县合计（2个）", "2901"]
    assert total["cells"][:4] == ["3", "1", "1", "缺2"]
    assert total["cells"][-3:] == ["≥20", "11", "缺9"]
    assert any("P2.2" in source for source in villages["sources"])


def test_a_print_of_the_page(world, client, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("guanling.documents.tasks.set_print.delay", sent.append)
    client.force_login(world.users[Role.BUREAU_CLERK])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("roster:establishment-print"), {"on": "2016-09-30", "township": ""})
    job = PrintJob.objects.get()
    assert answer.url == reverse("documents:print", args=[job.pk])
    assert sent == [job.pk]
    assert job.title == "关岭自治县计生岗位编制与实有人员表（2016年9月30日）"
    papers.render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("ready", "")
    with job.file.open() as file:
        reader = PdfReader(io.BytesIO(file.read()))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [1191, 842]
    text = "".join(page.extract_text() for page in reader.pages)
    for word in ("制表", "审核", "分管领导", "负责人", "截至2016年9月30日"):
        assert word in text.replace(" ", "")
    job.file.delete()


def test_a_township_prints_its_own(world, client, monkeypatch):
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    client.post(reverse("roster:establishment-print"), {"on": "2016-09-30", "township": "520424102"})
    assert not PrintJob.objects.exists()
    client.post(reverse("roster:establishment-print"), {"on": "2016-09-30"})
    job = PrintJob.objects.get()
    assert job.title.startswith("甲镇计生岗位")
    text = json.dumps(job.content, ensure_ascii=False)
    assert "甲家村" in text
    assert "乙家村" not in text
    assert "李中心" not in text
    # One township alone has no total of the county.
    assert [row["style"] for row in job.content["tables"][1]["rows"]] == ["unit", "subtotal"]


@pytest.mark.parametrize("on", ["", "昨天", "2016-02-30"])
def test_without_a_day_nothing_is_printed(world, client, on):
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.post(reverse("roster:establishment-print"), {"on": on}, follow=True)
    assert "截至日期不对，没有打印" in page.content.decode()
    assert not PrintJob.objects.exists()


def test_unknown_population_is_said(world):
    VillageFigures.objects.all().delete()
    row = frozen()["tables"][1]["rows"][0]
    assert row["lead"][3] == "未登记"
    assert row["cells"][0] == "—"
