import { type Row } from "./rows.ts";
import { leadsTo } from "./findRow.ts";

/** So many rows are unfolded again in a window that is loaded anew: those unfolded last. */
const REMEMBERED = 60;

/** What was unfolded in a view, by the ids of its rows: it is unfolded again when the window is loaded anew. */
export interface UnfoldedMemory {
  get(key: string, otherwise: readonly string[]): readonly string[];
  update(key: string, ids: readonly string[]): PromiseLike<void>;
}

/** Which rows of a view are unfolded. */
export class Unfolded {
  readonly #memory: UnfoldedMemory;
  readonly #key: string;
  /** Ids of the rows that the editor said it unfolded. */
  readonly #told = new Set<string>();
  /** Ids of what was unfolded when the window was loaded, or without its being told, and not folded since. */
  readonly #restored: Set<string>;

  /** @param key under which the view is remembered */
  constructor(memory: UnfoldedMemory, key: string) {
    this.#memory = memory;
    this.#key = key;
    this.#restored = new Set(memory.get(key, []));
  }

  /** Whether the editor said that it unfolded the row. */
  isTold(row: Row): boolean {
    return this.#told.has(row.id);
  }

  /** Whether the row is to be drawn unfolded. */
  isRestored(row: Row): boolean {
    return this.#restored.has(row.id);
  }

  /** The editor unfolded or folded the row. */
  set(row: Row, unfolded: boolean): void {
    this.#restored.delete(row.id);
    this.#told.delete(row.id);
    if (unfolded) this.#told.add(row.id);
    this.#remember();
  }

  /** The editor asked for what stands below the row. */
  asked(row: Row): void {
    if (this.#told.has(row.id) || this.#restored.has(row.id)) return;
    this.#restored.add(row.id);
    this.#remember();
  }

  /** The view has other roots: what was unfolded below others is not any more; below these the editor has kept it by its ids. */
  rooted(roots: readonly Row[], areOthers: boolean): void {
    if (areOthers) this.#restored.clear();
    for (const id of this.#told) if (!roots.some((root) => leadsTo(root, id))) this.#told.delete(id);
  }

  #remember(): void {
    void this.#memory.update(this.#key, [...this.#restored, ...this.#told].slice(-REMEMBERED));
  }
}
