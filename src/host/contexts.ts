import type * as vscode from "vscode";
import { type AccountContext, contextKey, parseContext, sameContext } from "../base/context.ts";
import { Disposable } from "../base/dispose.ts";
import { Emitter } from "../base/events.ts";

const KEY = "contexts";

/** The pinned contexts of this workspace. Kept by name alone: no key, token or account number is stored. */
export class Contexts extends Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = this.register(new Emitter<void>());
  #pinned: readonly AccountContext[];
  #defaulted = false;

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    super();
    this.#memento = memento;
    const stored = memento.get<unknown>(KEY);
    this.#pinned = Array.isArray(stored) ? stored.map(parseContext).filter((context) => context !== undefined) : [];
  }

  get pinned(): readonly AccountContext[] {
    return this.#pinned;
  }

  /** Whether the user ever chose here; until then the context of the environment is taken. */
  get isChosen(): boolean {
    return this.#memento.get(KEY) !== undefined;
  }

  /** The context of a command that was called without a row: the only one, or undefined when the user must say. */
  get single(): AccountContext | undefined {
    return this.#pinned.length === 1 ? this.#pinned[0] : undefined;
  }

  /** Shows this context alone. */
  async switchTo(context: AccountContext): Promise<void> {
    await this.#set([context]);
  }

  /** Shows this context beside the others. */
  async pin(context: AccountContext): Promise<void> {
    if (this.#pinned.some((known) => sameContext(known, context))) return;
    await this.#set([...this.#pinned, context]);
  }

  async unpin(context: AccountContext): Promise<void> {
    await this.#set(this.#pinned.filter((known) => contextKey(known) !== contextKey(context)));
  }

  /** Takes what the environment says, without storing it as a choice; nothing where somebody chose while it was read. */
  useDefault(context: AccountContext | undefined): void {
    if (this.isChosen) return;
    const pinned = context === undefined ? [] : [context];
    if (JSON.stringify(pinned) === JSON.stringify(this.#pinned) && this.#defaulted) return;
    this.#defaulted = true;
    this.#pinned = pinned;
    this.#changed.fire();
  }

  async #set(pinned: readonly AccountContext[]): Promise<void> {
    this.#pinned = pinned;
    await this.#memento.update(KEY, pinned);
    this.#changed.fire();
  }
}
