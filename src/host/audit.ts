import { appendFile, mkdir, open, readFile } from "node:fs/promises";
import { type AccountContext, contextLabel, parseContext } from "../base/context.ts";
import type { ErrorKind } from "../base/errors.ts";
import { harmless, isolated } from "../base/foreignText.ts";
import type { Plan } from "../base/plan.ts";
import { membersOf, parsedJson } from "../base/json.ts";
import { joined } from "../base/text.ts";
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
    // what was cut short, as by a full disk, must not take this line along
    const start = (await this.#endsInLine()) ? "\n" : "";
    await appendFile(this.file, `${start}${JSON.stringify(entry)}\n`, { mode: 0o600 });
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

  /** Whether the last line of the file has no end. */
  async #endsInLine(): Promise<boolean> {
    const file = await open(this.file, "a+", 0o600);
    try {
      const { size } = await file.stat();
      if (size === 0) return false;
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      return buffer.toString("latin1") !== "\n";
    } finally {
      await file.close();
    }
  }

  async #ensureFile(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
  }
}

/** A line as a person reads it. Titles and names hold what others wrote: none of it may pass for a line of its own. */
function told(line: string): string {
  const { time, outcome, title, operation, account, context, resource, error } = entryIn(line);
  if (time === undefined) return harmless(line, "record");
  const text = (value: unknown) => (typeof value === "string" ? isolated(value, "record") : "");
  const at = Number.isNaN(Date.parse(text(time))) ? text(time) : formatDateTime(Date.parse(text(time)));
  const pinned = parseContext(context);
  const where = joined([text(account), pinned && isolated(contextLabel(pinned), "record")], ", ");
  const why = error === undefined ? "" : ` (${text(error)})`;
  return `${at}  ${`${text(outcome)}${why}`.padEnd(10)}  ${text(title)}\n    ${text(operation)} on ${text(resource)}\n    ${where}`;
}

/** What stands in a line; nothing where it is no entry: half of one, or what somebody else wrote there. */
function entryIn(line: string): { readonly [K in keyof AuditEntry]?: unknown } {
  return membersOf(parsedJson(line));
}
