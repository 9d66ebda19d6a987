"""Knowledge tests on paper: a paper of its own for everybody, and the answers for who marks them (A4.7).

Every line is broken and every page cut beforehand, so that each person's paper knows its number of pages and
begins on a sheet of its own, also when printed on both sides.
"""

from itertools import groupby

from guanling.documents import papers as documents
from guanling.documents import typesetting
from guanling.documents.pdf import Part
from training.enums import QuestionKind
from training.models import Attempt, AttemptQuestion, KnowledgeTest, Question
from training.queries.tests import points, wanted
from training.rules import papers

PAPERS, KEY = "test-papers", "test-key"
NUMERALS = "一二三四五六七八九"
ASKS = {
    QuestionKind.SINGLE: "每题只有一个正确答案",
    QuestionKind.MULTIPLE: "每题有两个或两个以上正确答案，多选、少选、错选都不得分",
    QuestionKind.JUDGE: "正确的填A，错误的填B",
}
# What the head of the judgements says already is not repeated under each.
JUDGEMENT = ["对", "错"]
HAND, SIZE = "songti", 11
# In mm, as in static/paper/test-papers.css: the type area and what stands in it.
WIDE, HIGH = 175, 252
LINE, GAP, SECTION, RUNNING = 6.2, 1.8, 9, 9
TITLE, BOX, ADVICE = 10, 23, 8
INDENT = 8
# Options side by side, where all of them are short enough.
COLUMNS = (4, 2)
# A name or post that does not fit its box on one line becomes smaller, then goes onto two.
SMALLEST = 8
NAME_BOX, PLACE_BOX = 38, 87
SHEETS_PER_PART = 20


# --- content -------------------------------------------------------------------------------------


def _content(test: KnowledgeTest, attempts) -> dict:
    """Return what both prints freeze: the questions once, and of each paper which stand where.

    A fixed number of statements.
    """
    rows = list(attempts.select_related("person"))
    asked: dict[int, list] = {}
    of_papers = AttemptQuestion.objects.filter(attempt__in=[row.pk for row in rows]).order_by("number")
    for attempt, question, order in of_papers.values_list("attempt", "question", "order"):
        asked.setdefault(attempt, []).append([question, order])
    used = {question for paper in asked.values() for question, _ in paper}
    bank = Question.objects.filter(pk__in=used).values_list("pk", "kind", "text", "options", "answers")
    return {
        "name": test.name,
        "counts": wanted(test),
        "points": {kind: f"{value.normalize():f}" for kind, value in points(test).items()},
        "full": f"{test.full.normalize():f}",
        "pass_mark": f"{test.pass_mark.normalize():f}",
        "minutes": test.minutes,
        "questions": {str(pk): list(rest) for pk, *rest in bank},
        "papers": [_paper(row, asked.get(row.pk, [])) for row in rows],
    }


def _paper(row: Attempt, asked):
    return {
        "paper": row.pk,
        "name": row.person.name,
        "place": row.place,
        "number": row.number,
        "asked": asked,
    }


def papers_content(test: KnowledgeTest, attempts) -> dict:
    """Return the papers of ``attempts`` as they are to be printed; no answer is in it."""
    content = _content(test, attempts)
    for question in content["questions"].values():
        question.pop()
    return {"title": f"{test.name}试卷", **content}


def key_content(test: KnowledgeTest, attempts) -> dict:
    """Return the answers to the papers of ``attempts`` by the letters printed on each."""
    content = _content(test, attempts)
    questions = content.pop("questions")
    for paper in content["papers"]:
        paper["answers"] = [
            [questions[str(pk)][0], papers.letters(papers.to_places(questions[str(pk)][3], order))]
            for pk, order in paper.pop("asked")
        ]
    return {"title": f"{test.name}答案", **content}


# --- setting -------------------------------------------------------------------------------------


def _lines(text, room, size=SIZE):
    return [
        {"text": line.text, "spacing": line.spacing}
        for line in typesetting.set_lines(text, hand=HAND, size=size, room=room * typesetting.MM)
    ]


