import * as vscode from "vscode";
import type { Identity } from "../aws/sessions.ts";
import { type AccountContext, accountLabel, contextKey, contextLabel } from "../base/context.ts";
import { Disposable } from "../base/dispose.ts";
import type { DevOpsError } from "../base/errors.ts";
import { harmless, tooltipText } from "../base/foreignText.ts";
import type { Contexts } from "./contexts.ts";

/** Shows which accounts are pinned, and warns where one's sign-in is missing or has run out; a click switches. */
export class StatusBar extends Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #contexts: Contexts;
  readonly #isProtected: (context: AccountContext) => boolean;
  /** The accounts behind contexts, as far as something has asked for them. */
  readonly #accounts = new Map<string, string>();
  /** Why nobody is signed in to a context, in short, as far as a call has told it. */
  readonly #problems = new Map<string, string>();

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

  /** Tells who a context turned out to be. Nobody is asked for this item's sake: that may want a code or a browser. */
  met(context: AccountContext, identity: Identity): void {
    const [key, account] = [contextKey(context), accountLabel(identity)];
    if (this.#accounts.get(key) === account) return;
    this.#accounts.set(key, account);
    this.update();
  }

  /** @param problem undefined: calls are answered */
  signIn(context: AccountContext, problem: DevOpsError | undefined): void {
    if (problem === undefined) this.#problems.delete(contextKey(context));
    else this.#problems.set(contextKey(context), problem.short);
    this.update();
  }

  /** Writes the item anew: the contexts or their protection changed. */
  update(): void {
    const { pinned } = this.#contexts;
    const [first] = pinned;
    const guarded = pinned.some(this.#isProtected);
    const problems = pinned.map((context) => this.#problems.get(contextKey(context)));
    const isWarning = problems.some((problem) => problem !== undefined);
    const icon = isWarning ? "$(warning)" : guarded ? "$(lock)" : first?.origin === "simulated" ? "$(beaker)" : "$(cloud)";
    const text = pinned.length > 1 ? `${pinned.length} AWS contexts` : first === undefined ? "AWS: none" : contextLabel(first);
    this.#item.text = `${icon} ${harmless(text, "statusBar")}`;
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    const lines = pinned.map((context) => `${contextLabel(context)}${this.#isProtected(context) ? " (protected)" : ""}`);
    const accounts = pinned.map((context) => this.#accounts.get(contextKey(context)));
    const told = lines.map((line, index) => [line, problems[index] ?? accounts[index] ?? []].flat().join(": "));
    this.#item.tooltip = tooltipText(["DevOps for AWS: pinned accounts and regions", ...told, "Click to switch"]);
    const met = [...new Set(accounts.filter((account) => account !== undefined))];
    const signedIn = met.length === 0 ? "" : `; signed in to ${met.join(", ")}`;
    const warned = isWarning ? `; ${[...new Set(problems.filter((problem) => problem !== undefined))].join(", ")}` : signedIn;
    const label = lines.length === 0 ? "none pinned" : `${lines.join(", ")}${warned}`;
    this.#item.accessibilityInformation = { label: harmless(`AWS account: ${label}`, "description") };
    this.#item.show();
  }
}
