// Page objects of VS Code's workbench: the only place that knows its class names.
import { expect } from "@playwright/test";
import type { FrameLocator, Locator, Page } from "@playwright/test";
import type { WorkbenchHost } from "./fixtures.ts";
import { Dialog, Toast } from "./messages.ts";
import { QuickInput } from "./quickInput.ts";
import { turn } from "./rows.ts";
import { beginsWith, quoted } from "./selectors.ts";
import { NOW, contributedViews } from "./views.ts";

/** VS Code's settings and page classes of its themes. */
const themes = {
  dark: { setting: "Dark Modern", className: "vs-dark" },
  light: { setting: "Light Modern", className: "vs" },
  "high contrast": { setting: "Default High Contrast", className: "hc-black" },
  "high contrast light": { setting: "Default High Contrast Light", className: "hc-light" },
} as const;

export type ColorTheme = keyof typeof themes;

/** An item of the open context menu. */
function menuItem(page: Page, label: string): Locator {
  return page.locator(".monaco-menu .action-item").filter({ has: page.getByText(label, { exact: true }) });
}

/** Chooses an item of the open context menu; a menu that has just opened may ignore the first click. */
async function chooseFromMenu(page: Page, label: string): Promise<void> {
  const item = menuItem(page, label);
  await item.waitFor();
  await expect(async () => {
    if (await item.isVisible()) await item.click({ timeout: 2_000 });
    await item.waitFor({ state: "hidden", timeout: 2_000 });
  }).toPass();
}

