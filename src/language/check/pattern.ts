import { Automaton } from "./automaton.ts";

/** Texts up to this length are left to the engine where a pattern is plain: then its time is bounded by their length. */
const SHORT = 128;

/** Longer texts are not tried: schemas' patterns are about names. */
const LONGEST = 100_000;

interface Compiled {
  readonly expression: RegExp;
  /** Whether no repetition is repeated, and few stand side by side. */
  readonly isPlain: boolean;
  /** Made when it is needed first; `null` where the pattern is more than it can do. */
  automaton?: Automaton | null;
}

const compiled = new Map<string, Compiled | undefined>();

/** Patterns of templates come and go while they are typed. */
const MOST_KNOWN = 5_000;

/**
 * Whether a text has what a schema's pattern looks for; true where that cannot be said: the pattern is none of this
 * language's, or more than can be done in a bounded time. Patterns are written for Java and Python.
 */
export function matches(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) {
    if (compiled.size >= MOST_KNOWN) compiled.clear();
    const expression = compile(pattern);
    compiled.set(pattern, expression === undefined ? undefined : { expression, isPlain: isPlain(expression.source) });
  }
  const known = compiled.get(pattern);
  if (known === undefined || text.length > LONGEST) return true;
  // `$` stands before a last line break, too
  return fits(known, text) || (text.endsWith("\n") && fits(known, text.slice(0, -1)));
}

function fits(known: Compiled, text: string): boolean {
  if (known.isPlain && text.length <= SHORT) return known.expression.test(text);
  if (known.automaton === undefined) known.automaton = automatonOf(known.expression);
  return known.automaton?.test(text) ?? true;
}

function automatonOf({ source, flags }: RegExp): Automaton | null {
  try {
    return new Automaton(source, flags);
  } catch {
    return null;
  }
}

/** How many repetitions without a small bound may stand side by side. */
const MOST_REPETITIONS = 3;

/** Whether an expression's time is at most that of three loops within each other. */
function isPlain(source: string): boolean {
  const characters = source.replaceAll(/\\./g, "a").replaceAll(/\[(?:[^\]])*\]/g, "a");
  // what looks at so many characters and no more is one step
  const plain = characters.replaceAll(/\(\?<?[=!][^()*+{}]*\)/g, "a");
  if (plain.includes("(?") && /\(\?[=!<]/.test(plain)) return false;
  const repetitions = plain.match(/[*+]|\{\d+,(?:\d*)\}/g) ?? [];
  const isRepeatedGroup = /\)(?:[*+]|\{)/.test(plain);
  return !isRepeatedGroup && repetitions.length <= MOST_REPETITIONS;
}
/** A pattern as a regular expression of this language; undefined where it is none. */
export function compile(pattern: string): RegExp | undefined {
  const flags = new Set<string>();
  const plain = pattern
    .replaceAll(/\(\?([is])\)/g, (_, flag: string) => {
      flags.add(flag);
      return "";
    })
    .replaceAll(/([*+?]|\{\d+(?:,\d*)?\})\+/g, "$1")
    .replaceAll("\\Z", "$")
    .replaceAll("\\A", "^")
    .replaceAll(/\\([pP])\{(?:Graph|Print)\}/g, "\\$1{ASCII}");
  const unicode = /\\[pP]\{/.test(plain) ? "u" : "";
  for (const source of [plain, plain.replaceAll(/\\([^\w^$\\.*+?()[\]{}|/-])/g, "$1").replaceAll(/(\\[wdsWDS]|\})-(?=[^\]])/g, "$1\\-")]) {
    try {
      return new RegExp(source, `${[...flags].join("")}${unicode}`);
    } catch {
      // the next spelling, or none
    }
  }
  return undefined;
}
