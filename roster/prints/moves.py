"""The letters of moves and renewals: red-headed, numbered, about one person."""

from guanling.documents import papers
from roster.services.moves import LETTER, RENEWAL_LETTER, RENEWAL_REPLY, REPLY

papers.register(papers.PaperKind(LETTER, "征求意见函", papers.letter_parts))
papers.register(papers.PaperKind(REPLY, "调动复函", papers.letter_parts))
papers.register(papers.PaperKind(RENEWAL_LETTER, "续聘请示", papers.letter_parts))
papers.register(papers.PaperKind(RENEWAL_REPLY, "续聘批复", papers.letter_parts))
