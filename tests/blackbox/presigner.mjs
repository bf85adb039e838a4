// Prints the URL that AWS's own SDK signs for a call. Reads {method, url, region, keyId, secret, expires, at, headers,
// query} as JSON.

import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import { createHash, createHmac } from "node:crypto";
import { text } from "node:stream/consumers";

class Sha256 {
  constructor(key) {
    this.hash = key ? createHmac("sha256", key) : createHash("sha256");
  }

  update(data) {
    this.hash.update(data);
  }

  async digest() {
    return this.hash.digest();
  }
}

const call = JSON.parse(await text(process.stdin));
const url = new URL(call.url);
const presigner = new S3RequestPresigner({
  credentials: { accessKeyId: call.keyId, secretAccessKey: call.secret },
  region: call.region,
  sha256: Sha256,
});
const request = {
  method: call.method,
  protocol: url.protocol,
  hostname: url.hostname,
  port: url.port ? Number(url.port) : undefined,
  path: url.pathname,
  query: call.query ?? {},
  headers: { host: url.host, ...call.headers },
};
const signed = await presigner.presign(request, {
  expiresIn: call.expires,
  signingDate: new Date(call.at),
  signableHeaders: new Set(["host", ...Object.keys(call.headers ?? {})]),
  unhoistableHeaders: new Set(Object.keys(call.headers ?? {})),
});
const query = Object.entries(signed.query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
console.log(`${url.origin}${signed.path}?${query.join("&")}`);
