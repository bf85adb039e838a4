"""What operators see: names and labels of the metrics, rules and alerts, dashboards, and a live Prometheus on it all."""

import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from boards import MONITORING, boards, panel_queries
from conftest import SETTINGS
from exposition import scrape
from prometheus import Prometheus
from shop import Client, Shop, eventually
from stack import ROOT, Stack

OPERATIONS = (ROOT / "docs" / "OPERATIONS.md").read_text()

# What nothing has to be found of while all is well: only what has gone wrong, or never happened, makes a line of it.
RIGHTLY_EMPTY = {
    "Routes with errors": "no route has any",
    "Pause of a move": "no shard has moved within the last minute",
}
# Others load this machine, too: there, answers may be slow without anything being wrong.
DEPENDS_ON_THE_MACHINE = {"LatencyBurnsFast", "LatencyBurnsSlow", "ConnectionsAreScarce"}

WINDOW_SECONDS = 90  # until there are enough samples for all rates


# Files, without a server

def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], cwd=MONITORING / "prometheus", text=True, timeout=600,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_prometheus_takes_configuration_and_rules():
    promtool("check", "config", "prometheus.yml")


def test_each_alert_fires_when_it_should_and_else_stays_silent():
    promtool("test", "rules", *(f"tests/{path.name}" for path in (MONITORING / "prometheus" / "tests").glob("*.yml")))


def alerts():
    """(name, the rest of its rule), as text: Python has no YAML."""
    text = (MONITORING / "prometheus" / "rules" / "alerts.yml").read_text()
    return re.findall(r"- alert: (\w+)\n(.*?)(?=\n      - alert|\n  - name|\Z)", text, re.DOTALL)


def test_each_alert_has_a_severity_a_runbook_and_a_test_for_both():
    tests = "".join(path.read_text() for path in (MONITORING / "prometheus" / "tests").glob("*.yml"))
    headings = {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-")
                for line in re.findall(r"^#+ (.*)$", OPERATIONS, re.MULTILINE)}
    assert len(alerts()) > 15
    for name, rule in alerts():
        assert re.search(r"severity: (page|ticket)\b", rule), name
        anchor = re.search(r"runbook: docs/OPERATIONS\.md#(\S+)", rule)[1]
        assert anchor in headings, f"no section of docs/OPERATIONS.md is #{anchor}"
        assert re.search(rf"alertname: {name}, exp_alerts: \[\]", tests), f"no test in which {name} stays silent"
        assert re.search(rf"alertname: {name}\n\s+exp_alerts:\n\s+- exp_labels", tests), f"no test in which {name} fires"


def test_dashboards_are_what_their_source_makes():
    subprocess.run([sys.executable, MONITORING / "grafana" / "generate.py", "--check"], check=True, timeout=30)


@pytest.mark.parametrize("name,board", boards().items())
def test_a_dashboard_is_whole(name, board):
    assert board["uid"] == f"baro-{name}" and board["title"] and board["description"]
    assert board["schemaVersion"] >= 36
    assert {variable["name"] for variable in board["templating"]["list"]} == {"datasource", "node"}
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        for part in (panel, *panel["targets"]):
            assert part["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"]) > 0
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken and all(x < 24 for x, _ in cells), f"{panel['title']} stands on another one"
        taken |= cells


# A stack that is watched

class Unchecked(Client):
    """Too many answers to hold all of them against the contract."""

    def note(self, method, path, answer):
        pass


@contextmanager
def customers(shop, urls, count=2):
    """Who look around, fill carts and order at all nodes, until the end."""
    stopping = threading.Event()
    products = [shop.product(quantity=1_000_000) for _ in range(5)]
    scarce = shop.product(quantity=1)

    def customer(buyer, number):
        own = [Unchecked(url, buyer.cookie) for url in urls]
        for turn in range(1_000_000):
            if stopping.is_set():
                return
            client, product = own[turn % len(own)], products[(turn + number) % len(products)]
            client.get(f"/products/{product.id}")
            client.get("/products/newest")
            client.add_to_cart(product.sku)
            client.order([(product.sku, 1)])
            client.order([(scarce.sku, 1)])
            client.get("/orders")

    threads = [threading.Thread(target=customer, args=(buyer, number))
               for number, buyer in enumerate(shop.buyers(count))]
    for thread in threads:
        thread.start()
    yield
    stopping.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def watched():
    stack = Stack(SETTINGS | {"BARO_AUDIT_INTERVAL": "2000"})
    try:
        stack.up("--port", "0", "--no-seed", "--nodes", "2", "--with-monitoring")
        yield stack
    finally:
        stack.down()


