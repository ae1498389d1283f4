import { type IsDisposable, toDisposable } from "../base/dispose.ts";
import type { Transport } from "../base/rpc.ts";

/** The part of VS Code's webview API that is used. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Given by VS Code to every webview; may be called once. */
  function acquireVsCodeApi(): VsCodeApi;
}

/**
 * The webview's way to its host, and its state. The state keeps the address by which the panel is restored with the
 * window, and beside it what the view itself wants to find again when it was hidden: never data, which the host owns.
 */
export class WebviewHost {
  readonly transport: Transport;
  readonly #api: VsCodeApi;
  readonly #address: unknown;

  /** Call once a page: the API can be acquired only once. */
  constructor() {
    this.#api = acquireVsCodeApi();
    const initial: unknown = JSON.parse(document.body.dataset["state"] ?? "{}");
    this.#address = member(initial, "address") ?? member(this.#api.getState(), "address");
    this.transport = {
      post: (message) => this.#api.postMessage(message),
      onMessage: (listener) => listenToMessages(listener),
    };
    // the address must be stored even where the view never stores anything of its own
    this.saveUi(this.loadUi());
  }

  /** What `saveUi` stored last for this panel; undefined the first time. */
  loadUi(): unknown {
    return member(this.#api.getState(), "ui");
  }

  saveUi(ui: unknown): void {
    this.#api.setState({ address: this.#address, ui });
  }
}

function listenToMessages(listener: (message: unknown) => void): IsDisposable {
  const onMessage = (event: MessageEvent<unknown>) => listener(event.data);
  window.addEventListener("message", onMessage);
  return toDisposable(() => window.removeEventListener("message", onMessage));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
