/** Something that holds a resource until told to let go. Structurally the same as `vscode.Disposable`. */
export interface IsDisposable {
  dispose(): void;
}

/** Makes a disposable of a function; the function runs once at most. */
export function toDisposable(release: () => void): IsDisposable {
  let released = false;
  return {
    dispose: () => {
      if (released) return;
      released = true;
      release();
    },
  };
}

/**
 * A set of disposables with one end. What is added after the end is disposed at once, so that a late
 * answer from a slow call can never outlive its owner.
 */
export class DisposableStore implements IsDisposable {
  readonly #items = new Set<IsDisposable>();
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  add<T extends IsDisposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes the item now and forgets it. */
  delete(item: IsDisposable): void {
    this.#items.delete(item);
    item.dispose();
  }

  /** Disposes everything held so far, whatever one of them throws; the first error is rethrown. The store stays usable. */
  clear(): void {
    const items = [...this.#items].toReversed();
    this.#items.clear();
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  dispose(): void {
    this.#disposed = true;
    this.clear();
  }
}

/** Base class of owners: what is registered ends with the owner. */
export abstract class Disposable implements IsDisposable {
  protected readonly store = new DisposableStore();

  get isDisposed(): boolean {
    return this.store.isDisposed;
  }

  dispose(): void {
    this.store.dispose();
  }

  protected register<T extends IsDisposable>(item: T): T {
    return this.store.add(item);
  }
}