/** The workbench as a whole. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly dialog: Dialog;
  readonly #host: WorkbenchHost;
  /** The settings it is loaded with, as JSON. */
  #configured: string | undefined;

  constructor(page: Page, host: WorkbenchHost) {
    this.page = page;
    this.#host = host;
    this.quickInput = new QuickInput(page);
    this.dialog = new Dialog(page);
  }

  /** Loads the page, again if need be: the extension starts anew and keeps what it stored. */
  async load(): Promise<void> {
    await this.page.goto(this.#host.address);
    // Loading takes 4 to 8 s on an idle machine.
    await this.activity("DevOps for AWS").waitFor({ timeout: 90_000 });
  }

  /** What comes next leaves the sample workspace: the next test loads it again. */
  leave(): void {
    this.#configured = undefined;
  }

  /** Opens another folder or `*.code-workspace`; the next test is back on the sample workspace. */
  async openFolder(folder: string): Promise<void> {
    this.leave();
    await this.page.goto(this.#host.addressOf(folder));
    await this.activity("DevOps for AWS").waitFor({ timeout: 90_000 });
  }

  /**
   * Loads the workbench with a theme and further user settings, unless it is loaded with these. It does not take over
   * changed settings by itself: the host stops watching their file a few seconds after its start.
   */
  async configure(theme: ColorTheme, settings: Record<string, unknown>): Promise<void> {
    const { setting, className } = themes[theme];
    const wanted = { "workbench.colorTheme": setting, ...settings };
    if (JSON.stringify(wanted) !== this.#configured) {
      this.#host.writeSettings(wanted);
      await this.load();
      await this.page.locator(`.monaco-workbench.${className}`).waitFor();
      this.#configured = JSON.stringify(wanted);
    }
  }

  /** Closes what a test has left open. */
  async tidy(): Promise<void> {
    await this.dialog.dismiss();
    await this.quickInput.dismiss();
    await this.run("View: Close All Editors");
    await this.dialog.dismiss("Don't Save");
    await this.run("Notifications: Clear All Notifications");
  }

  /** Shows this profile's context alone, with trees that forget what filtered them. */
  async switchTo(profile: string): Promise<void> {
    // a list closes when the focus goes elsewhere: then it is asked for again
    await expect(async () => {
      await this.run("AWS: Switch account or region…");
      await this.quickInput.input.waitFor({ timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
    await this.quickInput.pick(profile);
    await this.statusBarItem(`AWS account: ${profile} `).waitFor();
  }

  /** Runs a command by its whole title in the command palette, such as "View: Close All Editors". */
  async run(title: string): Promise<void> {
    // the palette closes when the focus goes elsewhere, as it does when an editor is being closed: then it is opened again
    await expect(async () => {
      await this.page.keyboard.press("F1");
      await this.quickInput.input.waitFor({ timeout: 3_000 });
      await this.quickInput.input.fill(`>${title}`, { timeout: 3_000 });
      await this.quickInput.choose(title);
    }).toPass({ timeout: 40_000 });
  }

  /** The titles that the command palette offers for a text. */
  async commandTitles(text: string): Promise<string[]> {
    await this.page.keyboard.press("F1");
    await this.quickInput.input.waitFor();
    await this.quickInput.input.fill(`>${text}`);
    await this.quickInput.rows.first().waitFor();
    const titles = await this.quickInput.rows.locator(".label-name").allTextContents();
    await this.quickInput.dismiss();
    return titles;
  }

  /** An entry of the activity bar. */
  activity(title: string): Locator {
    return this.page.locator(`.activitybar .action-label${beginsWith("aria-label", title)}`);
  }

  /** Shows a container of the activity bar, which a click on an open one would hide. */
  async openView(title: string): Promise<void> {
    const open = this.page.locator(`.activitybar .action-item.checked .action-label${beginsWith("aria-label", title)}`);
    if ((await open.count()) === 0) {
      await this.activity(title).click();
    }
    await open.waitFor();
  }

  /** A tree view of the side bar by its title. */
  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** Leaves the side bar's room to these views of the container; answers the first. */
  async showOnly(...titles: [string, ...string[]]): Promise<TreeView> {
    await this.openView("DevOps for AWS");
    for (const other of [NOW, ...contributedViews()]) {
      if (!titles.includes(other)) await this.tree(other).close();
    }
    for (const title of titles) await this.tree(title).open();
    return this.tree(titles[0]);
  }

  /** Shows one view with nothing unfolded in it: earlier tests may have left it long, with rows of the same names. */
  async showFolded(title: string): Promise<TreeView> {
    const tree = await this.showOnly(title);
    await tree.rows.first().waitFor();
    await tree.collapseAll();
    return tree;
  }

  /** An item of the status bar by the beginning of its accessible name. */
  statusBarItem(name: string): Locator {
    return this.page.locator(".statusbar-item").filter({ has: this.page.locator(`[aria-label^=${quoted(name)}]`) });
  }

  /** The notifications that are on the screen. */
  get toasts(): Locator {
    return this.page.locator(".notifications-toasts .notification-toast");
  }

  toast(text: string | RegExp): Toast {
    return new Toast(this.toasts.filter({ hasText: text }).first());
  }

  /** The tab of an open editor. */
  tab(title: string): Locator {
    return this.page.locator(`.tabs-container .tab${beginsWith("aria-label", title)}`);
  }

  /** The content of the visible webview editor or view. */
  get webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready >> visible=true").frameLocator("iframe#active-frame");
  }

  /** The visible lines of the active text editor. */
  get editorLines(): Locator {
    return this.page.locator(".editor-group-container.active .view-lines .view-line");
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.quickInput.input.waitFor();
    await this.quickInput.input.fill(name);
    await this.quickInput.row(name).click();
    await this.tab(name).waitFor();
  }

  /** Puts the cursor at the end of a line of the active editor, by its number from 1: a click can come while the editor is laid out. */
  async goToLine(number: number): Promise<void> {
    await this.page.keyboard.press("Control+G");
    // it takes Enter once it says where it would go
    await this.quickInput.answer(`:${number}`, `line ${number} `);
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
    await this.page.keyboard.press("End");
  }

  /** Chooses an item of the open context menu. */
  async chooseMenuItem(label: string): Promise<void> {
    await chooseFromMenu(this.page, label);
  }

  /** What is on the clipboard. */
  async clipboard(): Promise<string> {
    return await this.page.evaluate(() => navigator.clipboard.readText());
  }
}

/** Where the wheel is turned, in pixels from a view's left edge: a row's tooltip opens beside it, and would take the turns. */
const WHEEL_INSET = 6;
/** The room that is left below a row that is scrolled to, in pixels. */
const LINES_BELOW = 44;

/** A tree view; rows are named by the beginning of their accessible name, which is their label. */
export class TreeView {
  readonly #page: Page;
  /** The whole pane with its header. */
  readonly pane: Locator;
  readonly rows: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    const header = page.locator(`.pane-header${beginsWith("aria-label", `${title} Section`)}`);
    this.pane = page.locator(".pane").filter({ has: header });
    this.rows = this.pane.locator(".monaco-list-row");
  }

  /** Unfolds the view itself. */
  async open(): Promise<void> {
    const header = this.pane.locator(".pane-header");
    await header.waitFor();
    if ((await header.getAttribute("aria-expanded")) === "false") {
      await header.click();
    }
  }

  /** Folds the view itself, which leaves its room to the others. */
  async close(): Promise<void> {
    const header = this.pane.locator(".pane-header");
    await header.waitFor();
    if ((await header.getAttribute("aria-expanded")) === "true") {
      await header.click();
    }
  }

  /** Folds every row. */
  async collapseAll(): Promise<void> {
    await this.toTop();
    await expect(async () => {
      if ((await this.#unfolded.count()) > 0) await this.titleAction("Collapse All");
      await expect(this.#unfolded).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
  }

  get #unfolded(): Locator {
    return this.pane.locator('.monaco-list-row[aria-expanded="true"]');
  }

  row(label: string): Locator {
    return this.pane.locator(`.monaco-list-row${beginsWith("aria-label", label)}`).first();
  }

  /** The labels of the rows on the screen; a long list has only some of its rows there. */
  async labels(): Promise<string[]> {
    return await this.rows.locator(".label-name").allTextContents();
  }

  async expand(label: string): Promise<void> {
    await turn(this.row(label), "true");
  }

  async collapse(label: string): Promise<void> {
    await turn(this.row(label), "false");
  }

  /** Scrolls to the first row, when the view is on the screen. */
  async toTop(): Promise<void> {
    const box = (await this.pane.isVisible()) ? await this.pane.boundingBox() : null;
    if (box === null) return;
    await this.#page.mouse.move(box.x + WHEEL_INSET, box.y + box.height / 2);
    await this.#page.mouse.wheel(0, -100_000);
  }

  /**
   * Scrolls until the row is on the screen, from the top again at the end: a tree has only the rows on the screen. The
   * row comes to stand near the bottom, so that those above it are there and none sticks over it.
   */
  async scrollTo(label: string): Promise<void> {
    const list = this.pane.locator(".monaco-list");
    await expect(async () => {
      const [pane, row] = [await list.boundingBox(), await this.#boxOf(label)];
      if (pane === null) throw new Error("the view is not on the screen");
      const before = await this.labels();
      await this.#page.mouse.move(pane.x + WHEEL_INSET, pane.y + pane.height / 2);
      const lowest = pane.y + pane.height - LINES_BELOW;
      await this.#page.mouse.wheel(0, row === null ? Math.floor(pane.height / 2) : row.y + row.height - lowest);
      // the list is drawn with the next frame
      await this.#page.evaluate(() => new Promise(requestAnimationFrame));
      if (row === null && (await this.labels()).join() === before.join()) await this.toTop();
      await expect(this.row(label)).toBeInViewport({ ratio: 0.9, timeout: row === null ? 1 : 500 });
    }).toPass({ intervals: [20], timeout: 60_000 });
  }

  /** Where a row is; null without waiting for one that is not there. */
  async #boxOf(label: string): Promise<{ y: number; height: number } | null> {
    return (await this.row(label).count()) === 0 ? null : await this.row(label).boundingBox();
  }

  /** Clicks a row's inline button. */
  async rowAction(label: string, action: string): Promise<void> {
    await this.#act(label, async () => {
      await this.row(label).hover();
      await this.row(label).locator(`.actions .action-label${beginsWith("aria-label", action)}`).click();
    });
  }

  /** Chooses from a row's context menu. */
  async menu(label: string, item: string): Promise<void> {
    await this.#act(label, async () => {
      await this.row(label).click({ button: "right" });
      await chooseFromMenu(this.#page, item);
    });
  }

  /** Acts on a row, and says which one it was where the editor threw it away meanwhile and that is asked. */
  async #act(label: string, act: () => Promise<void>): Promise<void> {
    const asked = this.#page.locator('.quick-input-widget input[placeholder^="The list was drawn anew"]:visible');
    await this.#page.removeLocatorHandler(asked);
    await this.#page.addLocatorHandler(asked, async () => {
      const [name = label] = label.split(",", 1);
      await new QuickInput(this.#page).pick(name);
    });
    await act();
  }

  /** Clicks a button of the view's title bar, which shows while the pointer is over the view. */
  async titleAction(action: string): Promise<void> {
    await this.pane.locator(".pane-header").hover();
    await this.pane.locator(`.pane-header .action-label${beginsWith("aria-label", action)}`).click();
  }

  /** The text and the buttons that an empty view shows. */
  get welcome(): Locator {
    return this.pane.locator(".welcome-view-content");
  }
}
