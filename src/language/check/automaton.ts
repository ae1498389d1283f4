/** A part of a regular expression. */
type Part =
  | { readonly kind: "char"; readonly fits: (char: string) => boolean }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Part[] }
  | { readonly kind: "repeat"; readonly part: Part; readonly min: number; readonly max: number }
  | { readonly kind: "edge"; readonly edge: Edge }
  | { readonly kind: "look"; readonly part: Part; readonly isBehind: boolean; readonly isNegative: boolean };

type Edge = "start" | "end" | "word" | "inside";

type Step =
  | { readonly op: "char"; readonly fits: (char: string) => boolean }
  | { readonly op: "edge"; readonly edge: Edge }
  | { readonly op: "look"; readonly steps: readonly Step[]; readonly isBehind: boolean; readonly isNegative: boolean }
  | { readonly op: "split"; readonly to: readonly number[] }
  | { readonly op: "end" };

/** An expression of more steps than this is left alone. */
const MOST_STEPS = 20_000;

/** So much is tried on one text. */
const BUDGET = 100_000;

/** What cannot be done, or not in a bounded time. */
class TooMuch extends Error {}

/**
 * A regular expression whose time grows with the text whatever it looks for: all ways through it are followed at once, and
 * where it looks ahead or behind the work is bounded. Without references back, which cannot be done like that.
 */
export class Automaton {
  readonly #steps: readonly Step[];
  readonly #isUnicode: boolean;

  /**
   * @param source what `RegExp` takes with these flags
   * @throws where it is more than can be done
   */
  constructor(source: string, flags: string) {
    this.#isUnicode = flags.includes("u");
    const steps: Step[] = [];
    emit(new Reader(source, flags).whole(), steps);
    this.#steps = [...steps, { op: "end" }];
  }

  /** Whether the expression is found in a text; undefined where that takes too long to say. */
  test(text: string): boolean | undefined {
    const chars = this.#isUnicode ? Array.from(text) : text.split("");
    try {
      return new Run(chars).search(this.#steps, 0, false);
    } catch (error) {
      if (error instanceof TooMuch) return undefined;
      throw error;
    }
  }
}

/** One text, and what was done about it. */
class Run {
  readonly #chars: readonly string[];
  #left = BUDGET;

  constructor(chars: readonly string[]) {
    this.#chars = chars;
  }

  /** @param isHere whether it has to begin here @param until where it has to end */
  search(steps: readonly Step[], from: number, isHere: boolean, until?: number): boolean {
    let current: number[] = [];
    const last = until ?? this.#chars.length;
    for (let at = from; at <= last; at += 1) {
      const marks = new Set<number>();
      const active: number[] = [];
      for (const step of current) this.#enter(steps, step, at, marks, active);
      if (at === from || !isHere) this.#enter(steps, 0, at, marks, active);
      const isDone = active.some((step) => steps[step]?.op === "end");
      if (isDone && (until === undefined || at === until)) return true;
      if (active.length === 0 && isHere) return false;
      const char = this.#chars[at];
      current = [];
      for (const index of active) {
        this.#spend();
        const step = steps[index];
        if (step?.op === "char" && char !== undefined && step.fits(char)) current.push(index + 1);
      }
    }
    return false;
  }

  /** Follows all steps that take no character. */
  #enter(steps: readonly Step[], first: number, at: number, marks: Set<number>, active: number[]): void {
    const waiting = [first];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (marks.has(index)) continue;
      marks.add(index);
      this.#spend();
      const step = steps[index];
      if (step === undefined) continue;
      if (step.op === "split") waiting.push(...step.to);
      else if (step.op === "edge") {
        if (this.#isEdge(step.edge, at)) waiting.push(index + 1);
      } else if (step.op === "look") {
        if (this.#looks(step, at) !== step.isNegative) waiting.push(index + 1);
      } else active.push(index);
    }
  }

  #looks({ steps, isBehind }: Step & { readonly op: "look" }, at: number): boolean {
    return isBehind ? this.search(steps, 0, false, at) : this.search(steps, at, true);
  }

  #isEdge(edge: Edge, at: number): boolean {
    if (edge === "start") return at === 0;
    if (edge === "end") return at === this.#chars.length;
    const isWord = (char: string | undefined) => char !== undefined && /^\w$/.test(char);
    return (isWord(this.#chars[at - 1]) !== isWord(this.#chars[at])) === (edge === "word");
  }

  #spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new TooMuch();
  }
}

