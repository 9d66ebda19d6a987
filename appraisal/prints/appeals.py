"""The answer to an appeal against a result (申诉答复书): a numbered letter about a person."""

from appraisal.services.appeals import ANSWER
from guanling.documents import papers

papers.register(papers.PaperKind(ANSWER, "申诉答复书", papers.letter_parts))
