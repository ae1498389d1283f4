import * as vscode from "vscode";
import { Disposable, DisposableStore, toDisposable } from "../../base/dispose.ts";
import { toDevOpsError } from "../../base/errors.ts";
import { SCHEMA_SETS } from "../../base/schemaSet.ts";
import type { RoomHost } from "../../host/room.ts";
import { CHECK } from "./model/neighbours.ts";
import { hasBecomeTemplate, isCheckedTemplate } from "./sniff.ts";

/**
 * Looks at the documents that are opened, and starts the language server with the first that is a template. Where a person
 * turns the check off the server ends, and the look begins anew where it is turned on again.
 */
export class TemplateWatch extends Disposable {
  readonly #host: RoomHost;
  #listeners: vscode.Disposable | undefined;
  #server: DisposableStore | undefined;

  constructor(host: RoomHost) {
    super();
    this.#host = host;
    const turned = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(CHECK)) this.#turn();
    });
    this.register(turned);
    this.register(toDisposable(() => this.#stop()));
    this.#turn();
  }

  #turn(): void {
    this.#stop();
    if (vscode.workspace.getConfiguration().get(CHECK) === false) return;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#look(document)),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (hasBecomeTemplate(event)) this.#startOnce(event.document);
      }),
    );
    void vscode.workspace.textDocuments.some((document) => this.#look(document));
  }

  #stop(): void {
    this.#listeners?.dispose();
    this.#server?.dispose();
    this.#server = undefined;
  }

  /** Whether this was the template that the server is started for. */
  #look(document: vscode.TextDocument): boolean {
    const isOne = isCheckedTemplate(document);
    if (isOne) this.#startOnce(document);
    return isOne;
  }

  #startOnce({ languageId }: vscode.TextDocument): void {
    this.#listeners?.dispose();
    void this.#start(languageId);
  }

  async #start(languageId: string): Promise<void> {
    const server = new DisposableStore();
    this.#server = server;
    try {
      const [{ languageClient }, { proposeSettings }] = await Promise.all([import("./languageClient.ts"), import("./neighbours.ts")]);
      const schemaFolder = await this.#host.sharedFolder("schemas");
      if (server.isDisposed) return;
      const settings = server.add(vscode.workspace.createFileSystemWatcher("**/{.cfnlintrc,.cfnlintrc.yaml,.cfnlintrc.yml}"));
      // whichever window updates them, all have them
      const newer = new vscode.RelativePattern(vscode.Uri.file(schemaFolder), SCHEMA_SETS.current);
      const schemas = server.add(vscode.workspace.createFileSystemWatcher(newer));
      const { log } = this.#host;
      const client = languageClient({ program: this.#host.program("server"), log, schemaFolder, fileEvents: [settings, schemas] });
      server.add(toDisposable(() => void client.dispose().catch(() => undefined)));
      await client.start();
      await proposeSettings(languageId);
    } catch (error) {
      if (server.isDisposed) return;
      const { message } = toDevOpsError(error, "start the language server for templates");
      this.#host.log.error(message);
    }
  }
}
