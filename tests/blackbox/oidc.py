"""A real OpenID provider in a process of its own, and somebody with a browser who logs in there."""

import base64
import http.client
import json
import shutil
import subprocess
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

from ports import free_port
from shop import BROKEN, eventually

HERE = Path(__file__).parent
REDIRECT_URI = "https://shop.example/login"
SECRETS = {"shop": "a secret: +&%/", "other": "another secret"}
STEPS_MAX = 12


class OidcProvider:
    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = subprocess.Popen([shutil.which("node"), HERE / "oidc_provider.mjs", str(self.port)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self.is_ready)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def is_ready(self):
        assert self.process.poll() is None, "the OpenID provider has ended"
        try:
            return self._request("GET", "/.well-known/openid-configuration")[0] == 200
        except BROKEN:
            return False

    def entry(self, **changes):
        """It, as a file of providers has it."""
        return {"name": "EXAMPLE", "issuer": self.url, "clientId": "shop", "clientSecret": SECRETS["shop"],
                "redirectUris": [REDIRECT_URI]} | changes

    def code(self, account, client="shop"):
        """Logs in as the account, and is sent back to the client with a code."""
        query = {"client_id": client, "response_type": "code", "scope": "openid email profile",
                 "redirect_uri": REDIRECT_URI, "login_hint": account}
        cookies, url = SimpleCookie(), f"{self.url}/auth?{urlencode(query)}"
        for _ in range(STEPS_MAX):
            parts = urlsplit(url)
            status, headers, body = self._request("GET", f"{parts.path}?{parts.query}", headers={
                "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())})
            assert status in (302, 303), body
            for cookie in headers.get_all("Set-Cookie", []):
                cookies.load(cookie)
            url = urljoin(url, headers["Location"])
            if url.startswith(REDIRECT_URI):
                return parse_qs(urlsplit(url).query)["code"][0]
        raise AssertionError("the login does not end")

    def access_token(self, account, client="shop"):
        """As an app has it that has handed in its code by itself."""
        credentials = f"{quote(client, safe='')}:{quote(SECRETS[client], safe='')}".encode()
        form = {"grant_type": "authorization_code", "code": self.code(account, client), "redirect_uri": REDIRECT_URI}
        status, _, body = self._request("POST", "/token", urlencode(form), {
            "Authorization": "Basic " + base64.b64encode(credentials).decode(),
            "Content-Type": "application/x-www-form-urlencoded"})
        assert status == 200, body
        return json.loads(body)["access_token"]

    def _request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()
