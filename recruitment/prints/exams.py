"""Papers of an examination: tickets, sign-in and score sheets, door lists, results, the record of the lots.

Score sheets bear no names. Of everybody's papers only the ticket has the full identity number, for it is held
against the card at the door.
"""

import base64
from itertools import groupby, zip_longest

from django.utils import timezone

from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part as PaperPart
from recruitment.enums import Part
from recruitment.models import Application, Exam, Round
from recruitment.rules import frozen, lots, totals
from roster.numbers import decrypted

TICKETS = "selection-tickets"
SHEETS = "selection-exam-sheets"
PER_PAGE, PAGES_PER_PART = 2, 10
SIGN_ROW, SCORE_ROW, DOOR_ROW = 9, 9, 8
# So many characters of the lot tell two apart on paper.
LOT_SHOWN = 12
ENTRY = "selection.entry_minutes"
# What is usual where the office has written no rules of its own.
USUAL_RULES = {
    Part.WRITTEN: (
        "凭本准考证和本人居民身份证入场，两证齐全方可参加考试。",
        "开考前 {minutes} 分钟入场，对号入座；开考 {minutes} 分钟后不得入场。",
        "自带黑色签字笔；手机等通讯工具关机，放在指定位置。",
        "不得夹带、抄袭、交头接耳；违纪的成绩无效。",
        "考试结束时停止答题，经监考员清点后离场。",
    ),
    Part.INTERVIEW: (
        "凭本准考证和本人居民身份证，面试开始前 {minutes} 分钟到候考室签到。",
        "按面试序号依次面试；未按时签到的视为放弃。",
        "手机等通讯工具关机交工作人员保管，候考期间不得离开。",
        "面试时只报面试序号，不报姓名和单位。",
        "面试结束后在指定地点等候成绩，不得返回候考室。",
    ),
}


def said_time(exam: Exam) -> str:
    """Return an examination's day and hours as papers write them."""
    return f"{chinese_date(exam.held_on)} {exam.starts:%H:%M}—{exam.ends:%H:%M}"


def rules_of(exam: Exam) -> list[str]:
    """Return the rules of the examination as lines: the arranged ones, else those that are usual."""
    written = [line.strip() for line in exam.rules.splitlines() if line.strip()]
    minutes = frozen.value(exam.round.parameters, ENTRY)
    return written or [line.format(minutes=minutes) for line in USUAL_RULES[Part(exam.part)]]


def _place_word(exam):
    return "面试序号" if exam.part == Part.INTERVIEW else "座位号"


def tickets_content(exam: Exam, seats) -> dict:
    """Return the admission tickets of the seats. Photos stay where they lie until they are set."""
    part = exam.get_part_display()
    return {
        "title": f"{exam.round.title}{part}准考证",
        "round": exam.round.title,
        "part": part,
        "time": said_time(exam),
        "site": exam.site,
        "place_word": _place_word(exam),
        "rules": rules_of(exam),
        "issuer": exam.round.unit.name,
        "phone": exam.round.phone,
        "tickets": [
            {
                "name": seat.application.name,
                "sex": seat.application.get_sex_display(),
                "identity": seat.application.identity_number,
                "ticket": seat.ticket,
                "post": str(seat.application.opening),
                "room": seat.room.name,
                "number": seat.number,
                "photo": seat.application.photo.name or "",
            }
            for seat in seats
        ],
    }


def _photo(name):
    """The photo as the page embeds it; nothing where there is none any more."""
    storage = Application._meta.get_field("photo").storage
    if not name or not storage.exists(name):
        return ""
    with storage.open(name, "rb") as stored:
        data = decrypted(stored.read())
    return base64.b64encode(data).decode() if data else ""


def ticket_parts(content):
    """Return the tickets, two to an A4 page, to be cut between them."""
    step = PER_PAGE * PAGES_PER_PART
    parts = []
    for start in range(0, len(content["tickets"]), step):
        shown = [one | {"photo": _photo(one["photo"])} for one in content["tickets"][start : start + step]]
        pages = [shown[at : at + PER_PAGE] for at in range(0, len(shown), PER_PAGE)]
        context = {**content, "tickets": [], "pages": pages}
        parts.append(PaperPart("paper/exam_tickets.html", context, numbering="none", rows=len(shown)))
    return parts


