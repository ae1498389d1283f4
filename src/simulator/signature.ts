import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { isRegion } from "./regions.ts";
import { AwsError } from "./wire/errors.ts";
import { decodePercent } from "./wire/percent.ts";
import type { WireRequest } from "./wire/types.ts";

/** Signatures are valid for five minutes either way ("Elements of an AWS API request signature", IAM user guide). */
const ALLOWED_SKEW_MS = 5 * 60_000;
const ALGORITHM = "AWS4-HMAC-SHA256";

/** How a service family spells the same refusal. */
export type ErrorFamily = "json" | "restJson" | "query" | "ec2" | "s3";

/** The status of JSON's security errors: API gateways of REST services answer 403; undefined for the other families. */
export function jsonStatus(family: ErrorFamily): 400 | 403 | undefined {
  return family === "json" ? 400 : family === "restJson" ? 403 : undefined;
}

/** What a request says about its signature. */
export interface Signature {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly presigned: boolean;
}

/** Reads the signature from the Authorization header or, for a presigned URL, from the query; undefined without one. */
export function readSignature(request: Omit<WireRequest, "body">): Signature | undefined {
  const { headers, query } = request;
  const header = headers["authorization"];
  const presigned = header === undefined && query.has("X-Amz-Signature");
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(header ?? "")?.[1];
  const credential = presigned ? query.get("X-Amz-Credential") : field("Credential");
  const signedHeaders = presigned ? query.get("X-Amz-SignedHeaders") : field("SignedHeaders");
  const signature = presigned ? query.get("X-Amz-Signature") : field("Signature");
  const algorithm = presigned ? query.get("X-Amz-Algorithm") : header?.split(" ", 1)[0];
  const scope = (credential ?? "").split("/");
  const [accessKeyId, date, region, service, terminator] = scope;
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) {
    return undefined;
  }
  if (terminator !== "aws4_request" || algorithm !== ALGORITHM) {
    return undefined;
  }
  const timestamp = presigned ? query.get("X-Amz-Date") : headers["x-amz-date"];
  const token = presigned ? query.get("X-Amz-Security-Token") : headers["x-amz-security-token"];
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: token ?? undefined,
    timestamp: timestamp ?? "",
    presigned,
  };
}

/**
 * Checks a request's signature (SigV4) against the secret key and the real time.
 * @param now real time, milliseconds since 1970.
 * @throws AwsError as the service's family answers a late, early or wrong signature.
 */
export function verifySignature(
  request: WireRequest,
  signature: Signature,
  secretAccessKey: string,
  family: ErrorFamily,
  now: number,
): void {
  checkTime(signature, request, family, now);
  const expected = expectedSignature(request, signature, secretAccessKey);
  const given = Buffer.from(signature.signature);
  const wanted = Buffer.from(expected);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw wrongSignature(
      family,
      "The request signature we calculated does not match the signature you provided. " +
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
  const declared = request.headers["x-amz-content-sha256"] ?? "";
  if (/^[0-9a-f]{64}$/.test(declared) && declared !== sha256(request.body)) {
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

/**
 * Checks what a signature says it is for ("Troubleshoot Signature Version 4 signing", IAM user guide): the service that
 * is asked, a region that there is, the day of the request, and the host among what was signed.
 * @throws AwsError
 */
export function checkScope(signature: Signature, asked: string, family: ErrorFamily): void {
  const { date, region, service, signedHeaders, timestamp } = signature;
  if (service !== asked) {
    throw wrongSignature(family, `Credential should be scoped to correct service: '${asked}'.`);
  }
  if (!isRegion(region)) {
    throw wrongSignature(family, `Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (date !== timestamp.slice(0, 8)) {
    const days = `'${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`;
    const what = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP";
    throw wrongSignature(family, `${what}: ${days}`);
  }
  if (!signedHeaders.includes("host")) {
    const message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.";
    throw wrongSignature(family, message);
  }
}

function wrongSignature(family: ErrorFamily, message: string): AwsError {
  const status = jsonStatus(family);
  if (status !== undefined) {
    return new AwsError("InvalidSignatureException", message, { status });
  }
  return family === "ec2"
    ? new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", { status: 401 })
    : new AwsError("SignatureDoesNotMatch", message, { status: 403 });
}

function checkTime(signature: Signature, request: WireRequest, family: ErrorFamily, now: number): void {
  const signedAt = parseTimestamp(signature.timestamp);
  if (signedAt === undefined) {
    throw wrongSignature(
      family,
      "Date must be in ISO-8601 'basic format'. Got ''. See http://en.wikipedia.org/wiki/ISO_8601",
    );
  }
  const lifetime = signature.presigned ? Number(request.query.get("X-Amz-Expires") ?? 0) * 1000 : 0;
  const late = now - signedAt > Math.max(lifetime, ALLOWED_SKEW_MS);
  const early = signedAt - now > ALLOWED_SKEW_MS;
  if (!late && !early) {
    return;
  }
  if (family === "s3") {
    throw new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      {
        status: 403,
      },
    );
  }
  if (family === "ec2") {
    throw new AwsError("RequestExpired", "Request has expired.", { status: 400 });
  }
  const limit = late ? now - ALLOWED_SKEW_MS : now + ALLOWED_SKEW_MS;
  const sign = late ? "-" : "+";
  const verdict = late
    ? "Signature expired: {} is now earlier than"
    : "Signature not yet current: {} is still later than";
  const clause = verdict.replace("{}", signature.timestamp);
  throw wrongSignature(family, `${clause} ${formatTimestamp(limit)} (${formatTimestamp(now)} ${sign} 5 min.)`);
}

function expectedSignature(request: WireRequest, signature: Signature, secret: string): string {
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const text = [ALGORITHM, signature.timestamp, scope, sha256(canonicalRequest(request, signature))].join("\n");
  const dateKey = hmac(`AWS4${secret}`, signature.date);
  const regionKey = hmac(dateKey, signature.region);
  const serviceKey = hmac(regionKey, signature.service);
  return hmac(hmac(serviceKey, "aws4_request"), text).toString("hex");
}

function canonicalRequest(request: WireRequest, signature: Signature): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name] ?? "")}\n`);
  return [
    request.method,
    canonicalPath(request.path, signature.service),
    canonicalQuery(request.rawQuery),
    headers.join(""),
    signature.signedHeaders.join(";"),
    payloadHash(request, signature),
  ].join("\n");
}

function canonicalHeader(value: string): string {
  return value.trim().replace(/\s+/g, " ");
}

/** Every service but S3 signs the path encoded twice. */
function canonicalPath(path: string, service: string): string {
  return service === "s3" ? path : path.split("/").map(encode).join("/");
}

function canonicalQuery(rawQuery: string): string {
  const pairs = rawQuery.split("&").filter((pair) => pair !== "" && !pair.startsWith("X-Amz-Signature="));
  return pairs
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      return [encode(decodePercent(name)), encode(decodePercent(value))] as const;
    })
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function payloadHash(request: WireRequest, signature: Signature): string {
  const declared = request.headers["x-amz-content-sha256"];
  if (declared !== undefined) {
    return declared;
  }
  return signature.presigned && signature.service === "s3" ? "UNSIGNED-PAYLOAD" : sha256(request.body);
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** RFC 3986: everything but letters, digits and `-._~` is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

function parseTimestamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function formatTimestamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
}