def _wide(text):
    """Return the width of ``text`` in mm."""
    return typesetting.width(text, HAND) * SIZE / typesetting.MM


def _options(texts):
    """Return the rows of a question's options: side by side where all are short, else a line or more each."""
    marked = [f"{papers.LETTERS[place]}．{text}" for place, text in enumerate(texts)]
    widest = max(map(_wide, marked))
    for columns in COLUMNS:
        room = (WIDE - INDENT) / columns
        # Letters are spaced a little: two characters of air.
        if widest + 2 * SIZE / typesetting.MM <= room:
            rows = [marked[at : at + columns] for at in range(0, len(marked), columns)]
            return [{"columns": row, "wide": f"{room:.2f}"} for row in rows]
    return [{"line": line} for text in marked for line in _lines(text, WIDE - INDENT)]


def _question(number, question, order):
    """Return a question as its rows; each is ``LINE`` high."""
    kind, text, options = question
    head = [{"head": line} for line in _lines(f"{number}.（　　）{text}", WIDE)]
    shown = [options[option] for option in order]
    return head if kind == QuestionKind.JUDGE and shown == JUDGEMENT else [*head, *_options(shown)]


def _flow(content, paper):
    """Yield (height, block, what must stay with it) of a paper: section heads and questions."""
    questions = [(content["questions"][str(pk)], order) for pk, order in paper["asked"]]
    number = 0
    for index, (kind, group) in enumerate(groupby(questions, key=lambda pair: pair[0][0])):
        of_kind = list(group)
        each = content["points"][kind]
        label = QuestionKind(kind).label
        head = f"{NUMERALS[index]}、{label}（共{len(of_kind)}题，每题{each}分。{ASKS[kind]}）"
        yield SECTION, {"section": head}, True
        for question, order in of_kind:
            number += 1
            rows = _question(number, question, order)
            tall = LINE * len(rows) + GAP
            if tall <= HIGH - RUNNING:
                yield tall, {"rows": rows}, False
            else:
                yield from ((LINE, {"rows": [row], "tight": True}, False) for row in rows)


def _pages(content, paper):
    """Return the pages of one paper: their blocks, cut to the type area."""
    pages, page = [], []
    titles = documents.title_lines(content["name"], 22)
    left = HIGH - TITLE * len(titles) - BOX - ADVICE
    held = []
    for tall, block, stays in _flow(content, paper):
        held.append((tall, block))
        if stays:
            continue
        if sum(one for one, _ in held) > left and page:
            pages.append(page)
            page, left = [], HIGH - RUNNING
        page += [one for _, one in held]
        left -= sum(one for one, _ in held)
        held = []
    return [*pages, page]


def _fitted(text, room):
    """Return ``text`` with the size at which it stands on one line of ``room`` mm, or on two."""
    em = typesetting.width(text, HAND) / typesetting.MM or 1
    size = min(SIZE, room / em)
    if size < SMALLEST:
        size = min(SMALLEST, 2 * 0.92 * room / em)
    return {"text": text, "size": f"{size:.2f}"}


def papers_parts(content) -> list[Part]:
    """Return the parts of all papers; each person's pages are counted by themselves and fill whole sheets."""
    titles = documents.title_lines(content["name"], 22)
    parts, sheets, rows = [], [], 0
    for paper in content["papers"]:
        pages = _pages(content, paper)
        for number, blocks in enumerate(pages, 1):
            sheets.append(
                {
                    "first": number == 1,
                    "blocks": blocks,
                    "name": paper["name"],
                    "number": number,
                    "total": len(pages),
                    "paper": paper["paper"],
                    "again": paper["number"] if paper["number"] > 1 else "",
                    "name_box": _fitted(paper["name"], NAME_BOX),
                    "place_box": _fitted(paper["place"], PLACE_BOX),
                }
            )
        if len(pages) % 2:
            sheets.append({"blank": True})
        rows += len(paper["asked"])
        if len(sheets) >= SHEETS_PER_PART:
            parts.append(_part(content, titles, sheets, rows))
            sheets, rows = [], 0
    if sheets:
        parts.append(_part(content, titles, sheets, rows))
    return parts


