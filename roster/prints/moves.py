"""The letters of moves and renewals: red-headed, numbered, about one person."""

from guanling.documents import papers
from roster.services.moves import LETTER, RENEWAL_LETTER, RENEWAL_REPLY, REPLY

PERSON = "同志"


def letter_parts(content):
    """Return the parts of a letter; a title too long for one line breaks behind the person, never within."""
    title = content["title"]
    if papers.em_width(title) > papers.TITLE_CHARACTERS:
        head, person, tail = title.partition(PERSON)
        title = [head + person, tail]
    return papers.letter_parts({**content, "title": title})


papers.register(papers.PaperKind(LETTER, "征求意见函", letter_parts))
papers.register(papers.PaperKind(REPLY, "调动复函", letter_parts))
papers.register(papers.PaperKind(RENEWAL_LETTER, "续聘请示", letter_parts))
papers.register(papers.PaperKind(RENEWAL_REPLY, "续聘批复", letter_parts))
