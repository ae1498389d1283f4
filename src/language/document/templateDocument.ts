import type { TemplateFacts } from "../model/facts.ts";
import { parse } from "../syntax/parse.ts";
import type { TextEdit } from "../syntax/tree.ts";
import { anchorTable, entriesOf } from "./build.ts";
import type { Entry } from "./entry.ts";
import { templateFacts } from "./templateFacts.ts";
import { partsOfTree } from "./whole.ts";

/** What an edit did to the entries of a document. */
export interface Change {
  /** Entries that were not there before, with those that were read anew. */
  readonly added: readonly Entry[];
  /** Entries that are no longer there. */
  readonly removed: readonly Entry[];
}

/** A template that is edited: its text, in entries. After any edits it is what it would be if it had been opened as it is now. */
export class TemplateDocument {
  readonly languageId: string;
  #text: string;
  #entries: readonly Entry[] = [];
  #facts: TemplateFacts | undefined;

  /** @param languageId the editor's name of the language */
  constructor(languageId: string, text: string) {
    this.languageId = languageId;
    this.#text = text;
    this.#read();
  }

  get text(): string {
    return this.#text;
  }

  /** All entries in the order of the text: what stands before the first key, then each top-level key with what is below it. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** What holds for the template as a whole; the same object until it is something else. */
  get facts(): TemplateFacts {
    const found = templateFacts(this.#entries);
    if (this.#facts === undefined || JSON.stringify(found) !== JSON.stringify(this.#facts)) this.#facts = found;
    return this.#facts;
  }

  /** Makes edits, each about the text that the one before it left. */
  apply(edits: readonly TextEdit[]): Change {
    for (const { start, end, text } of edits) this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    return this.#read();
  }

  #read(): Change {
    const parts = partsOfTree(parse(this.languageId, this.#text));
    const anchors = anchorTable(parts);
    const before = new Map(this.#entries.map((entry) => [identity(entry), entry]));
    const added: Entry[] = [];
    this.#entries = parts.flatMap((part) => entriesOf(part, anchors)).map((entry) => {
      const id = identity(entry);
      const known = before.get(id);
      if (known === undefined || JSON.stringify(known.node) !== JSON.stringify(entry.node)) {
        added.push(entry);
        return entry;
      }
      before.delete(id);
      known.start = entry.start;
      return known;
    });
    const current = new Set(this.#entries);
    return { added, removed: [...before.values()].filter((entry) => !current.has(entry)) };
  }
}

function identity({ section, key, text, problems }: Entry): string {
  return JSON.stringify([section, key, text, problems]);
}
