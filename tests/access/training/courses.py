"""Addresses of training: courses and the bank of questions."""

from tests.access.rows import IMPORTERS, STAFF_READERS, Row
from tests.training.build import course
from training.enums import QuestionKind
from training.models import Question


def of_township(objects):
    """A course of the first township."""
    return {"pk": course(objects.township).pk}


def question(objects):
    """A question of that course."""
    made = Question.objects.create(
        course_id=of_township(objects)["pk"],
        kind=QuestionKind.JUDGE,
        text="随访须有记录。",
        options=["对", "错"],
        answers=[0],
    )
    return {"pk": made.pk}


MATRIX = {
    "training:courses": Row(STAFF_READERS),
    "training:courses-export": Row(STAFF_READERS),
    "training:course-new": Row(IMPORTERS),
    "training:course": Row(STAFF_READERS, arguments=of_township, scoped=True),
    "training:course-edit": Row(IMPORTERS, arguments=of_township, scoped=True),
    "training:course-stop": Row(IMPORTERS, "post", arguments=of_township, scoped=True),
    "training:course-resume": Row(IMPORTERS, "post", arguments=of_township, scoped=True),
    "training:questions-export": Row(STAFF_READERS, arguments=of_township, scoped=True),
    "training:question-new": Row(IMPORTERS, arguments=of_township, scoped=True),
    "training:question": Row(IMPORTERS, arguments=question, scoped=True),
    "training:question-renew": Row(IMPORTERS, arguments=question, scoped=True),
    "training:question-withdraw": Row(IMPORTERS, "post", arguments=question, scoped=True),
    "training:question-restore": Row(IMPORTERS, "post", arguments=question, scoped=True),
}
