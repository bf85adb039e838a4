"""Products from a CSV file: good rows are kept, bad ones are told with their line, and memory stays flat."""

import csv
import http.client
import io
import socket
import threading
from urllib.parse import urlsplit

import pytest

from server import own_server
from shop import BROKEN, Answer, at_once, eventually

PATH = "/admin/import/products"
COLUMNS = ["storeId", "name", "price", "description", "thumbnailUrl", "categoryIds", "imageUrls", "size", "color",
           "quantity"]
IMPORT_SECONDS_MAX = 240
MIB = 1 << 20


def row(shop, **cells):
    return {"storeId": shop.store, "name": "니트, \"울\"", "price": 39_000, "description": "따뜻한\n니트",
            "thumbnailUrl": "/pictures/shirt.svg", "categoryIds": shop.category,
            "imageUrls": "/pictures/shirt.svg|/pictures/coat.svg", "size": "", "color": "", "quantity": 3} | cells


def to_csv(rows, columns=COLUMNS, **dialect):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def lines_of(file):
    """The line on which each row but the header begins, as an editor counts them."""
    reader = csv.reader(io.StringIO(file.decode(), newline=""))
    lines, last = [], 0
    for _ in reader:
        lines.append(last + 1)
        last = reader.line_num
    return lines[1:]


