import { type TemplateResult, html } from "lit";

/** A button that shows an icon alone. */
export function button(icon: string, label: string, action: () => void, disabled = false): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    @click=${() => action()}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}

/** A button that stays pressed. */
export function toggle(icon: string, label: string, on: boolean, action: () => void, disabled = false): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${on ? "icon-button-on" : ""}"
    aria-label=${label}
    title=${label}
    aria-pressed=${on}
    ?disabled=${disabled}
    @click=${() => action()}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}
