import type { AwsSession } from "../../aws/session.ts";
import { type AccountContext, contextKey, contextLabel } from "../../base/context.ts";
import type { FoundUsers, ImageName, LogLocation, TimeSpan, ToldMoment, TraceLocation } from "../../base/contracts.ts";
import { DevOpsError, isCancelled, noneWhereGone } from "../../base/errors.ts";
import { type RoomManifest, type TreeManifest, commandId } from "../../base/manifest.ts";
import type { Plan } from "../../base/plan.ts";
import { type ResourceRef, formatArn } from "../../base/resourceRef.ts";
import type { IsDisposable } from "../../base/dispose.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { ResourceType } from "../../base/resourceTypes.ts";
import { Row } from "../tree/rows.ts";
import type { ServiceSource } from "../tree/serviceRow.ts";
import type { Fresh, Look, Target, Way, Write } from "./action.ts";
import type { Ask, Tools } from "./ask.ts";
import { Chooser } from "./chooser.ts";
import type { Kind } from "./kind.ts";
import { KindLists } from "./kindList.ts";
import type { AnyKind, KindHome, Lists } from "./kindRow.ts";
import { toldOf } from "./pattern.ts";
import { allKinds, chainOf, destination, pathTo, rowIdBelow, rowIdOf } from "./route.ts";

/** The host as a room of kinds needs it; tests have one without an editor. */
export interface KindHost {
  readonly ask: Ask;
  readonly recents: { touch(id: string): void; first<R extends { readonly id: string }>(rows: readonly R[]): R[] };
  /** The open folders, to rooms whose rows come from files. */
  workspace(): Promise<Workspace>;
  /** Ends with the extension. */
  own<T extends IsDisposable>(item: T): T;
  session(context: AccountContext): Promise<AwsSession>;
  /** The context of a command without a row: the only one, else a person is asked. @throws DevOpsError cancelled */
  pickPinned(title: string): Promise<AccountContext>;
  /** The one door for writes. */
  perform<T>(plan: Plan, work: () => Promise<T>): Promise<T>;
  show(name: string, text: string): Promise<void>;
  showFile(name: string, bytes: Uint8Array): Promise<void>;
  showSecret(name: string, text: string): Promise<void>;
  openLog(ref: ResourceRef, context: AccountContext, title: string, span?: TimeSpan): Promise<void>;
  changesBefore(moment: ToldMoment, context: AccountContext): Promise<void>;
  showLog(location: LogLocation): Promise<void>;
  openTrace(location: TraceLocation): Promise<void>;
  /** Shows a panel of the room: one per address. */
  showPanel(type: string, address: unknown, title: string): Promise<void>;
  contextOf(ref: ResourceRef, found: AccountContext): Promise<AccountContext>;
  open(ref: ResourceRef, context: AccountContext): Promise<void>;
  canOpen(ref: ResourceRef): boolean;
  imageUsers(image: ImageName, context: AccountContext, signal: AbortSignal): Promise<FoundUsers>;
  connectionUsers(connection: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<FoundUsers>;
  roleUsers(role: string, context: AccountContext, signal: AbortSignal): Promise<FoundUsers>;
  openStackResource(stack: string, logicalId: string | undefined, context: AccountContext): Promise<void>;
  openOrigin(stack: string, logicalId: string, context: AccountContext): Promise<void>;
  typeOf(type: string): ResourceType | undefined;
  note(line: string): void;
  /** The row of an id, as far as it is loaded. */
  rowOf(id: string): Promise<Row | undefined>;
  /** Shows the row of an id, loading what leads to it; false where there is none. */
  reveal(id: string): Promise<boolean>;
  /** Looks again at what stands behind an id, at its row and at those above it. */
  again(id: string): Promise<void>;
  /** Looks again at everything that is open at or below an id. */
  refreshBelow(id: string): Promise<void>;
}

/** An action as the room runs it; made by `look` and `write`, which know its kind. */
export interface BoundAction<Api> {
  /** What it works on, wherever that stands; the first is what is picked where there is no row. */
  readonly kinds: readonly [AnyKind<Api>, ...AnyKind<Api>[]];
  readonly also: readonly Way<Api>[];
  readonly onClick: boolean | "link";
  readonly none: string | undefined;
  readonly fresh: Fresh<unknown> | undefined;
  /** `StartBuild` of a write; undefined where nothing is written. */
  readonly operation: string | undefined;
  fits(item: unknown, more: object): boolean;
  run(room: KindRoom<Api>, title: string, row: Row | undefined): Promise<void>;
}

/** A kind, or several whose items are of one type: an action as it stands, and as it ran. */
type Kinds<Api, T, Above, More extends object> = Kind<Api, T, Above, More> | readonly [Kind<Api, T, Above, More>, ...Kind<Api, T, never, More>[]];

function bound<Api, T, Above, More extends object>(
  kinds: Kinds<Api, T, Above, More>,
  action: { fits?(item: T, more: Partial<More>): boolean; readonly also?: readonly Way<Api>[]; readonly none?: string; readonly fresh?: Fresh<T> },
): Omit<BoundAction<Api>, "run" | "onClick" | "operation"> {
  return {
    kinds: (Array.isArray(kinds) ? kinds : [kinds]) as unknown as BoundAction<Api>["kinds"],
    also: action.also ?? [],
    none: action.none,
    fresh: action.fresh,
    fits: (item, more) => action.fits?.(item as T, more) ?? true,
  };
}

/** An action on items of a kind that changes nothing. */
export function look<Api, T, Above, More extends object>(kinds: Kinds<Api, T, Above, More>, action: Look<Api, T, More>): BoundAction<Api> {
  const parts = bound(kinds, action);
  const made: BoundAction<Api> = {
    ...parts,
    onClick: action.onClick ?? false,
    operation: undefined,
    run: async (room, title, row) => action.run((await room.choose(made, title, row)) as Target<Api, T, More>, room.tools),
  };
  return made;
}

/** An operation as policies name it: with the prefix of the service that the manifest calls. */
function permissionOf({ id, calls }: RoomManifest, operation: string): string {
  const call = calls.find(({ write: written = [] }) => written.includes(operation));
  return `${call?.prefix ?? id}:${operation}`;
}

/** An action on items of a kind that writes: asks, shows its plan, does it, and looks again at what it wrote. */
export function write<Api, T, Above, More extends object, Input = undefined, Result = unknown>(
  kinds: Kinds<Api, T, Above, More>,
  action: Write<Api, T, Input, More, Result>,
): BoundAction<Api> {
  const parts = bound(kinds, action);
  const made: BoundAction<Api> = {
    ...parts,
    onClick: false,
    operation: action.operation,
    run: async (room, title, row) => {
      const target = (await room.choose(made, title, row)) as Target<Api, T, More>;
      const input = (await action.before?.(target, room.tools)) as Input;
      const { resource, ref, ...planned } = action.plan(target, input);
      const written = writtenOf(made.kinds[0], target);
      const plan = {
        ...planned,
        verb: action.verb,
        operation: permissionOf(room.manifest, action.operation),
        context: target.context,
        resource: resource ?? written.key,
        ...arnPart(ref ?? written.ref),
      };
      let result: Result;
      try {
        result = await room.host.perform(plan, () => action.send(target, input, room.tools));
      } catch (error) {
        // a write that failed may have happened, or another one before it; one that was declined has not
        if (!isCancelled(error)) await room.host.again(target.id);
        throw error;
      }
      await room.host.again(target.id);
      try {
        await action.after?.(target, result, room.tools);
      } catch (error) {
        // the write was done, whether anybody looks at what came of it or not
        if (!isCancelled(error)) throw error;
      }
    },
  };
  return made;
}

/** @throws DevOpsError where there is none */
function needed(ref: ResourceRef | undefined, tried: string): ResourceRef {
  if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried, why: "it has none" });
  return ref;
}

