// The trace view's bundle in a page of its own, with a host that answers from documents of the test's own: broken,
// huge and unfinished traces as no account would have them when they are wanted.
import type { Page } from "@playwright/test";
import { headerOf, notesOf, rowOf } from "../../src/services/xray/model/viewState.ts";
import { detailOf } from "../../src/services/xray/model/nodeText.ts";
import { traceTree } from "../../src/services/xray/model/traceTree.ts";
import type { TraceDetail, TraceViewState } from "../../src/services/xray/protocol.ts";
import { openWebviewPage } from "./webviewPage.ts";

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
  const tree = traceTree(documents, 0);
  const state: TraceViewState = {
    traceId: TRACE_ID,
    context: "kestrel · eu-west-1",
    phase: "ready",
    spansElsewhere: false,
    header: headerOf(tree),
    rows: tree.nodes.map((node) => rowOf(node, tree)),
    notes: notesOf(tree, { id: TRACE_ID, documents, limitExceeded: false }),
  };
  const details = tree.nodes.map((node): [string, TraceDetail] => [node.id, detailOf(node, tree.nodes)]);
  return { state, details: Object.fromEntries(details) };
}

/** Opens the view on documents; the page has the same content security policy as a panel. */
export async function openTraceView(page: Page, documents: readonly string[], change: Partial<TraceViewState> = {}): Promise<void> {
  const { state, details } = stateOf(documents);
  await page.addInitScript(installTraceHost, { state: { ...state, ...change }, details });
  await openWebviewPage(page, { bundle: "xray", title: "Trace view", state: { address: { traceId: TRACE_ID } }, variables });
  await page.locator("aws-trace-view .trace-head").waitFor();
}

const variables = {
  "panel-border": "#2b2b2b",
  "font-family": "sans-serif",
  "charts-blue": "#59a4f9",
  "charts-red": "#f14c4c",
  "charts-orange": "#d18616",
  "charts-purple": "#b180d7",
  "list-activeSelectionBackground": "#04395e",
  "list-activeSelectionForeground": "#ffffff",
  "list-inactiveSelectionBackground": "#37373d",
  "list-hoverBackground": "#2a2d2e",
  "button-secondaryBackground": "#313131",
  "button-secondaryForeground": "#cccccc",
};

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
