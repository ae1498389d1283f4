import { type TemplateResult, html, nothing } from "lit";
import { RpcClient } from "../../../base/rpc.ts";
import { ViewElement } from "../../../webkit/viewElement.ts";
import type { WebviewHost } from "../../../webkit/vscodeApi.ts";
import { Waterfall } from "../../../webkit/waterfall.ts";
import { problemBanner } from "../../../webkit/notices.ts";
import { type TraceDetail, type TraceProtocol, type TraceRowData, type TraceViewState, protocol } from "../protocol.ts";
import { detailPane } from "./detailPane.ts";
import { traceHeader, traceToolbar } from "./header.ts";
import { emptyNotice, noteLines } from "./notices.ts";
import { waterfallRow } from "./rowLook.ts";
import { TABLE_PAGE, tableTwin } from "./tableTwin.ts";
import { type Column, type UiState, parseUi } from "./uiState.ts";
import { type ShownRow, foldable, matches, shownPart, tableRows, visibleRows } from "./visibleRows.ts";

const ROW_HEIGHT = 24;

/** The trace view as a whole: holds what is shown, passes what the user does to the host and to the waterfall. */
export class TraceView extends ViewElement {
  #host: WebviewHost | undefined;
  #rpc: RpcClient<TraceProtocol> | undefined;
  #state: TraceViewState | undefined;
  #ui: UiState = parseUi(undefined);
  #waterfall: Waterfall | undefined;
  #shown: readonly ShownRow[] = [];
  #detail: TraceDetail | undefined;
  #tableLimit = TABLE_PAGE;
  #said = "";

  /** Starts the view; call once. */
  async start(host: WebviewHost): Promise<void> {
    this.#host = host;
    this.#ui = parseUi(host.loadUi());
    this.#rpc = new RpcClient(protocol, host.transport);
    this.#rpc.on("state", (state) => this.#take(state));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    this.#take(await this.#rpc.request("ready", {}));
  }

  protected override render(): TemplateResult {
    const state = this.#state;
    if (state === undefined) return html`<p class="notice">Loading…</p>`;
    const notices = { retry: () => void this.#rpc?.request("retry", {}), openSpans: () => void this.#rpc?.request("openSpans", {}) };
    const row = this.#selectedRow;
    const isLoading = state.phase === "loading";
    return html`<header>
        ${traceHeader(state, (text) => this.#copy(text, "the trace id"))} ${this.#toolbar(state)} ${problemBanner(state.problem, () => notices.retry())} ${noteLines(state)}
      </header>
      <main class="body">
        ${isLoading ? html`<vscode-progress-bar class="progress" indeterminate aria-label="Loading the trace"></vscode-progress-bar>` : nothing}
        <div class="rows ${this.#ui.isTable || state.rows.length === 0 ? "hidden" : ""}"><div class="waterfall"></div></div>
        ${this.#ui.isTable && state.rows.length > 0 ? this.#table(state) : nothing} ${emptyNotice(state, notices)}
        ${this.#nothingFound ? html`<div class="notice"><p class="notice-title">No part matches</p></div>` : nothing}
      </main>
      ${row === undefined || !this.#ui.isDetailOpen ? nothing : this.#detailPane(row, state.header?.start ?? 0)}
      <div class="visually-hidden" role="status" aria-live="polite">${this.#said}</div>`;
  }

  protected override updated(): void {
    const container = this.querySelector<HTMLElement>(".waterfall");
    if (container === null || this.#waterfall !== undefined) return;
    this.#waterfall = new Waterfall(container, {
      label: "Parts of the trace",
      row: (index) => waterfallRow(this.#shown[index] ?? NO_ROW),
      selected: (index) => this.#select(this.#shown[index]?.data.id),
      toggled: (index, expand) => this.#fold(this.#shown[index]?.data.id, !expand),
      opened: (index) => this.#open(this.#shown[index]?.data.id),
      moved: () => this.#saveUi(),
    });
    this.#waterfall.rowHeight = ROW_HEIGHT;
    this.#arrange();
    this.#restore(this.#waterfall);
    if (!this.#ui.isTable && this.#shown.length > 0) this.#waterfall.focus();
    this.requestUpdate();
  }

  get #rows(): readonly TraceRowData[] {
    return this.#state?.rows ?? [];
  }

  get #selectedRow(): TraceRowData | undefined {
    return this.#rows.find(({ id }) => id === this.#ui.selected);
  }

