import { type AnsiRun, parseAnsi } from "../../../webkit/ansi.ts";
import { lastPart } from "../model.ts";
import type { LineData } from "../protocol.ts";
import { jsonSummary } from "./jsonSummary.ts";
import { type Level, detectLevel } from "./levels.ts";
import { jsonParts } from "./prettyJson.ts";
import { type Zone, formatDate, formatMoment, formatTimeMs } from "./timeFormat.ts";

/** How rows are shown. */
export interface RowOptions {
  readonly times: boolean;
  readonly streams: boolean;
  readonly zone: Zone;
  /** Whether JSON is shown as its message and fields. */
  readonly json: boolean;
  /** What find looks for, global. */
  readonly expression: RegExp | undefined;
}

/** Fills a row element with a line; without one, with the mark of a line that is on its way. */
export function renderLine(row: HTMLElement, line: LineData | undefined, options: RowOptions): void {
  if (line === undefined) {
    row.className = "vl-row line line-pending";
    row.replaceChildren();
    return;
  }
  const runs = runsOf(line.text, options);
  const plain = runs.map((run) => run.text).join("");
  const level = detectLevel(line.text.startsWith("{") ? line.text : plain);
  row.className = `vl-row line${level === undefined ? "" : ` line-${level}`}${line.continues ? " line-continues" : ""}`;
  const cells: Node[] = [];
  if (level !== undefined) cells.push(levelWord(level));
  if (options.times) cells.push(timeCell(line, options.zone));
  if (options.streams && line.stream !== undefined) cells.push(streamCell(line));
  cells.push(textCell(line, runs, plain, options.expression));
  row.replaceChildren(...cells);
}

/**
 * Coloured text as it is; in JSON the names and brackets step back behind the values. A line that find has found
 * stands as it came, for that is what was searched.
 */
function runsOf(text: string, { json, expression }: RowOptions): AnsiRun[] {
  if (text.includes("\u001b")) return parseAnsi(text);
  const isFound = expression !== undefined && matchesOf(text, expression).length > 0;
  const parts = (json && !isFound ? jsonSummary(text) : undefined) ?? jsonParts(text);
  if (parts === undefined) return parseAnsi(text);
  return parts.map(({ kind, text: part }) => ({ text: part, classes: kind === "name" || kind === "plain" ? ["json-frame"] : [] }));
}

/** The level stands as a colour at the row's edge, and as a word for those who do not see it. */
function levelWord(level: Level): HTMLElement {
  return span("visually-hidden", level === "warn" ? "warning" : level);
}

function timeCell(line: LineData, zone: Zone): HTMLElement {
  const cell = span("line-time");
  if (line.continues) return cell;
  cell.title = `${formatMoment(line.time, zone)} (click for the whole event)`;
  cell.append(span("line-date", `${formatDate(line.time, zone)} `), formatTimeMs(line.time, zone));
  return cell;
}

function streamCell(line: LineData): HTMLElement {
  const cell = span("line-stream", line.continues ? "" : lastPart(line.stream ?? ""));
  cell.title = line.stream ?? "";
  return cell;
}

function textCell(line: LineData, runs: readonly AnsiRun[], plain: string, expression: RegExp | undefined): HTMLElement {
  const cell = span("line-text");
  const matches = expression === undefined ? [] : matchesOf(plain, expression);
  let offset = 0;
  for (const run of runs) {
    const end = offset + run.text.length;
    for (const piece of cut(offset, end, matches)) cell.append(pieceNode(plain.slice(piece.from, piece.to), run, piece.isMatch));
    offset = end;
  }
  if (line.isCut) cell.append(span("line-cut", " … the line goes on: press Enter for all of it"));
  // an empty line must have the height and the place of any other
  if (plain === "") cell.append("\u200b");
  return cell;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly isMatch: boolean;
}

/** The matches of an expression in a text; empty ones are left out. */
export function matchesOf(text: string, expression: RegExp): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (const match of text.matchAll(expression)) {
    if (match[0] !== "") found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** A stretch of text cut at the ends of the matches that touch it. */
export function cut(from: number, to: number, matches: readonly (readonly [number, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (const [start, end] of matches) {
    if (end <= at || start >= to) continue;
    if (start > at) pieces.push({ from: at, to: start, isMatch: false });
    pieces.push({ from: Math.max(at, start), to: Math.min(to, end), isMatch: true });
    at = Math.min(to, end);
  }
  if (at < to) pieces.push({ from: at, to, isMatch: false });
  return pieces;
}

function pieceNode(text: string, run: AnsiRun, isMatch: boolean): Node {
  const isPlain = run.classes.length === 0 && run.colour === undefined && run.background === undefined;
  if (isPlain && !isMatch) return document.createTextNode(text);
  const node = isMatch ? document.createElement("mark") : document.createElement("span");
  node.className = [...run.classes, ...(isMatch ? ["line-match"] : [])].join(" ");
  node.textContent = text;
  if (run.colour !== undefined) node.style.color = `rgb(${run.colour})`;
  if (run.background !== undefined && !isMatch) node.style.backgroundColor = `rgb(${run.background})`;
  return node;
}

function span(className: string, text?: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
