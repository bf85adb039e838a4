"""What every stand-in is: a small HTTP server on loopback that can be told to misbehave."""

import argparse
import json
import os
import random
import re
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

BODY_BYTES_MAX = 64 << 20
IDLE_SECONDS_MAX = 60


@dataclass
class Request:
    method: str
    target: str  # as it was sent
    path: str
    query: dict
    headers: object
    body: bytes

    def json(self):
        """Its body, if that is an object."""
        with suppress(ValueError):
            if isinstance(fields := json.loads(self.body or b"{}"), dict):
                return fields
        raise Refused(400, "INVALID_REQUEST", "the body is no JSON object")


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict = field(default_factory=dict)


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def json_answer(status, fields, **headers):
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Answer(status, body, {"Content-Type": "application/json"} | headers)


class Standin:
    """Answers what its routes say: (method, pattern of the path, function of request and match). `behaviour` is how it
    misbehaves: what POST /control changes, and DELETE /control puts back."""

    routes = ()
    # slowMs: waits before each answer. failNext, failRate: 500 before anything happens, for so many requests or that
    # part of them. loseNext: does what it is asked, and hangs up. down: hangs up.
    defaults = {"slowMs": 0, "failNext": 0, "failRate": 0.0, "loseNext": 0, "down": False}
    choices = {}

    def __init__(self):
        self.behaviour = dict(self.defaults)
        self.behaviour_lock = Lock()
        self.url = None

    def refusal(self, refused):
        return json_answer(refused.status, {"error": {"code": refused.code, "message": refused.message}})

    def answer(self, request):
        """None: hang up."""
        if request.path.startswith("/control"):
            return self.find(request, (("GET", "/control", self.show_behaviour),
                                       ("POST", "/control", self.change_behaviour),
                                       ("DELETE", "/control", self.reset_behaviour), *self.controls()))
        if self.behaviour["down"]:
            return None
        if self.takes_one("failNext") or random.random() < self.behaviour["failRate"]:
            answer = self.refusal(Refused(500, "INTERNAL", "told to fail"))
        else:
            answer = self.find(request, self.routes)
        time.sleep(self.behaviour["slowMs"] / 1000)
        return None if self.takes_one("loseNext") else answer

    def controls(self):
        """Further routes below /control."""
        return ()

    def find(self, request, routes):
        try:
            found = [(method, function, match) for method, pattern, function in routes
                     if (match := re.fullmatch(pattern, request.path))]
            for method, function, match in found:
                if method == request.method:
                    return function(request, *match.groups())
            if found:
                raise Refused(405, "METHOD_NOT_ALLOWED", "this path knows no such method")
            raise Refused(404, "NOT_FOUND", "there is nothing here")
        except Refused as refused:
            return self.refusal(refused)

    def takes_one(self, name):
        with self.behaviour_lock:
            if not self.behaviour[name]:
                return False
            self.behaviour[name] -= 1
            return True

    def show_behaviour(self, _request):
        return json_answer(200, self.behaviour)

    def change_behaviour(self, request):
        fields = request.json()
        for name, value in fields.items():
            self.check_behaviour(name, value)
        with self.behaviour_lock:
            self.behaviour |= fields
        self.behaviour_changed()
        return json_answer(200, self.behaviour)

    def reset_behaviour(self, _request):
        with self.behaviour_lock:
            self.behaviour = dict(self.defaults)
        self.behaviour_changed()
        return json_answer(200, self.behaviour)

    def check_behaviour(self, name, value):
        if name not in self.defaults:
            raise Refused(400, "INVALID_REQUEST", f"{name} is none of {', '.join(self.defaults)}")
        default = self.defaults[name]
        if name in self.choices:
            if value not in self.choices[name]:
                raise Refused(400, "INVALID_REQUEST", f"{name} is one of {', '.join(self.choices[name])}")
        elif isinstance(value, bool) != isinstance(default, bool) or not isinstance(value, (bool, int, float)) \
                or value < 0 or (isinstance(default, int) and value != int(value)):
            raise Refused(400, "INVALID_REQUEST", f"{name} is like {json.dumps(default)}, and not below zero")

    def behaviour_changed(self):
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS_MAX
    # Headers and body in one packet.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_):
        # A line for each request would be most of the log, and its path may be signed.
        pass

    def _serve(self):
        standin = self.server.standin
        try:
            answer = standin.answer(self._read())
        except Refused as refused:
            # What is left of its body is not read.
            self.close_connection = True
            answer = standin.refusal(refused)
        except Exception:
            traceback.print_exc()
            answer = None
        if answer is None:
            self.close_connection = True
        else:
            self._write(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _serve

    def _read(self):
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            raise Refused(411, "MissingContentLength", "a body needs a Content-Length")
        if int(length) > BODY_BYTES_MAX:
            raise Refused(413, "EntityTooLarge", f"a body has at most {BODY_BYTES_MAX} bytes")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client hung up")
        target = urlsplit(self.path)
        return Request(self.command, self.path, target.path, dict(parse_qsl(target.query, keep_blank_values=True)),
                       self.headers, body)

    def _write(self, answer):
        self.send_response(answer.status)
        headers = dict(answer.headers)
        if answer.status != 204:
            headers["Content-Length"] = str(len(answer.body))
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, _request, _address):
        # A client that hung up is none.
        if not isinstance(sys.exc_info()[1], OSError):
            traceback.print_exc()


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="where it listens on 127.0.0.1; 0: any that is free")
    parser.add_argument("--port-file", type=Path, help="file that says where, once it listens")
    return parser


def read_secret(path):
    secret = path.read_text().strip()
    if not secret:
        sys.exit(f"{path} is empty")
    return secret


def replace_file(path, content):
    """Whole or not at all, also for whoever reads it meanwhile."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(content)
    os.replace(new, path)


def serve(standin, name, arguments):
    try:
        server = _Server(("127.0.0.1", arguments.port), _Handler)
    except OSError as error:
        sys.exit(f"{name} cannot listen on port {arguments.port}: {error.strerror}")
    server.standin = standin
    port = server.server_address[1]
    standin.url = f"http://127.0.0.1:{port}"
    if arguments.port_file:
        replace_file(arguments.port_file, f"{port}\n".encode())
    print(f"{name} listens on {standin.url}", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve_forever()