def _part(content, titles, sheets, rows):
    context = {
        "title": content["title"],
        "name": content["name"],
        "title_lines": titles,
        "full": content["full"],
        "pass_mark": content["pass_mark"],
        "minutes": content["minutes"],
        "sheets": sheets,
    }
    return Part("paper/test_papers.html", context, numbering="none", rows=rows)


# --- answers -------------------------------------------------------------------------------------

FIVE = 5
KEY_HIGH, KEY_TITLE, KEY_NOTE, KEY_HEAD, KEY_GAP, KEY_LABEL = 257, 12, 5.5, 7, 3.5, 20
KEY_NOTE_SIZE = 9.5


def _groups(kind, numbered):
    """Yield a kind's answers as they are read: five single letters together, sets of letters one by one."""
    if kind == QuestionKind.MULTIPLE:
        yield from (f"{number} {letters}" for number, letters in numbered)
        return
    for at in range(0, len(numbered), FIVE):
        five = numbered[at : at + FIVE]
        first, last = five[0][0], five[-1][0]
        span = f"{first}" if first == last else f"{first}–{last}"
        yield f"{span} {''.join(letters for _, letters in five)}"


def _packed(groups, room):
    """Return ``groups`` packed into lines of ``room`` mm."""
    lines: list[str] = []
    for group in groups:
        if lines and _wide(f"{lines[-1]}　{group}") <= room:
            lines[-1] += f"　{group}"
        else:
            lines.append(group)
    return lines


def _key_block(number, paper):
    numbered = [(place, kind, letters) for place, (kind, letters) in enumerate(paper["answers"], 1)]
    rows = []
    for kind, group in groupby(numbered, key=lambda one: one[1]):
        answers = [(place, letters) for place, _, letters in group]
        for index, line in enumerate(_packed(_groups(kind, answers), WIDE - KEY_LABEL)):
            rows.append({"label": "" if index else QuestionKind(kind).label, "line": line})
    again = f"　第{paper['number']}次" if paper["number"] > 1 else ""
    head = f"{number}．{paper['name']}　{paper['place']}　卷号{paper['paper']}{again}"
    return KEY_HEAD * len(_lines(head, WIDE)) + LINE * len(rows) + KEY_GAP, {
        "head": _lines(head, WIDE),
        "rows": rows,
    }


def key_parts(content) -> list[Part]:
    """Return the parts of the answer sheets; a person's answers stay on one page."""
    points_told = "，".join(
        f"{kind.label}每题{content['points'][kind]}分" for kind in QuestionKind if kind in content["counts"]
    )
    notes = [
        *_lines(
            f"{points_told}；满分{content['full']}分，{content['pass_mark']}分合格。"
            "每份试卷的题目和选项次序不同，请按卷号和姓名核对。",
            WIDE,
            KEY_NOTE_SIZE,
        ),
        *_lines(papers.MARKING, WIDE, KEY_NOTE_SIZE),
    ]
    titles = documents.title_lines(content["title"], 22)
    pages, page = [], []
    left = KEY_HIGH - KEY_TITLE * len(titles) - KEY_NOTE * len(notes)
    for number, paper in enumerate(content["papers"], 1):
        tall, block = _key_block(number, paper)
        if tall > left and page:
            pages.append(page)
            page, left = [], KEY_HIGH
        page.append(block)
        left -= tall
    pages.append(page)
    return [
        Part(
            "paper/test_key.html",
            {
                "title": content["title"],
                "title_lines": titles,
                "notes": notes,
                "pages": pages[at : at + SHEETS_PER_PART],
                "first": at == 0,
            },
            numbering="count",
            rows=sum(len(page) for page in pages[at : at + SHEETS_PER_PART]),
        )
        for at in range(0, len(pages), SHEETS_PER_PART)
    ]


documents.register(documents.PaperKind(PAPERS, "知识测试试卷", papers_parts))
documents.register(documents.PaperKind(KEY, "知识测试答案", key_parts))
