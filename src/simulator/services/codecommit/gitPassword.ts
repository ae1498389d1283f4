import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** CodeCommit's git passwords are valid for this long. */
const VALID_MS = 15 * 60_000;

/** What a password says of itself. */
export interface GitPassword {
  /** `YYYYMMDDTHHMMSS`, of UTC. */
  readonly timestamp: string;
  readonly signature: string;
}

/** Reads a password of the form `20261122T194500Z<64 hexadecimal digits>`; undefined where it is none. */
export function readGitPassword(password: string): GitPassword | undefined {
  const match = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(password);
  return match === null ? undefined : { timestamp: match[1] ?? "", signature: match[2] ?? "" };
}

/** Whether a password is over, or of the future. @param now real time, milliseconds since 1970 */
export function isOver({ timestamp }: GitPassword, now: number): boolean {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !(Math.abs(now - at) <= VALID_MS);
}

/**
 * Whether a password was made with this secret for this repository: Signature Version 4 of a request with the method
 * GIT, the repository's path and the host alone; the timestamp that is signed has no Z.
 * @param host without its port
 */
export function isSignedBy(
  password: GitPassword,
  secretAccessKey: string,
  target: { readonly host: string; readonly path: string; readonly region: string },
): boolean {
  const { timestamp } = password;
  const date = timestamp.slice(0, 8);
  const request = createHash("sha256").update(`GIT\n${target.path}\n\nhost:${target.host}\n\nhost\n`).digest("hex");
  const scope = `${date}/${target.region}/codecommit/aws4_request`;
  const steps = [date, target.region, "codecommit", "aws4_request"];
  const key = steps.reduce<Buffer>((last, step) => hmac(last, step), Buffer.from(`AWS4${secretAccessKey}`));
  const wanted = hmac(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${request}`);
  return timingSafeEqual(wanted, Buffer.from(password.signature, "hex"));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
