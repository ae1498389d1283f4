import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import { button, toggle } from "../../../webkit/controls.ts";
import type { LogState } from "../protocol.ts";
import { describeRange } from "./timeRange.ts";
import type { UiState } from "./uiState.ts";

export interface ToolbarModel {
  readonly state: LogState;
  readonly ui: UiState;
  readonly isFollowing: boolean;
  readonly isFinding: boolean;
  readonly hasSelection: boolean;
  readonly isRangeOpen: boolean;
  /** The text of the filter field, which may not have been applied yet. */
  readonly filterText: string;
}

export interface ToolbarActions {
  toggleRange(): void;
  filterTyped(text: string): void;
  applyFilter(): void;
  clearFilter(): void;
  toggleFollow(): void;
  change(ui: Partial<UiState>): void;
  toggleFind(): void;
  copy(): void;
  openAsText(): void;
  toggleLoadAll(): void;
  reload(): void;
}

/** The view's bar of controls. */
export function toolbar(model: ToolbarModel, actions: ToolbarActions): TemplateResult {
  const { state, ui } = model;
  return html`<div class="toolbar" role="group" aria-label="Log controls">
    <button
      type="button"
      class="range-button"
      aria-haspopup="dialog"
      aria-expanded=${model.isRangeOpen}
      title="Time range"
      @click=${() => actions.toggleRange()}
    >
      <span class="codicon codicon-history" aria-hidden="true"></span>
      <span class="range-text">${describeRange(state.range, ui.zone)}</span>
      <span class="codicon codicon-chevron-down" aria-hidden="true"></span>
    </button>
    ${filterField(model, actions)}
    <span class="toolbar-buttons">
      ${toggle("arrow-circle-down", "Follow new lines", model.isFollowing && state.isOpen, () => actions.toggleFollow(), !state.isOpen)}
      ${toggle("sort-precedence", "Newest first", ui.reversed, () => actions.change({ reversed: !ui.reversed }))}
      ${toggle("clockface", "Timestamps", ui.times, () => actions.change({ times: !ui.times }))}
      ${toggle("globe", "Times in UTC", ui.zone === "utc", () => actions.change({ zone: ui.zone === "utc" ? "local" : "utc" }))}
      ${state.stream === undefined ? toggle("list-tree", "Stream names", ui.streams, () => actions.change({ streams: !ui.streams })) : nothing}
      ${toggle("json", "JSON as message and fields", ui.json, () => actions.change({ json: !ui.json }))}
      <span class="toolbar-separator"></span>
      ${toggle("search", "Find (Ctrl+F)", model.isFinding, () => actions.toggleFind())}
      ${button("copy", "Copy the selected lines", () => actions.copy(), !model.hasSelection)}
      ${button("go-to-file", "Open as text", () => actions.openAsText(), state.end === state.start)}
      ${loadAllButton(state, actions)}
      ${button("refresh", "Load anew", () => actions.reload())}
    </span>
  </div>`;
}

function filterField(model: ToolbarModel, actions: ToolbarActions): TemplateResult {
  const problem = model.state.filterProblem;
  return html`<span class="filter">
    <vscode-textfield
      class="filter-field"
      .label=${"Filter pattern"}
      placeholder="Filter pattern, for example ERROR or { $.level = &quot;error&quot; }"
      title="Filters on the server, in CloudWatch's filter pattern syntax. Enter applies."
      .value=${model.filterText}
      ?invalid=${problem !== undefined}
      aria-invalid=${problem !== undefined}
      @input=${(event: Event) => actions.filterTyped((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => onFilterKey(event, actions)}
    >
      <vscode-icon slot="content-before" name="filter" aria-hidden="true"></vscode-icon>
    </vscode-textfield>
    ${model.filterText === "" ? nothing : button("close", "Clear the filter", () => actions.clearFilter())}
    ${problem === undefined ? nothing : html`<div class="input-problem" role="alert">${problem}</div>`}
  </span>`;
}

function onFilterKey(event: KeyboardEvent, actions: ToolbarActions): void {
  if (event.key === "Enter") actions.applyFilter();
  else if (event.key === "Escape") actions.clearFilter();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function loadAllButton(state: LogState, actions: ToolbarActions): TemplateResult {
  if (state.busy === "all") return button("debug-stop", "Stop loading", () => actions.toggleLoadAll());
  return button("cloud-download", "Load all older lines", () => actions.toggleLoadAll(), !state.hasOlder || state.isFull);
}
