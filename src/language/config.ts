import { type Value, member, textOf, valueOf } from "./model/value.ts";
import { parse } from "./syntax/parse.ts";

/** Which rules are told, and for where a template is meant: what users of cfn-lint have in `.cfnlintrc`. */
export interface Config {
  /** Codes, or beginnings of codes, that are not told. */
  readonly ignore: readonly string[];
  /** Codes, or beginnings of codes, that are told besides errors and warnings: `I` for all hints. */
  readonly include: readonly string[];
  /** Codes, or beginnings of codes, that are told whatever else says. */
  readonly mandatory: readonly string[];
  /** Undefined where nothing is said. */
  readonly regions?: readonly string[];
  /** Patterns of files that are left alone. */
  readonly ignoreTemplates: readonly string[];
}

export const NO_CONFIG: Config = { ignore: [], include: [], mandatory: [], ignoreTemplates: [] };

/** The names under which cfn-lint finds its settings. */
export const CONFIG_NAMES: readonly string[] = [".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"];

function textsOf(value: Value | undefined): string[] {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return value?.kind === "list" ? value.items.flatMap((item) => textOf(item) ?? []) : [];
}

/** Reads settings in the form of cfn-lint's `.cfnlintrc`. What is no such thing says nothing. */
export function readConfig(text: string): Config {
  const root = valueOf(parse("yaml", text).root);
  const regions = textsOf(member(root, "regions"));
  return {
    ignore: textsOf(member(root, "ignore_checks")),
    include: textsOf(member(root, "include_checks")),
    mandatory: textsOf(member(root, "mandatory_checks")),
    ignoreTemplates: textsOf(member(root, "ignore_templates")),
    ...(regions.length === 0 ? {} : { regions }),
  };
}

/** Whether a rule is told. Hints are told only where they are asked for. */
export function isTold(code: string, { ignore, include, mandatory }: Config): boolean {
  const isAmong = (codes: readonly string[]) => codes.some((beginning) => beginning !== "" && code.startsWith(beginning));
  if (isAmong(mandatory)) return true;
  if (code.startsWith("I") && !isAmong(include)) return false;
  return !isAmong(ignore);
}

