import { type AccountContext, contextKey } from "../../base/context.ts";
import { isCancelled } from "../../base/errors.ts";
import type { Plan } from "../../base/plan.ts";
import { formatArn } from "../../base/resourceRef.ts";
import type { Writes } from "../../host/writes.ts";
import { repositoryRef } from "./model.ts";

/** Git does not tell whether it reads or pushes when it asks for a login. */
const OPERATION = "codecommit:GitPull, codecommit:GitPush";

/** A login that is given to git, for the audit log. */
export function loginPlan(context: AccountContext, repository: string): Plan {
  return {
    title: `Log git in to ${repository}`,
    verb: "Log in",
    operation: OPERATION,
    context,
    resource: repository,
    arn: formatArn(repositoryRef(context.region, repository)),
    changes: [
      { what: "Git asks for a login", after: "a terminal, a script or the editor's own Git started it; whether it reads or pushes it does not say" },
      { what: "Until this window is closed", after: "git gets a password for this repository whenever it asks, each for 15 minutes" },
    ],
    undo: "close the window; the last password ends after 15 minutes.",
  };
}

/**
 * The user's leave for the git that others start: in a protected context it is asked for once a repository and window,
 * before git is given a password. Without it a script or *Sync* could push there and nobody had been asked.
 */
export class LoginLeave {
  readonly #writes: Pick<Writes, "protects" | "perform">;
  readonly #given = new Map<string, Promise<boolean>>();

  constructor(writes: Pick<Writes, "protects" | "perform">) {
    this.#writes = writes;
  }

  /** Whether git may log in; who declined is not asked again. @throws DevOpsError where it could not be asked */
  async has(context: AccountContext, repository: string): Promise<boolean> {
    if (!(await this.#writes.protects(context))) return true;
    const key = `${contextKey(context)} ${repository}`;
    const asked = this.#given.get(key) ?? this.#ask(context, repository);
    this.#given.set(key, asked);
    return asked.catch((error: unknown) => {
      this.#given.delete(key);
      throw error;
    });
  }

  async #ask(context: AccountContext, repository: string): Promise<boolean> {
    const plan = { ...loginPlan(context, repository), title: `Let git log in to ${repository}` };
    try {
      await this.#writes.perform(plan, () => Promise.resolve());
      return true;
    } catch (error) {
      if (isCancelled(error)) return false;
      throw error;
    }
  }
}
