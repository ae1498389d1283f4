import type { StateValue } from "@aws-sdk/client-cloudwatch";

/** The rule of a composite alarm as it can be asked: whether it holds, where the states of others are known. */
export interface CompositeRule {
  /** The names of the alarms that it looks at, each once, in its order. */
  readonly children: readonly string[];
  readonly holds: (stateOf: (name: string) => StateValue | undefined) => boolean;
}

type Holds = CompositeRule["holds"];

/**
 * Reads `ALARM("a") OR (OK("b") AND NOT INSUFFICIENT_DATA(c))`; names may be ARNs.
 * @returns undefined where it is no rule
 */
export function readRule(text: string): CompositeRule | undefined {
  const tokens = text.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  const children: string[] = [];
  let at = 0;
  const take = (word: string) => {
    const isNext = tokens[at]?.toUpperCase() === word;
    at += isNext ? 1 : 0;
    return isNext;
  };
  const any = (): Holds | undefined => chain("OR", all, (parts, stateOf) => parts.some((part) => part(stateOf)));
  const all = (): Holds | undefined => chain("AND", one, (parts, stateOf) => parts.every((part) => part(stateOf)));
  function chain(word: string, next: () => Holds | undefined, join: (parts: readonly Holds[], stateOf: Parameters<Holds>[0]) => boolean): Holds | undefined {
    const parts: Holds[] = [];
    do {
      const part = next();
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
    } while (take(word));
    return (stateOf) => join(parts, stateOf);
  }
  function one(): Holds | undefined {
    if (take("NOT")) {
      const inner = one();
      return inner === undefined ? undefined : (stateOf) => !inner(stateOf);
    }
    if (take("(")) {
      const inner = any();
      return take(")") ? inner : undefined;
    }
    if (take("TRUE")) {
      return () => true;
    }
    return take("FALSE") ? () => false : state();
  }
  function state(): Holds | undefined {
    const wanted = tokens[at]?.toUpperCase();
    const given = tokens[at + 2];
    if ((wanted !== "ALARM" && wanted !== "OK" && wanted !== "INSUFFICIENT_DATA") || tokens[at + 1] !== "(" || given === undefined || tokens[at + 3] !== ")") {
      return undefined;
    }
    at += 4;
    const name = given.replaceAll('"', "").replace(/^arn:.*?:alarm:/, "");
    if (!children.includes(name)) {
      children.push(name);
    }
    return (stateOf) => stateOf(name) === wanted;
  }
  const holds = any();
  return holds === undefined || at < tokens.length ? undefined : { children, holds };
}
