"""The commands of the month: what they write, what they say, how they end."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from appraisal.enums import MonthState, SheetState
from appraisal.models import Month, Result, SheetLog
from tests.appraisal import world as build

pytestmark = pytest.mark.django_db


def run(*arguments):
    """What a command writes to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    if "--county" not in arguments:
        arguments += ("--county", "520424")  # the test county has a neighbour
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_close_then_rank_writes_the_table():
    world = build.small_county()
    build.make_director(world.villages[1], "短任", start=build.date(2016, 9, 20))
    month = build.opened(world)
    for person, value in zip(world.people, ("90", "90", "70"), strict=True):
        build.score(person, value)
    out, err = run("close_month", "2016-09", "--reason", "九月数据已核对")
    assert "2016年9月已关闭" in out
    month.refresh_from_db()
    assert (month.state, month.closed_by, month.close_reason) == (MonthState.CLOSED, None, "九月数据已核对")
    assert set(SheetLog.objects.values_list("from_state", "to_state", "reason")) == {
        (SheetState.DRAFT, SheetState.CLOSED, "九月数据已核对")
    }
    event = Month.objects.get().events.order_by("-pgh_id").first()
    assert (event.pgh_context["reason"], event.pgh_context["user"]) == ("九月数据已核对", None)

    out, err = run("rank_month", "2016-09", "--csv", "-")
    rows = list(csv.reader(io.StringIO(out)))
    code = [village.code for village in world.villages]
    assert rows == [
        ["village_code", "village", "name", "score", "township_rank", "county_rank", "band", "status"],
        [code[0], "甲家村村民委员会", "安甲", "90.00", "1", "1", "一档", "参加排序"],
        [code[0], "甲家村村民委员会", "白乙", "90.00", "1", "1", "一档", "参加排序"],
        [code[1], "乙家村村民委员会", "蔡丙", "70.00", "1", "3", "三档", "参加排序"],
        [code[1], "乙家村村民委员会", "短任", "", "", "", "", "任职天数不足"],
    ]
    assert "参加排序 3 人" in err


def test_csv_goes_to_a_file(tmp_path):
    build.closed(build.small_county())
    target = tmp_path / "名次.csv"
    out, _ = run("rank_month", "2016-09", "--csv", str(target))
    assert "排序完成" in out
    assert len(target.read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("close_month", "2016-09", "--reason", "x"), "还没有考核表"),
        (("rank_month", "2016-09", "--csv", "-"), "还没有考核表"),
        (("rank_month", "2016年9月", "--csv", "-"), "不是月份"),
        (("rank_month", "2016-13", "--csv", "-"), "不是月份"),
        (("close_month", "2016-09", "--reason", "x", "--county", "520499"), "没有区划代码"),
    ],
)
def test_refusals_end_with_status_1_and_a_sentence(arguments, sentence):
    build.small_county()
    with pytest.raises(CommandError, match=sentence) as refused:
        run(*arguments)
    assert refused.value.returncode == 1


def test_an_open_month_is_not_ranked_and_a_closed_one_not_closed_again():
    build.opened(build.small_county())
    with pytest.raises(CommandError, match="还没有关闭"):
        run("rank_month", "2016-09", "--csv", "-")
    with pytest.raises(CommandError, match="请写明"):
        run("close_month", "2016-09", "--reason", " ")
    run("close_month", "2016-09", "--reason", "试")
    with pytest.raises(CommandError, match="已经关闭"):
        run("close_month", "2016-09", "--reason", "试")
    assert not Result.objects.exists()
