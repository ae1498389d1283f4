import { createHash, createHmac } from "node:crypto";

/** What a password is made from. */
export interface GitPasswordFacts {
  /** The address of the repository. */
  readonly url: string;
  readonly region: string;
  readonly secretAccessKey: string;
  /** Epoch milliseconds; the password is valid for 15 minutes from then. */
  readonly now: number;
}

/**
 * CodeCommit's password for git over HTTPS, bit for bit as `aws codecommit credential-helper` makes it: Signature
 * Version 4 of a request with the method GIT, the path, the host without port and no body; the time that is signed
 * lacks the Z that stands in the password.
 */
export function gitPassword({ url, region, secretAccessKey, now }: GitPasswordFacts): string {
  const { hostname, pathname } = new URL(url);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const date = time.slice(0, 8);
  const request = `GIT\n${pathname}\n\nhost:${hostname}\n\nhost\n`;
  const scope = `${date}/${region}/codecommit/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash("sha256").update(request).digest("hex")}`;
  const steps = [date, region, "codecommit", "aws4_request"];
  const key = steps.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return `${time}Z${hmac(key, text).toString("hex")}`;
}

/** The user's name that belongs to it: the key's id, with the session's token where there is one. */
export function gitUsername(credentials: { readonly accessKeyId: string; readonly sessionToken?: string }): string {
  const { accessKeyId, sessionToken } = credentials;
  return sessionToken === undefined ? accessKeyId : `${accessKeyId}%${sessionToken}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
