#!/usr/bin/env python3
"""A payment provider: takes money that is none, and calls back. README.md says how it is spoken with."""

import hmac
import html
import json
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path
from threading import RLock
from urllib.parse import urlsplit

from callbacks import Callbacks, Timers, read_key
from journal import Journal
from standin import Answer, Refused, Standin, json_answer, options, read_secret, serve

AMOUNT_MAX = 10**12
TEXT_LENGTH_MAX = 100
URL_LENGTH_MAX = 2_000


class Payments(Standin):
    # mode: what becomes of new payments. confirm, decline: at once; webhook: they are paid delayMs later;
    # manual: by the page, or by /control/pay/{id}.
    # callback: how the shop is told. late: lateMs later; out_of_order: of payments lateMs later, of refunds at once.
    defaults = Standin.defaults | {"mode": "manual", "delayMs": 500, "callback": "once", "lateMs": 5_000}
    choices = {"mode": ("confirm", "decline", "webhook", "manual"),
               "callback": ("once", "twice", "late", "out_of_order", "never")}

    def __init__(self, api_key, webhook_key, journal_file):
        super().__init__()
        self.api_key = api_key
        self.journal = Journal(journal_file)
        self.behaviour |= self.journal.get("behaviour", "") or {}
        self.lock = RLock()  # held while a decision is made and kept, never while somebody is called
        self.timers = Timers()
        self.callbacks = Callbacks(self.journal, webhook_key, self.timers)
        self.payments_by_key = {row["key"]: row["id"] for row in self.journal.all("payment")}
        self.payments_by_reference = {row["reference"]: row["id"] for row in self.journal.all("payment")}
        self.refunds_by_key = {(row["paymentId"], row["key"]): row["id"] for row in self.journal.all("refund")}
        self.refunded = {}
        for row in self.journal.all("refund"):
            self._count_refund(row)
        for row in self.journal.all("payment"):
            self._pay_when_due(row)
        self.routes = (
            ("POST", "/v1/payments", self.charge),
            ("GET", "/v1/payments", self.find_payments),
            ("GET", "/v1/payments/([^/]+)", self.show_payment),
            ("POST", "/v1/payments/([^/]+)/refunds", self.refund),
            ("GET", "/pay/([^/]+)", self.show_page),
            ("POST", "/pay/([^/]+)/(pay|decline)", self.press_button),
        )

    def controls(self):
        return (("GET", "/control/ledger", self.show_ledger),
                ("POST", "/control/pay/([^/]+)", lambda _, id_: self.settle_by_hand(id_, "CONFIRMED")),
                ("POST", "/control/decline/([^/]+)", lambda _, id_: self.settle_by_hand(id_, "FAILED")),
                ("POST", "/control/callback/([^/]+)", self.call_back_again))

    def behaviour_changed(self):
        self.journal.put("behaviour", "", dict(self.behaviour))

    # What the shop asks

    def charge(self, request):
        self._authenticate(request)
        key = _idempotency_key(request)
        fields = _payment_fields(request.json())
        with self.lock:
            if known := self.payments_by_key.get(key):
                row = self.journal.get("payment", known)
                _refuse_another_body(row, fields)
                return json_answer(201, self._view(row), **{"Idempotency-Replayed": "true"})
            if fields["reference"] in self.payments_by_reference:
                raise Refused(409, "REFERENCE_IN_USE", "another payment has this reference")
            row = fields | {"id": "pay_" + uuid.uuid4().hex, "key": key, "status": "PENDING", "at": _now()}
            mode = self.behaviour["mode"]
            if mode == "webhook":
                row["paidAfter"] = time.time() + self.behaviour["delayMs"] / 1000
            self.payments_by_key[key] = self.payments_by_reference[row["reference"]] = row["id"]
            self.journal.put("payment", row["id"], row)
            if mode in ("confirm", "decline"):
                row = self._settle(row, "CONFIRMED" if mode == "confirm" else "FAILED")
        self._pay_when_due(row)
        return json_answer(201, self._view(row))

    def find_payments(self, request):
        self._authenticate(request)
        found = self.payments_by_reference.get(request.query.get("reference"))
        return json_answer(200, {"payments": [self._view(self._payment(found))] if found else []})

    def show_payment(self, request, id_):
        self._authenticate(request)
        return json_answer(200, self._view(self._payment(id_)))

    def refund(self, request, payment_id):
        self._authenticate(request)
        key = _idempotency_key(request)
        body = request.json()
        fields = {"amount": _amount(body), "reference": _text(body, "reference")}
        with self.lock:
            payment = self._payment(payment_id)
            if known := self.refunds_by_key.get((payment_id, key)):
                row = self.journal.get("refund", known)
                _refuse_another_body(row, fields)
                return json_answer(201, _refund_view(row), **{"Idempotency-Replayed": "true"})
            if payment["status"] != "CONFIRMED":
                raise Refused(409, "NOT_CONFIRMED", "nothing has been paid")
            if self.refunded.get(payment_id, 0) + fields["amount"] > payment["amount"]:
                raise Refused(422, "REFUND_TOO_LARGE", "more than what is left of the payment")
            row = fields | {"id": "ref_" + uuid.uuid4().hex, "key": key, "paymentId": payment_id,
                            "paymentReference": payment["reference"], "status": "DONE", "at": _now()}
            self.refunds_by_key[payment_id, key] = row["id"]
            self._count_refund(row)
            self.journal.put("refund", row["id"], row)
            self._call_back(payment, "refund.done", _refund_view(row))
        return json_answer(201, _refund_view(row))

    # What a person sees

    def show_page(self, _request, id_):
        row = self._payment(id_)
        if row["status"] == "PENDING":
            action = f"/pay/{row['id']}"
            what = (f'<form method="post" action="{action}/pay"><button>Pay</button></form>'
                    f'<form method="post" action="{action}/decline"><button>Decline</button></form>')
        else:
            what = f"<p>{'Paid.' if row['status'] == 'CONFIRMED' else 'Declined.'}</p>"
        page = (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pay</title>'
                f"<h1>₩{row['amount']:,}</h1><p>Order {html.escape(row['orderId'] or row['reference'])}. "
                f"No money moves: this provider is a stand-in.</p>{what}</html>")
        return Answer(200, page.encode(), {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})

    def press_button(self, _request, id_, button):
        with self.lock:
            row = self._payment(id_)
            # Whoever goes back and presses again sees what has become of it.
            if row["status"] == "PENDING":
                row = self._settle(row, "CONFIRMED" if button == "pay" else "FAILED")
        return Answer(303, headers={"Location": row["returnUrl"] or f"/pay/{row['id']}"})

    # What a test asks

    def settle_by_hand(self, id_, status):
        with self.lock:
            row = self._payment(id_)
            if row["status"] not in ("PENDING", status):
                raise Refused(409, "SETTLED", f"the payment is {row['status']}")
            if row["status"] == "PENDING":
                row = self._settle(row, status)
        return json_answer(200, self._view(row))

    def call_back_again(self, _request, id_):
        payment = self._payment(id_)
        events = [row for row in self.journal.all("callback") if row["paymentId"] == payment["id"]]
        if not events:
            raise Refused(409, "NO_EVENT", "there is nothing to call back about, or nobody to call")
        self.callbacks.again(events[-1])
        return json_answer(200, {"id": events[-1]["id"]})

    def show_ledger(self, _request):
        with self.lock:
            payments = [self._view(row) for row in self.journal.all("payment")]
            refunds = [_refund_view(row) for row in self.journal.all("refund")]
            waiting = len(self.callbacks.waiting())
        charged = sum(row["amount"] for row in payments if row["status"] == "CONFIRMED")
        return json_answer(200, {"payments": payments, "refunds": refunds, "charged": charged,
                                 "refunded": sum(row["amount"] for row in refunds), "callbacksWaiting": waiting})

    # How

    def _authenticate(self, request):
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {self.api_key}".encode()):
            raise Refused(401, "UNAUTHORIZED", "the API key is not known here")

    def _payment(self, id_):
        """By its id, or by the shop's reference."""
        row = self.journal.get("payment", self.payments_by_reference.get(id_, id_))
        if not row:
            raise Refused(404, "NOT_FOUND", "there is no such payment")
        return row

    def _view(self, row):
        return {name: row[name] for name in ("id", "reference", "orderId", "status", "amount", "currency")} | {
            "refunded": self.refunded.get(row["id"], 0), "redirectUrl": f"{self.url}/pay/{row['id']}"}

    def _count_refund(self, row):
        self.refunded[row["paymentId"]] = self.refunded.get(row["paymentId"], 0) + row["amount"]

    def _pay_when_due(self, row):
        if row["status"] == "PENDING" and "paidAfter" in row:
            self.timers.after(max(0, row["paidAfter"] - time.time()), self._pay_if_pending, row["id"])

    def _pay_if_pending(self, id_):
        with self.lock:
            row = self._payment(id_)
            if row["status"] == "PENDING":
                self._settle(row, "CONFIRMED")

    def _settle(self, row, status):
        row = row | {"status": status}
        self.journal.put("payment", row["id"], row)
        data = {name: row[name] for name in ("id", "reference", "orderId", "status", "amount")}
        self._call_back(row, "payment.confirmed" if status == "CONFIRMED" else "payment.failed", data)
        return row

    def _call_back(self, payment, type_, data):
        if not payment["webhookUrl"]:
            return
        how = self.behaviour["callback"]
        is_held = how == "late" or (how == "out_of_order" and type_ != "refund.done")
        body = json.dumps({"type": type_, "timestamp": _now(), "data": data})
        self.callbacks.add("evt_" + uuid.uuid4().hex, payment["id"], payment["webhookUrl"], body,
                           {"never": 0, "twice": 2}.get(how, 1), self.behaviour["lateMs"] / 1000 if is_held else 0)


