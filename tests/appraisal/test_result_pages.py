"""The ranking and the circular through their pages: read, explained, prepared, issued by another, printed."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.enums import MonthState
from appraisal.models import Circular, Month, Result
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from guanling.documents.services import papers
from tests.appraisal.world import closed, make_director, opened, small_county
from tests.people import make_user

PERIOD = {"period": "2016-09"}
FRAME = {"number_mark": "关人口计生通", "copies": "县委办公室。", "requirements": "请各乡镇认真整改。"}


def address(name, **arguments):
    """A page of the month."""
    return reverse(f"appraisal:{name}", kwargs=arguments or PERIOD)


@pytest.fixture
def world(db):
    """September 2016, ranked: 安甲 90, 白乙 88, 蔡丙 70; a name with rare characters is not scored."""
    world = small_county()
    make_director(world.villages[1], "䶮𠮷")
    world.month = closed(world)
    rank_now(month=world.month)
    world.month = Month.objects.get(pk=world.month.pk)
    return world


def test_the_table_shows_places_and_how_each_score_was_made(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    text = re.sub(r"<[^>]+>|\s+", " ", client.get(address("results")).content.decode())
    text = re.sub(r" +", " ", text)
    assert re.search(r" 1 甲镇 甲家村 安甲 (90 ){6}0 90\.00 1 ", text)
    assert re.search(r" 3 乙镇 乙家村 蔡丙 (70 ){6}0 70\.00 1 ", text)
    assert re.search(r" — 乙镇 乙家村 䶮𠮷 ", text)
    first = Result.objects.get(person=world.people[0])
    text = client.get(address("result", pk=first.pk)).content.decode()
    assert "全县第 1 名" in text
    assert "31.5" in text  # 绩: 90 at 35 %


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ({"township": "520424102"}, ["蔡丙", "䶮𠮷"]),
        ({"status": "not_scored"}, ["䶮𠮷"]),
        ({"name": "白"}, ["白乙"]),
        ({"sort": "village", "status": "ranked"}, ["安甲", "白乙", "蔡丙"]),
        ({"township": "nonsense", "page": "99"}, ["安甲", "白乙", "蔡丙", "䶮𠮷"]),
    ],
)
def test_the_table_is_narrowed(client, world, typed, names):
    client.force_login(world.users[Role.BUREAU_CLERK])
    shown = [row.person_name for row in client.get(address("results"), typed).context["page"].object_list]
    assert sorted(shown) == sorted(names)


def test_who_reads_what_before_and_after_the_circular(client, world):
    def names(user):
        client.force_login(user)
        found = client.get(address("results")).context
        return [row.person_name for row in found["page"].object_list] if found["version"] else None

    assert names(world.users[Role.TOWNSHIP_CLERK]) == ["安甲", "白乙"]
    assert names(world.users[Role.VILLAGE_COMMITTEE]) is None
    # Somebody's own result is theirs to read once it is issued.
    person = world.people[0]
    person.account = world.users[Role.SELF]
    person.save(update_fields=["account"])
    own = address("result", pk=Result.objects.get(person=person).pk)
    client.force_login(world.users[Role.SELF])
    assert client.get(own).status_code == 404
    Result.objects.update(issued=True)
    Month.objects.update(state=MonthState.ISSUED)
    assert names(world.users[Role.VILLAGE_COMMITTEE]) == ["安甲", "白乙"]
    client.force_login(world.users[Role.SELF])
    assert client.get(own).status_code == 200
    other = address("result", pk=Result.objects.get(person=world.people[1]).pk)
    assert client.get(other).status_code == 404


def test_the_exported_table_is_the_circulars(client, world):
    client.force_login(world.users[Role.COUNTY_READER])
    content = client.get(address("results-export")).content
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "2016年9月份村（居、社区）人口主任月考核排名表"
    assert rows[3][:4] == (1, "甲镇", "甲家村", "安甲")
    assert rows[6][3] == "䶮𠮷"


def test_one_prepares_another_issues(client, world, django_capture_on_commit_callbacks):
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.post(address("circular-prepare"), FRAME | {"copies": ""}).content.decode()
    assert "请各乡镇认真整改。" in page  # nothing typed is lost
    assert not Circular.objects.exists()
    client.post(address("circular-prepare"), FRAME)
    circular = Circular.objects.get()
    assert "正在排版送审稿" in client.get(address("circular")).content.decode()
    papers.render_draft(circular.draft_id)
    draft = client.get(reverse("documents:draft-file", kwargs={"pk": circular.draft_id}))
    assert draft.content.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in draft.headers["Content-Security-Policy"]
    # Townships see nothing of the draft.
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    page = client.get(address("circular")).content.decode()
    assert "通报还没有签发" in page
    # Who prepared cannot issue, also with both roles.
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    Circular.objects.update(prepared_by=both)
    client.force_login(both)
    assert "请由县局另一位审核人员签发" in client.get(address("circular")).content.decode()
    issue = address("circular-issue", pk=circular.pk)
    assert "不能签发自己拟的文" in client.post(issue, follow=True).content.decode()
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    page = client.post(issue, follow=True).content.decode()
    paper = Paper.objects.get()
    assert f"已签发，文号 {paper.number}" in page
    papers.render_paper(paper.pk)
    # Now everybody who reads papers reads it; a file that was changed is not handed out.
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert paper.number in client.get(reverse("documents:papers")).content.decode()
    assert paper.number in client.get(reverse("documents:paper", kwargs={"pk": paper.pk})).content.decode()
    file = reverse("documents:paper-file", kwargs={"pk": paper.pk})
    assert client.get(file).content.startswith(b"%PDF")
    paper.refresh_from_db()
    with open(paper.file.path, "ab") as archived:
        archived.write(b" ")
    damaged = client.get(file)
    assert damaged.status_code == 500
    assert "已损坏或被改动" in damaged.content.decode()


def test_the_circular_from_the_command_line(world, tmp_path):
    out, err, path = io.StringIO(), io.StringIO(), tmp_path / "通报.pdf"
    arguments = ("print_circular", "2016-09", "--county", "520424", "--output", str(path))
    call_command(*arguments, stdout=out, stderr=err)
    assert path.read_bytes().startswith(b"%PDF")
    assert "2016年9月月通报（送审稿）" in out.getvalue()
    assert "还没有签发" in err.getvalue()
    Month.objects.update(state=MonthState.OPEN)
    with pytest.raises(CommandError, match="还没有排序"):
        call_command(*arguments, stdout=out, stderr=err)


def test_the_pages_cost_the_same_for_few_and_for_many(client, db):
    def cost(people, period):
        world = small_county() if not people else cost.world
        for number in range(people):
            make_director(world.villages[0], "某" + "甲乙丙丁戊己庚辛壬癸"[number % 10])
        cost.world = world
        world.people = world.people[:3]
        month = opened(world, period)
        Month.objects.filter(pk=month.pk).update(state=MonthState.CLOSED)
        rank_now(month=Month.objects.get(pk=month.pk))
        client.force_login(world.users[Role.BUREAU_REVIEWER])
        counts = []
        for name in ("results", "circular"):
            place = address(name, period=f"{period:%Y-%m}")
            client.get(place)
            with CaptureQueriesContext(connection) as sent:
                assert client.get(place).status_code == 200
            counts.append(len(sent))
        return counts

    september, october = closed_months()
    assert cost(0, september) == cost(60, october)


def closed_months():
    """Two months that have passed."""
    from datetime import date

    return date(2016, 9, 1), date(2016, 10, 1)
