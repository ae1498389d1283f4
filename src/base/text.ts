/** Whether `text` contains `part`, whatever the case. An empty part is always contained. */
export function containsIgnoringCase(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** Matches a name against a glob with `*` (any run) and `?` (one character), whatever the case. */
export function matchesGlob(name: string, glob: string): boolean {
  const pattern = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i").test(name);
}

/** The parts that are there and not empty, with a separator between them. */
export function joined(parts: readonly (string | undefined)[], separator = " · "): string {
  return parts.filter((part) => part !== undefined && part !== "").join(separator);
}

/** `1 build`, `2 builds`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** An operation name as a verb phrase: `ListPipelineExecutions` becomes `list pipeline executions`. */
export function operationPhrase(operation: string): string {
  return operation.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** The text with a capital at its beginning. */
export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
