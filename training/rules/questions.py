"""How a question is put together and how its answer is written (应知应会, A4.7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.enums import QuestionKind
from training.rules.texts import refusal

LETTERS = "ABCDEF"
JUDGED = ("对", "错")
# The fields of a question that a refusal can name, besides option_a to option_f.
TEXT, ANSWER, EXPLANATION = "text", "answer", "explanation"

_RIGHT = {"对", "正确", "√", "✓", "是", "TRUE"}
_WRONG = {"错", "错误", "×", "✗", "否", "FALSE"}
_BETWEEN = re.compile(r"[\s,，、;；/]+")
_LABEL = re.compile(r"([A-F])\s*[.．、:：]\s*(?=\S)")


class BadQuestion(ValueError):
    """A question that cannot be put so: ``field`` names where, the text says in Chinese what to do."""

    def __init__(self, field: str, reason: str):
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class Drafted:
    """A sound question. ``answers`` are the places of the right options, from 0, in order."""

    kind: str
    text: str
    options: tuple[str, ...]
    answers: tuple[int, ...]
    explanation: str = ""


def option_field(place: int) -> str:
    """Return the name of the field of the option at ``place`` (from 0): option_a."""
    return f"option_{LETTERS[place].lower()}"


def draft(
    *, kind: str, text: str, options: Sequence[str | None], answer: str, explanation: str = ""
) -> Drafted:
    """Return the question that was typed; ``options`` are the cells A to F, empty ones included.

    Raises BadQuestion: fewer than two options, a gap between them, two alike, an answer that names no
    option or too few or too many for its kind, a personal number anywhere.
    """
    for field, value in ((TEXT, text), (EXPLANATION, explanation)):
        if reason := refusal(value):
            raise BadQuestion(field, reason)
    if kind == QuestionKind.JUDGE:
        _judge_options(options)
        return Drafted(kind, text, JUDGED, (_judged(answer),), explanation)
    kept = _options(options)
    answers = _letters(answer, len(kept))
    if kind == QuestionKind.SINGLE and len(answers) > 1:
        raise BadQuestion(ANSWER, "单选题只有一个答案；有几个正确答案的请改为多选题")
    if kind == QuestionKind.MULTIPLE and len(answers) < 2:
        raise BadQuestion(ANSWER, "多选题至少有两个答案；只有一个的请改为单选题")
    return Drafted(kind, text, kept, answers, explanation)


def _judge_options(options):
    given = [option for option in options if option]
    if given and tuple(given) != JUDGED:
        raise BadQuestion(option_field(0), "判断题不写选项（只有“对”“错”）；请清空选项，或改为单选题")


def _judged(answer):
    written = _BETWEEN.sub("", answer).upper()
    if written in _RIGHT or written == "A":
        return 0
    if written in _WRONG or written == "B":
        return 1
    raise BadQuestion(ANSWER, "判断题的答案请写“对”或“错”")


def _options(options):
    given = [option or "" for option in options]
    count = max((place for place, option in enumerate(given, 1) if option), default=0)
    if count < 2:
        raise BadQuestion(option_field(max(0, min(count, 1))), "至少要有两个选项")
    given = _without_labels(given[:count])
    for place, option in enumerate(given):
        if not option:
            raise BadQuestion(
                option_field(place), f"选项{LETTERS[place]}是空的，后面却还有选项；请依次填写，不要空开"
            )
        if reason := refusal(option):
            raise BadQuestion(option_field(place), reason)
        if option in given[:place]:
            first = LETTERS[given.index(option)]
            raise BadQuestion(option_field(place), f"选项{LETTERS[place]}与选项{first}相同")
    return tuple(given)


def _without_labels(options):
    """Drop “A.” before each option where each bears its own; otherwise it belongs to the text."""
    labels = [_LABEL.match(option) for option in options]
    if all(match and match[1] == LETTERS[place] for place, match in enumerate(labels)):
        return [option[match.end() :].strip() for option, match in zip(options, labels, strict=True)]
    return options


def _letters(answer, count):
    written = _BETWEEN.sub("", answer).upper()
    known = LETTERS[:count]
    for letter in written:
        if letter not in known:
            raise BadQuestion(
                ANSWER, f"答案里有“{letter}”，选项只有{known[0]}至{known[-1]}；请写选项的字母，如 {known[:2]}"
            )
    if not written:
        raise BadQuestion(ANSWER, "请写答案，如 A")
    return tuple(sorted(known.index(letter) for letter in set(written)))


def answer_text(kind: str, answers: Sequence[int]) -> str:
    """Return the answer as it is typed and imported: 对, 错, B, ACD."""
    if kind == QuestionKind.JUDGE:
        return JUDGED[answers[0]]
    return "".join(LETTERS[place] for place in sorted(answers))
