import { type TemplateResult, html, nothing } from "lit";
import { formatDateTime } from "../../../base/time.ts";
import { plural } from "../../../base/text.ts";
import { button, toggle } from "../../../webkit/controls.ts";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import { preciseDuration } from "../model.ts";
import type { TraceViewState } from "../protocol.ts";
import { stateIcon, statusText, toneOf } from "./rowLook.ts";
import type { UiState } from "./uiState.ts";

/** The request that the trace began with, and the trace's own facts. */
export function traceHeader({ header, traceId, context, rows }: TraceViewState, copy: (text: string) => void): TemplateResult {
  const name = header?.url ?? rows[0]?.name ?? "Trace";
  const icon = header === undefined ? undefined : stateIcon({ state: header.state, inProgress: header.isPartial });
  return html`<div class="trace-head">
    <h1 class="trace-title" title=${name}>${header?.method === undefined ? nothing : html`<span class="trace-method">${header.method}</span> `}${name}</h1>
    <div class="trace-facts">
      ${header === undefined
        ? nothing
        : html`<span class="trace-status">
              ${icon === undefined ? nothing : html`<span class="codicon codicon-${icon} wf-mark-${toneOf(header)}" aria-hidden="true"></span>`}
              ${statusText({ state: header.state, inProgress: header.isPartial, status: header.status })}
            </span>
            <span>${header.isPartial ? "so far " : ""}${preciseDuration(header.duration)}</span>
            <span>${formatDateTime(header.start)}</span>
            ${header.versions.map((version) => html`<span>version <code>${version}</code></span>`)}
            <span>${plural(rows.length, "part")}</span>`}
      <span class="trace-id"><code>${traceId}</code>${button("copy", "Copy the trace id", () => copy(traceId))}</span>
      <span class="trace-context">${context}</span>
    </div>
  </div>`;
}

export interface ToolbarModel {
  readonly state: TraceViewState;
  readonly ui: UiState;
  readonly isZoomed: boolean;
  /** How many parts match, where something is looked for. */
  readonly found: number | undefined;
}

export interface ToolbarActions {
  change(ui: Partial<UiState>): void;
  expandAll(): void;
  collapseAll(): void;
  zoom(direction: 1 | -1): void;
  resetZoom(): void;
  openLogs(): void;
  openConsole(): void;
  reload(): void;
  leaveField(): void;
}

/** The view's bar of controls. */
export function traceToolbar({ state, ui, isZoomed, found }: ToolbarModel, actions: ToolbarActions): TemplateResult {
  const isEmpty = state.rows.length === 0;
  return html`<div class="toolbar" role="group" aria-label="Trace controls">
    <span class="find">
      <vscode-textfield
        class="find-parts"
        .label=${"Find a part"}
        placeholder="Find by name"
        .value=${ui.find}
        @input=${(event: Event) => actions.change({ find: (event.target as HTMLInputElement).value.trim() })}
        @keydown=${(event: KeyboardEvent) => onFindKey(event, ui, actions)}
      >
        <vscode-icon slot="content-before" name="search" aria-hidden="true"></vscode-icon>
      </vscode-textfield>
      <span class="find-number" aria-live="polite">${found === undefined ? "" : `${found} found`}</span>
    </span>
    <span class="toolbar-buttons">
      ${toggle("warning", "Only errors, faults and throttled parts", ui.onlyErrors, () => actions.change({ onlyErrors: !ui.onlyErrors }), isEmpty)}
      ${toggle("table", "As a table", ui.isTable, () => actions.change({ isTable: !ui.isTable }), isEmpty)}
      <span class="toolbar-separator"></span>
      ${button("expand-all", "Expand all", () => actions.expandAll(), isEmpty || ui.isTable)}
      ${button("collapse-all", "Collapse all", () => actions.collapseAll(), isEmpty || ui.isTable)}
      <span class="toolbar-separator"></span>
      ${button("zoom-in", "Zoom in (+)", () => actions.zoom(1), isEmpty || ui.isTable)}
      ${button("zoom-out", "Zoom out (-)", () => actions.zoom(-1), !isZoomed || ui.isTable)}
      ${button("screen-full", "Show the whole trace (0)", () => actions.resetZoom(), !isZoomed || ui.isTable)}
      <span class="toolbar-separator"></span>
      <button type="button" class="detail-link" ?disabled=${isEmpty} @click=${() => actions.openLogs()}>
        <span class="codicon codicon-output" aria-hidden="true"></span>Log lines
      </button>
      ${button("link-external", "Open in the AWS console", () => actions.openConsole())} ${button("refresh", "Load anew", () => actions.reload())}
    </span>
  </div>`;
}

function onFindKey(event: KeyboardEvent, ui: UiState, actions: ToolbarActions): void {
  if (event.key === "Escape" && ui.find !== "") actions.change({ find: "" });
  else if (event.key === "ArrowDown" || event.key === "Enter") actions.leaveField();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
