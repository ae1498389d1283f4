/** What a plain scalar stands for. Dates are kept as they are written. */
export type ScalarType = "string" | "integer" | "number" | "boolean" | "null" | "date";

export interface Resolved {
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
}

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const OCTAL = /^([-+]?)0([0-7_]+)$/;
const HEXADECIMAL = /^([-+]?)0x([0-9a-fA-F_]+)$/;
const BINARY = /^([-+]?)0b([01_]+)$/;
const BASE_SIXTY = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::\d{2})?))?$/;

/** The longest plain scalar that can be anything else than text. */
const LONGEST = 64;

/** The characters that numbers, dates and keywords begin with. */
const FIRST: ReadonlySet<number> = new Set(Array.from("-+.0123456789yYnNtTfFoO~", (character) => character.charCodeAt(0)));

/** The longest keyword is `false`; nothing else but text begins with a letter. */
const LONGEST_KEYWORD = 5;

/** Whether a plain scalar is text by its length and its first character, as most are. */
export function isText(text: string): boolean {
  if (text.length > LONGEST) return true;
  if (text === "") return false;
  const first = text.charCodeAt(0);
  return !FIRST.has(first) || (first >= FIRST_LETTER && first !== TILDE && text.length > LONGEST_KEYWORD);
}

const FIRST_LETTER = 65;
const TILDE = 126;

/** A plain scalar as YAML 1.1 reads it, which is what CloudFormation and PyYAML do: `yes` is true, `010` is eight. */
export function resolvePlain(text: string): Resolved {
  const string: Resolved = { type: "string", value: text };
  if (isText(text)) return string;
  if (NULL.test(text)) return { type: "null", value: null };
  if (TRUE.test(text)) return { type: "boolean", value: true };
  if (FALSE.test(text)) return { type: "boolean", value: false };
  if (!/[0-9]/.test(text)) {
    if (INFINITE.test(text)) return { type: "number", value: text.startsWith("-") ? -Infinity : Infinity };
    return NOT_A_NUMBER.test(text) ? { type: "number", value: Number.NaN } : string;
  }
  return numberOf(text) ?? (DATE.test(text) || TIMESTAMP.test(text) ? { type: "date", value: text } : string);
}

function numberOf(text: string): Resolved | undefined {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  if (DECIMAL.test(text)) return { type: "integer", value: Number(plain) };
  for (const [pattern, base] of [[OCTAL, 8], [HEXADECIMAL, 16], [BINARY, 2]] as const) {
    const [, sign, digits] = pattern.exec(text) ?? [];
    if (digits === undefined) continue;
    const value = Number.parseInt(digits.replaceAll("_", ""), base);
    return { type: "integer", value: sign === "-" ? -value : value };
  }
  if (text.includes(":") && BASE_SIXTY.test(text)) {
    const value = plain.replace(/^[-+]/, "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return { type: "integer", value: plain.startsWith("-") ? -value : value };
  }
  return FLOAT.test(text) ? { type: "number", value: Number(plain) } : undefined;
}
