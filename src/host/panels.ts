import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { Disposable, DisposableStore, type IsDisposable, toDisposable } from "../base/dispose.ts";
import { harmless } from "../base/foreignText.ts";
import { PREFIX } from "../base/manifest.ts";
import type { Transport } from "../base/rpc.ts";

/** The host side of one shown panel. Disposed with the panel. */
export interface PanelController extends IsDisposable {
  /** The tab's title, as it stands now. */
  readonly title: string;
}

/** What a controller needs of its panel. */
export interface PanelPort {
  readonly transport: Transport;
  setTitle(title: string): void;
  readonly visible: () => boolean;
  readonly onDidChangeVisibility: (listener: () => void) => IsDisposable;
}

/** A kind of panel. Its address is the small, storable value that tells what one shows. */
export interface PanelSpec {
  /** The view type without the prefix: `logView`. */
  readonly type: string;
  /** The script and style below `dist/webview`, without ending. */
  readonly bundle: string;
  /** Makes the host side; the code behind it is loaded only then. @throws DevOpsError on an address it cannot read */
  connect(address: unknown, port: PanelPort): Promise<PanelController>;
}

/** Shows panels: one per address, restored with the window, with a strict content security policy. */
export class Panels extends Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #report: (error: unknown) => void;
  readonly #open = new Map<string, vscode.WebviewPanel>();

  constructor(extensionUri: vscode.Uri, report: (error: unknown) => void) {
    super();
    this.#extensionUri = extensionUri;
    this.#report = report;
  }

  /** Fills a panel that the window restored, from the state that its view kept. */
  async restore(spec: PanelSpec, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const address = typeof state === "object" && state !== null ? (state as { address?: unknown }).address : undefined;
    await this.#fill(spec, panel, address);
  }

  /** Shows the panel of an address, or brings the one there is to the front. */
  async show(spec: PanelSpec, address: unknown, title: string): Promise<void> {
    const known = this.#open.get(keyOf(spec, address));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const options = { enableScripts: true, localResourceRoots: [this.#webviewFolder()], retainContextWhenHidden: false };
    const panel = vscode.window.createWebviewPanel(`${PREFIX}.${spec.type}`, harmless(title, "tab"), vscode.ViewColumn.Active, options);
    await this.#fill(spec, panel, address);
  }

  async #fill(spec: PanelSpec, panel: vscode.WebviewPanel, address: unknown): Promise<void> {
    const key = keyOf(spec, address);
    this.#open.set(key, panel);
    const shown = this.register(toDisposable(() => panel.dispose()));
    // what is connected after the tab was closed ends at once
    const owned = new DisposableStore();
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#webviewFolder()] };
    panel.onDidDispose(() => {
      if (this.#open.get(key) === panel) this.#open.delete(key);
      owned.dispose();
      this.store.delete(shown);
    });
    try {
      const controller = owned.add(await spec.connect(address, portOf(panel, () => owned.isDisposed)));
      if (owned.isDisposed) return;
      panel.title = harmless(controller.title, "tab");
      panel.webview.html = this.#html(spec, panel.webview, address);
    } catch (error) {
      // who closed the tab meanwhile has given it up: what is asked of it by then fails for that alone
      if (owned.isDisposed) return;
      panel.dispose();
      this.#report(error);
      throw error;
    }
  }

  #webviewFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#extensionUri, "dist", "webview");
  }

  #html(spec: PanelSpec, webview: vscode.Webview, address: unknown): string {
    const nonce = randomBytes(16).toString("base64url");
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#webviewFolder(), name)).toString();
    const csp = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource} 'nonce-${nonce}'`,
      `font-src ${webview.cspSource}`,
    ].join("; ");
    const state = JSON.stringify({ address }).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta property="csp-nonce" nonce="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="${file("codicon.css")}">
<link rel="stylesheet" href="${file(`${spec.bundle}.css`)}">
<title>DevOps for AWS</title>
</head>
<body data-state="${state}">
<script nonce="${nonce}" type="module" src="${file(`${spec.bundle}.js`)}"></script>
</body>
</html>`;
  }
}

function keyOf(spec: PanelSpec, address: unknown): string {
  return `${spec.type} ${JSON.stringify(address)}`;
}

/** The editor throws where a closed panel is asked for anything: then nobody looks, and what arrives late is for nobody. */
function portOf(panel: vscode.WebviewPanel, isClosed: () => boolean): PanelPort {
  const nothing = toDisposable(() => undefined);
  return {
    transport: {
      post: (message) => {
        if (!isClosed()) void panel.webview.postMessage(message);
      },
      onMessage: (listener) => (isClosed() ? nothing : panel.webview.onDidReceiveMessage(listener)),
    },
    setTitle: (title) => {
      if (!isClosed()) panel.title = harmless(title, "tab");
    },
    visible: () => !isClosed() && panel.visible,
    onDidChangeVisibility: (listener) => (isClosed() ? nothing : panel.onDidChangeViewState(() => listener())),
  };
}
