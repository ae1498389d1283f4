import type * as vscode from "vscode";
import {
  DidOpenTextDocumentNotification,
  LanguageClient,
  type LanguageClientOptions,
  type Location,
  type Middleware,
  type Position,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { PREFIX } from "../../base/manifest.ts";
import { programCommand } from "../../host/programs.ts";
import { manifest } from "./manifest.ts";
import { hasBecomeTemplate, isCheckedTemplate } from "./sniff.ts";

/** What the server is started with. */
export interface ServerStart {
  /** The server's path. */
  readonly program: string;
  readonly log: vscode.LogOutputChannel;
  /** Where newer schemas may be. */
  readonly schemaFolder: string;
  /** Of the files with cfn-lint's settings, and of newer schemas. */
  readonly fileEvents: vscode.FileSystemWatcher[];
}

/**
 * The client of the language server, not yet started. It tells the server of templates alone: of any other document of the
 * same languages the server never hears.
 */
export function languageClient({ program, log, schemaFolder, fileEvents }: ServerStart): LanguageClient {
  const { command, args, options: started } = programCommand(program);
  const server: ServerOptions = { command, args: [...args], options: started, transport: TransportKind.stdio };
  const open = new Set<string>();
  const options: LanguageClientOptions = {
    // without schemes: untitled and read-only documents too
    documentSelector: manifest.languages.map((language) => ({ language })),
    outputChannel: log,
    // what is accepted goes on with further suggestions
    initializationOptions: { suggestAgain: "editor.action.triggerSuggest", showReferences: SHOW_REFERENCES, schemaFolder },
    // the settings of rules at the start and whenever they change, and the files that say the same
    synchronize: { configurationSection: `${PREFIX}.${manifest.id}`, fileEvents },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // with delayed openings a change that follows one may overtake the change before it: the texts part for good
    textSynchronization: { delayOpenNotifications: false },
    middleware: { ...templatesAlone(() => client, open), ...withPlaces(() => client) },
  };
  const client = new LanguageClient(manifest.id, "CloudFormation", server, options);
  // the next server, which the client starts by itself when one crashed, has heard of no document
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Running) open.clear();
  });
  return client;
}

/** The editor's command that shows places; it takes its own objects, not the protocol's. */
const SHOW_REFERENCES = "editor.action.showReferences";

/** Makes of the places that the server tells those that the editor's command takes. */
function withPlaces(client: () => LanguageClient): Middleware {
  return {
    provideCodeLenses: async (document, token, next) => {
      const lenses = (await next(document, token)) ?? [];
      const { protocol2CodeConverter: convert } = client();
      for (const { command } of lenses) {
        if (command?.command !== SHOW_REFERENCES) continue;
        const [uri, at, places] = (command.arguments ?? []) as [string, Position, Location[]];
        command.arguments = [convert.asUri(uri), convert.asPosition(at), convert.asReferences(places)];
      }
      return lenses;
    },
  };
}

/**
 * Lets documents through that are templates, from when they become one until they are closed.
 * @param open the documents that the server knows
 */
function templatesAlone(client: () => LanguageClient, open: Set<string>): Middleware {
  return {
    didOpen: async (document, next) => {
      const uri = document.uri.toString();
      if (open.has(uri) || !isCheckedTemplate(document)) return;
      open.add(uri);
      await next(document);
    },
    didChange: async (event, next) => {
      const { document } = event;
      const uri = document.uri.toString();
      if (open.has(uri)) {
        await next(event);
      } else if (hasBecomeTemplate(event)) {
        open.add(uri);
        const params = client().code2ProtocolConverter.asOpenTextDocumentParams(document);
        await client().sendNotification(DidOpenTextDocumentNotification.type, params);
      }
    },
    didClose: async (document, next) => {
      if (open.delete(document.uri.toString())) await next(document);
    },
  };
}
