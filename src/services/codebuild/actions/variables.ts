import type { PlannedChange } from "../../../base/plan.ts";
import { variableChange } from "../../../base/variableChange.ts";
import type { Variable } from "../model.ts";

/** `NAME=value`, its value in quotes where it has blanks. Names are those of a shell. */
const VARIABLE = /^([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|(\S*))(?:\s+|$)/;

/**
 * Variables of one build as a person writes them: `STAGE=test NOTE="two words"`. One that the project has keeps its kind: of
 * a parameter or a secret the value is its name.
 * @returns undefined where a part is none
 */
export function readVariables(text: string, own: readonly Variable[]): readonly Variable[] | undefined {
  const found = new Map<string, Variable>();
  for (let rest = text.trim(); rest !== ""; ) {
    const [whole, name = "", double, single, bare] = VARIABLE.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    const type = own.find((one) => one.name === name)?.type ?? "PLAINTEXT";
    found.set(name, { name, value: double ?? single ?? bare ?? "", type });
    rest = rest.slice(whole.length);
  }
  return [...found.values()];
}

/** Why a text is not taken as variables. */
export function variablesProblem(text: string): string | undefined {
  return readVariables(text, []) === undefined ? 'Write NAME=value, with blanks between; a value with blanks in quotes: NOTE="two words"' : undefined;
}

/** What of a build's variables is another than the project's. */
export function variableChanges(variables: readonly Variable[], own: readonly Variable[]): readonly PlannedChange[] {
  return variables.map(({ name, value, type }) => {
    const before = own.find((one) => one.name === name)?.value;
    const source = type === "PARAMETER_STORE" ? "parameter" : type === "SECRETS_MANAGER" ? "secret" : undefined;
    return source === undefined ? variableChange(name, before, value) : variableChange(name, before, value, (text) => `${source} ${text}`);
  });
}
