"""Log lines as JSON without personal data."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime


def _message(record):
    """The record's text; Celery's words for a failed task would quote its exception and arguments."""
    if isinstance(record.args, Mapping) and {"name", "exc"} <= set(record.args):
        return f"task {record.args['name']} {record.args.get('description', '')}".strip()
    return record.getMessage()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id.

    An exception is written by its type and place, never by its text or its local values, because
    those may hold names or numbers of people.
    """

    FIELDS = ("request_id", "method", "view", "status", "milliseconds", "user_id", "task", "run")

    def format(self, record):
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line["exception"] = kind.__name__
            frames = []
            while trace:
                code = trace.tb_frame.f_code
                frames.append(f"{code.co_filename}:{trace.tb_lineno}:{code.co_name}")
                trace = trace.tb_next
            line["trace"] = frames[-12:]
        return json.dumps(line, ensure_ascii=False)
