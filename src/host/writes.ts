import * as vscode from "vscode";
import type { Identity } from "../aws/sessions.ts";
import { type AccountContext, contextKey } from "../base/context.ts";
import type { DevOpsError } from "../base/errors.ts";
import type { Plan } from "../base/plan.ts";
import { isGuarded, isProtectedBy } from "../base/protection.ts";
import type { PlanDialog } from "./planDialog.ts";

/** What a write needs around it. */
export interface WriteSurroundings {
  readonly auditFolder: string;
  identity(context: AccountContext): Promise<Identity>;
  /** Told of what went wrong beside the write itself, for the log. */
  report(problem: DevOpsError): void;
}

/** The one door for writes. What asks and records is loaded with the first of them. */
export class Writes {
  readonly #surroundings: WriteSurroundings;
  #dialog: Promise<PlanDialog> | undefined;
  /** Who contexts turned out to be. */
  readonly #met = new Map<string, Identity>();

  constructor(surroundings: WriteSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether writes in this context ask for the resource's name, as far as is known without asking AWS. */
  isProtected(context: AccountContext): boolean {
    return isProtectedBy(protectedGlobs(), context, this.#met.get(contextKey(context)));
  }

  /** Whether writes in this context ask for the resource's name; who it is is asked where nobody knows yet. */
  async protects(context: AccountContext): Promise<boolean> {
    const identity = await this.#surroundings.identity(context).catch(() => undefined);
    return isGuarded(protectedGlobs(), context, identity);
  }

  /** Tells who a context turned out to be. @returns whether that changes its protection */
  met(context: AccountContext, identity: Identity): boolean {
    const before = this.isProtected(context);
    this.#met.set(contextKey(context), identity);
    return this.isProtected(context) !== before;
  }

  /**
   * Shows the plan and, when the user agrees, does it.
   * @throws DevOpsError cancelled when the user declines; whatever `work` throws
   */
  async perform<T>(plan: Plan, work: () => Promise<T>): Promise<T> {
    return (await this.#loaded()).perform(plan, (identity) => isGuarded(protectedGlobs(), plan.context, identity), work);
  }

  /** Notes in the audit log what was done without a question. Never fails: what cannot be noted is told to the log. */
  async record(plan: Plan): Promise<void> {
    await (await this.#loaded()).note(plan);
  }

  #loaded(): Promise<PlanDialog> {
    this.#dialog ??= import("./planDialog.ts").then(({ PlanDialog: Dialog }) => new Dialog(this.#surroundings));
    return this.#dialog;
  }
}

function protectedGlobs(): readonly string[] {
  const setting: unknown = vscode.workspace.getConfiguration("awsDevOps").get("protectedProfiles");
  return Array.isArray(setting) ? setting.filter((glob) => typeof glob === "string") : [];
}
