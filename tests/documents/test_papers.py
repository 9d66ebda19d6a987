"""Drafts, numbers and issued papers in the real database."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guanling.documents import papers
from guanling.documents.enums import PrintState
from guanling.documents.models import Draft, Paper, PaperNumber
from guanling.documents.services import papers as services
from guanling.runs.errors import Refusal
from tests.people import make_user

pytestmark = pytest.mark.django_db

CONTENT = {
    "issuer_mark": "关岭自治县人口和计划生育局文件",
    "number": "",
    "title": "关于测试的通报",
    "addressee": "各乡镇：",
    "body": [{"kind": "p", "text": "谢䶮、𠮷堃义两位同志参加排名。"}],
    "attachments": [],
    "issuer": "关岭自治县人口和计划生育局",
    "date": "",
    "copies": "县财政局。",
    "printer": "关岭自治县人口和计划生育局办公室",
    "printed_on": "",
}
DAY = date(2016, 10, 9)


@pytest.fixture(autouse=True)
def _kind():
    papers.register(papers.PaperKind("test-letter", "试件", papers.letter_parts))


def ready_draft(user, key="2016-09"):
    draft = services.prepare(
        kind="test-letter", key=key, unit_code="520424", title="关于测试的通报", content=CONTENT, user=user
    )
    services.render_draft(draft.pk)
    draft.refresh_from_db()
    return draft


def issue(draft, user):
    return services.issue(draft=draft, user=user, day=DAY, number_mark="关人口计生通")


def test_a_draft_is_set_and_issued_under_a_number_by_somebody_else():
    maker, issuer = make_user("maker"), make_user("issuer")
    draft = ready_draft(maker)
    assert draft.state == PrintState.READY
    with draft.file.open() as file:
        assert file.read(5) == b"%PDF-"
    with pytest.raises(Refusal, match="拟稿人不能签发"):
        issue(draft, maker)
    paper = issue(draft, issuer)
    services.render_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.number == "关人口计生通〔2016〕1号"
    assert paper.content["date"] == "2016年10月9日"
    assert (paper.state, paper.pages, len(paper.sha256)) == (PrintState.READY, 1, 64)


def test_a_task_delivered_twice_sets_the_paper_once():
    draft = ready_draft(make_user("maker"))
    name = draft.file.name
    services.render_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.file.name == name


def test_only_the_newest_draft_can_be_issued():
    maker, issuer = make_user("maker"), make_user("issuer")
    old = ready_draft(maker)
    ready_draft(maker)
    with pytest.raises(Refusal, match="更新的一稿"):
        issue(old, issuer)


def test_an_issued_matter_is_not_drafted_again_but_corrected():
    maker, issuer = make_user("maker"), make_user("issuer")
    paper = issue(ready_draft(maker), issuer)
    with pytest.raises(Refusal, match="更正"):
        ready_draft(maker)
    draft = services.prepare(
        kind="test-letter",
        key="2016-09",
        unit_code="520424",
        title="更正",
        content=CONTENT,
        user=maker,
        corrects=paper,
    )
    assert draft.corrects == paper


def test_a_failed_issue_gives_its_number_back():
    maker, issuer = make_user("maker"), make_user("issuer")
    first, second = ready_draft(maker, "2016-08"), ready_draft(maker, "2016-09")

    @transaction.atomic
    def issue_and_fail():
        issue(first, issuer)
        raise RuntimeError("something later in the transaction failed")

    with pytest.raises(RuntimeError, match="later"):
        issue_and_fail()
    assert issue(second, issuer).serial == 1


@pytest.mark.parametrize("change", [{"title": "x"}, {"state": PrintState.FAILED}, {"number": "x"}])
def test_an_issued_paper_refuses_every_change(change):
    paper = issue(ready_draft(make_user("maker")), make_user("issuer"))
    services.render_paper(paper.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).delete()


def test_the_content_of_an_issued_paper_refuses_change_before_it_is_set():
    paper = issue(ready_draft(make_user("maker")), make_user("issuer"))
    for change in ({"content": {}}, {"corrects": paper.pk}, {"issued_on": date(2016, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**change)


def test_the_database_refuses_an_issuer_who_prepared():
    user = make_user("both")
    paper = issue(ready_draft(make_user("maker")), user)
    with pytest.raises(DatabaseError, match="paper_maker_is_not_issuer"), transaction.atomic():
        Paper.objects.create(
            **{
                field.attname: getattr(paper, field.attname)
                for field in Paper._meta.concrete_fields
                if not field.primary_key
            }
            | {"number": "x", "serial": 9, "draft_id": None, "prepared_by_id": user.pk}
        )


def test_a_character_without_glyph_fails_with_the_remedy():
    content = {**CONTENT, "body": [{"kind": "p", "text": "\U0003fffd"}]}
    draft = services.prepare(
        kind="test-letter", key="x", unit_code="520424", title="x", content=content, user=make_user("maker")
    )
    services.render_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.state == PrintState.FAILED
    assert "U+3FFFD" in draft.problem
    assert "fonts 文件夹" in draft.problem
    services.retry(draft)
    draft.refresh_from_db()
    assert draft.state == PrintState.RENDERING


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_run_without_gap_or_double():
    taken, lock = [], threading.Lock()

    def take(fail):
        try:
            with transaction.atomic():
                number = services.take_number(kind="race", issuer_code="520424", year=2016)
                if fail:
                    raise RuntimeError
                with lock:
                    taken.append(number)
        except RuntimeError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(index % 3 == 0,)) for index in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3, 4, 5, 6]
    assert PaperNumber.objects.get(kind="race").last == 6


def test_drafts_are_never_deleted():
    draft = ready_draft(make_user("maker"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).delete()
