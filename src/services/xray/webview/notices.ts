import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { TraceViewState } from "../protocol.ts";
import { notice } from "../../../webkit/notices.ts";

export interface NoticeActions {
  retry(): void;
  openSpans(): void;
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
      This account sends its spans to CloudWatch Logs (Transaction Search). They were searched for this trace, too: an hour from
      its id's time on. Older ones stand in the log group aws/spans.
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
