import type { TemplateResult } from "lit";
import type { RpcClient } from "../../../base/rpc.ts";
import { type FindQuery, findExpression } from "../model.ts";
import type { Found, LogProtocol } from "../protocol.ts";
import { findBar } from "./findBar.ts";

/** The wait after a keystroke before find starts, in milliseconds. */
const DEBOUNCE = 120;

export interface FindListener {
  /** What is highlighted changed. */
  expressionChanged(): void;
  /** A match is to be shown; undefined: none any more. */
  show(position: number | undefined): void;
  /** The position from which the next match is looked for. */
  from(forward: boolean): number;
  isReversed(): boolean;
  closed(): void;
  /** Something that is rendered changed. */
  changed(): void;
}

/** Find in the log: the host searches all lines that are loaded; this holds the query and what came of it. */
export class FindController {
  readonly #rpc: RpcClient<LogProtocol>;
  readonly #listener: FindListener;
  #query: FindQuery = { text: "", matchCase: false, isRegExp: false };
  #isOpen = false;
  #found: Found | undefined;
  #problem: string | undefined;
  #ordinal = 0;
  #timer: number | undefined;

  constructor(rpc: RpcClient<LogProtocol>, listener: FindListener) {
    this.#rpc = rpc;
    this.#listener = listener;
    rpc.on("found", (found) => {
      if (!this.#isOpen) return;
      this.#found = found;
      listener.changed();
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What rows highlight. */
  get expression(): RegExp | undefined {
    if (!this.#isOpen || this.#problem !== undefined) return undefined;
    try {
      return findExpression(this.#query);
    } catch {
      return undefined;
    }
  }

  render(hasOlder: boolean): TemplateResult {
    return findBar(
      { query: this.#query, found: this.#found, ordinal: this.#ordinal, problem: this.#problem, hasOlder },
      {
        change: (query) => this.#change(query),
        next: (forward) => void this.next(forward),
        close: () => this.close(),
      },
    );
  }

  /** Opens it, with the text that is selected in a line. */
  open(): void {
    const selected = window.getSelection()?.toString() ?? "";
    this.#isOpen = true;
    if (selected !== "" && !selected.includes("\n")) this.#query = { ...this.#query, text: selected };
    if (this.#query.text !== "") void this.#find();
    this.#listener.changed();
  }

  close(): void {
    this.#isOpen = false;
    this.#found = undefined;
    this.#ordinal = 0;
    this.#stopTimer();
    void this.#rpc.request("find", { ...this.#query, text: "" });
    this.#listener.expressionChanged();
    this.#listener.show(undefined);
    this.#listener.closed();
    this.#listener.changed();
  }

  async next(forward: boolean): Promise<void> {
    // Enter right after the last keystroke means what was typed, not what was looked for before
    if (this.#timer !== undefined) await this.#find();
    if (this.#query.text === "" || this.#problem !== undefined) return;
    const answer = await this.#rpc.request("findNext", {
      from: this.#listener.from(forward),
      forward,
      reversed: this.#listener.isReversed(),
    });
    this.#ordinal = answer.ordinal;
    if (answer.position !== undefined) this.#listener.show(answer.position);
    this.#listener.changed();
  }

  #change(query: Partial<FindQuery>): void {
    this.#query = { ...this.#query, ...query };
    this.#stopTimer();
    this.#timer = window.setTimeout(() => void this.#find(), DEBOUNCE);
    this.#listener.changed();
  }

  #stopTimer(): void {
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #find(): Promise<void> {
    this.#stopTimer();
    this.#found = undefined;
    this.#ordinal = 0;
    const query = this.#query;
    const answer = await this.#rpc.request("find", query);
    if (query !== this.#query || !this.#isOpen) return;
    this.#problem = answer.problem;
    this.#listener.expressionChanged();
    this.#listener.show(undefined);
    this.#listener.changed();
  }
}
