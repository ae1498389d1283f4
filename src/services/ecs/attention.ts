import type { AttentionAnswer, AttentionItem, AttentionRequest } from "../../base/contracts.ts";
import { chunked } from "../../base/async.ts";
import { isBusy } from "../../base/standing.ts";
import { plural } from "../../base/text.ts";
import { type Attention, oncePer } from "../../host/kinds/attention.ts";
import type { EcsApi } from "./api.ts";
import { manifest } from "./manifest.ts";
import { type Hold, ROLLOUTS, type Service, ecsRef, primaryOf, rollsOut, standingOfService } from "./model.ts";

/** Calls of one look. */
const CALLS = 2;
/** What `DescribeServices` takes at most (API reference). */
const DESCRIBED = 10;
const LISTED = 100;
/** Names are listed anew after this time, in milliseconds. */
const RELISTED = 10 * 60_000;

/** One call, and the calls that follow from its answer. */
type Step = (signal: AbortSignal) => Promise<readonly Step[]>;

const roundsOf = oncePer((api: EcsApi) => new Rounds(api));

/** Services that roll out, whose roll-out is held, or that do not stand as they should. */
export const serviceAttention: Attention<EcsApi> = { look: (api, request) => roundsOf(api).look(request) };

/**
 * ECS has no call that tells what goes on in a region: its services are described ten at a time. So each look goes on
 * where the last one ended, two calls further; what was busy is described first.
 */
class Rounds {
  readonly #api: EcsApi;
  readonly #known = new Map<string, Service>();
  /** Names by cluster, as they were listed last; undefined before. */
  #names: Map<string, readonly string[]> | undefined;
  #listedAt = 0;
  #steps: readonly Step[] = [];

  constructor(api: EcsApi) {
    this.#api = api;
  }

  async look({ context, only, signal }: AttentionRequest): Promise<AttentionAnswer> {
    const first = this.#describe([...this.#known.values()].filter((service) => isBusy(standingOfService(service)))).slice(0, CALLS - 1);
    let left = CALLS;
    for (const step of first) {
      await step(signal);
      left -= 1;
    }
    if (only === undefined) await this.#goOn(left, signal);
    const items = [...this.#known.values()].flatMap((service) => toItem(service, this.#api.holdOf(service), context.region));
    const all = [...(this.#names?.values() ?? [])].flat().length;
    const unread = all - this.#known.size;
    return { items, note: unread > 0 ? `${plural(unread, "service")} of ${manifest.title} not looked at yet` : undefined };
  }

  async #goOn(calls: number, signal: AbortSignal): Promise<void> {
    if (this.#steps.length === 0) this.#begin();
    for (let left = calls; left > 0; left -= 1) {
      const [step, ...others] = this.#steps;
      if (step === undefined) return;
      this.#steps = [...(await step(signal)), ...others];
    }
  }

  /** A round: the names where they are old, then all services, ten by ten. */
  #begin(): void {
    const names = Date.now() - this.#listedAt > RELISTED ? undefined : this.#names;
    this.#steps = names === undefined ? [this.#listClusters()] : this.#describe([...names].flatMap(([cluster, own]) => own.map((name) => ({ cluster, name }))));
  }

  #listClusters(): Step {
    return async (signal) => {
      const { items } = await this.#api.clusterNames(undefined, signal);
      this.#listedAt = Date.now();
      this.#names ??= new Map();
      const gone = [...this.#names.keys()].filter((cluster) => !items.includes(cluster));
      for (const cluster of gone) this.#rename(cluster, []);
      return items.map((cluster) => this.#listServices(cluster, undefined, []));
    };
  }

  #listServices(cluster: string, cursor: string | undefined, before: readonly string[]): Step {
    return async (signal) => {
      const { items, next } = await this.#api.serviceNames(cluster, LISTED, cursor, signal);
      const names = [...before, ...items];
      const more = next === undefined || next === "" || next === cursor ? [] : [this.#listServices(cluster, next, names)];
      if (more.length === 0) this.#rename(cluster, names);
      return [...this.#describe(items.map((name) => ({ cluster, name }))), ...more];
    };
  }

  /** What is no longer there is forgotten. */
  #rename(cluster: string, names: readonly string[]): void {
    this.#names?.set(cluster, names);
    for (const [key, service] of this.#known) if (service.cluster === cluster && !names.includes(service.name)) this.#known.delete(key);
  }

  #describe(services: readonly Pick<Service, "cluster" | "name">[]): readonly Step[] {
    const clusters = [...new Set(services.map(({ cluster }) => cluster))];
    return clusters.flatMap((cluster) =>
      chunked(services.flatMap((one) => (one.cluster === cluster ? [one.name] : [])), DESCRIBED).map((names): Step => async (signal) => {
        const found = await this.#api.describeServices(cluster, names, signal);
        for (const service of found) this.#known.set(`${cluster}/${service.name}`, service);
        return this.#askHolds(found.filter(rollsOut));
      }),
    );
  }

  /** Only the roll-outs themselves tell whether they wait for somebody: a call finds each once, and one reads twenty. */
  #askHolds(services: readonly Service[]): readonly Step[] {
    const calls = [
      ...services.filter((one) => !this.#api.isRolloutFound(one)).map((one) => (signal: AbortSignal) => this.#api.findRollout(one, signal)),
      ...chunked(services, ROLLOUTS).map((batch) => (signal: AbortSignal) => this.#api.readHolds(batch, signal)),
    ];
    return calls.map((call): Step => async (signal) => {
      await call(signal);
      return [];
    });
  }
}

function toItem(service: Service, hold: Hold | undefined, region: string): readonly AttentionItem[] {
  const { cluster, name, running, desired, definition } = service;
  const standing = standingOfService(service, hold);
  if (standing !== "failed" && standing !== "warned" && standing !== "running" && standing !== "waiting") return [];
  const primary = primaryOf(service);
  const tasks = `${running} of ${plural(desired, "task")} run`;
  const facts = {
    failed: ["roll-out failed", primary?.reason],
    warned: [tasks],
    waiting: [`waits for somebody to go on with ${definition}`, tasks],
    running: [`rolls out ${definition}`, tasks],
  }[standing];
  const resource = `service/${cluster}/${name}`;
  return [{ id: `${resource} ${primary?.id ?? ""}`, label: name, standing, facts, at: primary?.updatedAt, ref: ecsRef(region, resource) }];
}
