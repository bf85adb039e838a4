"""The shops that are measured: one where people order, one where they look around, and one where they swipe.

Each is a stack of its own in a new folder, deleted at the end.
"""

import re
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path

from figures import NoResult
from programs import HERE, run, say

from shop import Shop
from stack import PSQL, Stack

# Everything that holds up a single client who never rests; the rest is as in production.
SETTINGS = {"BARO_SESSION_RATE": "1000000", "BARO_ANONYMOUS_RATE": "1000000", "BARO_LOGIN_RATE": "1000000",
            "BARO_AUDIT_INTERVAL": "0"}
SKUS = 10_001
ACTOR_FIRST = 1_000_001

# What an import would do, and so much of it that nothing sells out. Names and addresses are as long as real ones.
SKUS_SQL = """
WITH n AS (SELECT generate_series({first}, {last}) AS id, 1000000000 AS units),
     p AS (INSERT INTO products (product_id, store_id, name, price_krw, thumbnail_url, on_sale)
       SELECT id, {store}, 'Oversized linen shirt with long sleeves ' || id, 10000,
              '/pictures/products/' || id || '/front-800x1000.webp', true FROM n),
     s AS (INSERT INTO skus (sku_id, product_id, size, color) SELECT id, id, 'M', 'Navy' FROM n),
     i AS (INSERT INTO inventory (sku_id, on_hand, ledger_seq) SELECT id, units, 1 FROM n)
INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance) SELECT id, 1, units, 'RECEIPT', units FROM n
"""


# Twenty categories, ten colours and seven price bands, three products a look.
LOOKS_SQL = """
INSERT INTO categories SELECT n, 'Kind ' || n FROM generate_series(1, 20) n;
INSERT INTO products (product_id, store_id, name, price_krw, thumbnail_url, on_sale)
  SELECT n, {store}, 'Oversized linen shirt ' || n, 5000 * (1 + n % 7) ^ 2, '/pictures/products/' || n || '.webp', true
    FROM generate_series(1, 3000) n;
INSERT INTO product_categories (category_id, product_id) SELECT 1 + n % 20, n FROM generate_series(1, 3000) n;
INSERT INTO skus (sku_id, product_id, size, color) SELECT n, n, 'M', 'Colour ' || n % 10 FROM generate_series(1, 3000) n;
INSERT INTO inventory (sku_id, on_hand, ledger_seq) SELECT n, 100, 1 FROM generate_series(1, 3000) n;
INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance) SELECT n, 1, 100, 'RECEIPT', 100 FROM generate_series(1, 3000) n;
INSERT INTO looks (look_id, creator_id, title, thumbnail_url)
  SELECT n, (SELECT min(user_id) FROM users), 'A summer evening by the river ' || n, '/pictures/looks/' || n || '.webp' FROM generate_series(1, {looks}) n;
INSERT INTO look_products (look_id, display_order, product_id)
  SELECT n, i, 1 + (n * 7919 + i * 1009) % 3000 FROM generate_series(1, {looks}) n, generate_series(1, 3) i;
INSERT INTO swipes (user_id, look_id, reaction)
  SELECT user_id, n, CASE WHEN (n + user_id) % 6 = 0 THEN 'LIKE' ELSE 'DISLIKE' END FROM users, generate_series(1, {seen}) n;
UPDATE looks l SET likes_count = s.likes
  FROM (SELECT look_id, count(*) AS likes FROM swipes WHERE reaction = 'LIKE' GROUP BY look_id) s WHERE l.look_id = s.look_id;
"""