# --- sheets --------------------------------------------------------------------------------------


def _rooms(seats):
    return [(room, list(group)) for room, group in groupby(seats, key=lambda seat: seat.room)]


def _column(title, width, align="center"):
    return {"title": title, "width": width, "align": align}


def _above(exam, room, seated):
    return {
        "above_left": f"{exam.site}　第{room.order}考场：{room.name}　{len(seated)} 人",
        "above_right": said_time(exam),
        "continued": f"{exam.round.title}　第{room.order}考场：{room.name}",
    }


def sign_in_content(exam: Exam, seats) -> dict:
    """Return the sign-in sheets, one room after the other."""
    columns = [
        _column(_place_word(exam), 10),
        _column("准考证号", 24),
        _column("姓名", 18),
        _column("性别", 8),
        _column("身份证号码（部分）", 30),
        _column("报考岗位", 34, "left"),
        _column("本人签名", 30),
        _column("备注（缺考、违纪）", 24),
    ]
    tables = [
        {
            "title": f"{exam.round.title}{exam.get_part_display()}签到表",
            "columns": columns,
            "rows": [
                [
                    seat.number,
                    seat.ticket,
                    seat.application.name,
                    seat.application.get_sex_display(),
                    seat.application.identity_masked,
                    str(seat.application.opening),
                    "",
                    "",
                ]
                for seat in seated
            ],
            "row_height": SIGN_ROW,
            "notes": [f"应到 {len(seated)} 人，实到＿＿＿人，缺考＿＿＿人，违纪＿＿＿人。"],
            **_above(exam, room, seated),
        }
        for room, seated in _rooms(seats)
    ]
    return {
        "title": f"{exam.round.title}{exam.get_part_display()}签到表",
        "tables": tables,
        "signatures": ["监考员", "主考"],
    }


