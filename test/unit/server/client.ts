import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import {
  type ClientCapabilities,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  FileChangeType,
  InitializeRequest,
  type InitializeResult,
  InitializedNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  createProtocolConnection,
} from "vscode-languageserver/node";
import { programCommand } from "../../../src/host/programs.ts";

const built = path.join(import.meta.dirname, "../../../dist/server.js");

/** A client of the built language server, in a process of its own, over standard input and output. */
export class ServerClient {
  readonly process: ChildProcess;
  readonly #connection: ProtocolConnection;
  /** The latest diagnostics by document, and who waits for them. */
  readonly #published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  readonly #waiting = new Set<() => void>();
  /** The versions that were told of, in their order, by document. */
  readonly versions = new Map<string, (number | undefined)[]>();

  /** @param program the server; that of the last build, unless another is named */
  constructor(program = built) {
    if (!existsSync(program)) throw new Error(`There is no ${program}. Run the tests with "npm run test:unit", which builds it.`);
    const { command, args, options } = programCommand(program);
    const child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "inherit"] });
    this.process = child;
    this.#connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.#published.set(uri, { version, diagnostics });
      this.versions.set(uri, [...(this.versions.get(uri) ?? []), version]);
      for (const wake of this.#waiting) wake();
    });
    this.#connection.listen();
  }

  /** What the server answers to a request of the protocol. */
  request<T>(method: string, params: unknown): Promise<T> {
    return this.#connection.sendRequest<T>(method, params);
  }

  /** @param capabilities what the client can; nothing but what every client can, unless told */
  async initialize(initializationOptions?: unknown, capabilities: ClientCapabilities = {}): Promise<InitializeResult> {
    const result = await this.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions,
    });
    await this.#connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async change(uri: string, version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  /** Tells the settings of the editor below `awsDevOps.cloudformation`. */
  async configure(cloudformation: unknown): Promise<void> {
    await this.#connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { awsDevOps: { cloudformation } } });
  }

  /** Tells that a file has changed. */
  async touched(uri: string): Promise<void> {
    await this.#connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type: FileChangeType.Changed }] });
  }

  async close(uri: string): Promise<void> {
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /**
   * What the server says of a version of a document, once it has; without a version, of the closed document.
   * @param isAll whether that is what is waited for: what takes long is told in parts
   */
  async diagnostics(uri: string, version: number | undefined, isAll: (found: readonly Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    for (;;) {
      const published = this.#published.get(uri);
      if (published !== undefined && published.version === version && isAll(published.diagnostics)) return published.diagnostics;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Ends the server as the protocol has it, and tells its exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.process, "exit");
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    const [code] = (await ended) as [number | null];
    this.#connection.dispose();
    return code;
  }
}
