import type { Connection, InitializeParams, Position, ServerCapabilities } from "vscode-languageserver";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import type { FeatureContext } from "../../language/features/context.ts";
import type { PlacedFinding } from "../../language/finding.ts";
import type { SchemaSource } from "../../language/schema/types.ts";
import type { RuleSettings } from "../settings.ts";
import type { OpenDocument } from "../templates.ts";
import { type Client, PLAIN_CLIENT, clientOf } from "./client.ts";
import { TRIGGERS, completionAt, resolved } from "./completion.ts";
import { TOKEN_TYPES, formatted, hintsIn, lensesOf, tokensIn } from "./decorations.ts";
import { Formatting } from "./formatting.ts";
import { ACTION_KINDS, actionsAt } from "./fixes.ts";
import { hoverAt, signatureAt } from "./hover.ts";
import { definitionAt, foldsOf, highlightsAt, linksOf, referencesAt, renameAt, renamedAt, selectionsAt, symbolsOf } from "./navigation.ts";
import { exportsOf } from "./exports.ts";

/** What the server does for an editor besides telling what is wrong. */
export const FEATURES = {
  completionProvider: { triggerCharacters: [...TRIGGERS], resolveProvider: true },
  codeActionProvider: { codeActionKinds: [...ACTION_KINDS] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: {},
  inlayHintProvider: true,
  codeLensProvider: {},
  semanticTokensProvider: { legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [] }, full: true, range: true },
  signatureHelpProvider: { triggerCharacters: ["[", ",", " "], retriggerCharacters: [","] },
} as const satisfies ServerCapabilities;

/** The editor formats JSON itself; a template in plain text, YAML or JSON, nobody does. */
const FORMATTED: ReadonlySet<string> = new Set(["yaml", "plaintext"]);

/** What is asked of a place in a document. */
interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** Answers what an editor asks about the documents it has open. Of what is no template nothing is told. */
export class Features {
  readonly #documents: ReadonlyMap<string, OpenDocument>;
  readonly #schemas: SchemaSource;
  readonly #rules: RuleSettings;
  #suggestAgain: string | undefined;
  #showReferences: string | undefined;
  readonly #formatting: Formatting;
  #client: Client = PLAIN_CLIENT;

  constructor(connection: Connection, documents: ReadonlyMap<string, OpenDocument>, schemas: SchemaSource, rules: RuleSettings) {
    this.#documents = documents;
    this.#schemas = schemas;
    this.#rules = rules;
    this.#formatting = new Formatting(connection);
    this.#serve(connection);
    this.#navigate(connection);
    this.#decorate(connection);
  }

  /** Notes what the client can do. @returns what it may ask for */
  initialize({ initializationOptions, capabilities }: InitializeParams): ServerCapabilities {
    this.#suggestAgain = commandIn(initializationOptions, "suggestAgain");
    this.#showReferences = commandIn(initializationOptions, "showReferences");
    this.#client = clientOf(capabilities);
    return FEATURES;
  }

  /** Takes note that a document was opened. */
  opened(uri: string, languageId: string): void {
    const isOne = this.#client.registersFormatting && FORMATTED.has(languageId) && this.#template({ uri }) !== undefined;
    if (isOne) this.#formatting.offer(uri, languageId);
  }

  /** Takes note that a document was closed. */
  closed(uri: string): void {
    this.#formatting.withdraw(uri);
  }

