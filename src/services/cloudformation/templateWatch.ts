import * as vscode from "vscode";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import { toDevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";
import { hasBecomeTemplate, isCheckedTemplate } from "./sniff.ts";

/** Looks at the documents that are opened, and starts the language server with the first that is a template. */
export class TemplateWatch extends Disposable {
  readonly #host: RoomHost;
  readonly #listeners: vscode.Disposable;

  constructor(host: RoomHost) {
    super();
    this.#host = host;
    this.#listeners = this.register(
      vscode.Disposable.from(
        vscode.workspace.onDidOpenTextDocument((document) => this.#look(document)),
        vscode.workspace.onDidChangeTextDocument((event) => {
          if (hasBecomeTemplate(event)) this.#startOnce();
        }),
      ),
    );
    void vscode.workspace.textDocuments.some((document) => this.#look(document));
  }

  /** Whether this was the template that the server is started for. */
  #look(document: vscode.TextDocument): boolean {
    const isOne = isCheckedTemplate(document);
    if (isOne) this.#startOnce();
    return isOne;
  }

  #startOnce(): void {
    this.#listeners.dispose();
    void this.#start();
  }

  async #start(): Promise<void> {
    try {
      const { languageClient } = await import("./languageClient.ts");
      const schemaFolder = await this.#host.sharedFolder("schemas");
      const settings = this.register(vscode.workspace.createFileSystemWatcher("**/{.cfnlintrc,.cfnlintrc.yaml,.cfnlintrc.yml}"));
      // whichever window updates them, all have them
      const newer = new vscode.RelativePattern(vscode.Uri.file(schemaFolder), "current.json");
      const schemas = this.register(vscode.workspace.createFileSystemWatcher(newer));
      const { log } = this.#host;
      const client = languageClient({ program: this.#host.program("server"), log, schemaFolder, fileEvents: [settings, schemas] });
      this.register(toDisposable(() => void client.dispose().catch(() => undefined)));
      await client.start();
    } catch (error) {
      const { message } = toDevOpsError(error, "start the language server for templates");
      this.#host.log.error(message);
    }
  }
}
