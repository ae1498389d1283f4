import { type TemplateResult, html, nothing } from "lit";
import { preciseDuration } from "../model.ts";
import { kindText } from "../model/nodeText.ts";
import type { TraceRowData } from "../protocol.ts";
import { durationText, kindIcon, stateIcon, statusText, toneOf } from "./rowLook.ts";
import type { Column, TableOrder } from "./uiState.ts";

/** More rows than these are added when they are asked for: a table is laid out whole. */
export const TABLE_PAGE = 500;

export interface TableModel {
  readonly rows: readonly TraceRowData[];
  readonly order: TableOrder;
  readonly selected: string | undefined;
  /** How many rows are shown at most. */
  readonly limit: number;
}

export interface TableActions {
  sort(column: Column): void;
  select(id: string): void;
  more(): void;
}

const TITLES: Readonly<Record<Column, string>> = { name: "Name", kind: "Kind", status: "Status", start: "Begins at", duration: "Duration" };

/** The waterfall's rows as a plain table that can be sorted. */
export function tableTwin(model: TableModel, actions: TableActions): TemplateResult {
  const shown = model.rows.slice(0, model.limit);
  const left = model.rows.length - shown.length;
  return html`<div class="table-box" tabindex="0" role="region" aria-label="Parts of the trace as a table">
    <table class="trace-table">
      <thead>
        <tr>
          ${headCell("name", model, actions)}
          <th scope="col">What it does</th>
          ${headCell("kind", model, actions)} ${headCell("status", model, actions)} ${headCell("start", model, actions)}
          ${headCell("duration", model, actions)}
        </tr>
      </thead>
      <tbody>
        ${shown.map((row) => bodyRow(row, model, actions))}
      </tbody>
    </table>
    ${left > 0 ? html`<button type="button" class="table-more" @click=${() => actions.more()}>Show more (${left} left)</button>` : nothing}
  </div>`;
}

function headCell(column: Column, { order }: TableModel, actions: TableActions): TemplateResult {
  const isSorted = order.column === column;
  const direction = isSorted ? (order.descending ? "descending" : "ascending") : "none";
  return html`<th scope="col" aria-sort=${direction} class="table-${column}">
    <button type="button" class="table-sort" @click=${() => actions.sort(column)}>
      ${TITLES[column]}
      <span class="codicon codicon-${order.descending ? "arrow-down" : "arrow-up"} ${isSorted ? "" : "invisible"}" aria-hidden="true"></span>
    </button>
  </th>`;
}

function bodyRow(row: TraceRowData, { selected }: TableModel, actions: TableActions): TemplateResult {
  const icon = stateIcon(row);
  const isSelected = row.id === selected;
  return html`<tr class=${isSelected ? "table-selected" : ""} @click=${() => actions.select(row.id)}>
    <td class="table-name">
      <button type="button" class="table-link" aria-current=${isSelected} @click=${(event: Event) => pick(event, row.id, actions)}>${row.name}</button>
    </td>
    <td class="table-about">${row.about}</td>
    <td><span class="codicon codicon-${kindIcon(row)}" aria-hidden="true"></span> ${kindText(row.kind)}</td>
    <td>
      ${icon === undefined ? nothing : html`<span class="codicon codicon-${icon} wf-mark-${toneOf(row)}" aria-hidden="true"></span>`} ${statusText(row)}
    </td>
    <td class="table-start">${preciseDuration(row.from)}</td>
    <td class="table-duration">${durationText(row)}</td>
  </tr>`;
}

function pick(event: Event, id: string, actions: TableActions): void {
  event.stopPropagation();
  actions.select(id);
}
