import { type TemplateResult, html, nothing } from "lit";
import "@vscode-elements/elements/dist/vscode-button/index.js";

/** What the same call would say again, however often it is made. */
const LASTING = new Set(["unsupported", "absent"]);

/** Why the last call failed, in the words of the error, with a way to try again where that may help. */
export function problemBanner(
  problem: { readonly kind: string; readonly message: string } | undefined,
  retry: () => void,
): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  const isPassing = ["throttled", "offline", "unavailable"].includes(problem.kind);
  return html`<div class="banner ${isPassing ? "banner-warning" : "banner-error"}" role="alert">
    <span class="codicon codicon-${iconOf(problem.kind)}" aria-hidden="true"></span>
    <span class="banner-text">${problem.message}</span>
    ${LASTING.has(problem.kind) ? nothing : html`<vscode-button secondary @click=${retry}>Retry</vscode-button>`}
  </div>`;
}

function iconOf(kind: string): string {
  const icons: Readonly<Record<string, string>> = {
    denied: "lock",
    expired: "key",
    throttled: "watch",
    unavailable: "watch",
    offline: "debug-disconnect",
  };
  return icons[kind] ?? "error";
}

/** What stands in the place of a view's content when there is none. @param icon a codicon's name, with its modifiers */
export function notice(icon: string, title: string, body: TemplateResult | typeof nothing): TemplateResult {
  return html`<div class="notice">
    <span class="notice-icon codicon codicon-${icon}" aria-hidden="true"></span>
    <p class="notice-title">${title}</p>
    ${body}
  </div>`;
}