const arnPart = (ref: ResourceRef | undefined) => (ref === undefined ? {} : { arn: formatArn(ref) });

/** What a write is about, if its plan does not say: the target, or what it stands below, whichever has an ARN. */
function writtenOf(kind: AnyKind, { told, item, up, context }: Omit<Target<unknown, unknown>, "api">): { readonly key: string; readonly ref: ResourceRef | undefined } {
  const key = kind.key(item);
  if (told.ref !== undefined) return { key, ref: told.ref };
  const above = chainOf(kind).findLast(({ arn }) => arn !== undefined);
  if (above === undefined) return { key, ref: undefined };
  const ofAbove: unknown = up(above);
  return { key: above.key(ofAbove), ref: toldOf(above, ofAbove, {}, { now: Date.now(), context, up }).ref };
}

/** What a room is made of. */
export interface KindParts<Api> {
  /** What stands below the service itself. */
  readonly roots: readonly AnyKind<Api>[];
  readonly actions: Readonly<Record<string, BoundAction<Api>>>;
  readonly api: (source: never, tools: Tools) => Promise<Api>;
}

/** The rows, pickers, commands and links that follow from a room's kinds and actions. */
export class KindRoom<Api> implements KindHome<Api> {
  readonly host: KindHost;
  readonly manifest: TreeManifest;
  readonly roots: readonly AnyKind<Api>[];
  readonly actions: Readonly<Record<string, BoundAction<Api>>>;
  readonly tools: Tools;
  readonly #make: KindParts<Api>["api"];
  readonly #apis = new WeakMap<AwsSession, Promise<Api>>();
  /** Of a room of files: one for all contexts. */
  #ofFiles: Promise<Api> | undefined;
  /** Ids of the services of a room of files that were looked at. */
  readonly #shown = new Set<string>();
  readonly #chooser: Chooser<Api>;

