"""Papers of knowledge tests: each on sheets of its own, every glyph there, nothing cut; the answers."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from guanling.documents.services import papers as documents
from tests.documents.glyphs import NOTDEF, drawn
from tests.people import make_county
from tests.roster.build import person
from tests.training.build import enrol, session
from tests.training.papers import OPENS, bank, make_test, opened
from training.enums import QuestionKind
from training.models import Question
from training.prints import tests as prints
from training.queries import tests as queries
from training.rules import papers as rules
from training.services import tests as services

NOW = OPENS + timedelta(minutes=10)
A4 = (595, 842)


@pytest.fixture
def world(db):
    return make_county()


def given(world, names, *, counts=None, **sizes):
    """A test with a printed paper for each of ``names``."""
    taught = bank(world.county, **sizes)
    held = session(world.county, OPENS.date(), course=taught)
    counts = counts or {QuestionKind.SINGLE: 2, QuestionKind.MULTIPLE: 1, QuestionKind.JUDGE: 1}
    test = opened(make_test(world.county, courses=[taught], session=held, counts=counts))
    for serial, name in enumerate(names, 1):
        enrol(held, person(world.townships[0], name, serial=serial))
    services.make_papers(test=test, now=NOW)
    return test


def rendered(kind, content):
    return documents.render_content(kind=kind, content=content, title=content["title"])


def texts(data):
    """All that is drawn on each page, without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_each_person_begins_on_a_new_sheet_and_counts_the_own_pages(world):
    test = given(world, ["王甲", "欧阳堃䶮"], counts={QuestionKind.SINGLE: 60}, single=60)
    content = prints.papers_content(test, queries.printed(test))
    paper = rendered(prints.PAPERS, content)
    pages = texts(paper.data)
    sheets = PdfReader(io.BytesIO(paper.data)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in sheets} == {A4}
    assert len(pages) % 4 == 0
    each = len(pages) // 2
    own = [text for text in pages[:each] if text]
    total = len(own)
    assert total > 1
    for number, text in enumerate(own, 1):
        assert f"第{number}页共{total}页" in text
    # The second person: page 1 again, on an odd page, which is the front of a sheet.
    assert f"第1页共{total}页" in pages[each]
    assert "得分" in pages[each]
    assert "姓名" in pages[each]
    assert "测试日期" in pages[each]
    glyphs = drawn(paper.data)
    assert not [glyph for glyph in glyphs if glyph.gid == NOTDEF]
    words = "".join(glyph.text for glyph in glyphs if glyph.text.strip())
    for said in ("王甲", "欧阳堃䶮", "60.（）", "甲镇人口主任"):
        assert said in words.replace("　", ""), said


def test_a_paper_shows_its_own_order_and_no_answer(world):
    test = given(world, ["王甲", "王乙"])
    content = prints.papers_content(test, queries.printed(test))
    assert all(len(question) == 3 for question in content["questions"].values())
    assert "解析" not in str(content)
    one, two = content["papers"]
    assert one["asked"] != two["asked"]
    for paper in (one, two):
        stored = queries.printed(test).get(pk=paper["paper"]).questions.order_by("number")
        assert paper["asked"] == [[row.question_id, row.order] for row in stored]
        (page,) = prints._pages(content, paper)
        shown = [row for block in page for row in block.get("rows", ()) if row.get("columns")]
        first = content["questions"][str(paper["asked"][0][0])]
        assert shown[0]["columns"] == [
            f"{rules.LETTERS[place]}．{first[2][option]}" for place, option in enumerate(paper["asked"][0][1])
        ]


def test_the_longest_questions_are_never_cut(world):
    taught = bank(world.county)
    rows = [
        taught.questions.filter(kind=kind).first() for kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    ]
    for number, (row, many) in enumerate(zip(rows, (4, 10), strict=True)):
        row.text = "长" + "题" * 480 + f"尾{number}甲乙丙"
        row.options = [f"选项{'项' * 190}尾{number}{place}完" for place in range(many)]
    Question.objects.bulk_update(rows, ["text", "options"])
    taught.questions.exclude(text__startswith="长").update(active=False)
    test = given(world, ["王甲"], counts={QuestionKind.SINGLE: 1, QuestionKind.MULTIPLE: 1})
    content = prints.papers_content(test, queries.printed(test))
    (paper,) = content["papers"]
    pages = prints._pages(content, paper)
    for page in pages:
        tall = sum(
            prints.SECTION if "section" in block else prints.LINE * len(block["rows"]) for block in page
        )
        assert tall <= prints.HIGH
    printed = rendered(prints.PAPERS, content)
    # As many pages set as were cut, filled up to whole sheets: none ran over.
    assert printed.pages == len(pages) + len(pages) % 2
    words = "".join(glyph.text for glyph in drawn(printed.data))
    for question in content["questions"].values():
        for text in (question[1], *question[2]):
            assert text[-5:] in words, text[-5:]


def test_the_answers_are_by_the_letters_of_each_paper(world):
    test = given(world, ["王甲", "王乙"])
    content = prints.key_content(test, queries.printed(test))
    for paper in content["papers"]:
        rows = queries.printed(test).get(pk=paper["paper"]).questions.select_related("question")
        assert [letters for _, letters in paper["answers"]] == [
            rules.letters(rules.to_places(row.question.answers, row.order)) for row in rows.order_by("number")
        ]
    (page,) = texts(rendered(prints.KEY, content).data)
    first = content["papers"][0]
    single = "".join(letters for kind, letters in first["answers"] if kind == QuestionKind.SINGLE)
    (several,) = (letters for kind, letters in first["answers"] if kind == QuestionKind.MULTIPLE)
    assert f"单选题1–2{single}多选题3{several}判断题4" in page
    assert "单选题每题2分，多选题每题4分，判断题每题2分；满分10分，6分合格" in page
    assert "".join(rules.MARKING.split()) in page


def test_two_hundred_answers_fill_their_pages_without_running_over(world):
    content = {
        "title": "应知应会答案",
        "name": "应知应会",
        "counts": {"single": 15, "multiple": 5, "judge": 10},
        "points": {"single": "4", "multiple": "4", "judge": "2"},
        "full": "100",
        "pass_mark": "60",
        "minutes": 60,
        "questions": {},
        "papers": [
            {
                "paper": number,
                "name": "王小测",
                "place": "花江镇 · 和平村 人口主任",
                "number": 1,
                "answers": [["single", "A"]] * 15 + [["multiple", "ABCD"]] * 5 + [["judge", "B"]] * 10,
            }
            for number in range(200)
        ],
    }
    parts = prints.key_parts(content)
    pages = [page for part in parts for page in part.context["pages"]]
    assert sum(len(page) for page in pages) == 200
    # As many pages set as were cut: none ran over.
    assert rendered(prints.KEY, content).pages == len(pages)