  get #isSearching(): boolean {
    return this.#ui.find !== "" || this.#ui.onlyErrors;
  }

  get #nothingFound(): boolean {
    return this.#isSearching && this.#rows.length > 0 && this.#shown.length === 0;
  }

  #take(state: TraceViewState): void {
    const before = this.#state;
    this.#state = state;
    if (before?.phase !== state.phase) this.#say(state);
    this.#arrange();
    if (this.#ui.isDetailOpen && this.#ui.selected !== undefined) void this.#loadDetail(this.#ui.selected);
    const isFirst = before === undefined || before.rows.length === 0;
    if (isFirst && state.rows.length > 0 && this.#waterfall !== undefined) {
      this.#restore(this.#waterfall);
      void this.updateComplete.then(() => this.#focusRows());
    }
    this.requestUpdate();
  }

  /** Brings the waterfall back to where it stood. */
  #restore(waterfall: Waterfall): void {
    waterfall.topRow = this.#ui.top;
    // second, for a zoom stores where the waterfall stands
    if (this.#ui.view !== undefined) waterfall.zoomTo(this.#ui.view);
  }

  #focusRows(): void {
    if (this.#ui.isTable) this.querySelector<HTMLElement>(".table-box")?.focus();
    else this.#waterfall?.focus();
  }

  #say(state: TraceViewState): void {
    if (state.phase === "missing") this.#said = "X-Ray has no such trace";
    else if (state.phase === "ready") this.#said = `Trace of ${state.rows.length} parts loaded`;
  }

  /** Finds out which rows are shown, and shows them. */
  #arrange(): void {
    const { collapsed, find, onlyErrors, selected } = this.#ui;
    this.#shown = visibleRows(this.#rows, { collapsed: new Set(collapsed), find, onlyErrors });
    const cursor = this.#shown.findIndex(({ data }) => data.id === selected);
    const end = Math.max(...this.#rows.map(({ from, to }) => to ?? from), this.#state?.header?.duration ?? 0, 0);
    this.#waterfall?.update(this.#shown.length, { from: 0, to: end }, cursor < 0 ? undefined : cursor);
  }

  #change(ui: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...ui };
    this.#tableLimit = TABLE_PAGE;
    this.#arrange();
    this.#saveUi();
    this.requestUpdate();
  }

  #saveUi(): void {
    const waterfall = this.#waterfall;
    // before the rows are there, the waterfall does not know where it stood
    if (waterfall !== undefined && this.#rows.length > 0) {
      this.#ui = { ...this.#ui, view: waterfall.isZoomed ? waterfall.view : undefined, top: waterfall.topRow };
    }
    this.#host?.saveUi(this.#ui);
    this.requestUpdate();
  }

  /** @returns false where it does not go: what is found is never folded */
  #fold(id: string | undefined, fold: boolean): boolean {
    if (id === undefined || this.#isSearching) return false;
    const others = this.#ui.collapsed.filter((one) => one !== id);
    this.#collapse(fold ? [...others, id] : others);
    return true;
  }

  /** Folds exactly these parts; the cursor goes to the one that would hide it. */
  #collapse(collapsed: readonly string[]): void {
    const { selected } = this.#ui;
    const next = selected === undefined ? undefined : shownPart(this.#rows, new Set(collapsed), selected);
    this.#change({ collapsed, selected: next });
    if (next !== selected) this.#select(next);
  }

  #select(id: string | undefined): void {
    if (id === undefined) return;
    this.#ui = { ...this.#ui, selected: id };
    if (this.#ui.isDetailOpen) void this.#loadDetail(id);
    this.#saveUi();
  }

  #open(id: string | undefined): void {
    if (id === undefined) return;
    this.#ui = { ...this.#ui, isDetailOpen: true };
    this.#select(id);
    void this.updateComplete.then(() => {
      const cursor = this.#waterfall?.cursor;
      if (cursor !== undefined) this.#waterfall?.reveal(cursor);
    });
  }

  /** Goes to a part wherever it is: what hides it is opened. */
  #goTo(id: string): void {
    const index = this.#rows.findIndex((row) => row.id === id);
    const above = new Set<string>();
    for (let at = this.#rows[index]?.parent ?? -1; at >= 0; at = this.#rows[at]?.parent ?? -1) above.add(this.#rows[at]?.id ?? "");
    this.#change({ find: "", onlyErrors: false, collapsed: this.#ui.collapsed.filter((one) => !above.has(one)), selected: id });
    this.#open(id);
  }

  async #loadDetail(id: string): Promise<void> {
    const answer = await this.#rpc?.request("detail", { id });
    if (this.#ui.selected !== id) return;
    this.#detail = answer?.detail;
    this.requestUpdate();
  }

  #toolbar(state: TraceViewState): TemplateResult {
    const { find, onlyErrors } = this.#ui;
    const found = this.#isSearching ? this.#rows.filter((row) => matches(row, { find, onlyErrors })).length : undefined;
    return traceToolbar(
      { state, ui: this.#ui, isZoomed: this.#waterfall?.isZoomed ?? false, found },
      {
        change: (ui) => this.#change(ui),
        expandAll: () => this.#change({ collapsed: [] }),
        collapseAll: () => this.#collapse(foldable(this.#rows)),
        zoom: (direction) => this.#waterfall?.zoom(direction),
        resetZoom: () => this.#waterfall?.resetZoom(),
        openLogs: () => this.#openLogs(this.#selectedRow?.id),
        openConsole: () => void this.#rpc?.request("openConsole", {}),
        reload: () => void this.#rpc?.request("retry", {}),
        leaveField: () => this.#focusRows(),
      },
    );
  }

  #table(state: TraceViewState): TemplateResult {
    const { order, selected } = this.#ui;
    return tableTwin(
      { rows: tableRows(state.rows, this.#ui, order), order, selected, limit: this.#tableLimit },
      {
        sort: (column) => this.#sort(column),
        select: (id) => this.#open(id),
        more: () => {
          this.#tableLimit += TABLE_PAGE;
          this.requestUpdate();
        },
      },
    );
  }

  #sort(column: Column): void {
    const { order } = this.#ui;
    this.#change({ order: { column, descending: order.column === column && !order.descending } });
  }

  #detailPane(row: TraceRowData, start: number): TemplateResult {
    const detail = this.#detail?.id === row.id ? this.#detail : undefined;
    return detailPane(
      { row, detail, start },
      {
        copy: (text) => this.#copy(text, "the segment as JSON"),
        openLogs: (id) => this.#openLogs(id),
        select: (id) => this.#goTo(id),
        openTrace: (traceId) => void this.#rpc?.request("openTrace", { traceId }),
        close: () => this.#closeDetail(),
      },
    );
  }

  #openLogs(id: string | undefined): void {
    void this.#rpc?.request("openLogs", id === undefined ? {} : { id });
  }

  #copy(text: string, what: string): void {
    void this.#rpc?.request("copyText", { text });
    this.#said = `Copied ${what}`;
    this.requestUpdate();
  }

  #closeDetail(): void {
    this.#change({ isDetailOpen: false });
    this.#focusRows();
  }

  #onKey(event: KeyboardEvent): void {
    const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
    if (isFind) this.querySelector<HTMLElement>(".find-parts")?.focus();
    else if (event.key === "Escape" && this.#ui.isDetailOpen) this.#closeDetail();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Stands in for a row that is gone while the list still draws it. */
const NO_ROW: ShownRow = {
  data: { id: "", name: "", about: "", depth: 0, parent: -1, end: 0, kind: "local", state: "ok", from: 0, inProgress: false, problems: [] },
  expanded: undefined,
  isDim: false,
  place: 1,
  places: 1,
};
