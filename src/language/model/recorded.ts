import type { Entry } from "../document/entry.ts";
import type { Words } from "../finding.ts";
import type { SchemaSource } from "../schema/types.ts";
import type { Facts, Settings, TemplateFacts } from "./facts.ts";
import type { Summary } from "./summary.ts";

/** What the facts are about. */
export interface FactSource {
  readonly schemas: SchemaSource;
  readonly template: TemplateFacts;
  readonly settings: Settings;
  find(section: string, name: string): Entry | undefined;
  names(section: string): Words;
}

/** Facts that remember what was asked for. */
export class RecordedFacts implements Facts {
  readonly schemas: SchemaSource;
  readonly template: TemplateFacts;
  readonly settings: Settings;
  /** By `section/name`: the signature of what was found, or the entry itself where all of it was asked for. */
  readonly asked = new Map<string, string | Entry | undefined>();
  readonly #source: FactSource;

  constructor(source: FactSource) {
    this.#source = source;
    this.schemas = source.schemas;
    this.template = source.template;
    this.settings = source.settings;
  }

  find(section: string, name: string): Summary | undefined {
    const found = this.#source.find(section, name);
    const id = `${section}/${name}`;
    // whoever knows the whole entry is told of every change as it is
    if (typeof this.asked.get(id) !== "object") this.asked.set(id, found?.summary.signature);
    return found?.summary;
  }

  entry(section: string, name: string): Entry | undefined {
    const found = this.#source.find(section, name);
    this.asked.set(`${section}/${name}`, found);
    return found;
  }

  names(section: string): Words {
    return this.#source.names(section);
  }
}
