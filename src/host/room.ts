import type * as vscode from "vscode";
import type { AwsSession } from "../aws/session.ts";
import type { AccountContext } from "../base/context.ts";
import type { ContractKind, Contracts } from "../base/contracts.ts";
import type { IsDisposable } from "../base/dispose.ts";
import type { ResourceRef } from "../base/resourceRef.ts";
import type { RoomManifest, TreeManifest } from "../base/manifest.ts";
import type { CommandHandlers } from "./commands.ts";
import type { Contexts } from "./contexts.ts";
import type { Documents } from "./documents.ts";
import type { Links } from "./links.ts";
import type { PanelSpec } from "./panels.ts";
import type { Recents } from "./recents.ts";
import type { ServiceSpec } from "./tree/serviceRow.ts";
import type { Trees } from "./tree/trees.ts";
import type { Writes } from "./writes.ts";

/** What a room gets to work with. Everything it registers here ends with the extension. */
export interface RoomHost {
  readonly log: vscode.LogOutputChannel;
  readonly contexts: Contexts;
  readonly trees: Trees;
  readonly writes: Writes;
  readonly links: Links;
  readonly documents: Documents;
  readonly recents: Recents;
  /** A folder of this window for files that may be lost, such as spilled logs. Exists once asked for. */
  scratchFolder(): Promise<string>;
  /** The path of a program that is built beside the extension, to be run by the editor's own runtime. */
  program(name: string): string;
  /** The way to AWS of a context; starts the simulated account where the context is its. */
  session(context: AccountContext): Promise<AwsSession>;
  /** The context in which a resource can be read that was named in another one. @throws DevOpsError where none is pinned */
  contextOf(ref: ResourceRef, found: AccountContext): Promise<AccountContext>;
  /** Registers a room's commands; their code is loaded on the first use of one. */
  commands<M extends RoomManifest>(manifest: M, load: () => Promise<CommandHandlers<M>>): void;
  /** Puts the service into its view. */
  service(manifest: TreeManifest, spec: ServiceSpec): void;
  /** Offers something to the other rooms. */
  offer<K extends ContractKind>(kind: K, offer: Contracts[K]): void;
  /** Registers a kind of webview panel; its code is loaded when one is shown or restored. */
  panel(spec: PanelSpec): PanelHandle;
  /** The context of a command called from the palette: the only one, else the user is asked. @throws DevOpsError cancelled */
  pickPinned(title: string): Promise<AccountContext>;
  /** Ends with the extension. */
  own<T extends IsDisposable>(item: T): T;
}

/** Shows panels of one kind: one per address, brought to the front where it is open. */
export interface PanelHandle {
  show(address: unknown, title: string): Promise<void>;
}

/** A service's part of the extension. `start` only registers; whatever is heavy stands behind `import()`. */
export interface Room {
  readonly manifest: RoomManifest;
  start(host: RoomHost): void;
}
