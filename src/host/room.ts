import type * as vscode from "vscode";
import type { AwsSession } from "../aws/session.ts";
import type { AccountContext } from "../base/context.ts";
import type { Contracts, OpenHead } from "../base/contracts.ts";
import type { IsDisposable } from "../base/dispose.ts";
import type { ResourceRef } from "../base/resourceRef.ts";
import type { Workspace } from "../base/workspace.ts";
import type { RoomManifest, ViewId } from "../base/manifest.ts";
import type { CommandHandler } from "./commands.ts";
import type { Contexts } from "./contexts.ts";
import type { Documents } from "./documents.ts";
import type { Links } from "./links.ts";
import type { PanelSpec } from "./panels.ts";
import type { Recents } from "./recents.ts";
import type { ServiceSource } from "./tree/serviceRow.ts";
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
  /** What the user set, or the default, of a setting that a manifest declares: `templates.schemaArchive`. */
  setting(name: string): unknown;
  /** A folder of this machine that all windows share, for what can be had again. Exists once asked for. */
  sharedFolder(name: string): Promise<string>;
  /** The path of a program that is built beside the extension, to be run by the editor's own runtime. */
  program(name: string): string;
  /** The way to AWS of a context; starts the simulated account where the context is its. */
  session(context: AccountContext): Promise<AwsSession>;
  /** The open folders, to rooms whose rows come from files. */
  workspace(): Promise<Workspace>;
  /** The context in which a resource can be read that was named in another one. @throws DevOpsError where none is pinned */
  contextOf(ref: ResourceRef, found: AccountContext): Promise<AccountContext>;
  /** Shows a panel of a kind that the room has: one per address, brought to the front where it is open. */
  showPanel(type: string, address: unknown, title: string): Promise<void>;
  /** The context of a command called from the palette: the only one, else the user is asked. @throws DevOpsError cancelled */
  pickPinned(title: string): Promise<AccountContext>;
  /** Follows a commit that was pushed from here through the pipelines of these contexts. */
  pushed(contexts: readonly AccountContext[], head: OpenHead): void;
  /** Something else is checked out in an open working copy, or it stands otherwise to its remote. */
  headMoved(): void;
  /** Ends with the extension. */
  own<T extends IsDisposable>(item: T): T;
}

/** A service's part of the extension. Its module is loaded on the first use of any of it. */
export interface Room<M extends RoomManifest = RoomManifest> {
  readonly manifest: M;
  /** Makes the parts; called once. */
  start(host: RoomHost): RoomParts<M> | Promise<RoomParts<M>>;
}

/** What a room consists of. Each part is there where its manifest declares it. */
export interface RoomParts<M extends RoomManifest = RoomManifest> {
  /** What stands below the service's row. */
  source?(context: AccountContext): ServiceSource | Promise<ServiceSource>;
  /** What stands behind the service's name; asked whenever the row is drawn. */
  describe?(context: AccountContext): string;
  /** A handler for each command that the manifest declares, no more and no less. */
  readonly commands: { readonly [K in keyof M["commands"]]: CommandHandler };
  readonly offers?: { readonly [K in keyof M["offers"] & keyof Contracts]: Contracts[K] };
  /** The host side of its panels, by type. */
  readonly panels?: Readonly<Record<string, Omit<PanelSpec, "type">>>;
}

/** What is known of a room before its module is loaded; written by scripts/manifest.mjs. */
export interface RoomEntry {
  readonly id: string;
  /** Where its service stands; left out where it has none. */
  readonly view?: ViewId;
  /** Names, with blanks between them. */
  readonly commands: string;
  readonly panels?: readonly string[];
  readonly languages?: readonly string[];
  readonly joins?: readonly string[];
  load(): Promise<{ readonly room: Room }>;
  /** Loaded with a document of its languages; at once where it joins commands of others. */
  activate?(): Promise<{ activate(host: RoomHost): void }>;
}
