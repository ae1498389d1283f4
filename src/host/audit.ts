import { appendFile, mkdir } from "node:fs/promises";
import type { AccountContext } from "../base/context.ts";
import type { ErrorKind } from "../base/errors.ts";
import type { Plan } from "../base/plan.ts";

export type AuditOutcome = "done" | "failed" | "declined";

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

  /** The file's path; the file exists afterwards, so that it can be opened before the first write. */
  async open(): Promise<string> {
    await this.#ensureFile();
    await appendFile(this.file, "", { mode: 0o600 });
    return this.file;
  }

  async #ensureFile(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
  }
}