/** Writes a part as steps. */
function emit(part: Part, steps: Step[]): void {
  if (steps.length > MOST_STEPS) throw new TooMuch();
  switch (part.kind) {
    case "char":
      steps.push({ op: "char", fits: part.fits });
      return;
    case "edge":
      steps.push({ op: "edge", edge: part.edge });
      return;
    case "look": {
      const inner: Step[] = [];
      emit(part.part, inner);
      steps.push({ op: "look", steps: [...inner, { op: "end" }], isBehind: part.isBehind, isNegative: part.isNegative });
      return;
    }
    case "sequence":
      for (const one of part.parts) emit(one, steps);
      return;
    case "choice": {
      const to: number[] = [];
      const ends: number[][] = [];
      steps.push({ op: "split", to });
      for (const one of part.parts) {
        to.push(steps.length);
        emit(one, steps);
        const end: number[] = [];
        ends.push(end);
        steps.push({ op: "split", to: end });
      }
      for (const end of ends) end.push(steps.length);
      return;
    }
    case "repeat":
      emitRepeat(part, steps);
  }
}

function emitRepeat({ part, min, max }: Part & { readonly kind: "repeat" }, steps: Step[]): void {
  for (let count = 0; count < min; count += 1) emit(part, steps);
  if (max === Infinity) {
    const begin = steps.length;
    const to = [begin + 1];
    steps.push({ op: "split", to });
    emit(part, steps);
    steps.push({ op: "split", to: [begin] });
    to.push(steps.length);
    return;
  }
  const exits: number[][] = [];
  for (let count = min; count < max; count += 1) {
    const to = [steps.length + 1];
    exits.push(to);
    steps.push({ op: "split", to });
    emit(part, steps);
  }
  for (const exit of exits) exit.push(steps.length);
}

const QUANTIFIER = /^(?:([*+?])|\{(\d{1,6})(,?)(\d{0,6})\})\??/;
const GROUP = /^\((?:\?(?:(:)|(=|!|<=|<!)|<[^>=!]+>))?/;
const ESCAPE = /^\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/;
const CLASS = /^\[\^?(?:\\[^]|[^\]\\])*\]/;
const EDGES: Readonly<Record<string, Edge>> = { "^": "start", $: "end", "\\b": "word", "\\B": "inside" };

/** Reads an expression that `RegExp` takes. */
class Reader {
  #rest: string;
  readonly #flags: string;

  constructor(source: string, flags: string) {
    this.#rest = source;
    this.#flags = flags;
  }

  whole(): Part {
    const part = this.#choice(0);
    if (this.#rest !== "") throw new TooMuch();
    return part;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest) ?? undefined;
    if (found !== undefined) this.#rest = this.#rest.slice(found[0].length);
    return found;
  }

  #choice(depth: number): Part {
    if (depth > 100) throw new TooMuch();
    const parts = [this.#sequence(depth)];
    while (this.#take(/^\|/) !== undefined) parts.push(this.#sequence(depth));
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "choice", parts };
  }

  #sequence(depth: number): Part {
    const parts: Part[] = [];
    while (this.#rest !== "" && !/^[|)]/.test(this.#rest)) {
      const part = this.#single(depth);
      const found = this.#take(QUANTIFIER);
      if (found === undefined) parts.push(part);
      else {
        const [, sign, min = "0", comma, max = ""] = found;
        const bounds = sign === undefined ? { min: Number(min), max: comma === "" ? Number(min) : max === "" ? Infinity : Number(max) } : { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
        parts.push({ kind: "repeat", part, ...bounds });
      }
    }
    return { kind: "sequence", parts };
  }

  #single(depth: number): Part {
    const group = this.#take(GROUP);
    if (group !== undefined) {
      const [, , look] = group;
      const part = this.#choice(depth + 1);
      if (this.#take(/^\)/) === undefined) throw new TooMuch();
      return look === undefined ? part : { kind: "look", part, isBehind: look.startsWith("<"), isNegative: look.endsWith("!") };
    }
    const found = this.#take(ESCAPE) ?? this.#take(CLASS) ?? this.#take(this.#flags.includes("u") ? /^[^]/u : /^[^]/);
    const [atom = ""] = found ?? [];
    const edge = Object.hasOwn(EDGES, atom) ? EDGES[atom] : undefined;
    if (edge !== undefined) return { kind: "edge", edge };
    // what a group held cannot be followed in all ways at once
    if (/^\\[1-9k]/.test(atom)) throw new TooMuch();
    return { kind: "char", fits: charTest(/^[{}\]]$/.test(atom) ? `\\${atom}` : atom, this.#flags) };
  }
}

/** Whether a character fits a part of an expression that takes one; answers are remembered. */
function charTest(atom: string, flags: string): (char: string) => boolean {
  const expression = new RegExp(`^(?:${atom})$`, flags);
  const known = new Map<string, boolean>();
  return (char) => {
    let fits = known.get(char);
    if (fits === undefined) known.set(char, (fits = expression.test(char)));
    return fits;
  };
}
