import { fileURLToPath } from "node:url";
import { type Connection, type Disposable, DocumentFormattingRequest } from "vscode-languageserver";

/**
 * Offers to format single documents: who offers it for a language has the editor ask which of several formatters to take for
 * every document of that language.
 */
export class Formatting {
  readonly #connection: Connection;
  readonly #offers = new Map<string, Promise<Disposable>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Offers it for a document. */
  offer(uri: string, languageId: string): void {
    if (this.#offers.has(uri)) return;
    const documentSelector = [{ language: languageId, ...placeOf(uri) }];
    const offer = this.#connection.client.register(DocumentFormattingRequest.type, { documentSelector });
    this.#offers.set(uri, offer);
    offer.catch(() => this.#offers.delete(uri));
  }

  /** Takes the offer back. */
  withdraw(uri: string): void {
    const offer = this.#offers.get(uri);
    this.#offers.delete(uri);
    void offer?.then((made) => made.dispose()).catch(() => undefined);
  }
}

function placeOf(uri: string): { scheme: string; pattern: string } {
  const scheme = uri.slice(0, uri.indexOf(":"));
  const path = scheme === "file" ? fileURLToPath(uri).replaceAll("\\", "/") : decodeURIComponent(uri.slice(scheme.length + 1).replace(/[?#].*$/, ""));
  return { scheme, pattern: path.replaceAll(/[[\]{}*?]/g, "[$&]") };
}
