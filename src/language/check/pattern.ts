/** Longer texts are not tried: schemas' patterns are about names, and some take long for what they refuse. */
const LONGEST = 2048;

/** In a pattern where repetitions are repeated each further character can double the work. */
const LONGEST_NESTED = 40;

interface Compiled {
  readonly expression: RegExp | undefined;
  readonly longest: number;
}

const compiled = new Map<string, Compiled>();

/**
 * Whether a text has what a schema's pattern looks for; true where that cannot be said: the pattern is none of this
 * language's, or the text is so long that it could take long. Patterns are written for Java and Python.
 */
export function matches(pattern: string, text: string): boolean {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = { expression: compile(pattern), longest: /[*+}]\)*[*+]|[*+}][^()]*\)+(?:[*+]|\{\d+,)/.test(pattern) ? LONGEST_NESTED : LONGEST };
    compiled.set(pattern, known);
  }
  const { expression, longest } = known;
  if (expression === undefined || text.length > longest) return true;
  // `$` stands before a last line break, too
  return expression.test(text) || (text.endsWith("\n") && expression.test(text.slice(0, -1)));
}

/** A pattern as a regular expression of this language; undefined where it is none. */
export function compile(pattern: string): RegExp | undefined {
  const flags = new Set<string>();
  const plain = pattern
    .replaceAll(/\(\?([is])\)/g, (_, flag: string) => {
      flags.add(flag);
      return "";
    })
    .replaceAll(/([*+?}])\+/g, "$1")
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
