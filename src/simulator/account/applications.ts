import { Random } from "../random.ts";
import { configNamed } from "../services/codedeploy/configs.ts";
import { appSpecRevision, bundleRevision } from "../services/codedeploy/deployer.ts";
import type { DeploymentStore } from "../services/codedeploy/deployments.ts";
import type { Application, DeploymentGroup, Fleet, Release } from "../services/codedeploy/model.ts";
import { CATALOGUE, componentOf } from "./catalogue.ts";
import type { PipelineSpec, SeededRegion } from "./catalogue.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far back the deployments go that no pipeline made. */
const HISTORY_MS = 9 * DAY;

/** Functions that are deployed by hand with their traffic shifted, by name. */
const FUNCTIONS: Readonly<Record<SeededRegion, readonly string[]>> = {
  "eu-west-1": ["address-cleanup", "toll-calculator"],
  "us-east-1": ["zip-zones"],
};

/** What runs on the computers beside the sorting lines: more than can be deployed to at once. */
const DEPOTS: Readonly<Record<SeededRegion, readonly string[]>> = {
  "eu-west-1": ["ams1", "bru2", "ham1", "lil1", "muc3", "poz1"],
  "us-east-1": ["ewr2", "phl1"],
};

/** The applications of a region with their groups, and deployments that no pipeline made. */
export function addApplications(store: DeploymentStore, region: SeededRegion, now: number): void {
  const seed = new Seed(store, now);
  for (const spec of CATALOGUE[region].pipelines) {
    if (spec.shape === "release") {
      seed.service(componentOf(spec.name));
    } else if (spec.shape === "deploy") {
      seed.fleet(applicationOf(spec), spec.name);
    }
  }
  for (const name of FUNCTIONS[region]) {
    seed.function(name);
  }
  seed.depots("sorting-line-agent", DEPOTS[region]);
}

/** The application that a pipeline of shape `release` or `deploy` deploys. */
export function applicationOf(spec: PipelineSpec): string {
  return spec.application ?? componentOf(spec.name);
}

class Seed {
  readonly #store: DeploymentStore;
  readonly #now: number;
  readonly #random: Random;

  constructor(store: DeploymentStore, now: number) {
    this.#store = store;
    this.#now = now;
    this.#random = new Random(`applications ${store.region}`);
  }

  /** An ECS service; its pipeline deploys to production, people to staging. */
  service(name: string): void {
    const application = this.#store.addApplication(name, "ECS", this.#age());
    const service = (cluster: string, tasks: number): Fleet => ({ kind: "service", cluster, service: name, tasks });
    const linear = configNamed("CodeDeployDefault.ECSLinear10PercentEvery1Minutes");
    this.#store.addGroup(application, `${name}-production`, linear, service("kestrel-production", 4), true);
    const atOnce = configNamed("CodeDeployDefault.ECSAllAtOnce");
    this.#byHand(this.#store.addGroup(application, `${name}-staging`, atOnce, service("kestrel-staging", 1), false), 3);
  }

  /** Instances in place; its pipeline deploys to production. */
  fleet(name: string, pipeline: string): void {
    const application = this.#store.addApplication(name, "Server", this.#age());
    const count = 3 + (pipeline.length % 3);
    const config = configNamed(count === 3 ? "CodeDeployDefault.OneAtATime" : "CodeDeployDefault.HalfAtATime");
    const ids = Array.from({ length: count }, () => `i-0${this.#random.hex(16)}`);
    this.#store.addGroup(application, `${name}-production`, config, { kind: "instances", ids, onPremises: false }, true);
  }

  /** A function whose traffic goes over in two steps. */
  function(name: string): void {
    const application = this.#store.addApplication(name, "Lambda", this.#age());
    const canary = configNamed("CodeDeployDefault.LambdaCanary10Percent10Minutes");
    const group = this.#store.addGroup(application, `${name}-live`, canary, { kind: "function", name, alias: "live" }, true);
    this.#byHand(group, 6);
  }

  /** Computers on premises, one of whose groups is being deployed to when the account is opened. */
  depots(name: string, depots: readonly string[]): void {
    const application = this.#store.addApplication(name, "Server", this.#age());
    const config = configNamed("Kestrel.TwoThirdsHealthy");
    const ids = depots.flatMap((depot) => Array.from({ length: 5 }, (_line, index) => `${depot}-line-0${index + 1}`));
    const lines = this.#store.addGroup(application, "all-lines", config, { kind: "instances", ids, onPremises: true }, true);
    this.#byHand(lines, 14);
    this.#deploy(lines, this.#now - 12 * SECOND, { failing: false, description: "Scanner firmware 4.2" });
    const pilot: Fleet = { kind: "instances", ids: ids.slice(0, 2), onPremises: true };
    this.#store.addGroup(application, "pilot-line", configNamed("CodeDeployDefault.AllAtOnce"), pilot, false);
    this.#withoutDeployments(application);
  }

  /** A group that was made and never used. */
  #withoutDeployments(application: Application): void {
    const fleet: Fleet = { kind: "instances", ids: ["lab-01"], onPremises: true };
    this.#store.addGroup(application, "lab", configNamed("CodeDeployDefault.AllAtOnce"), fleet, false);
  }

  /** Deployments by people over the last days: most succeed, some fail, one or the other is stopped. */
  #byHand(group: DeploymentGroup, count: number): void {
    const step = HISTORY_MS / (count + 1);
    for (let index = 0; index < count; index += 1) {
      const at = this.#now - HISTORY_MS + (index + 1) * step + this.#random.between(-2 * HOUR, 2 * HOUR);
      // The first and the last go well, so that there is something to go back to and something to see.
      const middle = index > 0 && index < count - 1;
      const failing = middle && this.#random.chance(0.25);
      const stopAfter = middle && !failing && this.#random.chance(0.2) ? this.#random.between(3, 8) * SECOND : undefined;
      this.#deploy(group, at, { failing, stopAfter });
    }
  }

  #deploy(group: DeploymentGroup, at: number, how: { failing: boolean; stopAfter?: number | undefined; description?: string }): void {
    const { clock } = this.#store;
    clock.schedule(at, () => {
      if (this.#store.active(group) !== undefined) {
        return;
      }
      const deployment = this.#store.start({
        group,
        release: this.#release(group),
        creator: "user",
        description: how.description,
        failing: how.failing,
      });
      if (how.stopAfter !== undefined) {
        clock.schedule(at + how.stopAfter, () => this.#store.stop(deployment, true));
      }
    });
  }

  #release(group: DeploymentGroup): Release {
    const version = this.#store.nextVersion(group);
    const { name } = group.application;
    const location =
      group.fleet.kind === "instances"
        ? bundleRevision(this.#store.region, `${name}/${name}-1.${version}.zip`)
        : appSpecRevision(this.#store, group, version);
    return { location, commit: undefined, version };
  }

  #age(): number {
    return this.#now - this.#random.between(90, 900) * DAY;
  }
}
