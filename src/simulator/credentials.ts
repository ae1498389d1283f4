import { randomBytes } from "node:crypto";
import { partitionOf } from "../base/resourceRef.ts";
import { AwsError } from "./wire/errors.ts";
import { checkScope, jsonStatus, readSignature, verifySignature } from "./signature.ts";
import type { ErrorFamily } from "./signature.ts";
import type { Route } from "./wire/routing.ts";
import type { WireRequest } from "./wire/types.ts";

/** Somebody of an account. */
export interface Principal {
  /** Twelve digits: the account that answers to the keys. */
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
}

/** A key pair and who it belongs to. */
export interface Identity extends Principal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Real time, milliseconds since 1970; only temporary keys end. */
  readonly expiresAt: number | undefined;
}

const KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A random access key id: a user's begins with AKIA, a session's with ASIA. */
export function newAccessKeyId(prefix: "AKIA" | "ASIA" | "AIDA" | "AROA"): string {
  const letters = [...randomBytes(16)].map((byte) => KEY_ALPHABET.charAt(byte & 31));
  return prefix + letters.join("");
}

/** A random secret of 40 characters. */
export function newSecret(): string {
  return randomBytes(30).toString("base64").replace(/\+/g, "x").replace(/\//g, "y");
}

/**
 * Regions that have to be enabled, and are not in these accounts. Such a region does not know the account's keys
 * ("Enable or disable AWS Regions in your account", account management guide).
 */
const OFF_REGIONS: ReadonlySet<string> = new Set(["af-south-1", "me-south-1"]);

/** The accounts' keys mean nothing in another partition's regions. */
const HOME_PARTITION = "aws";

/** Every key that the accounts accept. */
export class KeyStore {
  readonly #identities = new Map<string, Identity>();

  add(identity: Identity): void {
    this.#identities.set(identity.accessKeyId, identity);
  }

  /** The key of this id; for those who check a signature of another kind. */
  find(accessKeyId: string): Identity | undefined {
    return this.#identities.get(accessKeyId);
  }

  /** Forgets the keys that STS has given out. */
  removeTemporary(): void {
    for (const [id, identity] of this.#identities) {
      if (identity.sessionToken !== undefined) {
        this.#identities.delete(id);
      }
    }
  }

  /** Makes temporary keys that end `seconds` from now, in real time. */
  issue(
    principal: Principal,
    seconds: number,
  ): Identity & { readonly sessionToken: string; readonly expiresAt: number } {
    const { accountId, arn, userId } = principal;
    const identity = {
      accountId,
      arn,
      userId,
      accessKeyId: newAccessKeyId("ASIA"),
      secretAccessKey: newSecret(),
      sessionToken: randomBytes(240).toString("base64"),
      expiresAt: Date.now() + seconds * 1000,
    };
    this.add(identity);
    return identity;
  }

  /**
   * Finds out who sent a request, against real time.
   * @throws AwsError as AWS answers a missing, unknown, expired or wrong signature in the route's protocol.
   */
  authenticate(request: WireRequest, route: Route, now: number): { identity: Identity; region: string } {
    const family = errorFamily(route);
    const signature = readSignature(request);
    if (signature === undefined) {
      throw missingToken(family);
    }
    const identity = this.#identities.get(signature.accessKeyId);
    if (identity === undefined) {
      throw unknownKey(family);
    }
    if (identity.sessionToken !== signature.sessionToken) {
      throw unknownKey(family);
    }
    if (identity.expiresAt !== undefined && identity.expiresAt <= now) {
      throw expiredToken(family);
    }
    checkScope(signature, route.serviceName, family);
    if (OFF_REGIONS.has(signature.region) || partitionOf(signature.region) !== HOME_PARTITION) {
      throw unknownKey(family);
    }
    verifySignature(request, signature, identity.secretAccessKey, family, now);
    return { identity, region: signature.region };
  }
}

/** The spelling of security errors for a route's protocol. */
export function errorFamily(route: Route): ErrorFamily {
  if (route.service?.isS3 === true || route.serviceName === "s3") {
    return "s3";
  }
  const kind = route.service?.kind;
  if (kind === "ec2Query" || route.serviceName === "ec2") {
    return "ec2";
  }
  if (kind === "rest") {
    return "restJson";
  }
  return kind === "awsQuery" ? "query" : "json";
}

function missingToken(family: ErrorFamily): AwsError {
  const status = jsonStatus(family);
  return status !== undefined
    ? new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", { status })
    : new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
}

function unknownKey(family: ErrorFamily): AwsError {
  const message = "The security token included in the request is invalid.";
  switch (family) {
    case "json":
    case "restJson":
      return new AwsError("UnrecognizedClientException", message, { status: jsonStatus(family) ?? 400 });
    case "query":
      return new AwsError("InvalidClientTokenId", message, { status: 403 });
    case "ec2":
      return new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", {
        status: 401,
      });
    case "s3":
      return new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", {
        status: 403,
      });
  }
}

/** What AWS answers when a session is over. */
export function expiredToken(family: ErrorFamily): AwsError {
  const message = "The security token included in the request is expired";
  const status = jsonStatus(family);
  return status !== undefined
    ? new AwsError("ExpiredTokenException", message, { status })
    : new AwsError(family === "ec2" ? "RequestExpired" : "ExpiredToken", message, { status: 403 });
}
