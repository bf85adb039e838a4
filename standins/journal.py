"""Rows that outlive their process."""

import json
from threading import Lock

from standin import replace_file


class Journal:
    """Rows by kind and id, in the order of their first put. With a file, a row is in it before put() returns, so that a
    killed process has lost nothing that it had answered; a crash of the whole machine may lose the last ones."""

    def __init__(self, path):
        self.rows = {}
        self.lock = Lock()
        self.file = None
        if path:
            self._read(path)
            lines = (self._line(kind, id_, row) for (kind, id_), row in self.rows.items())
            replace_file(path, b"".join(lines))
            self.file = path.open("ab", buffering=0)

    def _read(self, path):
        if not path.exists():
            return
        *lines, _torn = path.read_bytes().split(b"\n")
        for line in lines:
            kind, id_, row = json.loads(line)
            self.rows[kind, id_] = row

    @staticmethod
    def _line(kind, id_, row):
        return json.dumps([kind, id_, row]).encode() + b"\n"

    def put(self, kind, id_, row):
        with self.lock:
            self.rows[kind, id_] = row
            if self.file:
                self.file.write(self._line(kind, id_, row))

    def get(self, kind, id_):
        return self.rows.get((kind, id_))

    def all(self, kind):
        with self.lock:
            return [row for (of, _), row in self.rows.items() if of == kind]
