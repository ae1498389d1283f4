/**
 * An event's message as rows. A line end at the message's end makes no row; of a line that a program wrote over with
 * carriage returns (a progress bar), what was written last is kept, as a terminal shows it.
 */
export function splitLines(message: string): string[] {
  if (!message.includes("\n") && !message.includes("\r")) return [message];
  const lines = message.replace(/[\r\n]+$/, "").split(/\r?\n/);
  return lines.map((line) => (line.includes("\r") ? line.slice(line.lastIndexOf("\r") + 1) : line));
}

// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The text without terminal escape sequences (colours, cursor moves, titles). */
export function stripEscapes(text: string): string {
  return text.includes("\u001b") ? text.replace(ESCAPES, "") : text;
}
