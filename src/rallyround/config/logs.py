"""Keeps personal data out of the log: no query strings, no signed links, no values of failed statements."""

import logging
import re

QUERY = re.compile(r"\?[^\s\"']+")
# Whoever holds a signed link may open it; an id is 36 characters, a token is longer.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_:.=~-]{40,}")
DETAIL = re.compile(r"(DETAIL|CONTEXT):.*", re.DOTALL)


class WithoutPersonalData(logging.Filter):
    """Cuts what may carry personal data from a record and drops the traceback's text of database errors."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = DETAIL.sub(r"\1 left out", TOKEN.sub("…", QUERY.sub("?…", text)))
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            where = error.__traceback__
            while where and where.tb_next:
                where = where.tb_next
            place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
            record.msg = f"{record.msg} [{type(error).__name__} at {place}]"
            record.exc_info = None
            record.exc_text = None
        return True
