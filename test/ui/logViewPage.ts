// The log view's bundle in a page of its own, with a host that makes its lines up: what the view does with a million
// lines must not depend on how fast somebody delivers them.
import type { Page } from "@playwright/test";
import type { LogState } from "../../src/services/logs/protocol.ts";
import { openWebviewPage } from "./webviewPage.ts";


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
  await page.addInitScript(installFakeHost, { state, firstTime: FIRST_TIME, needleEvery: NEEDLE_EVERY });
  await openWebviewPage(page, { bundle: "logs", title: "Log view", state: { address: { group: "/kestrel/bulk" } }, variables });
  await page.locator(".vl-viewport").waitFor();
}

const variables = {
  "editor-findMatchBackground": "#9e6a03",
  "editor-findMatchHighlightBackground": "#ea5c0055",
  "button-background": "#0078d4",
  "button-foreground": "#ffffff",
  "terminal-ansiGreen": "#0dbc79",
};

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
