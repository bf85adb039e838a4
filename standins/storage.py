#!/usr/bin/env python3
"""An object storage: the part of S3's HTTP API that BARO uses. README.md says which."""

import hashlib
import json
from contextlib import suppress
from datetime import datetime, timezone
from email.utils import formatdate
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import unquote
from xml.sax.saxutils import escape

from sigv4 import Signer
from standin import Answer, Refused, Standin, options, read_secret, serve

KEY_BYTES_MAX = 1024
# A front on any other origin may upload with a URL that it was given: the signature says who may, not the origin.
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


class Storage(Standin):
    def __init__(self, signer, bucket, folder):
        super().__init__()
        self.signer, self.bucket, self.folder = signer, bucket, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.routes = (("PUT", "/([^/]+)/(.+)", self.put), ("GET", "/([^/]+)/(.+)", self.get),
                       ("HEAD", "/([^/]+)/(.+)", self.get), ("DELETE", "/([^/]+)/(.+)", self.delete),
                       ("OPTIONS", "/.*", self.preflight))

    def refusal(self, refused):
        body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{escape(refused.code)}</Code>'
                f"<Message>{escape(refused.message)}</Message></Error>")
        return Answer(refused.status, body.encode(), CORS | {"Content-Type": "application/xml"})

    def put(self, request, bucket, key):
        self._authorize(request)
        path = self._path(bucket, key)
        about = {"key": unquote(key), "contentType": request.headers.get("Content-Type", "binary/octet-stream"),
                 "etag": f'"{hashlib.md5(request.body, usedforsecurity=False).hexdigest()}"',
                 "changed": formatdate(usegmt=True)}
        # One file, renamed when it is complete, so that nobody ever reads half an object.
        with NamedTemporaryFile(dir=self.folder, prefix="new-", delete=False) as file:
            file.write(json.dumps(about).encode() + b"\n" + request.body)
        Path(file.name).replace(path)
        return Answer(200, headers=CORS | {"ETag": about["etag"]})

    def get(self, request, bucket, key):
        # Pictures are shown to browsers, which sign nothing. A signature that is there has to be right all the same.
        if self.signer.is_signed(request):
            self._authorize(request)
        try:
            line, _, content = self._path(bucket, key).read_bytes().partition(b"\n")
        except FileNotFoundError:
            raise Refused(404, "NoSuchKey", "The specified key does not exist.") from None
        about = json.loads(line)
        # What somebody has uploaded must not run as a page of ours.
        return Answer(200, content, CORS | {
            "Content-Type": about["contentType"], "ETag": about["etag"], "Last-Modified": about["changed"],
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"})

    def delete(self, request, bucket, key):
        self._authorize(request)
        with suppress(FileNotFoundError):
            self._path(bucket, key).unlink()
        return Answer(204, headers=CORS)

    def preflight(self, request):
        return Answer(200, headers=CORS | {
            "Access-Control-Allow-Methods": "GET, HEAD, PUT, DELETE", "Access-Control-Max-Age": "3600",
            "Access-Control-Allow-Headers": request.headers.get("Access-Control-Request-Headers", "*")})

    def _authorize(self, request):
        self.signer.verify(request, datetime.now(timezone.utc))

    def _path(self, bucket, key):
        """Keys are names of objects, not of files."""
        if bucket != self.bucket:
            raise Refused(404, "NoSuchBucket", "The specified bucket does not exist")
        key = unquote(key).encode()
        if len(key) > KEY_BYTES_MAX:
            raise Refused(400, "KeyTooLongError", "Your key is too long")
        return self.folder / hashlib.sha256(key).hexdigest()


def main():
    parser = options(__doc__)
    parser.add_argument("--key-id", required=True, help="who signs")
    parser.add_argument("--secret-file", type=Path, required=True, help="what is signed with")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where the objects are kept")
    given = parser.parse_args()
    signer = Signer(given.key_id, read_secret(given.secret_file), given.region)
    serve(Storage(signer, given.bucket, given.folder), "storage", given)


if __name__ == "__main__":
    main()
