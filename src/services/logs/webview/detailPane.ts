import { type TemplateResult, html, nothing } from "lit";
import type { Result } from "../../../base/rpc.ts";
import { formatDuration } from "../../../base/time.ts";
import { traceIdIn } from "../../../base/traceId.ts";
import { parseAnsi } from "../../../webkit/ansi.ts";
import { button, toggle } from "../../../webkit/controls.ts";
import type { LogProtocol } from "../protocol.ts";
import { type JsonToken, prettyJson } from "./prettyJson.ts";
import { type Zone, formatDate, formatTimeMs } from "./timeFormat.ts";

export type LogDetail = Result<LogProtocol, "detail">;

export interface DetailModel {
  readonly detail: LogDetail;
  readonly zone: Zone;
  /** Whether JSON is laid out. */
  readonly pretty: boolean;
}

export interface DetailActions {
  copy(text: string): void;
  openTrace(traceId: string): void;
  togglePretty(): void;
  close(): void;
}

/** The pane with a whole event: its times, its stream, its message, JSON laid out. */
export function detailPane(model: DetailModel, actions: DetailActions): TemplateResult {
  const { detail, zone } = model;
  const json = prettyJson(detail.message);
  const shown = json !== undefined && model.pretty ? json : undefined;
  const plain = shown?.map((token) => token.text).join("") ?? parseAnsi(detail.message).map((run) => run.text).join("");
  return html`<section class="detail" aria-label="Event">
    <header class="detail-head">
      <span class="detail-time">${moment(detail.time, zone)}</span>
      <span class="detail-fact">${detail.stream}</span>
      <span class="detail-fact" title="Taken in by CloudWatch at ${moment(detail.ingested, zone)}">
        taken in after ${formatDuration(Math.max(0, detail.ingested - detail.time))}
      </span>
      <span class="detail-buttons">
        ${traceButton(detail.message, actions)}
        ${json === undefined ? nothing : toggle("json", "Lay out JSON", model.pretty, () => actions.togglePretty())}
        ${button("copy", "Copy the event", () => actions.copy(plain))}
        ${button("close", "Close (Escape)", () => actions.close())}
      </span>
    </header>
    <pre class="detail-text" tabindex="0" aria-label="Message">${shown === undefined ? ansiRuns(detail.message) : jsonRuns(shown)}${
      detail.isCut ? html`<span class="line-cut"> … cut after 1 MB</span>` : nothing
    }</pre>
  </section>`;
}

/** A line that names a trace leads to it. */
function traceButton(message: string, actions: DetailActions): TemplateResult | typeof nothing {
  const traceId = traceIdIn(message);
  if (traceId === undefined) return nothing;
  return html`<button type="button" class="detail-link" title="Open ${traceId} (T on a line)" @click=${() => actions.openTrace(traceId)}>
    <span class="codicon codicon-list-tree" aria-hidden="true"></span>Open Trace
  </button>`;
}

function moment(time: number, zone: Zone): string {
  return `${formatDate(time, zone)} ${formatTimeMs(time, zone)}${zone === "utc" ? " UTC" : ""}`;
}

function jsonRuns(tokens: readonly JsonToken[]) {
  return tokens.map(({ kind, text }) => (kind === "plain" ? text : html`<span class="json-${kind}">${text}</span>`));
}

function ansiRuns(message: string) {
  return parseAnsi(message).map(({ text, classes }) => (classes.length === 0 ? text : html`<span class=${classes.join(" ")}>${text}</span>`));
}
