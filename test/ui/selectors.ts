/** A string as a CSS attribute selector wants it. */
export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A selector for an attribute that is the text or continues after it: rows name themselves `label, description`. */
export function beginsWith(attribute: string, text: string): string {
  const forms = [`=${quoted(text)}`, `^=${quoted(`${text},`)}`, `^=${quoted(`${text} `)}`];
  return `:is(${forms.map((form) => `[${attribute}${form}]`).join(", ")})`;
}
