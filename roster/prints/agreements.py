"""Papers that are signed: contract, letter of responsibility, public commitment, duty sheet (all A4).

What they say is frozen by services/agreements.py from wording/agreements.py; here it is laid out.
"""

from guanling.documents import papers, typesetting
from guanling.documents.pdf import Part
from roster.enums import AgreementKind
from roster.services.agreements import paper_kind

# Size of the running text in points, and the width of its lines (see static/paper/agreements.css).
SIZE, ROOM = 14, 160 * typesetting.MM
COMPACT_SIZE, POSTER_SIZE = 12, 16


def _lines(text, size=SIZE, room=ROOM, hand="fangsong", indent=2):
    """Return a paragraph's lines, set as wide as the type area."""
    return typesetting.set_lines(text, hand=hand, size=size, room=room, indent=indent)


def _paragraphs(texts, size=SIZE):
    return [_lines(text, size) for text in texts]


def _numbered(sections):
    """Return sections whose titles begin with 一、 二、 and so on where they do not yet."""
    signs = "一二三四五六七八九十"
    return [
        {
            "title": f"{signs[number]}、{section['title']}",
            "paragraphs": _paragraphs(section["paragraphs"]),
        }
        for number, section in enumerate(sections)
    ]


def contract_parts(content):
    """Return the parts of a contract."""
    context = {
        **content,
        "opening": _lines(content["opening"]),
        "articles": _numbered(content["articles"]),
    }
    return [Part("paper/agreement_contract.html", context, numbering="none")]


def responsibility_parts(content):
    """Return the parts of a yearly letter of responsibility."""
    context = {
        **content,
        "opening": _lines(content["opening"], COMPACT_SIZE),
        "sections": [
            {"title": section["title"], "paragraphs": _paragraphs(section["paragraphs"], COMPACT_SIZE)}
            for section in content["sections"]
        ],
    }
    return [Part("paper/agreement_responsibility.html", context, numbering="none")]


def commitment_parts(content):
    """Return the one sheet of a public commitment, to be posted."""
    context = {
        **content,
        "opening": _lines(content["opening"], size=POSTER_SIZE, hand="kaiti"),
        "promises": [
            _lines(f"{number}. {text}", size=POSTER_SIZE, hand="kaiti")
            for number, text in enumerate(content["promises"], 1)
        ],
        "closing": _lines(content["closing"], size=POSTER_SIZE, hand="kaiti"),
    }
    return [Part("paper/agreement_commitment.html", context, numbering="none")]


def duty_sheet_parts(content):
    """Return the parts of a duty sheet."""
    context = {**content, "opening": _lines(content["opening"], COMPACT_SIZE)}
    return [Part("paper/agreement_duty_sheet.html", context, numbering="none")]


def set_parts(content):
    """Return the parts of many agreements, to be printed in one go; each counts its own pages."""
    return [
        part for item in content["papers"] for part in papers.kind_of(item["kind"]).parts(item["content"])
    ]


SET = "agreement-set"
_PARTS = {
    AgreementKind.CONTRACT: contract_parts,
    AgreementKind.RESPONSIBILITY: responsibility_parts,
    AgreementKind.COMMITMENT: commitment_parts,
    AgreementKind.DUTY_SHEET: duty_sheet_parts,
}
for _kind, _parts in _PARTS.items():
    papers.register(papers.PaperKind(paper_kind(_kind), _kind.label, _parts))
papers.register(papers.PaperKind(SET, "成批打印的文书", set_parts))
