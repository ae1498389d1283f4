// The trace view's bundle in a page of its own, with a host that answers from documents of the test's own: broken,
// huge and unfinished traces as no account would have them when they are wanted.
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { headerOf, notesOf, rowOf } from "../../src/services/xray/model/viewState.ts";
import { causeOf, exceptionsOf, sectionsOf } from "../../src/services/xray/model/nodeText.ts";
import { traceTree } from "../../src/services/xray/model/traceTree.ts";
import type { TraceDetail, TraceViewState } from "../../src/services/xray/protocol.ts";

const dist = path.join(import.meta.dirname, "../../dist/webview");
const ADDRESS = "http://webview.test";
export const TRACE_ID = "1-6a000000-0123456789abcdef01234567";

export interface TraceHost {
  state: TraceViewState;
  readonly requests: { readonly name: string; readonly params: Record<string, unknown> }[];
  push(change: Partial<TraceViewState>): void;
  stored: unknown;
}

declare global {
  interface Window {
    traceHost: TraceHost;
  }
}

/** What the host tells of documents, by the same code as in the editor. */
export function stateOf(documents: readonly string[]): { state: TraceViewState; details: Record<string, TraceDetail> } {
  const tree = traceTree(documents);
  const state: TraceViewState = {
    traceId: TRACE_ID,
    context: "kestrel · eu-west-1",
    phase: "ready",
    spansElsewhere: false,
    header: headerOf(tree),
    rows: tree.nodes.map((node) => rowOf(node, tree)),
    notes: notesOf(tree, { id: TRACE_ID, documents, limitExceeded: false }),
  };
  const details = tree.nodes.map((node): [string, TraceDetail] => {
    const cause = causeOf(node, tree.nodes);
    return [
      node.id,
      {
        id: node.id,
        sections: sectionsOf(node.document).map(({ title, facts }) => ({ title, facts: [...facts] })),
        exceptions: exceptionsOf(node.document).map((exception) => ({ ...exception, frames: [...exception.frames] })),
        ...(cause === undefined ? {} : { cause: { id: cause.id, name: cause.name } }),
        json: JSON.stringify(node.document, undefined, 2),
      },
    ];
  });
  return { state, details: Object.fromEntries(details) };
}

/** Opens the view on documents; the page has the same content security policy as a panel. */
export async function openTraceView(page: Page, documents: readonly string[], change: Partial<TraceViewState> = {}): Promise<void> {
  const { state, details } = stateOf(documents);
  await page.route(`${ADDRESS}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") await route.fulfill({ contentType: "text/html", body: html });
    else await route.fulfill({ path: path.join(dist, path.basename(name)) });
  });
  await page.addInitScript(installTraceHost, { state: { ...state, ...change }, details });
  await page.goto(`${ADDRESS}/`);
  await page.locator("aws-trace-view .trace-head").waitFor();
}

/** Fails early, with the reason, where nothing was built. */
export function checkBuilt(): void {
  if (!fs.existsSync(path.join(dist, "xray.js"))) throw new Error('There is no dist/webview/xray.js. Run "npm run build".');
}

const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Trace view</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${ADDRESS} 'nonce-n'; font-src ${ADDRESS}">
<meta property="csp-nonce" nonce="n">
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="n" href="/codicon.css">
<link rel="stylesheet" href="/xray.css">
<style nonce="n">
:root {
  --vscode-foreground: #cccccc; --vscode-editor-background: #1f1f1f; --vscode-descriptionForeground: #9d9d9d;
  --vscode-focusBorder: #0078d4; --vscode-errorForeground: #f85149; --vscode-editorWidget-background: #202020;
  --vscode-scrollbarSlider-background: #79797966; --vscode-panel-border: #2b2b2b; --vscode-font-family: sans-serif;
  --vscode-charts-blue: #59a4f9; --vscode-charts-red: #f14c4c; --vscode-charts-orange: #d18616; --vscode-charts-purple: #b180d7;
  --vscode-list-activeSelectionBackground: #04395e; --vscode-list-activeSelectionForeground: #ffffff;
  --vscode-list-inactiveSelectionBackground: #37373d; --vscode-list-hoverBackground: #2a2d2e;
  --vscode-button-secondaryBackground: #313131; --vscode-button-secondaryForeground: #cccccc;
}
</style>
</head>
<body class="vscode-dark" data-state="{&quot;address&quot;:{&quot;traceId&quot;:&quot;${TRACE_ID}&quot;}}">
<script nonce="n" type="module" src="/xray.js"></script>
</body>
</html>`;

/** Runs in the page, before its scripts. Needs nothing from outside of itself. */
function installTraceHost(options: { state: TraceViewState; details: Record<string, TraceDetail> }): void {
  const post = (message: unknown) => window.postMessage(message, "*");
  const host: TraceHost = {
    state: options.state,
    requests: [],
    stored: JSON.parse(sessionStorage.getItem("stored") ?? "null"),
    push(change) {
      host.state = { ...host.state, ...change };
      post({ kind: "event", name: "state", data: host.state });
    },
  };
  window.traceHost = host;
  const answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    ready: () => host.state,
    detail: ({ id }) => ({ detail: options.details[String(id)] }),
  };
  window.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => {
      const { id, name, params } = message as { id: number; name: string; params: Record<string, unknown> };
      host.requests.push({ name, params: { ...params } });
      queueMicrotask(() => post({ kind: "result", id, result: answers[name]?.(params) ?? {} }));
    },
    getState: () => host.stored ?? undefined,
    setState: (state: unknown) => {
      host.stored = state;
      sessionStorage.setItem("stored", JSON.stringify(state));
    },
  });
}
