import type { Identity } from "../aws/sessions.ts";
import { type AccountContext, accountLabel } from "../base/context.ts";
import { type ErrorKind, cancelled, toDevOpsError } from "../base/errors.ts";
import { harmless } from "../base/foreignText.ts";
import { type Plan, describePlan } from "../base/plan.ts";
import { formatArn, hasNoAccount, parseArn } from "../base/resourceRef.ts";
import { AuditLog, type AuditOutcome } from "./audit.ts";
import { askText, confirm, nothingIfCancelled } from "./dialogs.ts";
import type { WriteSurroundings } from "./writes.ts";

/** Shows the plan of a write, asks, does it, and records it. */
export class PlanDialog {
  readonly #audit: AuditLog;
  readonly #surroundings: WriteSurroundings;

  constructor(surroundings: WriteSurroundings) {
    this.#audit = new AuditLog(surroundings.auditFolder);
    this.#surroundings = surroundings;
  }

  /**
   * @param isProtected whether the resource's name has to be typed, once it is known who writes; undefined: nobody knows
   * @throws DevOpsError cancelled when the user declines; whatever `work` throws
   */
  async perform<T>(drafted: Plan, isProtected: (identity: Identity | undefined) => boolean, work: () => Promise<T>): Promise<T> {
    const identity = await this.#identityOf(drafted.context);
    const plan = withAccount(drafted, identity);
    const account = typeof identity === "string" ? identity : accountLabel(identity);
    const agreed = await confirm({ question: `${plan.title}?`, detail: describePlan(plan, account), verb: plan.verb });
    if (!agreed) return this.#decline(plan, account);
    const guarded = isProtected(typeof identity === "string" ? undefined : identity);
    if (guarded && !(await isNameTyped(plan))) return this.#decline(plan, account);
    await this.#record(plan, account, "intended");
    let result: T;
    try {
      result = await work();
    } catch (error) {
      const { kind } = toDevOpsError(error, plan.title);
      await this.#record(plan, account, "failed", kind);
      throw error;
    }
    await this.#record(plan, account, "done");
    return result;
  }

  /** Records what was done without a question. */
  async note(drafted: Plan): Promise<void> {
    const identity = await this.#identityOf(drafted.context);
    const account = typeof identity === "string" ? identity : accountLabel(identity);
    await this.#record(withAccount(drafted, identity), account, "done");
  }

  async #decline(plan: Plan, account: string): Promise<never> {
    await this.#record(plan, account, "declined");
    throw cancelled(plan.title);
  }

  /** Whether it could be recorded changes nothing of what was done; that it could not is told. */
  async #record(plan: Plan, account: string, outcome: AuditOutcome, kind?: ErrorKind): Promise<void> {
    try {
      await this.#audit.append(plan, account, outcome, kind);
    } catch (error) {
      this.#surroundings.report(toDevOpsError(error, "write the audit log"));
    }
  }

  /** The dialog must not fail because the account cannot be read: then it says so. */
  async #identityOf(context: AccountContext): Promise<Identity | string> {
    try {
      return await this.#surroundings.identity(context);
    } catch (error) {
      return `unknown: ${toDevOpsError(error, "read the account").short}`;
    }
  }
}

async function isNameTyped(plan: Plan): Promise<boolean> {
  // a name is typed as it is, or as it can be shown
  const isName = (text: string) => text === plan.resource || text === harmless(plan.resource, "prompt");
  const question = {
    // what is long in it is not ours
    title: `${plan.context.profile} is protected: ${plan.title}`,
    prompt: `Type ${plan.resource} to go on`,
    stays: true,
    validate: (text: string) => (isName(text) || text === "" ? undefined : `This is not ${plan.resource}`),
  };
  const typed = await askText(question).catch(nothingIfCancelled);
  return typed !== undefined && isName(typed);
}

/** Rooms name resources before the account is known: it is filled into the ARN here. */
function withAccount(plan: Plan, identity: Identity | string): Plan {
  const ref = plan.arn === undefined ? undefined : parseArn(plan.arn);
  if (ref === undefined || ref.account !== "" || hasNoAccount(ref) || typeof identity === "string") return plan;
  return { ...plan, arn: formatArn({ ...ref, account: identity.account }) };
}