def door_content(exam: Exam, seats) -> dict:
    """Return the lists for the doors: who sits where, two columns of people."""
    word = _place_word(exam)
    columns = [_column(word, 12), _column("准考证号", 30), _column("姓名", 26)] * 2
    tables = []
    for room, seated in _rooms(seats):
        half = -(-len(seated) // 2)
        rows = []
        for left, right in zip_longest(seated[:half], seated[half:]):
            row = [left.number, left.ticket, left.application.name]
            row += [right.number, right.ticket, right.application.name] if right else ["", "", ""]
            rows.append(row)
        tables.append(
            {
                "title": f"第{room.order}考场（{room.name}）{exam.get_part_display()}座次表",
                "columns": columns,
                "rows": rows,
                "row_height": DOOR_ROW,
                "notes": [f"{exam.round.title}，请对号入座。"],
                **_above(exam, room, seated),
            }
        )
    return {
        "title": f"{exam.round.title}{exam.get_part_display()}门口名单",
        "tables": tables,
        "signatures": [],
    }


def scores_content(exam: Exam, seats) -> dict:
    """Return blank score sheets without names: one mark each, or a column per judge and the reckoning."""
    interview = exam.part == Part.INTERVIEW
    full = f"{totals.said(exam.full_mark)}分"
    columns = [_column(_place_word(exam), 12), _column("准考证号", 34)]
    if interview:
        columns.append(_column("报考岗位", 28, "left"))
        columns += [_column(f"评委{one}", 12) for one in range(1, exam.judges + 1)]
        if exam.round.drop_extremes:
            columns += [_column("最高分", 12), _column("最低分", 12)]
        columns.append(_column("平均分", 14))
    else:
        columns.append(_column(f"成绩（满分{full}）", 24))
    columns += [_column("缺考、违纪", 18), _column("备注", 26)]
    empty = len(columns) - (3 if interview else 2)
    if interview:
        note = f"满分{full}，每名评委打分最多两位小数。"
        if exam.round.drop_extremes:
            note += "去掉一个最高分、一个最低分后平均，四舍五入到两位小数。"
    else:
        note = f"满分{full}，最多两位小数；本表不印姓名。缺考、违纪的在栏内注明，不填成绩。"
    tables = [
        {
            "title": f"{exam.round.title}{exam.get_part_display()}评分表",
            "columns": columns,
            "rows": [
                [seat.number, seat.ticket] + [str(seat.application.opening)] * interview + [""] * empty
                for seat in seated
            ],
            "row_height": SCORE_ROW,
            "notes": [note],
            **_above(exam, room, seated),
        }
        for room, seated in _rooms(seats)
    ]
    signed = ["评委签名", "记分员", "监督员"] if interview else ["阅卷人", "登分人", "监督员"]
    return {
        "title": f"{exam.round.title}{exam.get_part_display()}评分表",
        "tables": tables,
        "signatures": signed,
    }


def lots_content(exam: Exam, seats) -> dict:
    """Return the record of the lots: the seed, how the order follows from it, everybody's seat."""
    interview = exam.part == Part.INTERVIEW
    rows = [
        [
            place,
            seat.application.number,
            lots.lot(exam.seed, seat.application.number)[:LOT_SHOWN],
            str(seat.application.opening),
            f"第{seat.room.order}考场 {seat.room.name}",
            seat.number,
            seat.ticket,
        ]
        for place, seat in enumerate(seats, 1)
    ]
    words = lots.INTERVIEW_IN_WORDS if interview else lots.IN_WORDS
    cut = words.index("；") + 1
    table = {
        "title": f"{exam.round.title}{exam.get_part_display()}抽签记录",
        "columns": [
            _column("序号", 8),
            _column("报名号", 28),
            _column(f"抽签值（前{LOT_SHOWN}位）", 26),
            _column("报考岗位", 36, "left"),
            _column("考场", 34, "left"),
            _column(_place_word(exam), 12),
            _column("准考证号", 28),
        ],
        "rows": rows,
        "above_left": f"抽签种子：{exam.seed}",
        "above_right": f"{chinese_date(timezone.localdate(exam.drawn_at))}　抽签：{exam.drawn_by.name}",
        "continued": f"{exam.round.title}{exam.get_part_display()}抽签记录",
        "notes": [f"方法：{words[:cut]}", words[cut:]],
    }
    return {
        "title": table["title"],
        "tables": [table],
        "signatures": ["抽签人", "考生代表", "监督员"],
    }


def results_content(round_: Round, results, tickets: dict[int, str], closed: set[str]) -> dict:
    """Return the list of results by opening and rank, with the tie rule under it.

    ``closed``: the parts whose marks are closed; an interview's columns stand where the plan has one.
    """
    interview = round_.with_interview
    columns = [
        _column("报考岗位", 36, "left"),
        _column("名次", 9),
        _column("准考证号", 26),
        _column("姓名", 18),
        _column("笔试成绩", 14, "right"),
        _column("加分", 10, "right"),
        _column("笔试总分", 14, "right"),
    ]
    if interview:
        columns.append(_column("面试成绩", 14, "right"))
    columns += [_column("综合成绩", 14, "right"), _column("备注", 26, "left")]
    rows = []
    for result in results:
        row = [
            str(result.application.opening),
            result.rank or "",
            tickets.get(result.application_id, ""),
            result.application.name,
            _two(result.written),
            _two(result.bonus) if result.bonus else "",
            _two(result.written_total),
        ]
        if interview:
            row.append(_two(result.interview))
        rows.append([*row, _two(result.total), note_of(result)])
    final = Part.INTERVIEW in closed or not interview
    tie_rule = totals.TIE_RULE if interview else totals.TIE_RULE_WRITTEN
    title = f"{round_.title}{'成绩' if final else '笔试成绩'}公布表"
    table = {
        "title": title,
        "columns": columns,
        "rows": rows,
        "above_left": f"公布单位：{round_.unit.name}",
        "continued": title,
        "notes": [f"{rule}。" for rule in tie_rule.split("。")[:-1]],
    }
    return {"title": title, "tables": [table], "signatures": ["制表", "复核", "选聘工作领导小组组长"]}


def _two(value):
    return "" if value is None else f"{value:.2f}"


def note_of(result) -> str:
    """Return what stands beside a result: why there is no rank."""
    return result.get_ground_display() if result.ground else ""


papers.register(papers.PaperKind(TICKETS, "准考证", ticket_parts))
papers.register(papers.PaperKind(SHEETS, "考试用表", papers.tables_parts))
