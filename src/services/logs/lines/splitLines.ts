/** An event makes so many rows at most; CloudWatch Logs takes a million line ends in one. */
export const MOST_ROWS = 10_000;

/**
 * An event's message as rows. A line end at the message's end makes no row; of a line that a program wrote over with
 * carriage returns (a progress bar), what was written last is kept, as a terminal shows it. What goes beyond the bound
 * of rows stands in the last one, with a mark for each line end.
 */
export function splitLines(message: string): string[] {
  if (!message.includes("\n") && !message.includes("\r")) return [message];
  const end = withoutLastEnds(message);
  const lines: string[] = [];
  let from = 0;
  while (lines.length < MOST_ROWS - 1) {
    const at = message.indexOf("\n", from);
    if (at < 0 || at >= end) break;
    lines.push(lastWritten(message.slice(from, message[at - 1] === "\r" && at > from ? at - 1 : at)));
    from = at + 1;
  }
  const rest = message.slice(from, end);
  lines.push(rest.includes("\n") ? rest.replaceAll("\r", "").replaceAll("\n", "⏎") : lastWritten(rest));
  return lines;
}

/** Where a message ends without the line ends at its end. */
function withoutLastEnds(message: string): number {
  let end = message.length;
  while (end > 0 && (message[end - 1] === "\n" || message[end - 1] === "\r")) end -= 1;
  return end;
}

function lastWritten(line: string): string {
  return line.slice(line.lastIndexOf("\r") + 1);
}

// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The text without terminal escape sequences (colours, cursor moves, titles). */
export function stripEscapes(text: string): string {
  return text.includes("\u001b") ? text.replace(ESCAPES, "") : text;
}
