import * as vscode from "vscode";
import type { Identity } from "../aws/sessions.ts";
import type { AccountContext } from "../base/context.ts";
import { cancelled, isCancelled, toDevOpsError } from "../base/errors.ts";
import { type Plan, describePlan } from "../base/plan.ts";
import { matchesGlob } from "../base/text.ts";
import type { AuditLog } from "./audit.ts";

/** The one door for writes: shows the plan, asks, does it, and records it. */
export class Writes {
  readonly #audit: AuditLog;
  readonly #identity: (context: AccountContext) => Promise<Identity>;

  constructor(audit: AuditLog, identity: (context: AccountContext) => Promise<Identity>) {
    this.#audit = audit;
    this.#identity = identity;
  }

  /** Whether writes in this context ask for the resource's name. */
  isProtected(context: AccountContext): boolean {
    const globs = vscode.workspace.getConfiguration("awsDevOps").get<string[]>("protectedProfiles", []);
    return globs.some((glob) => matchesGlob(context.profile, glob));
  }

  /**
   * Shows the plan and, when the user agrees, does it.
   * @throws DevOpsError cancelled when the user declines; whatever `work` throws
   */
  async perform<T>(plan: Plan, work: () => Promise<T>): Promise<T> {
    const account = await this.#accountOf(plan.context);
    const choice = await vscode.window.showWarningMessage(
      `${plan.title}?`,
      { modal: true, detail: describePlan(plan, account) },
      plan.verb,
    );
    if (choice !== plan.verb) throw cancelled(plan.title);
    if (this.isProtected(plan.context)) await this.#demandName(plan);
    try {
      const result = await work();
      await this.#audit.append(plan, account, "done");
      return result;
    } catch (error) {
      const outcome = isCancelled(error) ? "declined" : "failed";
      await this.#audit.append(plan, account, outcome, toDevOpsError(error, plan.title).message);
      throw error;
    }
  }

  async #demandName(plan: Plan): Promise<void> {
    const typed = await vscode.window.showInputBox({
      title: `${plan.title}: ${plan.context.profile} is protected`,
      prompt: `Type ${plan.resource} to go on`,
      ignoreFocusOut: true,
      validateInput: (value) => (value === plan.resource || value === "" ? undefined : `This is not ${plan.resource}`),
    });
    if (typed !== plan.resource) throw cancelled(plan.title);
  }

  /** The dialog must not fail because the account cannot be read: then it says so. */
  async #accountOf(context: AccountContext): Promise<string> {
    try {
      const { account, alias } = await this.#identity(context);
      return alias === undefined ? account : `${alias} (${account})`;
    } catch (error) {
      return `unknown: ${toDevOpsError(error, "read the account").short}`;
    }
  }
}
