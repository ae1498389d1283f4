import type { PlannedChange } from "./plan.ts";

/** A value as a plan shows it: hidden where its name looks like a secret's. */
function shownValue(name: string, value: string): string {
  return /secret|passw|token|key|credential/i.test(name) ? "••••" : value;
}

/** What a plan says of a variable that is given a value. @param before undefined: it has none of its own @param show left out: hidden where its name looks like a secret's */
export function variableChange(name: string, before: string | undefined, after: string, show = (text: string) => shownValue(name, text)): PlannedChange {
  return { what: `Variable ${name}`, ...(before === undefined ? {} : { before: show(before) }), after: show(after) };
}
