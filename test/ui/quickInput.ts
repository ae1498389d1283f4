import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { beginsWith } from "./selectors.ts";

/** The quick pick and input box at the top of the window. */
export class QuickInput {
  readonly root: Locator;
  readonly input: Locator;
  readonly rows: Locator;
  readonly message: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.locator(".quick-input-widget:visible");
    this.input = this.root.locator("input.input");
    this.rows = this.root.locator(".quick-input-list .monaco-list-row");
    this.message = this.root.locator(".quick-input-message");
  }

  row(label: string): Locator {
    return this.root.locator(`.quick-input-list .monaco-list-row${beginsWith("aria-label", label)}`).first();
  }

  /** Types the label's text, so that a long list has its row on the screen, and chooses the row. */
  async pick(label: string): Promise<void> {
    await this.input.waitFor();
    await this.choose(label, label);
  }

  /**
   * Chooses a row until the question is gone: again where the list was drawn anew under the pointer, or where this
   * question took the place of the one before while it was typed in.
   */
  async choose(label: string, typed?: string): Promise<void> {
    let asked: string | undefined;
    await expect(async () => {
      if (asked !== undefined && (await this.#question()) !== asked) return;
      if (typed !== undefined) await this.input.fill(typed, { timeout: 3_000 });
      await this.row(label).waitFor({ timeout: 5_000 });
      asked = await this.#question();
      await this.row(label).click({ timeout: 5_000 });
      await this.#goesOn(asked, 3_000);
    }).toPass({ timeout: 40_000 });
  }

  /**
   * Answers an input box, and waits until it is gone or says what is wrong: the next may be the same one.
   * @param said what it says below before it takes Enter
   */
  async answer(text: string, said?: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    if (said !== undefined) await this.rows.filter({ hasText: said }).first().waitFor();
    const asked = await this.#question();
    await this.#page.keyboard.press("Enter");
    await this.#goesOn(asked, 15_000);
  }

  /** What is asked; empty where nothing is. */
  async #question(): Promise<string> {
    return this.#page.evaluate(() => {
      const widget = [...document.querySelectorAll<HTMLElement>(".quick-input-widget")].find((one) => one.checkVisibility());
      const texts = [".quick-input-title", ".quick-input-description", ".quick-input-message"].map((part) => widget?.querySelector(part)?.textContent ?? "");
      return widget === undefined ? "" : JSON.stringify([...texts, widget.querySelector("input.input")?.getAttribute("placeholder")]);
    });
  }

  async #goesOn(asked: string, timeout: number): Promise<void> {
    await expect.poll(() => this.#question(), { timeout, intervals: [20, 50, 100] }).not.toBe(asked);
  }

  async dismiss(): Promise<void> {
    if (await this.input.isVisible()) {
      await this.#page.keyboard.press("Escape");
      await this.input.waitFor({ state: "hidden" });
    }
  }
}