def _now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refund_view(row):
    return {name: row[name] for name in ("id", "reference", "status", "amount", "paymentId", "paymentReference")}


def _idempotency_key(request):
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= TEXT_LENGTH_MAX:
        raise Refused(400, "INVALID_REQUEST", f"Idempotency-Key has 1 to {TEXT_LENGTH_MAX} characters")
    return key


def _refuse_another_body(row, fields):
    if any(row[name] != value for name, value in fields.items()):
        raise Refused(422, "IDEMPOTENCY_KEY_REUSED", "this Idempotency-Key came with another body")


def _payment_fields(body):
    if body.get("currency") != "KRW":
        raise Refused(400, "INVALID_REQUEST", "currency is KRW")
    return {"reference": _text(body, "reference"), "amount": _amount(body), "currency": "KRW",
            "orderId": _text(body, "orderId") if "orderId" in body else None,
            "webhookUrl": _url(body, "webhookUrl"), "returnUrl": _url(body, "returnUrl")}


def _text(body, name):
    value = body.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= TEXT_LENGTH_MAX:
        raise Refused(400, "INVALID_REQUEST", f"{name} is a string of 1 to {TEXT_LENGTH_MAX} characters")
    return value


def _amount(body):
    value = body.get("amount")
    if type(value) is not int or not 1 <= value <= AMOUNT_MAX:
        raise Refused(400, "INVALID_REQUEST", f"amount is a whole number from 1 to {AMOUNT_MAX}")
    return value


def _url(body, name):
    """None if it is not there."""
    value = body.get(name)
    if value is None:
        return None
    is_url = isinstance(value, str) and len(value) <= URL_LENGTH_MAX and value.isascii() and value.isprintable()
    if not is_url or urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
        raise Refused(400, "INVALID_REQUEST", f"{name} is an http or https URL")
    return value


def main():
    parser = options(__doc__)
    parser.add_argument("--api-key-file", type=Path, required=True, help="what the shop has to show")
    parser.add_argument("--webhook-secret-file", type=Path, required=True, help="what callbacks are signed with")
    parser.add_argument("--journal", type=Path, help="file in which payments outlive the process")
    given = parser.parse_args()
    webhook_key = read_key(read_secret(given.webhook_secret_file))
    if not webhook_key:
        parser.error(f"{given.webhook_secret_file} has no secret: whsec_ and base64")
    serve(Payments(read_secret(given.api_key_file), webhook_key, given.journal), "payments", given)


if __name__ == "__main__":
    main()
