import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import { plural } from "../../../base/text.ts";
import { DAY } from "../../../base/time.ts";
import type { LogRange } from "../model.ts";
import type { LogState } from "../protocol.ts";
import { type Zone, formatMoment } from "./timeFormat.ts";
import { describeRange } from "./timeRange.ts";
import { notice } from "../../../webkit/notices.ts";

export interface NoticeActions {
  retry(): void;
  chooseRange(range: LogRange): void;
  clearFilter(): void;
}

/** What stands in the place of lines when there are none. */
export function emptyNotice(state: LogState, zone: Zone, actions: NoticeActions): TemplateResult | typeof nothing {
  if (state.end > state.start) return nothing;
  if (state.phase === "waiting") return waitingNotice(state);
  if (state.phase === "failed") return nothing;
  if (state.phase === "loading" || state.hasOlder) {
    return state.problem === undefined ? notice("loading codicon-modifier-spin", "Loading the newest lines…", nothing) : nothing;
  }
  const hasRange = state.range.kind !== "all";
  const where = hasRange ? ` (${describeRange(state.range, zone)})` : "";
  const title = state.filter === "" ? `No log lines${where}` : `No line matches the filter${where}`;
  return notice(
    "inbox",
    title,
    html`${state.isOpen ? html`<p>New lines appear here as they are written.</p>` : nothing}
      <div class="notice-buttons">
        ${hasRange ? html`<vscode-button @click=${() => actions.chooseRange({ kind: "last", ms: DAY })}>Last 24 hours</vscode-button>` : nothing}
        ${hasRange ? html`<vscode-button secondary @click=${() => actions.chooseRange({ kind: "all" })}>All times</vscode-button>` : nothing}
        ${state.filter === "" ? nothing : html`<vscode-button secondary @click=${() => actions.clearFilter()}>Clear the filter</vscode-button>`}
      </div>`,
  );
}

function waitingNotice(state: LogState): TemplateResult {
  const what = state.stream === undefined ? `The log group ${state.group}` : `The log stream ${state.stream}`;
  return notice(
    "loading codicon-modifier-spin",
    "Still waiting for the log",
    html`<p>${what} does not exist yet: it is made with its first line. It is looked for every few seconds, for some minutes.</p>`,
  );
}

export interface StatusModel {
  readonly state: LogState;
  readonly zone: Zone;
  readonly isFollowing: boolean;
  readonly selected: number;
}

/** The line at the lower edge: how much is loaded, of what time, and what is going on. */
export function statusLine({ state, zone, isFollowing, selected }: StatusModel): TemplateResult {
  const count = state.end - state.start;
  const { firstTime, lastTime } = state;
  return html`<footer class="status">
    <span class="status-count">${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}</span>
    ${firstTime === undefined || lastTime === undefined
      ? nothing
      : html`<span class="status-span">${formatMoment(firstTime, zone)} – ${formatMoment(lastTime, zone)}</span>`}
    ${selected > 1 ? html`<span>${plural(selected, "line")} selected</span>` : nothing}
    <span class="status-activity">${activityOf(state)}</span>
    ${state.isTrimmed
      ? html`<span class="status-trimmed"><span class="codicon codicon-warning" aria-hidden="true"></span> Trimmed: the oldest lines were dropped</span>`
      : nothing}
    <span class="status-right">
      <span class="status-context">${state.context}</span>
      <span class="codicon codicon-${isFollowing && mayGrow(state) ? "arrow-circle-down" : "debug-pause"}" aria-hidden="true"></span>
      ${followingOf(state, isFollowing)}
    </span>
  </footer>`;
}

function mayGrow({ isOpen, phase }: LogState): boolean {
  return isOpen && phase !== "failed";
}

function followingOf(state: LogState, isFollowing: boolean): string {
  if (state.phase === "failed") return "Not readable";
  if (!state.isOpen) return "Closed range";
  return isFollowing ? "Following" : "Not following";
}

/** What the view is doing with older lines. */
export function activityOf(state: LogState): string {
  if (state.busy === "all") return "Loading all lines…";
  if (state.busy === "older") return "Loading older lines…";
  if (state.phase === "loading") return "Loading…";
  if (state.phase === "waiting") return "Waiting for the log";
  if (state.isFull && state.hasOlder) return "Limit reached: older lines are not loaded";
  if (state.end === state.start) return "";
  return state.hasOlder ? "Older lines load as you scroll" : "Beginning reached";
}
