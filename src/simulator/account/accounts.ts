import type { SimulatedClock } from "../clock.ts";
import type { Call } from "../services/cloudtrail/calls.ts";
import { Account } from "./account.ts";
import type { RegionState } from "./account.ts";
import type { AccountSpec } from "./catalogue.ts";

/** The company's accounts. Which of them answers is decided by the key that signed. */
export class Accounts {
  readonly #specs: readonly AccountSpec[];
  readonly #clock: SimulatedClock;
  #accounts: ReadonlyMap<string, Account>;

  constructor(specs: readonly AccountSpec[], clock: SimulatedClock) {
    this.#specs = specs;
    this.#clock = clock;
    this.#accounts = this.#open();
  }

  /** Makes every account new. */
  reset(): void {
    this.#accounts = this.#open();
  }

  /** What an account has in a region by now. */
  region(accountId: string, name: string): RegionState {
    return this.#account(accountId).region(name);
  }

  /** Notes a call that was answered. */
  record(call: Omit<Call, "order">): void {
    this.#account(call.caller.accountId).calls(call.region).record(call);
  }

  /** The regions in which an account has something. */
  regions(accountId: string): readonly string[] {
    return Object.keys(this.#account(accountId).spec.regions);
  }

  #account(id: string): Account {
    const account = this.#accounts.get(id);
    if (account === undefined) {
      throw new Error(`No account ${id}`);
    }
    return account;
  }

  #open(): ReadonlyMap<string, Account> {
    return new Map(this.#specs.map((spec) => [spec.id, new Account(spec, this.#clock)]));
  }
}
