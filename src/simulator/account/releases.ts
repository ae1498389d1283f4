import type { Settle } from "./past.ts";

/** Which commit of each component serves its traffic, over time. Deployments tell it; log lines and traces ask it. */
export class Releases {
  /** Oldest first. */
  readonly #byComponent = new Map<string, Release[]>();
  readonly #settle: Settle;

  /** @param settle makes the past, before anything is told of it */
  constructor(settle: Settle) {
    this.#settle = settle;
  }

  /** From now on the component's traffic goes to this commit. @param at milliseconds since 1970, not before an earlier call's */
  shifted(component: string, commit: string, at: number): void {
    this.#settle(`component ${component}`);
    const releases = this.#byComponent.get(component) ?? [];
    if (releases.at(-1)?.commit === commit) {
      // A deployment and the pipeline that it belongs to may both tell of it.
      return;
    }
    releases.push({ commit, at });
    this.#byComponent.set(component, releases);
  }

  /** The commit that served at a time; undefined before the first deployment that is remembered. */
  commitAt(component: string, at: number): string | undefined {
    this.#settle(`component ${component}`);
    return this.#byComponent.get(component)?.findLast((release) => release.at <= at)?.commit;
  }
}

interface Release {
  readonly commit: string;
  readonly at: number;
}
