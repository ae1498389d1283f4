import { LitElement } from "lit";

/**
 * Base of a webview's own elements. They render into the page itself instead of a shadow tree, so that one style
 * sheet serves them all, labels reach across elements, and a test sees what a user sees.
 */
export abstract class ViewElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
