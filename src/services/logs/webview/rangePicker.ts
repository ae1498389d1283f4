import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { LogRange } from "../model.ts";
import type { Zone } from "./timeFormat.ts";
import { PRESETS, type RangeInput, TIME_EXAMPLES, sameRange } from "./timeRange.ts";

export interface RangePickerModel {
  readonly range: LogRange;
  readonly zone: Zone;
  readonly from: string;
  readonly to: string;
  readonly problem: Extract<RangeInput, { problem: string }> | undefined;
}

export interface RangePickerActions {
  choose(range: LogRange): void;
  typed(field: "from" | "to", text: string): void;
  apply(): void;
  close(): void;
}

/** The popup in which the time range is chosen: what is usual with one click, everything else by typing. */
export function rangePicker(model: RangePickerModel, actions: RangePickerActions): TemplateResult {
  return html`<div class="range-picker" role="dialog" aria-label="Time range" @keydown=${(event: KeyboardEvent) => onKey(event, actions)}>
    <div class="range-presets" role="group" aria-label="Usual ranges">
      ${PRESETS.map(
        ({ label, range }) => html`<button
          type="button"
          class="range-preset"
          aria-pressed=${sameRange(range, model.range)}
          @click=${() => actions.choose(range)}
        >
          <span class="codicon codicon-check ${sameRange(range, model.range) ? "" : "invisible"}" aria-hidden="true"></span>${label}
        </button>`,
      )}
    </div>
    <div class="range-exact" role="group" aria-label="Exact range">
      ${timeField("from", "From", model, actions)} ${timeField("to", "To", model, actions)}
      <p class="range-hint">Times in ${model.zone === "utc" ? "UTC" : "your time zone"}. ${TIME_EXAMPLES}. An empty end follows the log.</p>
      <vscode-button @click=${() => actions.apply()}>Apply</vscode-button>
    </div>
  </div>`;
}

function timeField(field: "from" | "to", label: string, model: RangePickerModel, actions: RangePickerActions): TemplateResult {
  const problem = model.problem?.field === field ? model.problem.problem : undefined;
  return html`<div class="range-field">
    <span class="range-label" aria-hidden="true">${label}</span>
    <vscode-textfield
      class="range-${field}"
      .label=${label}
      placeholder=${field === "from" ? "2h ago" : "now"}
      .value=${field === "from" ? model.from : model.to}
      ?invalid=${problem !== undefined}
      @input=${(event: Event) => actions.typed(field, (event.target as HTMLInputElement).value)}
    ></vscode-textfield>
    ${problem === undefined ? nothing : html`<div class="input-problem" role="alert">${problem}</div>`}
  </div>`;
}

function onKey(event: KeyboardEvent, actions: RangePickerActions): void {
  const isField = event.target instanceof HTMLElement && event.target.tagName === "VSCODE-TEXTFIELD";
  if (event.key === "Escape") actions.close();
  else if (event.key === "Enter" && isField) actions.apply();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") movePreset(event, event.key === "ArrowDown" ? 1 : -1);
  else return;
  event.stopPropagation();
  event.preventDefault();
}

function movePreset(event: KeyboardEvent, step: number): void {
  if (!(event.target instanceof HTMLElement) || !event.target.classList.contains("range-preset")) return;
  const presets = [...(event.target.parentElement?.querySelectorAll<HTMLElement>(".range-preset") ?? [])];
  const next = presets[(presets.indexOf(event.target) + step + presets.length) % presets.length];
  next?.focus();
}
