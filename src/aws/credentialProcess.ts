import type { AwsCredentialIdentity } from "@smithy/types";
import { isCancelled } from "../base/errors.ts";
import { SECOND } from "../base/time.ts";
import { runBounded } from "./boundedProcess.ts";
import { configFault, saidLines } from "./configFault.ts";
import { shellWords, windowsWords } from "./iniFile.ts";
import type { Env, Setting } from "./sharedConfig.ts";

/** A process may wait for a touch of a key or for a browser, but not for ever. */
const PATIENCE = 60 * SECOND;
/** The document is a kilobyte or two. */
const LARGEST = 1024 * 1024;

/** A `credential_process` and who names it. */
export interface CredentialProcess {
  readonly profile: string;
  readonly command: Setting;
  readonly env: Env;
  readonly signal: AbortSignal;
  /** Milliseconds that it may take. */
  readonly patience?: number;
}

/**
 * Runs a `credential_process` as the AWS CLI does: its words without a shell, its answer a JSON document of version 1.
 * Its standard error is told when it fails; its output, which holds keys, never is.
 * @throws DevOpsError that names the profile, the file and what the process did
 */
export async function credentialsOfProcess(asked: CredentialProcess): Promise<AwsCredentialIdentity> {
  const { profile, command, env, signal, patience = PATIENCE } = asked;
  const fault = (why: string, remedy?: string) =>
    configFault({ profile, place: command, why: `credential_process ${why}`, ...(remedy === undefined ? {} : { remedy }) });
  const words = (process.platform === "win32" ? windowsWords : shellWords)(command.text);
  if (words === undefined) throw fault("has a quote that is not closed");
  const [program, ...args] = words;
  if (program === undefined || program === "") throw fault("names no program");
  const run = await start(program, args, { env, signal, patience }).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    throw fault(notStarted(program, error));
  });
  const said = saidLines(run.stderr);
  const told = said === "" ? "" : `: ${said}`;
  if (run.end === "time") throw fault(`did not end within ${patience / SECOND} s and was stopped${told}`);
  if (run.end === "size") throw fault(`printed more than ${LARGEST} bytes and was stopped`);
  if (run.end === "killed") throw fault(`was killed${told}`);
  if (run.code !== 0) throw fault(`ended with exit code ${run.code}${told === "" ? " and said nothing" : told}`);
  const answer = parse(run.stdout);
  if (typeof answer === "string") throw fault(`${answer}${said === "" ? "" : ` (it said: ${said})`}`);
  if (answer.expiration !== undefined && answer.expiration.getTime() <= Date.now()) {
    throw fault(`gave credentials that expired at ${answer.expiration.toISOString()}${told}`);
  }
  return answer;
}

function start(program: string, args: readonly string[], options: { env: Env; signal: AbortSignal; patience: number }) {
  // the editor's runtime would make a program that is built on it behave as plain node
  const { ELECTRON_RUN_AS_NODE: _, ...env } = options.env;
  return runBounded(program, args, { env, time: options.patience, size: LARGEST, overflow: "end", signal: options.signal });
}

function notStarted(program: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") {
    return `names ${program}, which is not there${program.startsWith("~") ? " (the AWS CLI does not fill in ~: write the whole path)" : ""}`;
  }
  if (code === "EACCES") return `names ${program}, which may not be run`;
  return `could not start ${program} (${code || "no reason given"})`;
}

/** @returns a sentence's end that says what is wrong with it, without a word of it */
function parse(stdout: string): AwsCredentialIdentity | string {
  let document: unknown;
  try {
    document = JSON.parse(stdout);
  } catch {
    return stdout.trim() === "" ? "printed nothing" : "printed no JSON document";
  }
  if (typeof document !== "object" || document === null) return "printed no JSON object";
  const fields = new Map<string, unknown>(Object.entries(document));
  if (fields.get("Version") !== 1) return "printed a document whose Version is not 1";
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [accessKeyId, secretAccessKey, sessionToken, accountId] = ["AccessKeyId", "SecretAccessKey", "SessionToken", "AccountId"].map(text);
  if (accessKeyId === undefined) return "printed a document without AccessKeyId";
  if (secretAccessKey === undefined) return "printed a document without SecretAccessKey";
  const until = fields.get("Expiration");
  const expiration = typeof until === "string" ? new Date(until) : undefined;
  if ((until !== undefined && until !== null && expiration === undefined) || Number.isNaN(expiration?.getTime())) {
    return "printed an Expiration that is no time";
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}