@pytest.fixture(scope="module")
def prometheus(watched):
    return Prometheus(watched.status()["prometheus"]["url"])


@pytest.fixture(scope="module")
def busy(watched, prometheus):
    """The same, with customers, and watched for long enough to have rates."""
    shop = Shop(watched)
    with customers(shop, [node["http"] for node in watched.status()["nodes"]]):
        eventually(lambda: prometheus.query("baro:http_requests:rate1m > 0"), seconds=WINDOW_SECONDS)
        yield shop


def test_up_says_where_prometheus_is_and_it_finds_the_nodes(watched, prometheus):
    assert prometheus.url in watched.baro("status", "--data", watched.data).stdout
    eventually(lambda: prometheus.targets() == {"node-0": True, "node-1": True}, seconds=WINDOW_SECONDS)


def empty(prometheus, queries):
    return [(title, query) for title, query in queries if not prometheus.query(query)]


def test_every_query_of_every_panel_finds_something(busy, prometheus):
    queries = [(title, query) for _, title, query in panel_queries()]
    due = [(title, query) for title, query in queries if title not in RIGHTLY_EMPTY]
    assert RIGHTLY_EMPTY.keys() <= {title for title, _ in queries}, "an exception is for no panel"
    left = [due]

    def all_found():
        left[0] = empty(prometheus, left[0])
        return not left[0]

    try:
        eventually(all_found, seconds=WINDOW_SECONDS)
    except AssertionError:
        pytest.fail(f"these find nothing: {left[0]}")
    empty(prometheus, queries)  # none of the others is refused


def test_every_rule_is_healthy_and_records_something(busy, prometheus):
    def all_evaluated():
        return all(rule["lastEvaluation"] > "0002" for rule in prometheus.rules())

    eventually(all_evaluated, seconds=WINDOW_SECONDS)
    rules = prometheus.rules()
    assert [rule for rule in rules if rule["health"] != "ok"] == []
    recorded = [(rule["name"], rule["name"]) for rule in rules if rule["type"] == "recording"]
    assert len(recorded) > 15
    eventually(lambda: not empty(prometheus, recorded), seconds=WINDOW_SECONDS)


SELECTOR = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*\{[^}]*\}|(?:baro|process)[_:][a-zA-Z0-9_:]*')


def test_what_alerts_look_at_is_there_and_none_fires_in_health(busy, prometheus):
    looked_at = {(rule["name"], selector) for rule in prometheus.rules() if rule["type"] == "alerting"
                 for selector in SELECTOR.findall(rule["query"])}
    assert len({name for name, _ in looked_at}) == len(alerts())
    eventually(lambda: not empty(prometheus, looked_at), seconds=WINDOW_SECONDS)
    firing = {labels["alertname"] for labels, _ in prometheus.query('ALERTS{alertstate="firing"}')}
    assert firing <= DEPENDS_ON_THE_MACHINE


# Names and labels

UNITS = ("_seconds", "_bytes", "_total", "_info")
# What is counted in things names them.
THINGS = ("_rows", "_facts", "_messages", "_requests", "_connections", "_fds", "_threads", "_awake", "_owned",
          "_connected", "_running", "_busy", "_streams", "_units", "_violations", "_in_flight", "_in_line", "_waiting",
          "_coordinator", "_serving")
LABELS = {
    "method": r"GET|POST|PUT|PATCH|DELETE|other", "status": r"[1-5]xx", "route": r"/[a-zA-Z/{}.-]*|other",
    "code": r"[A-Z_]+|other", "reason": r"[a-z]+", "outcome": r"[a-z_]+", "event": r"[a-z]+", "direction": r"in|out",
    "kind": r"[a-z_]+", "actor": r"[a-z_]+", "queue": r"[a-z_]+",
}
BUILD = {"version", "build_type", "compiler", "caf", "wire"}


