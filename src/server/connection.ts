import { type Connection, TextDocumentSyncKind, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { SchemaSource } from "../language/schema/types.ts";
import { diagnosticsOf } from "./diagnostics.ts";

/**
 * Answers a client: keeps its documents as they are edited, and tells what is wrong with them. Documents are checked when
 * all messages that have arrived are read, so that fast typing is checked once and not keystroke by keystroke.
 */
export function serve(connection: Connection, schemas: SchemaSource): void {
  const documents = new TextDocuments(TextDocument);
  const waiting = new Map<string, NodeJS.Immediate>();

  const checkSoon = (uri: string) => {
    clearImmediate(waiting.get(uri));
    waiting.set(uri, setImmediate(() => checkNow(uri)));
  };
  const checkNow = (uri: string) => {
    waiting.delete(uri);
    const document = documents.get(uri);
    if (document === undefined) return;
    const { version } = document;
    try {
      void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(document, schemas) });
    } catch (error) {
      // a mistake of ours in one document must not end the server for all
      connection.console.error(`Could not check ${uri}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };

  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
    serverInfo: { name: "DevOps for AWS: CloudFormation" },
  }));
  documents.onDidChangeContent(({ document }) => checkSoon(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    clearImmediate(waiting.get(uri));
    waiting.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
  connection.listen();
}
