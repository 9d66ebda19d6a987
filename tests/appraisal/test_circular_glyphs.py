"""Every character of a circular is drawn by a glyph of its own, rare characters of names too."""

from collections import Counter

import pytest
from weasyprint import HTML

from appraisal.enums import CircularKind
from appraisal.services import circulars, ranking
from guanling.accounts.enums import Role
from guanling.documents.services import papers
from tests.appraisal import world as build
from tests.documents.glyphs import NOTDEF, drawn

RARE = ("谢䶮", "𠮷田堃", "阿依·古丽")


@pytest.mark.django_db
def test_every_character_of_a_circular_has_its_glyph():
    world = build.small_county()
    world.people += [build.make_director(world.villages[1], name) for name in RARE]
    month = build.closed(world, ("90", "88", "70", "99", "98", "50"))
    ranking.rank_now(month=month)
    frame = circulars.standing_frame(month, CircularKind.MONTHLY)
    content = circulars.prepare(month=month, user=world.users[Role.BUREAU_CLERK], frame=frame).draft.content
    data = papers.render_content(kind="circular", content=content, mark="送审稿").data
    glyphs = drawn(data)
    assert [glyph for glyph in glyphs if glyph.gid == NOTDEF] == []
    assert [glyph for glyph in glyphs if not glyph.outlined and glyph.text.strip()] == []
    # What is said is what is drawn: each rare character in the text and in the table.
    counted = Counter(glyph.text for glyph in glyphs)
    text = "".join(item["text"] for item in content["body"]) + str(content["ranking"]["rows"])
    for character in "䶮𠮷堃·":
        assert counted[character] == text.count(character) >= 2


def test_a_missing_glyph_would_be_found():
    """A character of the private area, which no font has, set past our own refusal."""
    html = HTML(string="<html lang='zh'><body>A\U000f1234</body></html>")
    assert [(glyph.text, glyph.gid == NOTDEF) for glyph in drawn(html.write_pdf())] == [
        ("A", False),
        ("\U000f1234", True),
    ]
