"""A stand-in for Kakao, with the shapes of its REST API, which can be told to misbehave."""

import json
import ssl
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from ports import free_port

APP_ID = 1234
CLIENT_ID = "rest-api-key"
CLIENT_SECRET = "kakao client secret&"
REDIRECT_URI = "https://shop.example/kakao"
HOLD_SECONDS_MAX = 60


class Kakao:
    def __init__(self, certificate=None):
        """`certificate` and its key, two files, as `localhost`; none: without TLS."""
        self.certificate = certificate
        self.tokens = {}  # token: (app, user)
        self.codes = {}   # code: token, until it is handed in
        self.released = threading.Event()
        self.is_away = False  # for those whose connections are still open, too
        self.heal()
        self.port = free_port()
        self._listen()
        self.url = f"https://localhost:{self.port}" if certificate else f"http://127.0.0.1:{self.port}"

    def heal(self):
        self.says = None  # (status, body) in place of what is right
        self.released.set()

    def _listen(self):
        kakao = self

        class Handler(_Handler):
            owner = kakao

        self.server = ThreadingHTTPServer(("127.0.0.1", kakao.port), Handler)
        self.server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    @contextmanager
    def away(self):
        self.is_away = True
        self.close()
        try:
            yield
        finally:
            self.is_away = False
            self._listen()

    @contextmanager
    def saying(self, status, body):
        self.says = (status, body)
        try:
            yield
        finally:
            self.heal()

    @contextmanager
    def silent(self):
        """Takes requests, and answers none of them."""
        self.released.clear()
        try:
            yield
        finally:
            self.heal()

    def token(self, user, app=APP_ID):
        """`user` is what /v2/user/me answers."""
        token = f"token-of-{user['id']}-for-{app}"
        self.tokens[token] = (app, user)
        return token

    def code(self, user):
        code = f"code/of {user['id']}"
        self.codes[code] = self.token(user)
        return code

    def settings(self):
        return {"BARO_KAKAO_APP_ID": str(APP_ID), "BARO_KAKAO_CLIENT_ID": CLIENT_ID,
                "BARO_KAKAO_REDIRECT_URIS": f"https://shop.example/elsewhere,{REDIRECT_URI}",
                "BARO_KAKAO_API_URL": self.url, "BARO_KAKAO_AUTH_URL": self.url}


def person(number, email=None, verified=True, nickname=None):
    account = {"profile": {"nickname": nickname}} if nickname else {}
    if email:
        account |= {"email": email, "is_email_valid": True, "is_email_verified": verified}
    return {"id": number, "kakao_account": account}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        app, user = self.owner.tokens.get(self.headers["Authorization"].removeprefix("Bearer "), (None, None))
        if app is None:
            self._answer(401, {"msg": "this access token does not exist", "code": -401})
        elif self.path == "/v1/user/access_token_info":
            self._answer(200, {"id": user["id"], "expires_in": 7199, "app_id": app})
        elif self.path == "/v2/user/me":
            self._answer(200, user)
        else:
            self._answer(404, {})

    def do_POST(self):
        form = {name: value for name, [value] in
                parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        known = {"grant_type": "authorization_code", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        if self.path != "/oauth/token" or not known.items() <= form.items():
            self._answer(401, {"error": "invalid_client", "error_code": "KOE010"})
        elif form.get("redirect_uri") != REDIRECT_URI or form.get("code") not in self.owner.codes:
            self._answer(400, {"error": "invalid_grant", "error_code": "KOE320"})
        else:
            self._answer(200, {"token_type": "bearer", "access_token": self.owner.codes.pop(form["code"])})

    def _answer(self, status, body):
        self.owner.released.wait(HOLD_SECONDS_MAX)
        if self.owner.is_away:
            self.close_connection = True
            return
        status, body = self.owner.says or (status, body)
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        with suppress(ConnectionError):  # whoever has given up
            self.wfile.write(text)