def send(client, body, key=None, url=None, **headers):
    """Sends a file, in chunks if it is no bytes, and waits for its answer as long as an import may take."""
    headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    headers = {"Content-Type": "text/csv"} | headers
    if client.cookie:
        headers["Cookie"] = f"baro={client.cookie}"
    if key is not None:
        headers["Idempotency-Key"] = key
    connection = http.client.HTTPConnection(urlsplit(url or client.url).netloc, timeout=IMPORT_SECONDS_MAX)
    try:
        connection.request("POST", PATH, body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


class Sender:
    """A client that sends its request piece by piece."""

    def __init__(self, url, cookie, headers, body=b""):
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=20)
        lines = [f"POST {PATH} HTTP/1.1", "Host: shop", "Content-Type: text/csv", f"Cookie: baro={cookie}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        response = http.client.HTTPResponse(self.socket)
        response.begin()
        return Answer(response.status, response.headers, response.read())

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def names(shop, prefix):
    return {name for name, in shop.stack.sql(f"SELECT name FROM products WHERE name LIKE '{prefix}%'")}


def count(shop, prefix):
    return int(shop.stack.sql(f"SELECT count(*) FROM products WHERE name LIKE '{prefix}%'")[0][0])


@pytest.fixture
def prefix(shop):
    return shop.unique("import")


def test_a_row_becomes_a_product_as_any_other(shop, prefix):
    file = to_csv([row(shop, name=prefix, size="M", color="아이보리")])
    report = send(shop.owner, file).ok()
    assert report == {"rows": 1, "imported": 1, "failed": 0, "failures": []}
    product = shop.stack.sql(f"SELECT product_id FROM products WHERE name = '{prefix}'")[0][0]
    shown = shop.anonymous().get(f"/products/{product}").ok()
    assert shown["storeId"] == shop.store and shown["price"] == 39_000
    assert shown["description"].splitlines() == ["따뜻한", "니트"]
    assert shown["images"] == ["/pictures/shirt.svg", "/pictures/coat.svg"]
    assert [(sku["options"], sku["available"]) for sku in shown["skus"]] == [({"size": "M", "color": "아이보리"}, 3)]
    listed = shop.anonymous().get(f"/products/newest?categoryId={shop.category}&size=1").ok()["content"]
    assert [item["id"] for item in listed] == [product], "the list does not show it at once"
    shop.stack.audit()


@pytest.mark.parametrize("dialect", [{"lineterminator": "\n"}, {"quoting": csv.QUOTE_ALL}, {"lineterminator": "\r"}])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_files_are_read_as_spreadsheets_write_them(shop, prefix, dialect, mark):
    shuffled = ["quantity", "name", "imageUrls", "storeId", "categoryIds", "price", "thumbnailUrl"]
    file = mark + to_csv([row(shop, name=f"{prefix}-{i}") for i in range(3)], shuffled, **dialect)
    assert send(shop.owner, file).ok()["imported"] == 3
    assert names(shop, prefix) == {f"{prefix}-{i}" for i in range(3)}


def test_fifty_thousand_rows_are_imported_in_flat_memory_and_each_bad_one_is_listed(shop, prefix):
    stranger = shop.promoted("STORE_OWNER")
    foreign, paused = shop.new_store(stranger), shop.new_store(shop.owner)
    shop.owner.patch(f"/stores/{paused}", {"status": "PAUSED"}).ok()
    bad = [({"name": ""}, "INVALID_REQUEST", "name"), ({"price": "cheap"}, "INVALID_REQUEST", "price"),
           ({"price": 0}, "INVALID_REQUEST", "price"), ({"quantity": -1}, "INVALID_REQUEST", "quantity"),
           ({"quantity": ""}, "INVALID_REQUEST", "quantity"), ({"imageUrls": "/a|ftp://b"}, "INVALID_REQUEST", "imageUrls[1]"),
           ({"categoryIds": f"{shop.category}|x"}, "INVALID_REQUEST", "categoryIds[1]"),
           ({"size": "M" * 51}, "INVALID_REQUEST", "size"), ({"categoryIds": "1"}, "NOT_FOUND", None),
           ({"storeId": "1"}, "NOT_FOUND", None), ({"storeId": foreign}, "FORBIDDEN", None),
           ({"storeId": paused}, "STORE_NOT_ACTIVE", None)]
    rows, wanted = [], {}
    for i in range(50_000):
        cells, code, field = bad[i // 100 % len(bad)] if i % 100 == 99 else ({}, None, None)
        rows.append(row(shop, name=f"{prefix}-{i}") | cells)
        if code:
            wanted[i] = (code, field)
    file = to_csv(rows)
    lines = lines_of(file)
    assert send(shop.owner, to_csv(row(shop, name=f"warm-{prefix}-{i}") for i in range(2_000))).ok()["failed"] == 0

    before, highest, done = shop.stack.rss_kib(), [0], threading.Event()

    def watch():
        while not done.wait(0.05):
            highest[0] = max(highest[0], shop.stack.rss_kib())

    watcher = threading.Thread(target=watch)
    watcher.start()
    report = send(shop.owner, file).ok()
    done.set()
    watcher.join()
    told = {failure["line"]: failure for failure in report.pop("failures")}
    assert report == {"rows": 50_000, "imported": 50_000 - len(wanted), "failed": len(wanted)}
    assert set(told) == {lines[i] for i in wanted}
    for i, (code, field) in wanted.items():
        failure = told[lines[i]]
        assert failure["code"] == code and failure["message"] and failure["detail"], failure
        assert [wrong["field"] for wrong in failure["fieldErrors"]] == ([field] if field else []), failure
    assert count(shop, prefix) == 50_000 - len(wanted)
    assert 0 < highest[0] < before + 64 * 1024, f"RSS grew from {before} to {highest[0]} KiB"
    shop.stack.audit()


def test_rows_that_are_no_csv_or_no_utf_8_fail_alone(shop, prefix):
    good = [to_csv([row(shop, name=f"{prefix}-{i}")]).split(b"\r\n", 1)[1] for i in range(2)]
    header = ",".join(COLUMNS).encode() + b"\r\n"
    file = header + good[0] + b"12\" wide,1\r\n" + b"a,b\r\n" + good[1].replace("니".encode(), b"\xff") + good[1]
    report = send(shop.owner, file).ok()
    assert (report["rows"], report["imported"], report["failed"]) == (5, 2, 3)
    assert [failure["line"] for failure in report["failures"]] == [4, 5, 6]
    assert "quotes" in report["failures"][0]["detail"]
    assert "2 cells" in report["failures"][1]["detail"]
    assert "UTF-8" in report["failures"][2]["detail"]


def test_a_row_without_end_stops_the_import_with_its_line(shop, prefix):
    file = to_csv([row(shop, name=f"{prefix}-1", description="")]) + b'"' + b"x" * 100_000
    report = send(shop.owner, file).ok()
    assert report["stopped"] == "ROW_TOO_LONG" and report["imported"] == 1
    assert [failure["line"] for failure in report["failures"]] == [3]


def test_too_many_bad_rows_stop_the_import(shop):
    report = send(shop.owner, to_csv(row(shop, price=0) for _ in range(12_000))).ok()
    assert report["stopped"] == "TOO_MANY_FAILURES"
    assert report["failed"] == len(report["failures"]) == report["rows"] == 10_000


@pytest.mark.parametrize("file, named", [
    (b"", "empty"), (b"\r\n\r\n", "empty"), (b"storeId,name\r\n", "price is missing"),
    (",".join(COLUMNS + ["weight"]).encode(), "no column weight"),
    (",".join(COLUMNS + ["name"]).encode(), "name comes twice"), (b'"storeId', "no CSV"), (b"\xff\xfe", "no column"),
])
def test_a_file_without_the_right_columns_is_refused_with_what_to_do(shop, file, named):
    problem = send(shop.owner, iter([file])).problem(400, "INVALID_REQUEST")
    assert named in problem["detail"] and "categoryIds" in problem["detail"]


def test_a_header_alone_imports_nothing(shop):
    assert send(shop.owner, to_csv([])).ok() == {"rows": 0, "imported": 0, "failed": 0, "failures": []}


def test_a_body_that_is_no_csv_or_missing_is_refused(shop):
    problem = send(shop.owner, b"{}", Content_Type="application/json").problem(415, "UNSUPPORTED_MEDIA_TYPE")
    assert "text/csv" in problem["detail"]
    send(shop.owner, b"").problem(400, "INVALID_REQUEST")
    assert send(shop.owner, to_csv([]), Content_Type="text/csv; charset=UTF-8").status == 200


def test_who_may_import_is_decided_before_the_body_is_read(shop):
    huge = [f"Content-Length: {200 * MIB}", "Expect: 100-continue"]
    for client, status, code in [(shop.anonymous(), 401, "NOT_LOGGED_IN"), (shop.buyer(), 403, "FORBIDDEN")]:
        with Sender(shop.url, client.cookie or "", huge) as sender:
            answer = sender.answer()
            answer.problem(status, code)
            assert answer["Connection"] == "close"
    with Sender(shop.url, shop.owner.cookie, [*huge, "Origin: https://evil.example"]) as sender:
        sender.answer().problem(403, "CROSS_SITE_REQUEST")


def test_an_admin_imports_into_any_store(shop, prefix):
    assert send(shop.admin, to_csv([row(shop, name=prefix)])).ok()["imported"] == 1


def test_a_client_that_waits_for_it_is_told_to_go_on(shop, prefix):
    file = to_csv([row(shop, name=prefix)])
    with Sender(shop.url, shop.owner.cookie, [f"Content-Length: {len(file)}", "Expect: 100-continue"]) as sender:
        assert sender.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sender.send(file)
        assert sender.answer().ok()["imported"] == 1
        sender.send(b"GET /categories HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert sender.answer().status == 200, "the connection does not go on"


def test_chunks_may_be_cut_anywhere(shop, prefix):
    file = to_csv([row(shop, name=f"{prefix}-{i}") for i in range(3)])
    pieces = (file[i:i + 1] for i in range(len(file)))
    assert send(shop.owner, pieces).ok()["imported"] == 3


def test_the_same_file_with_the_same_key_lists_nothing_twice(shop, prefix):
    rows = [row(shop, name=f"{prefix}-{i}") for i in range(500)]
    broken = rows[:200] + [row(shop, name=f"{prefix}-bad", price=0)] + rows[201:]
    assert send(shop.owner, to_csv(broken), key=prefix).ok()["imported"] == 499
    report = send(shop.owner, to_csv(rows), key=prefix).ok()
    assert report == {"rows": 500, "imported": 500, "failed": 0, "failures": []}
    assert count(shop, prefix) == 500
    other = send(shop.owner, to_csv([row(shop, name=f"{prefix}-other")]), key=prefix).ok()
    assert [failure["code"] for failure in other["failures"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert count(shop, prefix) == 500


def test_of_a_file_that_breaks_off_the_rows_that_came_stay_and_a_repeat_adds_the_rest(shop, prefix):
    file = to_csv([row(shop, name=f"{prefix}-{i}") for i in range(1_000)])
    headers = [f"Content-Length: {len(file)}", f"Idempotency-Key: {prefix}"]
    with Sender(shop.url, shop.owner.cookie, headers, file[:len(file) // 2]):
        eventually(lambda: count(shop, prefix) > 0)
    assert send(shop.owner, file, key=prefix).ok()["imported"] == 1_000
    assert count(shop, prefix) == 1_000
    shop.stack.audit()


def test_a_client_that_only_stops_sending_is_told_what_came_in(shop, prefix):
    file = to_csv([row(shop, name=f"{prefix}-{i}", description="") for i in range(10)])
    with Sender(shop.url, shop.owner.cookie, ["Content-Length: 1000000"], file) as sender:
        sender.socket.shutdown(socket.SHUT_WR)
        report = sender.answer().ok()
    assert report["stopped"] == "BROKEN_OFF" and report["imported"] == 10


def test_two_imports_at_once_do_not_mix(shop, prefix):
    def imported(name):
        return send(shop.owner, to_csv(row(shop, name=f"{prefix}-{name}-{i}") for i in range(500)), key=f"{prefix}-{name}").ok()

    for report in at_once([lambda: imported("a"), lambda: imported("b"), lambda: imported("a")]):
        assert report["imported"] == 500
    assert count(shop, prefix) == 1_000


@pytest.fixture(scope="module")
def strict(shop):
    """A node with low limits."""
    settings = {"BARO_UPLOAD_BYTES_MAX": str(MIB), "BARO_UPLOAD_TIMEOUT": "300", "BARO_UPLOADS_MAX": "1"}
    with own_server(shop.stack, "strict", **settings) as server:
        yield server


def test_a_file_over_the_limit_is_refused_before_it_is_sent(shop, strict):
    headers = [f"Content-Length: {MIB + 1}", "Expect: 100-continue"]
    with Sender(strict.url, shop.owner.cookie, headers) as sender:
        sender.answer().problem(413, "BODY_TOO_LARGE")


def test_a_file_that_grows_over_the_limit_on_the_way_is_told_what_came_in(shop, strict, prefix):
    file = to_csv([row(shop, name=f"{prefix}-{i}") for i in range(100)])
    with Sender(strict.url, shop.owner.cookie, ["Transfer-Encoding: chunked"]) as sender:
        sender.send(b"%x\r\n%s\r\n%x\r\n" % (len(file), file, MIB))
        report = sender.answer().ok()
    assert report["stopped"] == "BODY_TOO_LARGE" and report["imported"] == count(shop, prefix) == 100


def test_a_client_that_is_too_slow_is_told_what_came_in(shop, strict, prefix):
    file = to_csv([row(shop, name=prefix)])
    with Sender(strict.url, shop.owner.cookie, ["Content-Length: 100000"], file) as sender:
        report = sender.answer().ok()
    assert report["stopped"] == "TOO_SLOW" and report["imported"] == 1
    with Sender(strict.url, shop.owner.cookie, ["Content-Length: 100000"], file[:10]) as sender:
        sender.answer().problem(408, "REQUEST_TIMEOUT")


def test_more_imports_at_once_than_allowed_are_sent_away(shop, prefix):
    file = to_csv([row(shop, name=prefix)])
    with own_server(shop.stack, "narrow", BARO_UPLOADS_MAX="1") as server:
        headers = [f"Content-Length: {len(file)}", "Expect: 100-continue"]
        with Sender(server.url, shop.owner.cookie, headers) as first:
            assert first.socket.recv(100).startswith(b"HTTP/1.1 100"), "it is not let in"
            answer = send(shop.owner, file, url=server.url)
            answer.problem(503, "OVERLOADED")
            assert int(answer["Retry-After"]) > 0
            first.send(file)
            assert first.answer().ok()["imported"] == 1
        eventually(lambda: send(shop.owner, file, url=server.url).status == 200)


def test_an_import_that_takes_too_long_is_told_what_came_in(shop, prefix):
    file = to_csv([row(shop, name=prefix)])
    with own_server(shop.stack, "hasty", BARO_UPLOAD_DEADLINE="1000") as server:
        with Sender(server.url, shop.owner.cookie, ["Content-Length: 100000"], file) as sender:
            report = sender.answer().ok()
    assert report["stopped"] == "DEADLINE_PASSED" and report["imported"] == 1


def test_the_document_says_what_a_file_looks_like_and_what_is_answered(shop):
    operation = shop.anonymous().get("/openapi.json").ok()["paths"][PATH]["post"]
    assert list(operation["requestBody"]["content"]) == ["text/csv"]
    for column in COLUMNS:
        assert column in operation["requestBody"]["description"]
    assert {"200", "400", "401", "403", "413", "415", "503"} <= set(operation["responses"])
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/ImportReport"}
