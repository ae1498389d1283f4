// What the workbench says to the user: its modal dialog and its notifications.
import type { Locator, Page } from "@playwright/test";

/** The modal dialog. */
export class Dialog {
  readonly root: Locator;
  readonly message: Locator;
  readonly detail: Locator;
  readonly buttons: Locator;

  constructor(page: Page) {
    this.root = page.locator(".monaco-dialog-box");
    this.message = this.root.locator(".dialog-message-text");
    this.detail = this.root.locator(".dialog-message-detail");
    this.buttons = this.root.locator(".dialog-buttons .monaco-button");
  }

  /** Waits for the dialog and presses a button of it. */
  async choose(button: string): Promise<void> {
    await this.buttons.filter({ hasText: button }).click();
    await this.root.waitFor({ state: "hidden" });
  }

  /** Closes the dialog when there is one. */
  async dismiss(button = "Cancel"): Promise<void> {
    if (await this.root.isVisible()) {
      await this.choose(button);
    }
  }
}

/** A notification. */
export class Toast {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  get message(): Locator {
    return this.root.locator(".notification-list-item-message");
  }

  async choose(button: string): Promise<void> {
    await this.root.locator(".monaco-button").filter({ hasText: button }).click();
  }
}
