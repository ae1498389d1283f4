import type { Position } from "./lines.ts";

export type Severity = "error" | "warning" | "info";

/** A finding of a file, as it is printed. Lines and characters count from zero. */
export interface Reported {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

/** What is known of a rule besides its findings. */
export interface RuleText {
  readonly title: string;
  readonly source: string;
}

export const FORMATS = ["text", "json", "sarif"] as const;
export type Format = (typeof FORMATS)[number];

/** How serious a rule is, which the letter of its code says. */
export function severityOf(rule: string): Severity {
  if (rule.startsWith("I")) return "info";
  return rule.startsWith("W") ? "warning" : "error";
}

/** Prints findings in a form. */
export function report(found: readonly Reported[], format: Format, rules: Readonly<Record<string, RuleText>>, version: string): string {
  if (format === "json") return JSON.stringify(found, undefined, 2);
  return format === "sarif" ? JSON.stringify(sarif(found, rules, version), undefined, 2) : text(found);
}

/** One line a finding, in the form that terminals make links of; lines count from one there. */
function text(found: readonly Reported[]): string {
  const lines = found.map(({ file, rule, message, range: { start } }) => `${file}:${start.line + 1}:${start.character + 1}: ${rule} ${message}`);
  const count = (severity: Severity, word: string) => {
    const { length } = found.filter((one) => one.severity === severity);
    return `${length} ${word}${length === 1 ? "" : "s"}`;
  };
  const sum = [count("error", "error"), count("warning", "warning"), count("info", "hint")].join(", ");
  return [...lines, ...(lines.length === 0 ? [] : [sum])].join("\n");
}

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** The form of "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". */
function sarif(found: readonly Reported[], rules: Readonly<Record<string, RuleText>>, version: string): unknown {
  const told = [...new Set(found.map(({ rule }) => rule))].toSorted((a, b) => (a < b ? -1 : 1));
  const driver = {
    name: "DevOps for AWS",
    version,
    rules: told.map((id) => {
      const { title, source } = rules[id] ?? { title: id, source: "" };
      return { id, shortDescription: { text: title }, ...(source === "" ? {} : { helpUri: source }) };
    }),
  };
  const results = found.map(({ file, rule, severity, message, range: { start, end } }) => ({
    ruleId: rule,
    ruleIndex: told.indexOf(rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file.replaceAll("\\", "/")) },
          region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
        },
      },
    ],
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
}
