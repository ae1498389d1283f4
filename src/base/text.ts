/** Whether `text` contains `part`, whatever the case. An empty part is always contained. */
export function containsIgnoringCase(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** Matches a name against a glob with `*` (any run) and `?` (one character), whatever the case; in steps of at most name times glob. */
export function matchesGlob(name: string, glob: string): boolean {
  return matchesExactly(name.toLowerCase(), glob.toLowerCase());
}

/** As `matchesGlob`, where the case counts. */
export function matchesExactly(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  // where the last star stands, and how far what it stands for goes: only the last one is ever made longer
  let star = -1;
  let reach = 0;
  while (at < text.length) {
    if (pattern[next] === "*") {
      star = next;
      reach = at;
      next += 1;
    } else if (next < pattern.length && (pattern[next] === "?" || pattern[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      next = star + 1;
      reach += 1;
      at = reach;
    } else return false;
  }
  while (pattern[next] === "*") next += 1;
  return next === pattern.length;
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

/** A name of an API in words: `IN_PROGRESS` as `in progress`, `EssentialContainerExited` as `essential container exited`. */
export function words(name: string): string {
  return name.replaceAll("_", " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** The text with a capital at its beginning. */
export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** A size in powers of 1024 with at most one decimal: `812 bytes`, `4.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ""}`;
}
