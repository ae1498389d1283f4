import { type TemplateResult, html, nothing } from "lit";
import { RpcClient } from "../../../base/rpc.ts";
import { plural } from "../../../base/text.ts";
import { traceIdIn } from "../../../base/traceId.ts";
import { ViewElement } from "../../../webkit/viewElement.ts";
import type { WebviewHost } from "../../../webkit/vscodeApi.ts";
import { problemBanner } from "../../../webkit/notices.ts";
import type { LogRange } from "../model.ts";
import { type LogState, type LogProtocol, protocol } from "../protocol.ts";
import { Announcer } from "./announcer.ts";
import { type LogDetail, detailPane } from "./detailPane.ts";
import { FindController } from "./findController.ts";
import { LogList } from "./logList.ts";
import { activityOf, emptyNotice, statusLine } from "./notices.ts";
import { type RangePickerModel, rangePicker } from "./rangePicker.ts";
import { formatMoment } from "./timeFormat.ts";
import { parseRange } from "./timeRange.ts";
import { toolbar } from "./toolbar.ts";
import { type UiState, parseUi } from "./uiState.ts";

/** The log view as a whole: holds what is shown, passes what the user does to the host and to the list. */
export class LogView extends ViewElement {
  #host: WebviewHost | undefined;
  #rpc: RpcClient<LogProtocol> | undefined;
  #list: LogList | undefined;
  #state: LogState | undefined;
  #ui: UiState = parseUi(undefined);
  #filterText = "";
  #range: Pick<RangePickerModel, "from" | "to" | "problem"> | undefined;
  #find: FindController | undefined;
  #detail: { readonly data: LogDetail; readonly position: number } | undefined;
  #pretty = true;
  /** What the host was told last; a new view's host must be told once. */
  #toldFollowing: boolean | undefined;
  readonly #announcer = new Announcer(() => this.requestUpdate());

  /** Starts the view; call once. */
  async start(host: WebviewHost): Promise<void> {
    this.#host = host;
    this.#ui = parseUi(host.loadUi());
    this.#rpc = new RpcClient(protocol, host.transport);
    this.#rpc.on("state", (state) => this.#take(state));
    this.#find = this.#makeFind(this.#rpc);
    document.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("pointerdown", (event) => this.#onPointer(event));
    const { range, filter } = this.#ui;
    this.#take(await this.#rpc.request("ready", { range, filter }));
    await this.updateComplete;
    this.#list?.focus();
  }

  protected override render(): TemplateResult {
    const state = this.#state;
    if (state === undefined) return html`<p class="notice">Loading…</p>`;
    return html`<header>${this.#toolbar(state)} ${problemBanner(state.problem, () => this.#notices.retry())}</header>
      <main class="body">
        ${state.phase === "loading" || state.busy !== "none"
          ? html`<vscode-progress-bar class="progress" indeterminate aria-label=${activityOf(state)}></vscode-progress-bar>`
          : nothing}
        <div class="list"></div>
        ${emptyNotice(state, this.#ui.zone, this.#notices)} ${this.#isFinding ? this.#find?.render(state.hasOlder) : nothing}
        ${this.#jumpButton(state)}
      </main>
      ${this.#detail === undefined ? nothing : this.#detailPane(this.#detail.data)}
      ${statusLine({
        state,
        zone: this.#ui.zone,
        isFollowing: this.#list?.isFollowing ?? true,
        selected: this.#selectedCount,
      })}
      <div class="visually-hidden" role="status" aria-live="polite">${this.#announcer.text}</div>`;
  }

  protected override updated(): void {
    const container = this.querySelector<HTMLElement>(".list");
    if (container === null || this.#list !== undefined) return;
    this.#list = this.#makeList(container);
    if (this.#state !== undefined) this.#list.update(this.#state);
    this.requestUpdate();
  }

  get #selectedCount(): number {
    const range = this.#list?.selection.range;
    return range === undefined ? 0 : range.to - range.from;
  }

  #makeList(container: HTMLElement): LogList {
    const list = new LogList(container, this.#listOptions(), {
      fetch: async (from, to, reversed) => {
        const generation = this.#state?.generation ?? 0;
        const answer = await this.#rpc?.request("lines", { generation, from, to, reversed });
        return answer !== undefined && answer.generation === generation ? answer : { from, lines: [] };
      },
      followChanged: () => this.#followChanged(),
      nearOldest: () => this.#loadOlder(),
      cursorMoved: (position) => this.#cursorMoved(position),
      open: (position) => void this.#openDetail(position),
      openTrace: (position) => void this.#openTrace(position),
      copy: (range) => void this.#copy(range),
      scrolled: () => this.#saveUi(),
    });
    list.rowHeight = rowHeight();
    if (this.#ui.anchor !== undefined) list.restore(this.#ui.anchor);
    return list;
  }

  #listOptions() {
    const { reversed, times, streams, zone, json } = this.#ui;
    const isGroup = this.#state?.stream === undefined;
    return { reversed, times, streams: streams && isGroup, zone, json, expression: this.#find?.expression };
  }

  get #isFinding(): boolean {
    return this.#find?.isOpen ?? false;
  }

