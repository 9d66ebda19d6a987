"""The approval form of a hire (聘用审批表)."""

import base64

from guanling.accounts.enums import Action
from guanling.documents import papers
from guanling.documents.pdf import Part
from recruitment.models import Hire
from recruitment.services.hires import FORM

JPEG_HEAD = b"\xff\xd8\xff"
PRINT = "selection-approval-print"


def form_parts(content):
    """Return the one sheet of the form."""
    return [Part("paper/selection_approval.html", content, numbering="none")]


def print_content(hire: Hire) -> dict:
    """Return the issued form with the applicant's photo; prints are kept for days only."""
    photo = ""
    if hire.application.photo:
        with hire.application.photo.open() as stored:
            data = stored.read()
        # Photos are kept as set anew from their pixels; what is not one is left out.
        if data.startswith(JPEG_HEAD):
            photo = base64.b64encode(data).decode()
    return {**hire.paper.content, "photo": photo}


papers.register(papers.PaperKind(FORM, "聘用审批表", form_parts, right=Action.SELECTION_VIEW))
papers.register(papers.PaperKind(PRINT, "聘用审批表（带照片）", form_parts))
