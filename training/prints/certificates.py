"""The certificate of a training (结业证书, P3.4): A4 landscape, one page; and many in one file."""

from guanling.documents import papers, typesetting
from guanling.documents.pdf import Part
from training.services.results import CERTIFICATE

CERTIFICATES = "training-certificates"
# Size of the text in points and the width of its lines (see static/paper/training.css).
SIZE, ROOM = 20, 225 * typesetting.MM
NAME_SIZE, NAME_ROOM = 30, 150 * typesetting.MM


def _name_size(name):
    return min(NAME_SIZE, NAME_ROOM / max(1, typesetting.width(name, "kaiti")))


def certificate_parts(content):
    """Return the one page of a certificate."""
    when = f"{content['first']}至{content['last']}" if content["last"] else content["first"]
    text = (
        f"于{when}参加{content['organiser']}举办的“{content['session']}”"
        f"（{content['category']}，{content['days']}天，课程：{content['course']}），"
        "出勤和考核符合要求，成绩合格，准予结业。"
    )
    context = {
        **content,
        "name_size": f"{_name_size(content['name']):.2f}",
        "lines": typesetting.set_lines(text, hand="kaiti", size=SIZE, room=ROOM, indent=2),
    }
    return [Part("paper/training_certificate.html", context, numbering="none")]


def certificates_parts(content):
    """Return the pages of several certificates, in order."""
    return [part for one in content["certificates"] for part in certificate_parts(one)]


papers.register(papers.PaperKind(CERTIFICATE, "培训结业证书", certificate_parts))
papers.register(papers.PaperKind(CERTIFICATES, "培训结业证书（成批）", certificates_parts))
