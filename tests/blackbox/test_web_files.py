"""The shop's web pages as files: what is sent, to whom it is sent again, and what is never sent."""

import gzip
import re
import subprocess

import pytest

from server import BAROD, own_server
from shop import Client

PAGE = b"<!doctype html>\n<html lang=\"ko\"><title>BARO</title></html>\n"
SCRIPT = b"export const shop = 'baro';\n" * 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "assets" / "shop-1a2b3c.js").write_bytes(SCRIPT)
    (folder / "assets" / "shop-1a2b3c.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder.parent / "secret.js").write_bytes(b"secret")
    return folder


@pytest.fixture(scope="module")
def web(stack, folder):
    with own_server(stack, "web", BARO_WEB=str(folder)) as server:
        yield Client(server.url)


@pytest.mark.parametrize("path", ["/", "/shop", "/shop/products/1", "/manage", "/manage/products/7", "/ops", "/ops/x/y",
                                  "/shop/..%2f..%2fsecret.js"])
def test_the_page_is_at_each_of_its_addresses(web, path):
    answer = web.get(path)
    assert answer.status == 200 and answer.body == PAGE
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache", "or nobody would see the next one"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy and "unsafe" not in policy


def test_an_address_of_the_api_is_none_of_the_page(web):
    assert web.get("/products/1").status == 404
    assert web.get("/products/newest").ok()["content"] is not None


def test_whoever_has_it_is_not_sent_it_again(web):
    for path in ("/", "/assets/shop-1a2b3c.js"):
        tag = web.get(path)["ETag"]
        assert re.fullmatch(r'"[0-9a-f]+"', tag), "a strong one"
        again = web.get(path, If_None_Match=tag)
        assert again.status == 304 and again.body == b"" and again["ETag"] == tag
        assert web.get(path, If_None_Match='"another"').status == 200


def test_an_asset_is_kept_for_ever(web):
    answer = web.get("/assets/shop-1a2b3c.js")
    assert answer.body == SCRIPT and answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("accepted,packed", [("gzip", True), ("br, gzip;q=0.8", True), ("*", True), (None, False),
                                             ("br", False), ("gzip;q=0", False), ("identity", False)])
def test_it_is_packed_for_those_who_can_unpack_it(web, accepted, packed):
    answer = web.get("/assets/shop-1a2b3c.js", Accept_Encoding=accepted)
    assert answer["Content-Encoding"] == ("gzip" if packed else None)
    assert (gzip.decompress(answer.body) if packed else answer.body) == SCRIPT
    assert "Accept-Encoding" in answer.headers.get_all("Vary")
    assert int(answer["Content-Length"]) == len(answer.body)


def test_packed_and_plain_have_different_tags(web):
    plain = web.get("/assets/shop-1a2b3c.js")
    packed = web.get("/assets/shop-1a2b3c.js", Accept_Encoding="gzip")
    assert plain["ETag"] != packed["ETag"]
    assert web.get("/assets/shop-1a2b3c.js", Accept_Encoding="gzip", If_None_Match=plain["ETag"]).status == 200


def test_head_says_what_get_would(web):
    for path in ("/", "/assets/shop-1a2b3c.js"):
        get, head = web.get(path), web.request("HEAD", path)
        assert head.status == 200 and head.body == b""
        for header in ("Content-Length", "Content-Type", "ETag", "Cache-Control", "Vary"):
            assert head[header] == get[header]


@pytest.mark.parametrize("path", ["none.js", "shop-1a2b3c.js.gz", "../index.html", "../../secret.js",
                                  "..%2f..%2fsecret.js", "%2e%2e/%2e%2e/secret.js", "..\\..\\secret.js", "/", "//etc/passwd"])
def test_nothing_else_is_sent(web, path):
    web.get(f"/assets/{path}").problem(404, "NOT_FOUND")


def test_it_cannot_be_written_to(web):
    answer = web.post("/shop/cart", {})
    answer.problem(405, "METHOD_NOT_ALLOWED")
    assert answer["Allow"] == "OPTIONS, GET, HEAD"


def test_without_pages_there_is_the_documentation(stack):
    with own_server(stack, "plain", BARO_WEB="") as server:
        client = Client(server.url)
        front = client.get("/")
        assert front.status == 200 and b"BARO API" in front.body
        client.get("/shop/cart").problem(404, "NOT_FOUND")
        client.get("/assets/shop-1a2b3c.js").problem(404, "NOT_FOUND")


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("x")])
def test_a_folder_without_a_page_is_refused_by_name(stack, tmp_path, make):
    make(path := tmp_path / "web")
    done = subprocess.run([BAROD, "--web", path], env=stack.server_env(), capture_output=True, text=True, timeout=30)
    assert done.returncode == 2 and f"web: there is no index.html in {path}" in done.stderr
