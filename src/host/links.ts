import type { AccountContext } from "../base/context.ts";
import type { ChangedThing, ContractKind, Contracts, LogLocation, TimeSpan, ToldMoment, TraceLocation } from "../base/contracts.ts";
import { DevOpsError } from "../base/errors.ts";
import { type ResourceRef, formatArn } from "../base/arn.ts";
import type { ResourceType } from "../base/resourceTypes.ts";
import type { Rooms } from "./rooms.ts";

/** Uses what rooms offer for others, so that no room imports another. */
export class Links {
  readonly #rooms: () => Pick<Rooms, "has" | "offers" | "typeOf">;

  constructor(rooms: () => Pick<Rooms, "has" | "offers" | "typeOf">) {
    this.#rooms = rooms;
  }

  /** Whether a room has a view for the resource. */
  canOpen(ref: ResourceRef): boolean {
    return this.#rooms().has("linkTarget", ref);
  }

  /** What a room tells of the resources of a CloudFormation type; undefined where none knows it. */
  typeOf(type: string): ResourceType | undefined {
    return this.#rooms().typeOf(type);
  }

  /** Shows a resource. @throws DevOpsError where no room knows it */
  async open(ref: ResourceRef, context: AccountContext): Promise<void> {
    const [target] = await this.#rooms().offers("linkTarget", ref);
    if (target === undefined) {
      throw new DevOpsError({
        kind: "unsupported",
        tried: `open ${formatArn(ref)}`,
        why: "this kind of resource has no view here yet",
        remedy: "Open it in the console.",
      });
    }
    await target.open(ref, context);
  }

  /** Opens a resource's log; waits for one that is about to exist as long as the signal allows. @param span left out: as the source says, or the newest */
  async openLogOf(ref: ResourceRef, context: AccountContext, signal: AbortSignal, span?: TimeSpan): Promise<void> {
    const [source] = await this.#rooms().offers("logSource", ref);
    const [location] = (await source?.locate(ref, context, signal)) ?? [];
    if (location === undefined) {
      throw new DevOpsError({
        kind: "notFound",
        tried: "open the log",
        on: formatArn(ref),
        why: "it has no log in CloudWatch Logs",
      });
    }
    await this.openLog({ ...location, ...span });
  }

  /** Opens a log at a known place. */
  async openLog(location: LogLocation): Promise<void> {
    await (await this.#only("logViewer", "open a log")).openLog(location);
  }

  /** Asks for a log group of the context. @throws DevOpsError cancelled */
  async pickLogGroup(context: AccountContext, title: string): Promise<string> {
    return (await this.#only("logViewer", "choose a log group")).pickGroup(context, title);
  }

  /** Opens a trace by its id. */
  async openTrace(location: TraceLocation): Promise<void> {
    await (await this.#only("traceViewer", "open a trace")).openTrace(location);
  }

  /** Shows who changed something. */
  async whoChanged(thing: ChangedThing, context: AccountContext): Promise<void> {
    await (await this.#only("changeHistory", `see who changed ${thing.name}`)).whoChanged(thing, context);
  }

  /** Shows what was changed before something happened. */
  async changesBefore(moment: ToldMoment, context: AccountContext): Promise<void> {
    await (await this.#only("changeHistory", `see what changed before ${moment.what}`)).changesBefore(moment, context);
  }

  /** Shows a stack, or a resource of one. */
  async openStackResource(stack: string, logicalId: string | undefined, context: AccountContext): Promise<void> {
    await (await this.#only("stackResource", `open stack ${stack}`)).open(stack, logicalId, context);
  }

  /** Shows something as its stack has it. */
  async openOwner(thing: ChangedThing, context: AccountContext): Promise<void> {
    await (await this.#only("stackResource", `find the stack of ${thing.name}`)).openOwner(thing, context);
  }

  /** Shows what in the open folders a resource of a stack comes from. */
  async openOrigin(stack: string, logicalId: string, context: AccountContext): Promise<void> {
    await (await this.#only("resourceOrigin", `find where ${logicalId} comes from`)).open(stack, logicalId, context);
  }

  /** All that rooms offer by a contract. */
  all<K extends ContractKind>(kind: K): Promise<readonly Contracts[K][]> {
    return this.#rooms().offers(kind);
  }

  async #only<K extends ContractKind>(kind: K, tried: string): Promise<Contracts[K]> {
    const [offer] = await this.#rooms().offers(kind);
    if (offer === undefined) throw new DevOpsError({ kind: "unsupported", tried, why: "no view for it could be started" });
    return offer;
  }
}
