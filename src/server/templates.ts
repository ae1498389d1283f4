import type { DidChangeTextDocumentParams, DidOpenTextDocumentParams } from "vscode-languageserver";
import { Checker } from "../language/check/checker.ts";
import { isTemplate } from "../language/detect.ts";
import { type Change, TemplateDocument } from "../language/document/templateDocument.ts";
import type { PlacedFinding } from "../language/finding.ts";
import type { Settings } from "../language/model/facts.ts";
import type { SchemaSource } from "../language/schema/types.ts";

/** A document that the client has open, as it is edited. */
export class OpenDocument {
  readonly uri: string;
  readonly document: TemplateDocument;
  version: number;
  readonly #schemas: SchemaSource;
  #isTemplate: boolean;
  #checker: Checker | undefined;
  #settings: Settings | undefined;

  constructor({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams, schemas: SchemaSource) {
    this.uri = uri;
    this.version = version;
    this.#schemas = schemas;
    this.document = new TemplateDocument(languageId, text);
    this.#isTemplate = isTemplate(text);
  }

  /** Whether it was checked before, so that what is told now is told in place of something. */
  get isKnown(): boolean {
    return this.#checker !== undefined;
  }

  /** Takes edits, each about the text that the one before it left. What they mean is read when somebody asks. */
  change({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    this.version = textDocument.version;
    for (const change of contentChanges) this.document.edit("range" in change ? change.range : undefined, change.text);
  }

  /** The document as it is now, to ask about; undefined where it is no template. */
  template(): TemplateDocument | undefined {
    this.#read();
    return this.#isTemplate ? this.document : undefined;
  }

  /**
   * Checks until all is checked or somebody says stop; at least one entry, of those that were edited before all others.
   * @param settings what it is judged by; others than before have all of it judged anew
   * @returns whether something is left to be checked
   */
  check(settings: Settings, isOver: () => boolean): boolean {
    if (this.#settings !== settings) {
      const isSame = this.#settings?.date === settings.date && String(this.#settings.regions) === String(settings.regions);
      if (!isSame) this.#checker = undefined;
      this.#settings = settings;
    }
    this.#read();
    if (!this.#isTemplate) return false;
    this.#checker ??= new Checker(this.document, this.#schemas, settings);
    while (this.#checker.step()) {
      if (isOver()) return this.#checker.isBehind;
    }
    return false;
  }

  /** Forgets what was found: it is judged by something else now. */
  forget(): void {
    this.#checker = undefined;
  }

  /** Reads the edits that there were. */
  #read(): void {
    const change = this.document.refresh();
    this.#isTemplate = this.#isStillTemplate(change);
    if (this.#isTemplate) this.#checker?.note(change);
    else this.#checker = undefined;
  }

  /** What is known to be wrong, in the order of the text; nothing where this is no template (any more). */
  findings(): PlacedFinding[] {
    return this.#checker?.findings() ?? [];
  }

  /** Looks at the whole text again only after edits that can make a template of something else, or the other way round. */
  #isStillTemplate({ added, removed }: Change): boolean {
    if (added.length === 0 && removed.length === 0) return this.#isTemplate;
    const isWithin = this.#isTemplate && [...added, ...removed].every(({ key, section }) => key !== undefined && section !== "");
    if (isWithin && this.document.entries.some(({ section, summary }) => section === "AWSTemplateFormatVersion" || summary.resource?.type !== undefined)) return true;
    return isTemplate(this.document.text);
  }
}
