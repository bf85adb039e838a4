#!/usr/bin/env python3
"""A picture generator: Gemini's generateContent over HTTP, which draws stripes. README.md says how."""

import base64
import binascii
import hmac
from pathlib import Path
from threading import Lock

from picture import png, type_of
from standin import Answer, Refused, Standin, json_answer, options, read_secret, serve

HUGE_BYTES = 32 << 20


class Generation(Standin):
    # mode: block: the prompt is refused. refuse: the picture is. text: words in place of a picture. no_picture: what
    # should be one is none. nonsense: no JSON. huge: a picture of 32 MiB.
    defaults = Standin.defaults | {"mode": "draw"}
    choices = {"mode": ("draw", "block", "refuse", "text", "no_picture", "nonsense", "huge")}
    # As Google calls them.
    statuses = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 500: "INTERNAL"}

    def __init__(self, api_key):
        super().__init__()
        self.api_key = api_key
        self.requests = 0
        self.count_lock = Lock()
        self.routes = (("POST", "/v1beta/models/([^/:]+):generateContent", self.generate),)

    def controls(self):
        return (("GET", "/control/count", lambda _: json_answer(200, {"requests": self.requests})),)

    def refusal(self, refused):
        return json_answer(refused.status, {"error": {
            "code": refused.status, "message": refused.message,
            "status": self.statuses.get(refused.status, refused.code)}})

    def generate(self, request, model):
        if not hmac.compare_digest(request.headers.get("x-goog-api-key", "").encode(), self.api_key.encode()):
            raise Refused(403, "PERMISSION_DENIED", "the API key is not known here")
        pictures = _pictures(request.json())
        with self.count_lock:
            self.requests += 1
        mode = self.behaviour["mode"]
        if mode == "nonsense":
            return Answer(200, b"<p>no JSON", {"Content-Type": "application/json"})
        if mode == "block":
            return json_answer(200, {"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": model})
        if mode == "refuse":
            return json_answer(200, {"candidates": [{"finishReason": "IMAGE_SAFETY", "index": 0}],
                                     "modelVersion": model})
        parts = [{"text": "Here is how it looks."}]
        if mode != "text":
            drawn = {"draw": lambda: png(pictures), "no_picture": lambda: b"no picture",
                     "huge": lambda: bytes(HUGE_BYTES)}[mode]()
            parts.append({"inlineData": {"mimeType": "image/png", "data": base64.b64encode(drawn).decode()}})
        return json_answer(200, {"candidates": [{"content": {"role": "model", "parts": parts},
                                                 "finishReason": "STOP", "index": 0}], "modelVersion": model})


def _pictures(body):
    """The pictures in the request. Names are in either of the two spellings of Google's JSON."""
    pictures, texts = [], 0
    try:
        for content in body["contents"]:
            for part in content["parts"]:
                if inline := part.get("inlineData") or part.get("inline_data"):
                    pictures.append(_picture(inline))
                texts += isinstance(part.get("text"), str)
    except (KeyError, TypeError, AttributeError):
        raise _invalid("contents are a list of {parts: [{text} or {inlineData: {mimeType, data}}]}") from None
    if not pictures or not texts:
        raise _invalid("contents have no text, or no picture")
    return pictures


def _picture(inline):
    try:
        content = base64.b64decode(inline["data"], validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("data is no base64") from None
    type_ = inline.get("mimeType") or inline.get("mime_type")
    if type_of(content) is None or type_ != type_of(content):
        raise _invalid(f"the picture is not of type {type_}, or of none that is known")
    return content


def _invalid(message):
    return Refused(400, "INVALID_ARGUMENT", message)


def main():
    parser = options(__doc__)
    parser.add_argument("--api-key-file", type=Path, required=True, help="what callers have to show")
    given = parser.parse_args()
    serve(Generation(read_secret(given.api_key_file)), "generation", given)


if __name__ == "__main__":
    main()
