/**
 * The cursor and what is selected, in positions as the log numbers them: appending and loading older lines moves
 * neither. Where the list shows them is the list's business.
 */
export class Selection {
  #anchor: number | undefined;
  #cursor: number | undefined;

  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** The selected positions: first (inclusive) and last (exclusive). */
  get range(): { readonly from: number; readonly to: number } | undefined {
    if (this.#cursor === undefined || this.#anchor === undefined) return undefined;
    return { from: Math.min(this.#anchor, this.#cursor), to: Math.max(this.#anchor, this.#cursor) + 1 };
  }

  has(position: number): boolean {
    const { range } = this;
    return range !== undefined && position >= range.from && position < range.to;
  }

  /** Moves the cursor; `extend` keeps the other end of what is selected. */
  moveTo(position: number, extend: boolean): void {
    this.#cursor = position;
    if (!extend || this.#anchor === undefined) this.#anchor = position;
  }

  select(from: number, to: number): void {
    this.#anchor = from;
    this.#cursor = to - 1;
  }

  clear(): void {
    this.#anchor = undefined;
    this.#cursor = undefined;
  }
}