  #serve(connection: Connection): void {
    connection.onCompletion((params) =>
      this.#at(params, (document, offset, context) => {
        // who indents a line is not about to write what comes first
        const isIndenting = params.context?.triggerCharacter === " " && isBlankBefore(document, params.position);
        return isIndenting ? null : completionAt(document, offset, context, this.#client, this.#suggestAgain);
      }),
    );
    connection.onCodeAction((params) =>
      this.#of(params.textDocument, (document, context) => actionsAt(params, document, this.#findings(params.textDocument), context)),
    );
    connection.onHover((params) => this.#at(params, (...at) => hoverAt(...at, this.#client)));
    connection.onSignatureHelp((params) => this.#at(params, signatureAt));
    connection.onCompletionResolve((item) => resolved(item, this.#context(""), this.#client));
  }

  #navigate(connection: Connection): void {
    connection.onDefinition((params) => this.#at(params, (...at) => definitionAt(params.textDocument.uri, ...at, this.#client)));
    connection.onReferences((params) =>
      this.#at(params, (document, offset) => referencesAt(params.textDocument.uri, document, offset, params.context.includeDeclaration)),
    );
    connection.onDocumentHighlight((params) => this.#at(params, highlightsAt));
    connection.onPrepareRename((params) => this.#at(params, renamedAt));
    connection.onRenameRequest((params) => this.#at(params, (document, offset) => renameAt(params.textDocument.uri, document, offset, params.newName)));
    connection.onDocumentSymbol(({ textDocument }) => this.#of(textDocument, (document) => symbolsOf(textDocument.uri, document, this.#client)));
    connection.onFoldingRanges(({ textDocument }) => this.#of(textDocument, foldsOf));
    connection.onSelectionRanges(({ textDocument, positions }) =>
      this.#of(textDocument, (document) => selectionsAt(document, positions.map((position) => document.offsetAt(position)))),
    );
    connection.onDocumentLinks(({ textDocument }) => this.#of(textDocument, (document) => linksOf(textDocument.uri, document)));
  }

  #decorate(connection: Connection): void {
    connection.languages.inlayHint.on(({ textDocument, range }) => this.#of(textDocument, (document, context) => hintsIn(document, range, context)));
    connection.languages.semanticTokens.on(({ textDocument }) => this.#of(textDocument, (document) => tokensIn(document)) ?? { data: [] });
    connection.languages.semanticTokens.onRange(({ textDocument, range }) => this.#of(textDocument, (document) => tokensIn(document, range)) ?? { data: [] });
    connection.onCodeLens(({ textDocument }) => this.#of(textDocument, (document) => lensesOf(textDocument.uri, document, this.#showReferences)));
    connection.onDocumentFormatting(({ textDocument, options }) => this.#of(textDocument, (document) => formatted(document, options)));
  }

  /** The template that is open under a name, as it is now. */
  #template({ uri }: At["textDocument"]): TemplateDocument | undefined {
    return this.#documents.get(uri)?.template();
  }

  #findings({ uri }: At["textDocument"]): readonly PlacedFinding[] {
    return this.#documents.get(uri)?.findings() ?? [];
  }

  #at<T>({ textDocument, position }: At, answer: (document: TemplateDocument, offset: number, context: FeatureContext) => T): T | null {
    const document = this.#template(textDocument);
    return document === undefined ? null : answer(document, document.offsetAt(position), this.#context(textDocument.uri));
  }

  #of<T>(textDocument: At["textDocument"], answer: (document: TemplateDocument, context: FeatureContext) => T): T | null {
    const document = this.#template(textDocument);
    return document === undefined ? null : answer(document, this.#context(textDocument.uri));
  }

  /** @param own the document that is asked about, whose exports are no other's */
  #context(own: string): FeatureContext {
    const documents = this.#documents;
    return {
      schemas: this.#schemas,
      region: this.#rules.of(own).settings.regions[0] ?? "us-east-1",
      get exports() {
        return [...documents].flatMap(([uri, open]) => (uri === own ? [] : exportsOf(open.document)));
      },
    };
  }
}

function commandIn(options: unknown, name: string): string | undefined {
  const command: unknown = typeof options === "object" && options !== null ? Reflect.get(options, name) : undefined;
  return typeof command === "string" ? command : undefined;
}

function isBlankBefore(document: TemplateDocument, { line, character }: Position): boolean {
  const start = document.offsetAt({ line, character: 0 });
  return document.slice(start, start + character).trim() === "";
}
