// The log view's bundle in a page of its own, with a host that makes its lines up: what the view does with a million
// lines must not depend on how fast somebody delivers them.
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { LogState } from "../../src/services/logs/protocol.ts";

const dist = path.join(import.meta.dirname, "../../dist/webview");
const ADDRESS = "http://webview.test";

/** What a test tells the host in the page, and reads from it. */
export interface FakeHost {
  state: LogState;
  readonly requests: { readonly name: string; readonly params: Record<string, unknown> }[];
  /** The texts of lines that are not as the others, by number. */
  readonly special: Record<number, string>;
  /** Sends a new state. */
  push(change: Partial<LogState>): void;
  stored: unknown;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
  }
}

export const LINES = 1_000_000;
/** Every so many lines one holds the word that the tests look for. */
export const NEEDLE_EVERY = 1000;

const FIRST_TIME = Date.UTC(2026, 0, 1);

export const initialState: LogState = {
  generation: 1,
  start: 0,
  end: LINES,
  changedFrom: LINES,
  firstTime: FIRST_TIME,
  lastTime: FIRST_TIME + (LINES - 1) * 250,
  group: "/kestrel/bulk",
  stream: "million",
  context: "kestrel · eu-west-1",
  range: { kind: "all" },
  filter: "",
  phase: "ready",
  busy: "none",
  hasOlder: false,
  isFull: false,
  isTrimmed: false,
  isOpen: true,
};

/** Opens the view with a state; the page has the same content security policy as a panel. */
export async function openLogView(page: Page, state: LogState = initialState): Promise<void> {
  await page.route(`${ADDRESS}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") await route.fulfill({ contentType: "text/html", body: html });
    else await route.fulfill({ path: path.join(dist, path.basename(name)) });
  });
  await page.addInitScript(installFakeHost, { state, firstTime: FIRST_TIME, needleEvery: NEEDLE_EVERY });
  await page.goto(`${ADDRESS}/`);
  await page.locator(".vl-viewport").waitFor();
}

/** Fails early, with the reason, where nothing was built. */
export function checkBuilt(): void {
  if (!fs.existsSync(path.join(dist, "logs.js"))) throw new Error('There is no dist/webview/logs.js. Run "npm run build".');
}

const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Log view</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${ADDRESS} 'nonce-n'; font-src ${ADDRESS}">
<meta property="csp-nonce" nonce="n">
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="n" href="/codicon.css">
<link rel="stylesheet" href="/logs.css">
<style nonce="n">
:root {
  --vscode-foreground: #cccccc; --vscode-editor-background: #1f1f1f; --vscode-descriptionForeground: #9d9d9d;
  --vscode-focusBorder: #0078d4; --vscode-errorForeground: #f85149; --vscode-editorWidget-background: #202020;
  --vscode-scrollbarSlider-background: #79797966; --vscode-editor-findMatchBackground: #9e6a03;
  --vscode-editor-findMatchHighlightBackground: #ea5c0055; --vscode-button-background: #0078d4;
  --vscode-button-foreground: #ffffff; --vscode-terminal-ansiGreen: #0dbc79;
}
</style>
</head>
<body data-state="{&quot;address&quot;:{&quot;group&quot;:&quot;/kestrel/bulk&quot;}}">
<script nonce="n" type="module" src="/logs.js"></script>
</body>
</html>`;

/** All that any request may carry. */
interface Params {
  readonly generation: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly forward: boolean;
  readonly reversed: boolean;
  readonly position: number;
}

/** Runs in the page, before its scripts. Needs nothing from outside of itself. */
function installFakeHost(options: { state: LogState; firstTime: number; needleEvery: number }): void {
  const special: Record<number, string> = {};
  const textOf = (line: number) =>
    special[line] ?? (line % options.needleEvery === 0 ? `line ${line} has the needle` : `line ${line} is like the others`);
  const lineOf = (line: number) => ({
    time: options.firstTime + line * 250,
    stream: "million",
    continues: false,
    text: textOf(line),
    isCut: false,
  });
  const post = (message: unknown) => window.postMessage(message, "*");
  const host: FakeHost = {
    state: options.state,
    requests: [],
    special,
    stored: JSON.parse(sessionStorage.getItem("stored") ?? "null"),
    push(change) {
      host.state = { ...host.state, changedFrom: host.state.end, ...change };
      post({ kind: "event", name: "state", data: host.state });
    },
  };
  window.fakeHost = host;
  const matches = (from: number, forward: boolean) => {
    const every = options.needleEvery;
    const next = forward ? (Math.floor(from / every) + 1) * every : (Math.ceil(from / every) - 1) * every;
    const last = Math.floor((host.state.end - 1) / every) * every;
    return next >= host.state.end ? 0 : next < 0 ? last : next;
  };
  const answers: Record<string, (params: Params) => unknown> = {
    ready: () => host.state,
    lines: ({ generation, from, to }) => {
      const first = Math.max(from, host.state.start);
      const count = Math.max(0, Math.min(to, host.state.end) - first);
      return { generation, from: first, lines: Array.from({ length: count }, (_, index) => lineOf(first + index)) };
    },
    find: ({ text }) => {
      const total = host.state.end - host.state.start;
      const count = text === "needle" ? Math.ceil(total / options.needleEvery) : 0;
      if (text !== "") post({ kind: "event", name: "found", data: { count, searched: total, total, isDone: true } });
      return {};
    },
    findNext: ({ from, forward, reversed }) => {
      const position = matches(from, forward !== reversed);
      return { position, ordinal: position / options.needleEvery + 1 };
    },
    detail: ({ position }) => {
      const line = lineOf(position);
      return { time: line.time, ingested: line.time + 500, stream: line.stream, message: line.text, isCut: false };
    },
    copy: ({ from, to }) => ({ lines: to - from, isCut: false }),
  };
  window.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => {
      const { id, name, params } = message as { id: number; name: string; params: Params };
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
