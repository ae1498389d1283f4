/**
 * Text that others wrote (names, reasons, messages, what git prints) made harmless for the places where it is shown.
 * What somebody in an account writes must not become a link that runs a command, turn the letters around it, hide a
 * part of itself, or fill the screen.
 */

/** Where a text is shown: the most UTF-16 units of it there, and whether lines stay lines. */
export const sinks = {
  /** A toast. */
  notification: { limit: 600, lines: false },
  /** The question of a modal dialog. */
  question: { limit: 300, lines: false },
  /** The small print of a modal dialog. */
  detail: { limit: 4_000, lines: true },
  button: { limit: 60, lines: false },
  /** The line below an input box: what is asked, or what is wrong. */
  prompt: { limit: 400, lines: false },
  placeholder: { limit: 200, lines: false },
  title: { limit: 200, lines: false },
  progress: { limit: 300, lines: false },
  /** A row of a picker, each of its parts. */
  item: { limit: 300, lines: false },
  /** A row of a tree: what stands first, and what stands behind it. */
  label: { limit: 300, lines: false },
  description: { limit: 500, lines: false },
  tooltip: { limit: 6_000, lines: true },
  statusBar: { limit: 100, lines: false },
  tab: { limit: 120, lines: false },
  fileName: { limit: 120, lines: false },
  /** A part of a line of the audit log, as it is shown. */
  record: { limit: 2_000, lines: false },
  log: { limit: 20_000, lines: true },
} as const satisfies Record<string, { readonly limit: number; readonly lines: boolean }>;

export type Sink = keyof typeof sinks;

const ELLIPSIS = "…";
/** Stands for a character that is not shown. */
const HIDDEN = "\uFFFD";

/**
 * Controls, what is invisible (zero-width and default-ignorable characters, soft hyphens, tags) and what turns text
 * around. Unicode's own classes, so that a character of a later version is among them.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Tabs and ends of lines. */
const BREAK = /[\t-\r\u0085\u2028\u2029]/;
const MARK = /\p{M}/u;
/** So many marks over one letter are shown: more of them cover the rows above. */
const MOST_MARKS = 6;
/** Joins pictures to one (a family, a flag), and chooses how a sign is drawn: both are part of what people write. */
const JOINER = "\u200D";
const AS_PICTURE = "\uFE0F";
const KEYCAP = "\u20E3";
const PICTURE = /[\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}]/u;
const PICTURE_AT_END = /[\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}]\uFE0F?$/u;
/** Letters that are written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko and the blocks behind them). */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A text as it may be shown in a place. Escape sequences of terminals are left out; other controls, invisible and
 * direction characters become a replacement mark; `](` and `$(`, from which the editor makes links and icons, are taken
 * apart; the length is bounded without cutting a character in two. The time does not grow beyond the bound.
 */
export function harmless(text: string, sink: Sink): string {
  const { limit, lines } = sinks[sink];
  let shown = "";
  let marks = 0;
  let at = 0;
  // what is left out or joined counts too: nobody makes us read on and on
  const last = Math.min(text.length, limit * 4);
  while (at < last) {
    const escape = escapeLength(text, at, last);
    if (escape > 0) {
      at += escape;
      continue;
    }
    const character = characterAt(text, at);
    const next = at + character.length;
    marks = MARK.test(character) ? marks + 1 : 0;
    const part = marks > MOST_MARKS ? "" : partOf(character, shown, characterAt(text, next), lines);
    if (shown.length + part.length > (next < text.length ? limit - ELLIPSIS.length : limit)) break;
    shown += part;
    at = next;
  }
  return at < text.length ? `${shown}${ELLIPSIS}` : shown;
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** What is shown of a character that stands between what is shown already and the next one. */
function partOf(character: string, shown: string, next: string, lines: boolean): string {
  if (character === "(") return shown.endsWith("]") || shown.endsWith("$") ? " (" : "(";
  if (character >= " " && character <= "~") return character;
  if (BREAK.test(character)) return lines && character !== "\t" ? (character === "\r" && next === "\n" ? "" : "\n") : " ";
  if (!UNSEEN.test(character)) return character;
  if (character === AS_PICTURE) return next === KEYCAP || isPicture(shown) ? character : HIDDEN;
  return character === JOINER && isPicture(shown) && PICTURE.test(next) ? character : HIDDEN;
}

function isPicture(shown: string): boolean {
  return PICTURE_AT_END.test(shown.slice(-4));
}

/**
 * How many units an escape sequence of a terminal takes (ECMA-48: CSI, OSC and its like, two characters otherwise);
 * 0 where none begins. One that has no end within `last` is its first character alone.
 */
function escapeLength(text: string, at: number, last: number): number {
  const first = text.charCodeAt(at);
  if (first !== 0x1b && first !== 0x9b && first !== 0x9d) return 0;
  const kind = first === 0x9b ? "[" : first === 0x9d ? "]" : text[at + 1];
  const from = first === 0x1b ? at + 2 : at + 1;
  if (kind === "[") {
    for (let end = from; end < last && end < from + 64; end += 1) {
      const code = text.charCodeAt(end);
      if (code >= 0x40 && code <= 0x7e) return end + 1 - at;
      if (code < 0x20 || code > 0x3f) break;
    }
    return from - at;
  }
  if (kind === "]") {
    // a title or an address for the terminal, up to BEL or ST
    for (let end = from; end < last && end < from + 512; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 0x07 || code === 0x9c) return end + 1 - at;
      if (code === 0x1b) return text[end + 1] === "\\" ? end + 2 - at : end - at;
    }
    return from - at;
  }
  return kind !== undefined && kind > " " && kind <= "~" ? 2 : 1;
}

/** A harmless text of which the end is kept too where it is too long: what to do about a failure stands there. */
export function harmlessMessage(text: string): string {
  const { limit } = sinks.notification;
  if (text.length <= limit) return harmless(text, "notification");
  const end = text.slice(-Math.floor(limit / 3));
  // from a word's beginning, so that no character and no escape sequence is cut in two
  const tail = harmless(end.slice(end.indexOf(" ") + 1), "notification");
  const head = harmless(text.slice(0, limit - tail.length - 2), "notification").slice(0, limit - tail.length - 2);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}${ELLIPSIS} ${tail}`;
}

/**
 * A harmless text that turns nothing around it: one with letters written from right to left is isolated (FSI … PDI), so
 * that what stands behind it keeps its place. Others stay as they are.
 */
export function isolated(text: string, sink: Sink): string {
  const shown = harmless(text, sink);
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** So many lines of a tooltip are shown. */
const MOST_LINES = 60;

/** Lines of text for a tooltip, each isolated. */
export function tooltipText(lines: readonly string[]): string {
  const shown = harmless(lines.join("\n"), "tooltip").split("\n");
  const kept = shown.length > MOST_LINES ? [...shown.slice(0, MOST_LINES), ELLIPSIS] : shown;
  return kept.map((line) => (RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line)).join("\n");
}
