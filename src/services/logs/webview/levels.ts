export type Level = "error" | "warn" | "info" | "debug";

/** Levels by the names that loggers use. */
const BY_NAME: Readonly<Record<string, Level>> = {
  fatal: "error",
  critical: "error",
  crit: "error",
  alert: "error",
  emerg: "error",
  emergency: "error",
  panic: "error",
  severe: "error",
  error: "error",
  err: "error",
  warning: "warn",
  warn: "warn",
  info: "info",
  information: "info",
  notice: "info",
  debug: "debug",
  trace: "debug",
  verbose: "debug",
  fine: "debug",
};

const NAMES = Object.keys(BY_NAME).join("|");
/** A level is looked for so far into a line: behind it stands what happened, not how bad it is. */
const HEAD = 200;

/** `"level": "error"`, `level=warn`, `"severity":"ERROR"`, `"level":50`. */
const FIELD = new RegExp(`["']?(?:level|severity|lvl|loglevel|log\\.level|levelname)["']?\\s*[:=]\\s*["']?(${NAMES}|\\d{2})\\b`, "i");
/** An upper-case word anywhere in the head: `2026-11-22 13:10 ERROR …`, `[WARN]`. */
const UPPER = new RegExp(`(?:^|[^\\w.-])(${NAMES.toUpperCase()})(?=$|[^\\w-])`);
/** A level that the line begins with, or in brackets: `error: …`, `[warn] …`, `npm ERR!`, `Error: …`. */
const LEADING = new RegExp(`^\\s*(?:npm\\s+|\\W{0,3})(${NAMES})\\s*[\\]:!|]`, "i");
/** What is thrown or panics names itself: `TypeError: …`, `java.lang.IllegalStateException: …`. */
const THROWN = /(?:^|\s|\.)(?:[A-Z]\w*)?(?:Error|Exception)(?=:\s|$)|^panic: |^Traceback \(most recent call last\)/;

/** How grave a line is, as far as it says so itself. The text must be free of escape sequences. */
export function detectLevel(text: string): Level | undefined {
  const head = text.slice(0, HEAD);
  const field = FIELD.exec(text.startsWith("{") ? text.slice(0, HEAD * 5) : head)?.[1];
  if (field !== undefined) return levelOf(field);
  const named = LEADING.exec(head)?.[1] ?? UPPER.exec(head)?.[1];
  if (named !== undefined) return levelOf(named);
  return THROWN.test(head) ? "error" : undefined;
}

/** Numbers are those of pino and bunyan: 50 and more is an error. */
function levelOf(name: string): Level | undefined {
  const number = Number(name);
  if (Number.isNaN(number)) return BY_NAME[name.toLowerCase()];
  if (number >= 50) return "error";
  if (number >= 40) return "warn";
  return number >= 30 ? "info" : "debug";
}