def test_names_units_and_help_are_as_prometheus_has_them(busy, watched):
    for family in scrape(watched.ops).values():
        assert re.fullmatch(r"(baro|process)(_[a-z]+)+", family.name), family.name
        assert family.kind in ("counter", "gauge", "histogram") and family.help.endswith("."), family.name
        assert (family.kind == "counter") == family.name.endswith("_total"), family.name
        assert family.name.endswith(UNITS + THINGS), f"{family.name} has no unit"


def test_labels_have_few_values_and_none_of_them_comes_from_people(busy, watched):
    for family in scrape(watched.ops).values():
        for name, labels, _ in family.samples:
            labels = {label: value for label, value in labels.items() if label != "le"}
            if family.name == "baro_build_info":
                assert labels.keys() == BUILD
                continue
            for label, value in labels.items():
                assert label in LABELS and re.fullmatch(LABELS[label], value), f"{name}: {label}={value}"


def series(ops):
    """Actors that are met for the first time are left out: one turn in 64 is looked at."""
    return {(name, frozenset(labels.items())) for family in scrape(ops).values()
            for name, labels, _ in family.samples if not name.startswith("baro_actor_")}


def test_more_people_and_things_make_no_more_series(busy, watched):
    before = series(watched.ops)
    for buyer in busy.buyers(3):
        product = busy.product()
        buyer.get(f"/products/{product.id}").ok()
        buyer.get(f"/no/such/{product.id}")
        buyer.order([(product.sku, 1)]).ok(201)
    assert series(watched.ops) == before


def test_the_process_is_what_linux_says_it_is(busy, watched):
    metrics = scrape(watched.ops)
    value = {name: metrics[name].samples[0][2] for name in metrics if name.startswith("process_")}
    assert value["process_resident_memory_bytes"] == pytest.approx(watched.rss_kib() * 1024, rel=.2)
    assert value["process_cpu_seconds_total"] > 0
    assert 10 < value["process_open_fds"] < value["process_max_fds"]
    assert 0 < time.time() - value["process_start_time_seconds"] < 3_600
    assert value["process_threads"] > 10


def test_every_metric_is_explained(busy, watched):
    missing = [name for name in scrape(watched.ops) if name.startswith("baro_") and f"`{name}" not in OPERATIONS]
    assert missing == [], "docs/OPERATIONS.md does not say what they mean"


# What they tell

def test_the_audit_says_when_it_was_and_that_all_adds_up(busy, prometheus):
    first = prometheus.query("max(baro_audit_timestamp_seconds)")[0][1]
    eventually(lambda: prometheus.query("max(baro_audit_timestamp_seconds)")[0][1] > max(first, 1),
               seconds=WINDOW_SECONDS)
    assert prometheus.query("max(baro_audit_violations)")[0][1] == 0
    units = {labels["kind"]: value for labels, value in prometheus.query("max by (kind) (baro_audit_units)")}
    assert units["received"] + units["adjusted"] + units["promised"] - units["sold"] + units["returned"] \
        == units["on_hand"] > 0


def test_one_of_the_nodes_audits(busy, prometheus):
    auditing = prometheus.query('sum by (node) (baro_audits_total{outcome="passed"}) > 0')
    assert len(auditing) == 1


def test_the_audit_tells_of_a_unit_that_was_lost(busy, watched, prometheus):
    sku = busy.product(quantity=5).sku
    watched.sql(f"UPDATE inventory SET on_hand = on_hand - 1 WHERE sku_id = {sku}")
    eventually(lambda: prometheus.query('ALERTS{alertname="AuditViolation", alertstate="firing"}'),
               seconds=WINDOW_SECONDS)
    watched.sql(f"UPDATE inventory SET on_hand = on_hand + 1 WHERE sku_id = {sku}")
    eventually(lambda: prometheus.query("max(baro_audit_violations) == 0"), seconds=WINDOW_SECONDS)


def test_a_node_that_is_added_is_found_one_that_is_killed_is_missed_one_that_is_stopped_is_forgotten(watched,
                                                                                                    prometheus):
    watched.control("node", "add", "node-2")
    eventually(lambda: prometheus.targets().get("node-2"), seconds=WINDOW_SECONDS)
    watched.control("node", "kill", "node-2")
    eventually(lambda: prometheus.targets().get("node-2") is False, seconds=WINDOW_SECONDS)
    watched.control("node", "stop", "node-2")
    eventually(lambda: "node-2" not in prometheus.targets(), seconds=WINDOW_SECONDS)
