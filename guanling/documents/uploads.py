"""Keeps the name under which a file was sent, so that a crossing path is refused and not only cut away."""

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser


class _Parser(MultiPartParser):
    """Django's own parser, which cuts a name to its last part; it notes the whole on the file."""

    _sent = ""

    def sanitize_file_name(self, file_name):
        """Return the name as Django keeps it."""
        self._sent = file_name
        return super().sanitize_file_name(file_name)

    def handle_file_complete(self, old_field_name, counters):
        """Keep the file, with its name as it was sent."""
        super().handle_file_complete(old_field_name, counters)
        if files := self._files.getlist(old_field_name):
            files[-1].sent_name = self._sent


class NamesAsSent(FileUploadHandler):
    """Hands the request to the other handlers, each file with its ``sent_name``."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Parse the request with the handlers that follow this one."""
        others = [handler for handler in self.request.upload_handlers if handler is not self]
        return _Parser(META, input_data, others, encoding).parse()

    def receive_data_chunk(self, raw_data, start):
        """Pass everything on."""
        return raw_data

    def file_complete(self, file_size):
        """Make no file."""


def sent_name(upload) -> str:
    """Return the name that an uploaded file was sent under, path and all."""
    return getattr(upload, "sent_name", upload.name)