@contextmanager
def undisturbed():
    """A Ctrl-C reaches everything that runs here: what starts or stops servers is not to be left half done."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class BenchStack(Stack):
    """Millions of rows take their time."""
    command_seconds_max = 1800
    query_seconds_max = 1800

    def up(self, *options):
        with undisturbed():
            super().up(*options)

    def down(self):
        with undisturbed():
            super().down()

    def control(self, *words):
        with undisturbed():
            super().control(*words)


class Measured:
    """A stack that is audited after its measurements."""

    def __init__(self):
        self.stack = BenchStack(SETTINGS)
        self.files = tempfile.TemporaryDirectory(prefix="baro-bench-")

    def __enter__(self):
        try:
            self.stack.up("--port", "0", "--no-seed")
            self.fill()
            return self
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stack.down()
        self.files.cleanup()

    def file(self, name, text):
        path = Path(self.files.name) / name
        path.write_text(text)
        return path

    def audit(self):
        say("auditing")
        try:
            return self.stack.audit().strip()
        except AssertionError as violation:
            raise NoResult(str(violation)) from violation


class OrderShop(Measured):
    """10,001 SKUs that never sell out, buyers who are logged in, and the rival's database in the same PostgreSQL."""

    def __init__(self, sessions):
        super().__init__()
        self.sessions = sessions
        self.confirmed = 0
        self.runs = 0

    def fill(self):
        say("filling the shop where people order")
        shop = Shop(self.stack)
        self.store = shop.store
        self.add_skus(1, SKUS)
        self.cookies = [buyer.cookie for buyer in shop.buyers(self.sessions)]
        self.cookie_file = self.file("cookies", "".join(cookie + "\n" for cookie in self.cookies))
        self.rival = re.sub(r"/[^/]*$", "/rival", self.stack.database)
        self.stack.sql("CREATE DATABASE rival")
        run(PSQL, "-Xq", "-v", "ON_ERROR_STOP=1", "-f", HERE / "rival_schema.sql", self.rival)

    def add_skus(self, first, last):
        self.stack.sql(SKUS_SQL.format(first=first, last=last, store=self.store))
        self.stack.sql("VACUUM ANALYZE")

    def new_run(self):
        """A name under which no Idempotency-Key has been used."""
        self.runs += 1
        return f"run-{self.runs}"

    def count_confirmed(self, result):
        self.confirmed += result["answers"] - result["refused"]
        return result

    def audit(self):
        stored = int(self.stack.sql("SELECT count(*) FROM orders")[0][0])
        if stored < self.confirmed:
            raise NoResult(f"{self.confirmed} orders were confirmed and only {stored} are in the database")
        return super().audit()


class ListShop(Measured):
    """The demo shop, so many times as large."""

    def __init__(self, scale):
        super().__init__()
        self.scale = scale

    def fill(self):
        say(f"filling the shop where people look around (scale {self.scale:,})")
        self.stack.ctl("seed", "--scale", str(self.scale))
        self.stack.sql("VACUUM ANALYZE")
        # What the node has read so far was an empty shop.
        self.stack.control("node", "stop")
        self.stack.control("node", "start")


class SwipeShop(Measured):
    """20,000 looks, and people each of whom has seen the first 10,000."""
    seen = 10_000
    first_unseen = seen + 1
    last_look = 2 * seen

    def __init__(self, sessions):
        super().__init__()
        self.sessions = sessions
        self.confirmed = 0

    def fill(self):
        say("filling the shop where people swipe")
        shop = Shop(self.stack)
        self.cookies = [buyer.cookie for buyer in shop.buyers(self.sessions)]
        self.cookie_file = self.file("cookies", "".join(cookie + "\n" for cookie in self.cookies))
        self.stack.sql(LOOKS_SQL.format(store=shop.store, looks=self.last_look, seen=self.seen))
        self.before = self.swipes()
        self.stack.sql("VACUUM ANALYZE")

    def swipes(self):
        return int(self.stack.sql("SELECT count(*) FROM swipes")[0][0])

    def count_confirmed(self, result):
        self.confirmed += result["answers"] - result["refused"]
        return result

    def audit(self):
        stored = self.swipes() - self.before
        if stored < self.confirmed:
            raise NoResult(f"{self.confirmed} swipes were confirmed and only {stored} are in the database")
        return super().audit()
