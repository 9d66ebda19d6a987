"""Tables of training, by part of the work."""

from training.models.courses import Course, Question
from training.models.plans import Plan, PlanLine
from training.models.sessions import Attendance, Certificate, Enrolment, Session, SessionHalf, SignInCode
from training.models.tests import Attempt, AttemptQuestion, KnowledgeTest

__all__ = [
    "Attempt",
    "AttemptQuestion",
    "Attendance",
    "Certificate",
    "Course",
    "Enrolment",
    "KnowledgeTest",
    "Plan",
    "PlanLine",
    "Question",
    "Session",
    "SessionHalf",
    "SignInCode",
]
