import { parse } from "../syntax/parse.ts";
import { formatJson } from "./formatJson.ts";
import type { MappingEntry, SyntaxNode } from "../syntax/tree.ts";
import { extentOf } from "./trace.ts";

/** How a text is formatted. */
export interface Style {
  /** The columns that what stands below a key is indented by. */
  readonly indent: number;
}

/** A longer text is left as it is. */
const LONGEST = 2_000_000;

/**
 * A template in JSON with a member a line, or one in YAML with its indentation made even, blanks at the ends of lines and needless empty lines taken out. Comments
 * and the way in which values are written stay. What the text stands for stays as well: where it would not, or where it
 * cannot be read, nothing is formatted.
 * @returns undefined where nothing is to be done
 */
export function format(text: string, style: Style): string | undefined {
  return /^\s*\{/.test(text) ? formatJson(text, style) : formatYaml(text, style);
}

function formatYaml(text: string, { indent }: Style): string | undefined {
  if (text.length > LONGEST || text.includes("\t")) return undefined;
  const before = parse("yaml", text);
  if (before.problems.length > 0 || before.root.kind !== "mapping") return undefined;
  const lines = text.split(/\r?\n/);
  const shifts = shiftsOf(text, before.root, lines.length, indent);
  const isFixed = fixedLines(text, before.root, lines.length);
  const around = contentAround(lines);
  const moved = lines.map((line, index) => {
    if (line.trim() === "") return isFixed[index] === true ? line : "";
    const own = isFixed[index] === true ? line : line.trimEnd();
    const isComment = isFixed[index] !== true && line.trimStart().startsWith("#");
    const by = (isComment ? shiftOfComment(shifts, lines, around, index) : shifts[index]) ?? 0;
    const column = own.length - own.trimStart().length;
    return by >= 0 ? " ".repeat(by) + own : own.slice(Math.min(-by, column));
  });
  const kept = moved.filter((line, index) => line !== "" || isFixed[index] === true || moved[index - 1] !== "" || index === 0);
  while (kept.length > 1 && kept.at(-1) === "" && kept.at(-2) === "" && isFixed.at(-1) !== true) kept.pop();
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const result = kept.join(end).trimEnd() + end;
  if (result === text) return undefined;
  const after = parse("yaml", result);
  return after.problems.length === 0 && JSON.stringify(bare(after.root)) === JSON.stringify(bare(before.root)) ? result : undefined;
}

/** By how many columns each line moves; undefined for a line that no value stands in. */
function shiftsOf(text: string, root: SyntaxNode, count: number, indent: number): (number | undefined)[] {
  const shifts = Array.from<number | undefined>({ length: count });
  const starts = lineStarts(text);
  const columnAt = (at: number) => at - (starts[lineAt(starts, at)] ?? 0);
  const move = (from: number, to: number, by: number) => {
    for (let line = lineAt(starts, from); line <= lineAt(starts, Math.max(from, to - 1)); line += 1) shifts[line] = by;
  };
  /** @param target the column at which it is to begin. @param column where it begins now */
  const place = (node: SyntaxNode, target: number, column: number) => {
    move(node.start, node.end, target - column);
    if (isInline(text, node)) return;
    if (node.kind === "mapping") for (const entry of node.entries) placeEntry(entry, target);
    else if (node.kind === "sequence") {
      for (const item of node.items) {
        const dash = text.lastIndexOf("-", extentOf(item).start - 1);
        const at = item.end > item.start && dash >= node.start ? columnAt(dash) : column;
        move(Math.max(node.start, dash), item.end, target - at);
        const inner = extentOf(item).start;
        const isBelow = lineAt(starts, inner) !== lineAt(starts, dash);
        if (item.end > item.start && !isBelow && item.tag === undefined) place(item, target + (columnAt(item.start) - at), columnAt(item.start));
      }
    }
  };
  const placeEntry = ({ key, value }: MappingEntry, target: number) => {
    const column = columnAt(key.start);
    move(key.start, Math.max(key.end, value.end), target - column);
    const isBelow = value.end > value.start && lineAt(starts, value.start) !== lineAt(starts, key.start);
    if (!isBelow || isInline(text, value) || value.kind === "scalar" || value.kind === "alias") return;
    const inner = columnAt(value.start);
    // lists may stand below their key without being indented: that is somebody's style
    place(value, value.kind === "sequence" && inner === column ? target : target + indent, inner);
  };
  place(root, 0, columnAt(root.start));
  return shifts;
}

function isInline(text: string, node: SyntaxNode): boolean {
  return (node.kind === "mapping" || node.kind === "sequence") && /[[{]/.test(text.charAt(node.start));
}

/** Lines within texts of several lines, whose ends and emptiness belong to the value. */
function fixedLines(text: string, root: SyntaxNode, count: number): boolean[] {
  const fixed = Array.from({ length: count }, () => false);
  const starts = lineStarts(text);
  const look = (node: SyntaxNode) => {
    if (node.kind === "mapping") for (const { value } of node.entries) look(value);
    else if (node.kind === "sequence") for (const item of node.items) look(item);
    else if (node.kind === "scalar" && text.slice(node.start, node.end).includes("\n")) {
      for (let line = lineAt(starts, node.start) + 1; line <= lineAt(starts, Math.max(node.start, node.end - 1)); line += 1) fixed[line] = true;
    }
  };
  look(root);
  return fixed;
}

/** For each line the nearest ones above and below it with more than a comment; undefined where there is none. */
interface ContentAround {
  readonly above: readonly (number | undefined)[];
  readonly below: readonly (number | undefined)[];
}

/** In one pass each way: a text may have hundreds of thousands of comment lines. */
function contentAround(lines: readonly string[]): ContentAround {
  const above: (number | undefined)[] = [];
  const below = Array.from<number | undefined>({ length: lines.length });
  const isContent = (line: string) => line.trim() !== "" && !line.trimStart().startsWith("#");
  let last: number | undefined;
  for (const [index, line] of lines.entries()) {
    above.push(last);
    if (isContent(line)) last = index;
  }
  let next: number | undefined;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    below[index] = next;
    if (isContent(lines[index] ?? "")) next = index;
  }
  return { above, below };
}

/** A comment moves with what it stands before, or with what it stands below where that is as far to the right. */
function shiftOfComment(
  shifts: readonly (number | undefined)[],
  lines: readonly string[],
  { above, below }: ContentAround,
  index: number,
): number | undefined {
  const columnOf = (line: number) => (lines[line] ?? "").length - (lines[line] ?? "").trimStart().length;
  const [before, next] = [above[index], below[index]];
  const isBefore = next !== undefined && columnOf(next) === columnOf(index);
  if (isBefore || before === undefined) return next === undefined ? undefined : shifts[next];
  return shifts[before];
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** What a tree stands for, without places. */
function bare(node: SyntaxNode): unknown {
  const marks = { tag: node.tag?.text, anchor: node.anchor };
  if (node.kind === "mapping") return { ...marks, entries: node.entries.map(({ key, value }) => [key.value, bare(value)]) };
  if (node.kind === "sequence") return { ...marks, items: node.items.map(bare) };
  return node.kind === "scalar" ? { ...marks, value: node.value, isPlain: node.style === "plain" } : { ...marks, alias: node.name };
}