  constructor(host: KindHost, manifest: TreeManifest, parts: KindParts<Api>) {
    this.host = host;
    this.manifest = manifest;
    this.roots = parts.roots;
    this.actions = parts.actions;
    this.#make = parts.api;
    this.#chooser = new Chooser(this, host);
    this.tools = {
      ask: host.ask,
      show: (name, text) => host.show(name, text),
      showFile: (name, bytes) => host.showFile(name, bytes),
      showSecret: (name, text) => host.showSecret(name, text),
      openLog: async (ref, context, title, span) => host.openLog(needed(ref, "open the log"), context, title, span),
      changesBefore: (moment, context) => host.changesBefore(moment, context),
      showLog: (location) => host.showLog(location),
      openTrace: (location) => host.openTrace(location),
      contextOf: (ref, found) => host.contextOf(ref, found),
      open: async (ref, context) => host.open(needed(ref, "open it"), context),
      reveal: (below, kind, key) => this.#revealBelow(below, kind as unknown as AnyKind<Api>, key),
      again: (id) => host.again(id),
      canOpen: (ref) => host.canOpen(ref),
      imageUsers: (image, context, signal) => host.imageUsers(image, context, signal),
      connectionUsers: (connection, context, signal) => host.connectionUsers(connection, context, signal),
      roleUsers: (role, context, signal) => host.roleUsers(role, context, signal),
      openStackResource: (stack, logicalId, context) => host.openStackResource(stack, logicalId, context),
      openOrigin: (stack, logicalId, context) => host.openOrigin(stack, logicalId, context),
      typeOf: (type) => host.typeOf(type),
      note: (line) => host.note(line),
    };
  }

  get id(): string {
    return this.manifest.id;
  }

  /** What stands below the service of a context. */
  source(): ServiceSource {
    const lists = this.lists(this.roots);
    return {
      load: (parent, request) => {
        this.#shown.add(parent.id);
        return lists.load(parent, request);
      },
      details: (rows, request, parent) => lists.details(parent, rows, request),
      pollInterval: (children) => lists.pollInterval(false, children),
    };
  }

  lists(kinds: readonly AnyKind<Api>[], beside?: readonly AnyKind<Api>[]): Lists {
    return new KindLists(this, kinds, beside);
  }

  /** Runs a command of the manifest on a row, a row's id, or whatever is picked. */
  async run(name: string, target: unknown): Promise<void> {
    const action = this.actions[name];
    const title = (this.manifest.commands[name]?.title ?? name).replace("…", "");
    // a row that was drawn anew since is found again by its id
    const id = typeof target === "string" ? target : target instanceof Row ? target.id : undefined;
    const row = id === undefined ? undefined : ((await this.host.rowOf(id)) ?? (target instanceof Row ? target : undefined));
    if (action === undefined) await this.#show(title);
    else await action.run(this, title, row);
  }

  /** The item that an action works on: of the row, or picked. @throws DevOpsError cancelled, or conflict where none fits */
  choose(action: BoundAction<Api>, title: string, row: Row | undefined): Promise<Target<Api, unknown>> {
    return this.#chooser.target(action, title, row);
  }

