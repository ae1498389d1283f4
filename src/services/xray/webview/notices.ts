import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { TraceViewState } from "../protocol.ts";

export interface NoticeActions {
  retry(): void;
  openSpans(): void;
}

/** Why the last call failed, in the words of the error, with a way to try again. */
export function problemBanner({ problem }: TraceViewState, actions: NoticeActions): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  const isPassing = problem.kind === "throttled" || problem.kind === "offline";
  return html`<div class="banner ${isPassing ? "banner-warning" : "banner-error"}" role="alert">
    <span class="codicon codicon-${iconOf(problem.kind)}" aria-hidden="true"></span>
    <span class="banner-text">${problem.message}</span>
    <vscode-button secondary @click=${() => actions.retry()}>Retry</vscode-button>
  </div>`;
}

function iconOf(kind: string): string {
  const icons: Readonly<Record<string, string>> = { denied: "lock", expired: "key", throttled: "watch", offline: "debug-disconnect" };
  return icons[kind] ?? "error";
}

/** What the trace as a whole lacks. */
export function noteLines({ notes }: TraceViewState): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<div class="banner banner-warning" role="note">
    <span class="codicon codicon-info" aria-hidden="true"></span>
    <span class="banner-text">${notes.join(" ")}</span>
  </div>`;
}

/** What stands in the place of the waterfall when there is none. */
export function emptyNotice(state: TraceViewState, actions: NoticeActions): TemplateResult | typeof nothing {
  if (state.phase === "loading") {
    return state.problem === undefined ? notice("loading codicon-modifier-spin", "Loading the trace…", nothing) : nothing;
  }
  if (state.phase !== "missing") return nothing;
  const spans = html`<p>
      This account sends its spans to CloudWatch Logs (Transaction Search). Of those that X-Ray does not index there is no waterfall here;
      they stand in the log group aws/spans.
    </p>
    <div class="notice-buttons"><vscode-button @click=${() => actions.openSpans()}>Search aws/spans</vscode-button></div>`;
  return notice(
    "search-stop",
    "X-Ray has no such trace",
    html`<p>${state.traceId}</p>
      <p>It may still be on its way, may not have been sampled, be older than 30 days, or belong to another account or region. It is looked for a little while.</p>
      ${state.spansElsewhere ? spans : html`<div class="notice-buttons"><vscode-button @click=${() => actions.retry()}>Look again</vscode-button></div>`}`,
  );
}

function notice(icon: string, title: string, body: TemplateResult | typeof nothing): TemplateResult {
  return html`<div class="notice">
    <span class="notice-icon codicon codicon-${icon}" aria-hidden="true"></span>
    <p class="notice-title">${title}</p>
    ${body}
  </div>`;
}
