"""AWS's Signature Version 4 as S3 takes it, in the query (presigned) and in a header; no chunked signatures."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote, urlsplit

from standin import Refused

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
CLOCK_SKEW_MAX = timedelta(minutes=15)
EXPIRES_SECONDS_MAX = 7 * 24 * 3600
AUTHORIZATION = re.compile(rf"{ALGORITHM} +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([^,\s]+)")


class Signer:
    def __init__(self, key_id, secret, region):
        self.key_id, self.secret, self.region = key_id, secret, region

    def is_signed(self, request):
        return "Authorization" in request.headers or any(name.startswith("X-Amz-") for name in request.query)

    def verify(self, request, now):
        """Refuses a request whose signature is not ours, not for this request, or not for now."""
        if "Authorization" in request.headers:
            self._verify_header(request, now)
        elif self.is_signed(request):
            self._verify_query(request, now)
        else:
            raise Refused(403, "AccessDenied", "the request is not signed")

    def _verify_query(self, request, now):
        names = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
        algorithm, credential, date, expires, signed, signature = (
            request.query.get(f"X-Amz-{name}", "") for name in names)
        if algorithm != ALGORITHM or not signature or not expires.isdecimal() \
                or not 1 <= int(expires) <= EXPIRES_SECONDS_MAX:
            raise Refused(400, "AuthorizationQueryParametersError",
                          f"X-Amz-Algorithm is {ALGORITHM}, X-Amz-Expires at most {EXPIRES_SECONDS_MAX}, "
                          "and X-Amz-Signature is there")
        begins = _time(date)
        if begins > now + CLOCK_SKEW_MAX:
            raise Refused(403, "AccessDenied", "Request is not valid yet")
        payload = request.query.get("X-Amz-Content-Sha256", UNSIGNED)
        self._compare(request, credential, date, signed, payload, signature)
        _check_payload(request, payload)
        if now > begins + timedelta(seconds=int(expires)):
            raise Refused(403, "AccessDenied", "Request has expired")

    def _verify_header(self, request, now):
        found = AUTHORIZATION.fullmatch(request.headers["Authorization"].strip())
        if not found:
            raise Refused(400, "AuthorizationHeaderMalformed", "the Authorization header is not as Signature V4 has it")
        credential, signed, signature = found.groups()
        date = request.headers.get("x-amz-date", "")
        if abs(now - _time(date)) > CLOCK_SKEW_MAX:
            raise Refused(403, "RequestTimeTooSkewed", "x-amz-date is too far from the time here")
        payload = request.headers.get("x-amz-content-sha256")
        if payload is None:
            raise Refused(400, "InvalidRequest", "x-amz-content-sha256 is missing")
        self._compare(request, credential, date, signed, payload, signature)
        _check_payload(request, payload)

    def _compare(self, request, credential, date, signed, payload, signature):
        scope = f"{date[:8]}/{self.region}/s3/aws4_request"
        key_id, _, given_scope = credential.partition("/")
        if key_id != self.key_id:
            raise Refused(403, "InvalidAccessKeyId", "the access key is not known here")
        if given_scope != scope:
            raise Refused(400, "AuthorizationHeaderMalformed", f"the credential's scope is not {scope}")
        must = {"host"} | {name.lower() for name in request.headers if name.lower().startswith("x-amz-")}
        if unsigned := must - set(signed.split(";")):
            raise Refused(403, "AccessDenied", f"There were headers present which were not signed: {sorted(unsigned)}")
        canonical = canonical_request(request.method, request.target, request.headers, signed, payload)
        if not hmac.compare_digest(self.signature(canonical, date, scope).encode(), signature.encode()):
            raise Refused(403, "SignatureDoesNotMatch", "the signature is not that of this request")

    def signature(self, canonical, date, scope):
        to_sign = "\n".join((ALGORITHM, date, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        key = f"AWS4{self.secret}".encode()
        for part in (*scope.split("/"), to_sign):
            key = hmac.digest(key, part.encode(), hashlib.sha256)
        return key.hex()


def canonical_request(method, target, headers, signed, payload):
    parts = urlsplit(target)
    values = "".join(f"{name}:{' '.join(','.join(headers.get_all(name, [])).split())}\n"
                     for name in signed.split(";"))
    return "\n".join((method, _encode(unquote(parts.path), "/"), _canonical_query(parts.query), values, signed, payload))


def _canonical_query(query):
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    encoded = sorted((_encode(unquote(name)), _encode(unquote(value))) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded if name != "X-Amz-Signature")


def _encode(text, safe=""):
    return quote(text, safe=safe + "-_.~")


def _time(date):
    try:
        return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Refused(403, "AccessDenied", "the date is not like 20130524T000000Z") from None


def _check_payload(request, payload):
    if payload != UNSIGNED and payload != hashlib.sha256(request.body).hexdigest():
        raise Refused(400, "XAmzContentSHA256Mismatch", "the body has another hash than the one that was signed")
