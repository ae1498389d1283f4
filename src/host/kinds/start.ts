import type { AwsSession } from "../../aws/session.ts";
import type { ResourceRef } from "../../base/arn.ts";
import type { AccountContext } from "../../base/context.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { Contracts, FoundUsers, ImageName, LogLocation, ResourceUser } from "../../base/contracts.ts";
import type { TreeManifest } from "../../base/manifest.ts";
import type { Room, RoomHost, RoomParts } from "../room.ts";
import type { Ask, Tools } from "./ask.ts";
import { type Attention, attentionSource } from "./attention.ts";
import { connectionUsersOf, imageUsersOf, roleUsersOf } from "./foundUsers.ts";
import type { AnyKind } from "./kindRow.ts";
import { type BoundAction, type KindHost, KindRoom } from "./kindRoom.ts";

/** What a room reads: files of the open folders where its manifest names some, else AWS. */
export type SourceOf<M extends TreeManifest> = M extends { readonly files: string } ? Workspace : AwsSession;

/** Contracts that follow from parts of a room. */
type Derived = "linkTarget" | "logSource" | "imageUsers" | "roleUsers" | "attention";

/** What a room of kinds is made of. Its commands are its actions and `show`; links to its kinds follow from their `find`. */
export interface KindRoomSpec<M extends TreeManifest, Api> {
  /** What stands below the service itself. */
  readonly roots: readonly AnyKind<Api>[];
  readonly actions: { readonly [K in Exclude<keyof M["commands"], "show">]: BoundAction<Api> };
  readonly api: (source: SourceOf<M>, tools: Tools) => Promise<Api>;
  /** Where a resource writes its log; for the ARNs of `offers.logSource`. */
  readonly logs?: (api: Api, ref: ResourceRef, context: AccountContext, signal: AbortSignal, tools: Tools) => Promise<LogLocation[]>;
  /** What runs an image, in the context's region. */
  readonly imageUsers?: (api: Api, image: ImageName, signal: AbortSignal) => Promise<readonly ResourceUser[]>;
  /** What acts as a role, by its ARN. */
  readonly roleUsers?: (api: Api, role: string, signal: AbortSignal) => Promise<FoundUsers | readonly ResourceUser[]>;
  /** What fails, waits or runs. */
  readonly attention?: Attention<Api>;
  /** The host side of its panels, by type. */
  panels?(host: RoomHost): NonNullable<RoomParts<M>["panels"]>;
  /** What it offers beside these. */
  offers?(room: KindRoom<Api>): { readonly [K in Exclude<keyof M["offers"], Derived> & keyof Contracts]: Contracts[K] } & Partial<Pick<Contracts, Derived>>;
}

/** A room, made from its kinds and actions. */
export function roomOfKinds<M extends TreeManifest, Api>(manifest: M, spec: KindRoomSpec<M, Api>): Room<M> & { readonly kinds: KindRoomSpec<M, Api> } {
  return {
    manifest,
    kinds: spec,
    start: async (host) => {
      const { editorAsk } = await import("./editorAsk.ts");
      const parts = partsOf(new KindRoom(kindHost(host, editorAsk(host.documents), manifest), manifest, spec), spec);
      return spec.panels === undefined ? parts : { ...parts, panels: spec.panels(host) };
    },
  };
}

/** The parts that follow from a room of kinds. */
export function partsOf<M extends TreeManifest, Api>(room: KindRoom<Api>, spec: KindRoomSpec<M, Api>): RoomParts<M> {
  const commands = Object.fromEntries(Object.keys(room.manifest.commands).map((name) => [name, (target: unknown) => room.run(name, target)]));
  const offers: Partial<Contracts> = { ...derivedOffers(room, spec), ...spec.offers?.(room) };
  const missing = Object.keys(room.manifest.offers ?? {}).find((kind) => offers[kind as keyof Contracts] === undefined);
  if (missing !== undefined) throw new Error(`${room.manifest.id} says that it offers ${missing}`);
  return {
    source: () => room.source(),
    commands: commands as RoomParts<M>["commands"],
    offers: offers as unknown as NonNullable<RoomParts<M>["offers"]>,
  };
}

function derivedOffers<M extends TreeManifest, Api>(room: KindRoom<Api>, spec: KindRoomSpec<M, Api>): Partial<Contracts> {
  const { logs, imageUsers, roleUsers, attention } = spec;
  return {
    linkTarget: { open: (ref, context) => room.open(ref, context) },
    ...(logs && {
      logSource: {
        locate: async (ref, { origin, profile }, signal) => {
          const context = { origin, profile, region: ref.region };
          return logs(await room.api(context), ref, context, signal, room.tools);
        },
      },
    }),
    ...(imageUsers && {
      imageUsers: { usersOf: async (image, context, signal) => imageUsers(await room.api(context), image, signal) },
    }),
    ...(roleUsers && {
      roleUsers: {
        usersOf: async (role, context, signal) => {
          const found = await roleUsers(await room.api(context), role, signal);
          return "users" in found ? found : { users: found, failures: [] };
        },
      },
    }),
    ...(attention && { attention: attentionSource(room.manifest.title, attention, (context) => room.api(context)) }),
  };
}

function kindHost(host: RoomHost, ask: Ask, { view }: TreeManifest): KindHost {
  const { writes, links, documents, recents, log, trees } = host;
  return {
    ask,
    recents,
    workspace: () => host.workspace(),
    own: (item) => host.own(item),
    session: (context) => host.session(context),
    pickPinned: (title) => host.pickPinned(title),
    perform: (plan, work) => writes.perform(plan, work),
    show: (name, text) => documents.show(name, text),
    showFile: async (name, bytes) => (await import("../shownFile.ts")).showFile(name, bytes),
    showSecret: async (name, text) => (await import("../secretText.ts")).showSecret(name, text),
    openLog: (ref, context, title, span) => ask.wait(title, (signal) => links.openLogOf(ref, context, signal, span)),
    changesBefore: (moment, context) => links.changesBefore(moment, context),
    showLog: (location) => links.openLog(location),
    openTrace: (location) => links.openTrace(location),
    showPanel: (type, address, title) => host.showPanel(type, address, title),
    contextOf: (ref, found) => host.contextOf(ref, found),
    open: (ref, context) => links.open(ref, context),
    canOpen: (ref) => links.canOpen(ref),
    imageUsers: async (image, context, signal) => imageUsersOf(await links.all("imageUsers"), image, context, signal),
    connectionUsers: async (connection, context, signal) => connectionUsersOf(await links.all("connectionUsers"), connection, context, signal),
    roleUsers: async (role, context, signal) => roleUsersOf(await links.all("roleUsers"), role, context, signal),
    openStackResource: (stack, logicalId, context) => links.openStackResource(stack, logicalId, context),
    openOrigin: (stack, logicalId, context) => links.openOrigin(stack, logicalId, context),
    typeOf: (type) => links.typeOf(type),
    note: (line) => log.info(line),
    rowOf: (id) => trees.rowOf(id),
    reveal: (id) => trees.reveal(view, id),
    again: (id) => trees.again(id),
    refreshBelow: (id) => trees.refreshBelow(id),
  };
}
