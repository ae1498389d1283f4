import type { Bar } from "./timeAxis.ts";

/** What a bar's and a badge's look says: nothing special, or what went wrong. */
export type Tone = "plain" | "warning" | "error" | "limited";

/** A row of a waterfall. Times as its axis counts, in milliseconds. */
export interface WaterfallRow {
  readonly name: string;
  /** Dimmed behind the name. */
  readonly about: string;
  /** A codicon's name, and what it stands for. */
  readonly icon: string;
  readonly iconText: string;
  readonly depth: number;
  /** Undefined: it has no children. */
  readonly expanded: boolean | undefined;
  /** Its place among its siblings, from 1, and their number. */
  readonly place: number;
  readonly places: number;
  readonly from: number;
  /** Undefined: it goes on, or nobody knows its end. */
  readonly to: number | undefined;
  readonly tone: Tone;
  /** The status in words, and its codicon; empty where there is nothing to say. */
  readonly status: string;
  readonly statusIcon: string | undefined;
  readonly duration: string;
  /** Thicker than others. */
  readonly isMain: boolean;
  /** Drawn as an outline: known only from the other side. */
  readonly isHollow: boolean;
  /** Shown for the sake of rows below it. */
  readonly isDim: boolean;
  /** What a screen reader says of the bar: `begins at 12 ms`. */
  readonly barText: string;
  readonly title: string;
}

const INDENT = 14;

/** Fills a row element, which may have shown another row before. */
export function fillRow(element: HTMLElement, row: WaterfallRow, bar: Bar | undefined): void {
  element.className = `vl-row wf-row${row.isDim ? " wf-dim" : ""}`;
  element.setAttribute("role", "row");
  element.setAttribute("aria-level", String(row.depth + 1));
  element.setAttribute("aria-posinset", String(row.place));
  element.setAttribute("aria-setsize", String(row.places));
  if (row.expanded === undefined) element.removeAttribute("aria-expanded");
  else element.setAttribute("aria-expanded", String(row.expanded));
  element.title = row.title;
  element.replaceChildren(nameCell(row), statusCell(row), timeCell(row, bar), cell("wf-took", row.duration));
}

function nameCell(row: WaterfallRow): HTMLElement {
  const made = cell("wf-name");
  const indent = makeElement("span", "wf-indent");
  indent.style.width = `${row.depth * INDENT}px`;
  const twistie = icon(row.expanded === undefined ? "blank" : row.expanded ? "chevron-down" : "chevron-right");
  twistie.classList.add("wf-twistie");
  const kind = icon(row.icon);
  const spoken = makeElement("span", "visually-hidden", `${row.iconText} `);
  made.append(indent, twistie, kind, spoken, makeElement("span", "wf-label", row.name));
  if (row.about !== "") made.append(makeElement("span", "wf-about", row.about));
  return made;
}

function statusCell(row: WaterfallRow): HTMLElement {
  const made = cell("wf-state");
  if (row.statusIcon !== undefined) {
    const mark = icon(row.statusIcon);
    mark.classList.add(`wf-mark-${row.tone}`);
    made.append(mark);
  }
  made.append(makeElement("span", "wf-state-text", row.status));
  return made;
}

function timeCell(row: WaterfallRow, bar: Bar | undefined): HTMLElement {
  const made = cell("wf-time");
  made.setAttribute("aria-label", row.barText);
  if (bar === undefined) return made;
  const classes = [
    "wf-bar",
    `wf-bar-${row.tone}`,
    ...(row.isMain ? ["wf-bar-main"] : []),
    ...(row.isHollow ? ["wf-bar-hollow"] : []),
    ...(row.to === undefined ? ["wf-bar-open"] : []),
    ...(bar.cutLeft ? ["wf-cut-left"] : []),
    ...(bar.cutRight ? ["wf-cut-right"] : []),
  ];
  const drawn = makeElement("div", classes.join(" "));
  drawn.style.left = `${bar.left * 100}%`;
  drawn.style.width = `${bar.width * 100}%`;
  made.append(drawn);
  return made;
}

function cell(className: string, text?: string): HTMLElement {
  const made = makeElement("div", className, text);
  made.setAttribute("role", "gridcell");
  return made;
}

function icon(name: string): HTMLElement {
  const made = makeElement("span", `codicon codicon-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

export function makeElement(name: "div" | "span", className: string, text?: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
