import { type Connection, TextDocumentSyncKind } from "vscode-languageserver";
import { diagnosticsOf } from "./diagnostics.ts";
import { Features } from "./features/features.ts";
import type { FreshSchemas } from "./freshSchemas.ts";
import { afterMessages } from "./later.ts";
import { RuleSettings } from "./settings.ts";
import { OpenDocument } from "./templates.ts";
import { WarmUp } from "./warmUp.ts";

/** A check lets messages in after so many milliseconds. */
const SLICE = 8;

/** While a long check goes on, what it found so far is told so often: in milliseconds. */
const TELL_EVERY = 250;

/**
 * Answers a client: keeps its documents as they are edited, and tells what is wrong with them. Documents are checked when
 * all messages that have arrived are read, so that fast typing is checked once and not keystroke by keystroke. A check that
 * takes long is done in slices, the edited part first, and begun anew by an edit.
 */
export function serve(connection: Connection, schemas: FreshSchemas): void {
  const documents = new Map<string, OpenDocument>();
  const waiting = new Map<string, { cancel(): void }>();
  const rules = new RuleSettings();
  const warmUp = new WarmUp(schemas, () => rules.of(""));

  const checkSoon = (uri: string, told = Number.NEGATIVE_INFINITY) => {
    waiting.get(uri)?.cancel();
    waiting.set(uri, afterMessages(() => checkNow(uri, told)));
  };
  const publish = (open: OpenDocument) => {
    const { uri, version } = open;
    void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(open, rules.of(uri)) });
  };
  /** @param told when what is known was told last */
  const checkNow = (uri: string, told: number) => {
    waiting.delete(uri);
    const open = documents.get(uri);
    if (open === undefined) return;
    try {
      const started = performance.now();
      const isFirst = !open.isKnown;
      const isLeft = open.check(rules.of(uri).settings, () => performance.now() - started > SLICE);
      // of a document that was just opened the whole is told, or what there is after a while
      const isDue = isFirst ? false : started - told > TELL_EVERY;
      const next = isFirst || isDue ? started : told;
      if (!isLeft || isDue) publish(open);
      if (isLeft) {
        warmUp.putOff(false);
        checkSoon(uri, next);
      }
    } catch (error) {
      // a mistake of ours in one document must not end the server for all
      connection.console.error(`Could not check ${uri}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  const close = (uri: string) => {
    waiting.get(uri)?.cancel();
    waiting.delete(uri);
    documents.delete(uri);
    features.closed(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  };

  /** Takes schemas that were updated, and judges all documents anew by them. */
  const lookForSchemas = (look: () => boolean) => {
    try {
      if (!look()) return;
    } catch (error) {
      connection.console.warn(`Newer schemas cannot be read, those that are built in count: ${error instanceof Error ? error.message : String(error)}`);
    }
    for (const open of documents.values()) open.forget();
  };

  const features = new Features(connection, documents, schemas, rules);
  connection.onInitialize((params) => {
    const { schemaFolder } = (params.initializationOptions ?? {}) as { schemaFolder?: unknown };
    if (typeof schemaFolder === "string") lookForSchemas(() => schemas.from(schemaFolder));
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...features.initialize(params),
      },
      serverInfo: { name: "DevOps for AWS: CloudFormation" },
    };
  });
  connection.onInitialized(() => warmUp.putOff(false));
  const checkAll = () => {
    for (const uri of documents.keys()) checkSoon(uri);
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    rules.take(settings);
    checkAll();
  });
  connection.onDidChangeWatchedFiles(() => {
    rules.forget();
    lookForSchemas(() => schemas.look());
    checkAll();
  });
  connection.onDidOpenTextDocument((params) => {
    const { uri } = params.textDocument;
    warmUp.putOff(false);
    documents.set(uri, new OpenDocument(params, schemas));
    features.opened(uri, params.textDocument.languageId);
    checkSoon(uri);
  });
  connection.onDidChangeTextDocument((params) => {
    const { uri } = params.textDocument;
    warmUp.putOff(true);
    documents.get(uri)?.change(params);
    if (documents.has(uri)) checkSoon(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => close(uri));
  connection.listen();
}
