import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { button, toggle } from "../../../webkit/controls.ts";
import type { FindQuery } from "../model.ts";
import { type FindModel, describeFound } from "./findText.ts";

export interface FindActions {
  change(query: Partial<FindQuery>): void;
  next(forward: boolean): void;
  close(): void;
}

/** The find widget, as the editor's. */
export function findBar(model: FindModel, actions: FindActions): TemplateResult {
  const { query } = model;
  const isUseless = query.text === "" || model.found?.count === 0;
  return html`<div class="find-bar" role="search" aria-label="Find in the log" @keydown=${(event: KeyboardEvent) => onKey(event, actions)}>
    <vscode-textfield
      class="find-field"
      .label=${"Find"}
      placeholder="Find"
      .value=${query.text}
      ?invalid=${model.problem !== undefined}
      @input=${(event: Event) => actions.change({ text: (event.target as HTMLInputElement).value })}
    ></vscode-textfield>
    ${toggle("case-sensitive", "Match case", query.matchCase, () => actions.change({ matchCase: !query.matchCase }))}
    ${toggle("regex", "Use regular expression", query.isRegExp, () => actions.change({ isRegExp: !query.isRegExp }))}
    <span class="find-count" aria-live="polite">${describeFound(model)}</span>
    ${button("arrow-up", "Previous match (Shift+Enter)", () => actions.next(false), isUseless)}
    ${button("arrow-down", "Next match (Enter)", () => actions.next(true), isUseless)}
    ${button("close", "Close (Escape)", () => actions.close())}
    ${model.problem === undefined ? nothing : html`<div class="input-problem" role="alert">${model.problem}</div>`}
  </div>`;
}

function onKey(event: KeyboardEvent, actions: FindActions): void {
  if (event.key === "Escape") actions.close();
  else if (event.key === "F3" || (event.key === "Enter" && isField(event.target))) actions.next(!event.shiftKey);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.tagName === "VSCODE-TEXTFIELD";
}
