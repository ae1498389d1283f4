import { appendFile, mkdir, readFile } from "node:fs/promises";
import { type AccountContext, contextLabel } from "../base/context.ts";
import type { ErrorKind } from "../base/errors.ts";
import type { Plan } from "../base/plan.ts";
import { formatDateTime } from "../base/time.ts";

/** `intended` stands before the call, so that a write is told even where the editor ends while it is under way. */
export type AuditOutcome = "intended" | "done" | "failed" | "declined";

/** One line of the audit log. Parameter values, secrets and environment variables have no field here. */
interface AuditEntry {
  readonly time: string;
  readonly outcome: AuditOutcome;
  readonly operation: string;
  readonly account: string;
  readonly context: AccountContext;
  readonly resource: string;
  readonly title: string;
  /** The kind of failure. Not its message: AWS repeats the values that it refuses. */
  readonly error?: ErrorKind;
}

/** The local list of everything that was written to AWS: one JSON object a line, appended, never rewritten. */
export class AuditLog {
  readonly #folder: string;
  readonly file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.file = `${folder}/audit.jsonl`;
  }

  async append(plan: Plan, account: string, outcome: AuditOutcome, error?: ErrorKind): Promise<void> {
    const entry: AuditEntry = {
      time: new Date().toISOString(),
      outcome,
      operation: plan.operation,
      account,
      context: plan.context,
      resource: plan.arn ?? plan.resource,
      title: plan.title,
      ...(error === undefined ? {} : { error }),
    };
    await this.#ensureFile();
    await appendFile(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  /** The log as a person reads it, newest first; a line that cannot be read is told as it stands. */
  async text(): Promise<string> {
    const text = await readFile(this.file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const lines = text.split("\n").filter((line) => line !== "").toReversed().map(told);
    return `${["What was written to AWS from here, newest first. The file is " + this.file, "", ...lines].join("\n")}\n`;
  }

  async #ensureFile(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
  }
}

function told(line: string): string {
  let entry: Partial<AuditEntry>;
  try {
    entry = JSON.parse(line) as Partial<AuditEntry>;
  } catch {
    return line;
  }
  const { time = "", outcome = "", title = "", operation = "", account = "", context, resource = "", error } = entry;
  const at = Number.isNaN(Date.parse(time)) ? time : formatDateTime(Date.parse(time));
  const where = context === undefined ? account : `${account}, ${contextLabel(context)}`;
  const why = error === undefined ? "" : ` (${error})`;
  return `${at}  ${`${outcome}${why}`.padEnd(10)}  ${title}\n    ${operation} on ${resource}\n    ${where}`;
}