  /** Asks for an item of a kind, for other rooms. @throws DevOpsError cancelled */
  async pick<T>(kind: Kind<Api, T, never>, title: string, context: AccountContext): Promise<T> {
    return (await this.#chooser.pick(kind, title, context)).item as T;
  }

  async api(context: AccountContext): Promise<Api> {
    const { files } = this.manifest;
    if (files !== undefined) return (this.#ofFiles ??= this.#readFiles(files));
    const session = await this.host.session(context);
    const made = this.#apis.get(session) ?? this.#make(session as never, this.tools);
    this.#apis.set(session, made);
    return made;
  }

  /** What is open is looked at again when one of the files changes. */
  async #readFiles(files: string): Promise<Api> {
    const workspace = await this.host.workspace();
    this.host.own(workspace.watch(files, () => void Promise.all([...this.#shown].map((id) => this.host.refreshBelow(id)))));
    return this.#make(workspace as never, this.tools);
  }

  actionsOf(kind: AnyKind<Api>, item: unknown, more: object): readonly string[] {
    return Object.entries(this.actions).flatMap(([name, action]) => (offers(action, kind, item, more) ? [name] : []));
  }

  clickOf(kind: AnyKind<Api>, item: unknown, more: object, ref: ResourceRef | undefined): { readonly id: string; readonly title: string } | undefined {
    const leads = ref !== undefined && this.host.canOpen(ref);
    const runs = ({ onClick }: BoundAction<Api>) => (onClick === "link" ? leads : onClick);
    const found = Object.entries(this.actions).find(([, action]) => runs(action) && offers(action, kind, item, more));
    return found && { id: commandId(this.manifest, found[0]), title: this.manifest.commands[found[0]]?.title ?? "" };
  }

  touched(id: string): void {
    this.host.recents.touch(id);
  }

  recentFirst<R extends { readonly id: string }>(rows: readonly R[]): readonly R[] {
    return this.host.recents.first(rows);
  }

  /** Whether an ARN leads to one of the room's kinds. */
  canOpen(ref: ResourceRef): boolean {
    return destination(this.roots, ref) !== undefined;
  }

  /**
   * Shows what an ARN names, as it stands now: who follows a link does so because it changes.
   * @throws DevOpsError where it is not there
   */
  async open(ref: ResourceRef, context: AccountContext): Promise<void> {
    const found = destination(this.roots, ref);
    if (found === undefined) {
      throw new DevOpsError({ kind: "unsupported", tried: `open ${formatArn(ref)}`, why: `${this.manifest.title} has no such thing here` });
    }
    await this.openItem(found.kind, found.keys, context);
  }

  /** As `open`, of a kind and the keys that lead to it, as its `find` would tell them. @throws DevOpsError where it is not there */
  async openItem(kind: AnyKind<Api>, keys: readonly string[], context: AccountContext): Promise<void> {
    const id = rowIdOf(this.serviceId(context), this.roots, kind, await this.#fullKeys({ kind, keys }, context));
    const isKnown = (await this.host.rowOf(id)) !== undefined;
    await this.reveal(id, `${kind.noun} ${keys.at(-1) ?? ""}`);
    if (isKnown) await this.host.again(id);
  }

  /** An ARN does not tell in which other items of its kind an item stands, nor a name of the rooms' own what stands above. */
  async #fullKeys({ kind, keys }: { readonly kind: AnyKind<Api>; readonly keys: readonly string[] }, context: AccountContext): Promise<readonly string[]> {
    const chain = chainOf(kind);
    const [root = kind] = chain;
    const [key = "", ...below] = keys;
    const isNamed = kind.path !== undefined && keys.length < chain.length;
    if (root.inside === undefined && !isNamed) return keys;
    const [api, { signal }] = [await this.api(context), new AbortController()];
    if (isNamed) {
      const above = kind.path?.(await kind.get?.(api, key, undefined as never, signal)) ?? [];
      return [...above.map((one, index) => chain[index]?.key(one as never) ?? ""), key];
    }
    return [...(await pathTo(root, key, (one) => root.get?.(api, one, undefined as never, signal).catch(noneWhereGone))), ...below];
  }

  /** @throws DevOpsError where there is no such row */
  async reveal(id: string, what: string): Promise<void> {
    if (await this.host.reveal(id)) return;
    const why = "it is not in the list: it may be deleted, its account may not be pinned, or a filter hides it";
    throw new DevOpsError({ kind: "notFound", tried: `show ${what}`, why });
  }

  /** What is revealed may be newer than the list that it stands in. */
  async #revealBelow(below: string, kind: AnyKind<Api>, key: string): Promise<void> {
    const beside = (kind.above as AnyKind<Api> | undefined)?.below ?? this.roots;
    const id = rowIdBelow(below, beside, kind, key);
    await this.host.again(id);
    await this.reveal(id, `${kind.noun} ${key}`);
  }

  /** The id of the service's own row. */
  serviceId(context: AccountContext): string {
    return `${contextKey(context)}/${this.manifest.id}`;
  }

  /** Every kind of the room, folders too. */
  kinds(): readonly AnyKind<Api>[] {
    return allKinds(this.roots);
  }

  async #show(title: string): Promise<void> {
    const [root] = this.roots;
    if (root === undefined) throw new Error(`${this.manifest.id} has no kind to show`);
    const { id, told } = await this.#chooser.pick(root, title);
    await this.reveal(id, told.label);
  }

  /** Where a service stands, for messages: `profile · region`. */
  placeOf(context: AccountContext): string {
    return contextLabel(context);
  }
}

/** Whether an action is offered on an item of this kind. */
function offers<Api>(action: BoundAction<Api>, kind: AnyKind<Api>, item: unknown, more: object): boolean {
  if (action.kinds.some(({ noun }) => noun === kind.noun)) return action.fits(item, more);
  return action.also.find((way) => way.isOnRows && way.kind.noun === kind.noun)?.fits(item, more) ?? false;
}
