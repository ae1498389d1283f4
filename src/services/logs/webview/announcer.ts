import type { LogState } from "../protocol.ts";

/** New lines are told so often at most (milliseconds): a busy log would talk without end. */
const LINES_EVERY = 5_000;

/** What a screen reader is told, politely: the text of the view's status region. */
export class Announcer {
  readonly #changed: () => void;
  #text = "";
  #newLines = 0;
  #timer: number | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get text(): string {
    return this.#text;
  }

  say(text: string): void {
    this.#text = text;
    this.#changed();
  }

  /** Tells what a new state means for somebody who does not see it. */
  state(before: LogState | undefined, now: LogState): void {
    if (before?.phase !== now.phase) {
      if (now.phase === "waiting") this.say("Still waiting for the log");
      else if (now.phase === "loading") this.say("Loading");
      else if (now.phase === "failed") this.say("The log cannot be read");
      else this.say(`${(now.end - now.start).toLocaleString("en")} lines loaded`);
      return;
    }
    if (before.busy === "all" && now.busy === "none") this.say(`${(now.end - now.start).toLocaleString("en")} lines loaded`);
    if (before.generation !== now.generation || now.end <= before.end) return;
    this.#newLines += now.end - before.end;
    if (this.#timer === undefined) this.#timer = window.setTimeout(() => this.#sayLines(), LINES_EVERY);
  }

  #sayLines(): void {
    this.#timer = undefined;
    this.say(`${this.#newLines.toLocaleString("en")} new ${this.#newLines === 1 ? "line" : "lines"}`);
    this.#newLines = 0;
  }
}
