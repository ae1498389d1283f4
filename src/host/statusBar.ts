import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../base/context.ts";
import { Disposable } from "../base/dispose.ts";
import type { Contexts } from "./contexts.ts";

/** Shows which accounts are pinned; a click switches. */
export class StatusBar extends Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #contexts: Contexts;
  readonly #isProtected: (context: AccountContext) => boolean;

  constructor(contexts: Contexts, isProtected: (context: AccountContext) => boolean) {
    super();
    this.#contexts = contexts;
    this.#isProtected = isProtected;
    this.#item = this.register(vscode.window.createStatusBarItem("awsDevOps.context", vscode.StatusBarAlignment.Left, 10));
    this.#item.name = "AWS Account";
    this.#item.command = "awsDevOps.switchContext";
    this.register(contexts.onDidChange(() => this.update()));
    this.update();
  }

  /** Writes the item anew: the contexts or their protection changed. */
  update(): void {
    const { pinned } = this.#contexts;
    const [first] = pinned;
    const guarded = pinned.some(this.#isProtected);
    const icon = guarded ? "$(lock)" : first?.origin === "simulated" ? "$(beaker)" : "$(cloud)";
    const text = pinned.length > 1 ? `${pinned.length} AWS contexts` : first === undefined ? "AWS: none" : contextLabel(first);
    this.#item.text = `${icon} ${text}`;
    const lines = pinned.map((context) => `${contextLabel(context)}${this.#isProtected(context) ? " (protected)" : ""}`);
    this.#item.tooltip = ["DevOps for AWS: pinned accounts and regions", ...lines, "Click to switch"].join("\n");
    this.#item.accessibilityInformation = { label: `AWS account: ${lines.length === 0 ? "none pinned" : lines.join(", ")}` };
    this.#item.show();
  }
}
