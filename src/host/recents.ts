import type * as vscode from "vscode";
import { type AccountContext, contextKey } from "../base/context.ts";

const KEY = "recents";
const KEPT = 100;
const FILTERS = "filters:";
const KEPT_FILTERS = 8;

/** Ids of the rows used lately, newest first: their details are fetched before those of the others. */
export class Recents {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  touch(id: string): void {
    const others = this.#ids().filter((known) => known !== id);
    void this.#memento.update(KEY, [id, ...others].slice(0, KEPT));
  }

  /** The ids of rows used lately in a context, without what names that, newest first. */
  below(context: AccountContext): readonly string[] {
    const start = `${contextKey(context)}/`;
    return this.#ids().flatMap((id) => (id.startsWith(start) ? [id.slice(start.length)] : []));
  }

  /** The items in the order in which they deserve attention: those used lately first, the others as they were. */
  first<T extends { readonly id: string }>(items: readonly T[]): T[] {
    const rank = new Map(this.#ids().map((id, index) => [id, index]));
    return items.toSorted((a, b) => (rank.get(a.id) ?? KEPT) - (rank.get(b.id) ?? KEPT));
  }

  /** Remembers a filter that was used on lists of this name. */
  noteFilter(list: string, text: string): void {
    const others = this.filters(list).filter((known) => known !== text);
    void this.#memento.update(`${FILTERS}${list}`, [text, ...others].slice(0, KEPT_FILTERS));
  }

  /** The filters used lately on lists of this name, newest first. */
  filters(list: string): readonly string[] {
    return this.#memento.get<readonly string[]>(`${FILTERS}${list}`, []);
  }

  #ids(): readonly string[] {
    return this.#memento.get<readonly string[]>(KEY, []);
  }
}
