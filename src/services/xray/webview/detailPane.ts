import { type TemplateResult, html, nothing } from "lit";
import { button } from "../../../webkit/controls.ts";
import { formatDateTime } from "../../../base/time.ts";
import { plural } from "../../../base/text.ts";
import { preciseDuration } from "../model.ts";
import { type Cause, kindText } from "../model/nodeText.ts";
import type { TraceDetail, TraceRowData } from "../protocol.ts";
import { durationText, kindIcon, stateIcon, statusText, toneOf } from "./rowLook.ts";

export interface DetailModel {
  readonly row: TraceRowData;
  /** Undefined while it is on its way. */
  readonly detail: TraceDetail | undefined;
  /** When the trace began, epoch milliseconds. */
  readonly start: number;
}

export interface DetailActions {
  copy(text: string): void;
  openLogs(id: string): void;
  select(id: string): void;
  openTrace(traceId: string): void;
  close(): void;
}

/** The pane with all that is known of one part of the trace. */
export function detailPane({ row, detail, start }: DetailModel, actions: DetailActions): TemplateResult {
  const icon = stateIcon(row);
  return html`<section class="detail trace-detail" aria-label="Details of ${row.name}">
    <header class="detail-head">
      <span class="codicon codicon-${kindIcon(row)}" aria-hidden="true"></span>
      <h2 class="detail-title">${row.name}</h2>
      <span class="detail-fact">${kindText(row.kind)}</span>
      <span class="detail-status">
        ${icon === undefined ? nothing : html`<span class="codicon codicon-${icon} wf-mark-${toneOf(row)}" aria-hidden="true"></span>`} ${statusText(row)}
      </span>
      <span class="detail-buttons">
        <button type="button" class="detail-link" @click=${() => actions.openLogs(row.id)}>
          <span class="codicon codicon-output" aria-hidden="true"></span>Log lines
        </button>
        <button type="button" class="detail-link" ?disabled=${detail === undefined} @click=${() => actions.copy(detail?.json ?? "")}>
          <span class="codicon codicon-copy" aria-hidden="true"></span>Copy JSON
        </button>
        ${button("close", "Close the details (Escape)", () => actions.close())}
      </span>
    </header>
    <div class="detail-body" tabindex="0" role="region" aria-label="Facts of ${row.name}">
      ${row.problems.map((problem) => html`<p class="detail-problem"><span class="codicon codicon-question" aria-hidden="true"></span> ${problem}</p>`)}
      ${detail === undefined ? nothing : exceptions(detail, actions)} ${detail === undefined ? nothing : links(detail, actions)}
      ${facts("Times", [
        { name: "begins", value: `${moment(start + row.from)} (${preciseDuration(row.from)} after the trace)` },
        { name: "ends", value: row.to === undefined ? durationText(row) : `${moment(start + row.to)} (${preciseDuration(row.to)})` },
        { name: "duration", value: durationText(row) },
      ])}
      ${detail?.sections.map(({ title, facts: own }) => facts(title, own))}
    </div>
  </section>`;
}

/** Local time to the millisecond. */
function moment(epochMs: number): string {
  return `${formatDateTime(epochMs)}.${String(Math.floor(epochMs % 1000)).padStart(3, "0")}`;
}

function facts(title: string, own: readonly { readonly name: string; readonly value: string }[]): TemplateResult {
  return html`<section class="facts">
    <h3>${title}</h3>
    <dl>
      ${own.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd>${value.includes("\n") ? html`<pre>${value}</pre>` : value}</dd>`,
      )}
    </dl>
  </section>`;
}

function links({ links: own }: TraceDetail, actions: DetailActions): TemplateResult | typeof nothing {
  if (own.length === 0) return nothing;
  return html`<section class="linked">
    <h3>Linked traces</h3>
    <ul>
      ${own.map(
        ({ traceId, about }) =>
          html`<li>
            <button type="button" class="table-link" title="Open the trace ${traceId}" @click=${() => actions.openTrace(traceId)}>${traceId}</button>
            <span class="detail-fact">${about}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function exceptions({ exceptions: own, cause }: TraceDetail, actions: DetailActions): TemplateResult | typeof nothing {
  if (own.length === 0 && cause === undefined) return nothing;
  return html`<section class="exceptions">
    <h3>${own.length > 1 ? "Exceptions" : "Exception"}</h3>
    ${causedBy(cause, actions)}
    ${own.map(
      (exception) =>
        html`<div class="exception">
          <p class="exception-head">
            <strong>${exception.type}</strong>${exception.message === "" ? "" : `: ${exception.message}`}
            ${exception.remote ? html`<span class="detail-fact">thrown on the other side</span>` : nothing}
          </p>
          ${stack(exception)}
          ${exception.skipped === 0
            ? nothing
            : html`<p>${plural(exception.skipped, "exception")} between this one and the one that it caused left out</p>`}
          ${causedBy(exception.cause, actions)}
        </div>`,
    )}
  </section>`;
}

function stack({ frames, truncated }: TraceDetail["exceptions"][number]): TemplateResult | typeof nothing {
  if (frames.length === 0 && truncated === 0) return nothing;
  const more = truncated === 0 ? [] : [`… ${plural(truncated, "more frame")}`];
  return html`<pre>${[...frames, ...more].join("\n")}</pre>`;
}

function causedBy(cause: Cause | undefined, actions: DetailActions): TemplateResult | typeof nothing {
  switch (cause?.kind) {
    case undefined:
      return nothing;
    case "own":
      return html`<p class="detail-fact">Caused by ${cause.type}</p>`;
    case "part":
      return html`<p>Caused by the exception of <button type="button" class="table-link" @click=${() => actions.select(cause.id)}>${cause.name}</button></p>`;
    case "missing":
      return html`<p class="detail-fact">Caused by an exception that is not in the trace</p>`;
  }
}
