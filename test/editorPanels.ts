/** The panels that were made, the newest last. */
export const panels: WebviewPanel[] = [];

export const ViewColumn = { Active: -1 };

const nothing = { dispose: () => undefined };

/** Like the editor's it throws, once it is closed, whatever it is asked for. */
class WebviewPanel {
  readonly posted: unknown[] = [];
  #title = "";
  #isClosed = false;
  readonly #closed = new Set<() => void>();

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error("Webview is disposed");
  }

  get webview() {
    this.#refuseClosed();
    return {
      options: {},
      html: "",
      cspSource: "vscode-resource:",
      asWebviewUri: (uri: unknown) => uri,
      postMessage: (posted: unknown) => Promise.resolve(this.posted.push(posted) > 0),
      onDidReceiveMessage: () => nothing,
    };
  }

  get visible(): boolean {
    this.#refuseClosed();
    return true;
  }

  get title(): string {
    this.#refuseClosed();
    return this.#title;
  }

  set title(title: string) {
    this.#refuseClosed();
    this.#title = title;
  }

  reveal(): void {
    this.#refuseClosed();
  }

  onDidChangeViewState() {
    this.#refuseClosed();
    return nothing;
  }

  onDidDispose(listener: () => void) {
    this.#closed.add(listener);
    return { dispose: () => this.#closed.delete(listener) };
  }

  dispose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#closed) listener();
  }
}

export function madePanel(): WebviewPanel {
  const panel = new WebviewPanel();
  panels.push(panel);
  return panel;
}
