"""What the letters of moves and renewals say, numbered and set as official paper."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from guanling.documents.services import papers
from roster.enums import MoveKind, PostKind
from roster.models import Appointment, Person
from roster.services import moves
from tests.roster.moving import DIRECTOR, LEADER, TODAY, moving

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return moving()


def body(paper):
    return "\n".join(row["text"] for row in paper.content["body"])


def test_the_letter_states_person_post_day_reason_and_the_lock_plainly(world):
    appointment = world.put(1)
    Person.objects.update(education="college")
    appointment.person.refresh_from_db()
    move = world.ask(appointment, reason="家庭住地迁移，便于照顾老人。")
    content = move.letter.content
    assert content["title"] == "关于征求王小调同志调动意见的函"
    assert content["addressee"] == "关岭自治县人口和计划生育局："
    assert (content["issuer_mark"], content["issuer"]) == ("甲镇人民政府", "甲镇人民政府")
    assert content["copies"] == "乙镇人民政府。"
    assert (content["number"], content["date"]) == ("甲府函〔2016〕1号", "2016年9月20日")
    assert body(move.letter) == (
        "王小调同志，男，1980年1月出生，大专文化程度，现任甲镇微机员，自2015年3月10日起连续任职。\n"
        "因家庭住地迁移，便于照顾老人，拟安排该同志自2016年10月1日起由甲镇微机员调任乙镇微机员。\n"
        "按照《关于加强人口计生队伍职业化建设的通知》关于计生工作人员任职年限的规定，任现职不满3年的不予调整。"
        "该同志自2015年3月10日起任现职，至2016年10月1日不满3年，不予调整到2018年3月9日为止，"
        "提前调整须经你局书面同意。\n"
        "现征求你局意见，请予函复。"
    )


def test_beyond_the_lock_the_letter_says_so(world):
    move = world.ask(world.put(1, start=date(2010, 3, 10)))
    assert "该同志任现职已满规定年限" in body(move.letter)


def test_a_post_without_a_lock(world):
    move = world.ask(
        world.put(1, PostKind.STATIONED_CADRE, unit=world.near),
        kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局",
    )  # fmt: skip
    text = body(move.letter)
    assert "该同志自2016年10月1日起调往县财政局，不再担任甲镇甲家村驻村干部" in text
    assert "该岗位没有不予调整年限的规定" in text
    assert move.letter.content["copies"] == ""


def test_secondment_promotion_and_exchange_have_their_words(world):
    lent = world.ask(world.put(1), kind=MoveKind.SECONDMENT, until=date(2017, 3, 31))
    assert lent.letter.title == "关于征求王小调同志借调意见的函"
    assert "自2016年10月1日至2017年3月31日借调到乙镇微机员。借调期间保留原岗位，期满返回。" in body(
        lent.letter
    )
    promoted = world.ask(
        world.put(2, name="赵小提"), kind=MoveKind.PROMOTION, to_unit=world.first,
        to_kind=PostKind.OFFICE_DIRECTOR,
    )  # fmt: skip
    assert promoted.letter.title == "关于征求赵小提同志提拔任用意见的函"
    assert "由甲镇微机员提任甲镇计生办主任" in body(promoted.letter)
    office = PostKind.OFFICE_STAFF
    first = world.ask(world.put(3, office, name="钱小换"), kind=MoveKind.EXCHANGE, to_kind=office)
    second = world.ask(
        world.put(4, office, unit=world.second, name="孙小换"), user=world.other_clerk,
        sender=world.other_director, kind=MoveKind.EXCHANGE, to_unit=world.first, to_kind=office,
        counterpart=first,
    )  # fmt: skip
    assert "同时，甲镇计生办工作人员钱小换同志与该同志对调。" in body(second.letter)
    assert second.letter.number == "乙府函〔2016〕1号"


def test_the_reply_answers_the_letter(world):
    move = world.ask(world.put(1))
    reply = moves.decide(
        move=move, user=world.reviewer, consent=True, opinion="请做好工作交接。", today=TODAY
    )
    assert reply.content["title"] == "关于同意王小调同志调动的复函"
    assert reply.content["addressee"] == "甲镇人民政府："
    assert reply.content["copies"] == "乙镇人民政府。"
    assert body(reply) == (
        "你镇《关于征求王小调同志调动意见的函》（甲府函〔2016〕1号）收悉。经研究，同意王小调同志自2016年10月1日起"
        "由甲镇微机员调任乙镇微机员。\n请做好工作交接。\n特此函复。"
    )


def test_a_refusing_reply_gives_the_reason_and_goes_to_the_asker_alone(world):
    move = world.ask(world.put(1))
    reply = moves.decide(move=move, user=world.reviewer, consent=False, opinion="任现职时间短", today=TODAY)
    assert reply.content["title"] == "关于不同意王小调同志调动的复函"
    assert "不同意王小调同志" in body(reply)
    assert "理由：任现职时间短。" in body(reply)
    assert reply.content["copies"] == ""


def test_what_is_previewed_is_what_is_issued(world):
    move = world.prepare(world.put(1, LEADER), to_kind=LEADER)
    preview = moves.letter_content(move, TODAY)
    letter = moves.send(move=move, user=world.director, today=TODAY)
    given = {"number", "date", "printed_on"}
    assert {k: v for k, v in letter.content.items() if k not in given} == {
        k: v for k, v in preview.items() if k not in given
    }
    assert "提前调整须经你部书面同意" in body(letter)


def test_numbers_run_without_a_gap_per_township_and_a_refused_sending_takes_none(world):
    first = world.ask(world.put(1))
    gone = world.prepare(world.put(2, name="赵小误"))
    stale = type(gone).objects.get(pk=gone.pk)
    moves.withdraw(move=gone, user=world.clerk, reason="填错")
    with pytest.raises(Exception, match="刚刚已被他人处理"):
        moves.send(move=stale, user=world.director, today=TODAY)
    second = world.ask(world.put(3, PostKind.OFFICE_STAFF, name="钱小三"))
    assert (first.letter.serial, second.letter.serial) == (1, 2)


def test_set_as_official_paper(world):
    """Set all four; GUANLING_PAPERS keeps the pages for somebody to look at."""
    move = world.ask(world.put(1))
    made = [move.letter]
    made.append(moves.decide(move=move, user=world.reviewer, consent=True, opinion="请做好交接", today=TODAY))
    term = world.put(2, DIRECTOR, start=date(2013, 11, 1), end=date(2016, 10, 31), name="依娜·岑莫")
    Appointment.objects.filter(pk=term.pk).update(selection="open")
    Person.objects.filter(pk=term.person_id).update(education="senior_high")
    term = Appointment.objects.get(pk=term.pk)
    renewal = moves.prepare_renewal(
        appointment=term, reason="工作需要、考核合格", user=world.clerk,
        notice_from=date(2016, 9, 5), notice_to=date(2016, 9, 9), check_result="经考察，履职合格，群众认可",
    )  # fmt: skip
    made.append(moves.send(move=renewal, user=world.director, today=TODAY))
    made.append(moves.decide(move=renewal, user=world.reviewer, consent=True, today=TODAY))
    folder = os.environ.get("GUANLING_PAPERS")
    for paper in made:
        rendered = papers.render_content(kind=paper.kind, content=paper.content, title=paper.title)
        assert rendered.data[:5] == b"%PDF-"
        if folder:
            path = Path(folder) / f"{paper.kind}.pdf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(rendered.data)
            subprocess.run(["pdftoppm", "-r", "60", "-png", path, path.with_suffix("")], check=True)
            assert len(PdfReader(path).pages) == rendered.pages