  #makeFind(rpc: RpcClient<LogProtocol>): FindController {
    return new FindController(rpc, {
      expressionChanged: () => this.#list?.setOptions(this.#listOptions()),
      show: (position) => this.#list?.showMatch(position),
      from: (forward) => this.#list?.findFrom(forward) ?? 0,
      isReversed: () => this.#ui.reversed,
      closed: () => this.#list?.focus(),
      changed: () => this.requestUpdate(),
    });
  }

  #take(state: LogState): void {
    const before = this.#state;
    this.#state = state;
    if (before === undefined || before.generation !== state.generation) this.#detail = undefined;
    // the applied filter shows in its field, unless one is being typed or was refused
    if (before?.filter !== state.filter && state.filterProblem === undefined) this.#filterText = state.filter;
    this.#ui = { ...this.#ui, range: state.range, filter: state.filter };
    this.#list?.update(state);
    this.#announcer.state(before, state);
    this.#saveUi();
    this.requestUpdate();
  }

  #saveUi(): void {
    this.#ui = { ...this.#ui, anchor: this.#list === undefined ? this.#ui.anchor : this.#list.anchor };
    this.#host?.saveUi(this.#ui);
  }

  #change(ui: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...ui };
    this.#list?.setOptions(this.#listOptions());
    this.#saveUi();
    this.requestUpdate();
  }

  #followChanged(): void {
    const on = this.#list?.isFollowing ?? true;
    if (on !== this.#toldFollowing) void this.#rpc?.request("follow", { on });
    this.#toldFollowing = on;
    this.#saveUi();
    this.requestUpdate();
  }

  #loadOlder(): void {
    const state = this.#state;
    if (state === undefined || !state.hasOlder || state.isFull || state.busy !== "none") return;
    if (state.phase !== "ready" || state.problem !== undefined) return;
    // told at once, so that the frames until the answer do not ask again
    this.#state = { ...state, busy: "older" };
    void this.#rpc?.request("older", {});
  }

  #configure(range: LogRange, filter: string): void {
    this.#range = undefined;
    void this.#rpc?.request("configure", { range, filter });
    this.requestUpdate();
  }

  #toolbar(state: LogState): TemplateResult {
    const model = {
      state,
      ui: this.#ui,
      isFollowing: this.#list?.isFollowing ?? true,
      isFinding: this.#isFinding,
      hasSelection: this.#selectedCount > 0,
      isRangeOpen: this.#range !== undefined,
      filterText: this.#filterText,
    };
    const bar = toolbar(model, {
      toggleRange: () => this.#toggleRange(state),
      filterTyped: (text) => {
        this.#filterText = text;
        this.requestUpdate();
      },
      applyFilter: () => this.#configure(state.range, this.#filterText),
      clearFilter: () => this.#clearFilter(state),
      toggleFollow: () => (this.#list?.isFollowing === true ? this.#list.unfollow() : this.#list?.follow()),
      change: (ui) => this.#change(ui),
      toggleFind: () => (this.#isFinding ? this.#find?.close() : this.#openFind()),
      copy: () => this.#list?.copySelection(),
      openAsText: () => void this.#rpc?.request("openAsText", {}),
      toggleLoadAll: () => void this.#rpc?.request("loadAll", { on: state.busy !== "all" }),
      reload: () => this.#configure(state.range, state.filter),
    });
    return this.#range === undefined ? bar : html`${bar}${this.#rangePicker(state, this.#range)}`;
  }

  #clearFilter(state: LogState): void {
    this.#filterText = "";
    if (state.filter !== "" || state.filterProblem !== undefined) this.#configure(state.range, "");
    this.requestUpdate();
  }

  #toggleRange(state: LogState): void {
    if (this.#range !== undefined) {
      this.#closeRange();
      return;
    }
    const { range } = state;
    const text = (time: number | undefined) => (time === undefined ? "" : formatMoment(time, this.#ui.zone).replace("Z", ""));
    const ends = range.kind === "exact" ? { from: text(range.from), to: text(range.to) } : { from: "", to: "" };
    this.#range = { ...ends, problem: undefined };
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const preset = this.querySelector<HTMLElement>('.range-preset[aria-pressed="true"]');
      (preset ?? this.querySelector<HTMLElement>(".range-preset"))?.focus();
    });
  }

  #closeRange(): void {
    this.#range = undefined;
    this.requestUpdate();
    this.querySelector<HTMLElement>(".range-button")?.focus();
  }

  #rangePicker(state: LogState, range: Pick<RangePickerModel, "from" | "to" | "problem">): TemplateResult {
    return rangePicker(
      { ...range, range: state.range, zone: this.#ui.zone },
      {
        choose: (chosen) => {
          this.#closeRange();
          this.#configure(chosen, state.filter);
        },
        typed: (field, text) => {
          this.#range = { ...range, [field]: text, problem: undefined };
          this.requestUpdate();
        },
        apply: () => {
          const read = parseRange(range.from, range.to, { now: Date.now(), zone: this.#ui.zone });
          if ("range" in read) {
            this.#closeRange();
            this.#configure(read.range, state.filter);
          } else {
            this.#range = { ...range, problem: read };
            this.requestUpdate();
          }
        },
        close: () => this.#closeRange(),
      },
    );
  }

  #jumpButton(state: LogState): TemplateResult | typeof nothing {
    const list = this.#list;
    if (list === undefined || list.isFollowing || state.end === state.start) return nothing;
    const text = list.unseen === 0 ? "Newest" : `${list.unseen.toLocaleString("en")} new ${list.unseen === 1 ? "line" : "lines"}`;
    return html`<button type="button" class="jump ${this.#ui.reversed ? "jump-top" : ""}" @click=${() => list.follow()}>
      <span class="codicon codicon-arrow-${this.#ui.reversed ? "up" : "down"}" aria-hidden="true"></span> ${text}
    </button>`;
  }

  #openFind(): void {
    this.#find?.open();
    void this.updateComplete.then(() => focusField(this.querySelector<HTMLElement>(".find-field")));
  }

  #detailPane(detail: LogDetail): TemplateResult {
    return detailPane(
      { detail, zone: this.#ui.zone, pretty: this.#pretty },
      {
        copy: (text) => {
          void this.#rpc?.request("copyText", { text });
          this.#announcer.say("Copied the event");
        },
        openTrace: (traceId) => void this.#rpc?.request("openTrace", { traceId }),
        togglePretty: () => {
          this.#pretty = !this.#pretty;
          this.requestUpdate();
        },
        close: () => this.#closeDetail(),
      },
    );
  }

  async #openDetail(position: number): Promise<void> {
    const generation = this.#state?.generation ?? 0;
    const data = await this.#rpc?.request("detail", { generation, position, reversed: this.#ui.reversed });
    if (data === undefined || generation !== this.#state?.generation) return;
    this.#list?.unfollow();
    this.#detail = { data, position };
    this.requestUpdate();
    await this.updateComplete;
    this.#list?.revealSoon(position);
  }

  /** Opens the trace that the event of a position names. */
  async #openTrace(position: number): Promise<void> {
    const generation = this.#state?.generation ?? 0;
    const data = await this.#rpc?.request("detail", { generation, position, reversed: this.#ui.reversed });
    const traceId = data === undefined ? undefined : traceIdIn(data.message);
    if (traceId === undefined) this.#announcer.say("This line names no trace");
    else void this.#rpc?.request("openTrace", { traceId });
  }

  #closeDetail(): void {
    this.#detail = undefined;
    this.requestUpdate();
    this.#list?.focus();
  }

  #cursorMoved(position: number | undefined): void {
    if (this.#detail !== undefined && position !== undefined && position !== this.#detail.position) void this.#openDetail(position);
    this.requestUpdate();
  }

  async #copy(range: { readonly from: number; readonly to: number }): Promise<void> {
    const generation = this.#state?.generation ?? 0;
    const copied = await this.#rpc?.request("copy", { generation, ...range, reversed: this.#ui.reversed });
    if (copied === undefined) return;
    this.#announcer.say(`Copied ${plural(copied.lines, "line")}${copied.isCut ? ": the rest is too much for the clipboard" : ""}`);
  }

  get #notices() {
    return {
      retry: () => void this.#rpc?.request("retry", {}),
      chooseRange: (range: LogRange) => this.#configure(range, this.#state?.filter ?? ""),
      clearFilter: () => this.#state !== undefined && this.#clearFilter(this.#state),
    };
  }

  #onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") this.#openFind();
    else if (event.key === "F3" && this.#isFinding) void this.#find?.next(!event.shiftKey);
    else if (event.key === "Escape" && this.#isFinding) this.#find?.close();
    else if (event.key === "Escape" && this.#detail !== undefined) this.#closeDetail();
    else if (event.key === "Escape" && this.#selectedCount > 0) this.#list?.clearSelection();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A press elsewhere closes the popup. */
  #onPointer(event: PointerEvent): void {
    if (this.#range === undefined || !(event.target instanceof Element)) return;
    if (event.target.closest(".range-picker, .range-button") !== null) return;
    this.#range = undefined;
    this.requestUpdate();
  }
}

/** As high as the editor's lines of the same font. */
function rowHeight(): number {
  const size = Number.parseFloat(getComputedStyle(document.body).getPropertyValue("--vscode-editor-font-size"));
  return Math.round((Number.isNaN(size) ? 13 : size) * 1.5);
}

function focusField(field: HTMLElement | null): void {
  field?.focus();
  field?.shadowRoot?.querySelector("input")?.select();
}
