import * as vscode from "vscode";
import type { Identity } from "../aws/sessions.ts";
import type { AccountContext } from "../base/context.ts";
import type { DevOpsError } from "../base/errors.ts";
import type { Plan } from "../base/plan.ts";
import { matchesGlob } from "../base/text.ts";
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

  constructor(surroundings: WriteSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether writes in this context ask for the resource's name. */
  isProtected(context: AccountContext): boolean {
    const setting: unknown = vscode.workspace.getConfiguration("awsDevOps").get("protectedProfiles");
    const globs = Array.isArray(setting) ? setting.filter((glob) => typeof glob === "string") : [];
    return globs.some((glob) => matchesGlob(context.profile, glob));
  }

  /**
   * Shows the plan and, when the user agrees, does it.
   * @throws DevOpsError cancelled when the user declines; whatever `work` throws
   */
  async perform<T>(plan: Plan, work: () => Promise<T>): Promise<T> {
    return (await this.#loaded()).perform(plan, this.isProtected(plan.context), work);
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
