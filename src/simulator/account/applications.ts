import type { ComputePlatform } from "@aws-sdk/client-codedeploy";
import { Random } from "../random.ts";
import { configNamed } from "../services/codedeploy/configs.ts";
import { appSpecRevision, bundleRevision } from "../services/codedeploy/deployer.ts";
import type { DeploymentStore } from "../services/codedeploy/deployments.ts";
import type { Application, DeploymentGroup, Release } from "../services/codedeploy/model.ts";
import { componentOf } from "./catalogue.ts";
import type { RegionCatalogue } from "./catalogue.ts";
import type { Past } from "./past.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far back the deployments go that no pipeline made. */
const HISTORY_MS = 9 * DAY;

/** How a deployment by a person goes. */
interface ByHand {
  readonly failing: boolean;
  /** Milliseconds after which it is stopped and rolled back. */
  readonly stopAfter?: number | undefined;
  readonly description?: string;
}

/** The applications of a region with their groups, and deployments that no pipeline made. */
export function addApplications(
  store: DeploymentStore,
  past: Past,
  environment: string,
  { pipelines, deployed }: RegionCatalogue,
  now: number,
): void {
  const seed = new Seed(store, past, environment, now);
  for (const spec of pipelines) {
    if (spec.shape === "release") {
      seed.service(componentOf(spec.name));
    } else if (spec.shape === "deploy") {
      seed.fleet(spec.application ?? componentOf(spec.name), componentOf(spec.name));
    }
  }
  for (const name of deployed.functions) {
    seed.function(name);
  }
  if (deployed.depots.length > 0) {
    seed.depots("sorting-line-agent", deployed.depots);
  }
}

class Seed {
  readonly #store: DeploymentStore;
  readonly #past: Past;
  readonly #environment: string;
  readonly #now: number;
  readonly #random: Random;

  constructor(store: DeploymentStore, past: Past, environment: string, now: number) {
    this.#store = store;
    this.#past = past;
    this.#environment = environment;
    this.#now = now;
    this.#random = new Random(`applications ${store.accountId} ${store.region}`);
  }

  /** An ECS service: its pipeline deploys to the users, people to a second one that only they see. */
  service(name: string): void {
    const application = this.#application(name, "ECS");
    const service = { kind: "service", service: name } as const;
    this.#store.addGroup(application, {
      name: `${name}-${this.#environment}`,
      config: configNamed("CodeDeployDefault.ECSLinear10PercentEvery1Minutes"),
      fleet: { ...service, cluster: `kestrel-${this.#environment}`, tasks: 3 },
      rollsBack: true,
      serves: true,
    });
    const acceptance = this.#store.addGroup(application, {
      name: `${name}-acceptance`,
      config: configNamed("CodeDeployDefault.ECSAllAtOnce"),
      fleet: { ...service, cluster: "kestrel-acceptance", tasks: 1, family: `${name}-acceptance` },
      rollsBack: false,
      serves: false,
    });
    this.#byHand(acceptance, 3);
  }

  /** Instances in place, to which a pipeline deploys. */
  fleet(name: string, component: string): void {
    const application = this.#application(name, "Server", component);
    const count = 3 + (name.length % 3);
    const ids = Array.from({ length: count }, () => `i-0${this.#random.hex(16)}`);
    this.#store.addGroup(application, {
      name: `${name}-${this.#environment}`,
      config: configNamed(count === 3 ? "CodeDeployDefault.OneAtATime" : "CodeDeployDefault.HalfAtATime"),
      fleet: { kind: "instances", ids, onPremises: false },
      rollsBack: true,
      serves: true,
    });
  }

  /** A function whose traffic goes over in two steps. */
  function(name: string): void {
    const application = this.#application(name, "Lambda");
    const group = this.#store.addGroup(application, {
      name: `${name}-live`,
      config: configNamed("CodeDeployDefault.LambdaCanary10Percent10Minutes"),
      fleet: { kind: "function", name, alias: "live" },
      rollsBack: true,
      serves: true,
    });
    this.#byHand(group, 6);
  }

  /**
   * Computers on premises: one group is being deployed to when the account is opened, one never was: there files lie about;
   * the tags of a third fit no computer. Signs have an application, and nothing to deploy it to yet.
   */
  depots(name: string, depots: readonly string[]): void {
    const application = this.#application(name, "Server");
    const ids = depots.flatMap((depot) => Array.from({ length: 5 }, (_line, index) => `${depot}-line-0${index + 1}`));
    const group = (groupName: string, config: string, members: readonly string[], rollsBack: boolean, hasForeignFiles = false) =>
      this.#store.addGroup(application, {
        name: groupName,
        config: configNamed(config),
        fleet: { kind: "instances", ids: members, onPremises: true },
        rollsBack,
        serves: true,
        hasForeignFiles,
      });
    const lines = group("all-lines", "Kestrel.TwoThirdsHealthy", ids, true);
    this.#byHand(lines, 14);
    this.#deploy(lines, this.#now - 12 * SECOND, { failing: false, description: "Scanner firmware 4.2" });
    group("lab", "CodeDeployDefault.AllAtOnce", ["lab-01", "lab-02"], false, true);
    const pilot = group("pilot", "CodeDeployDefault.OneAtATime", [], false);
    this.#deploy(pilot, this.#now - 5 * DAY, { failing: true, description: "Scanner firmware 4.2, first try" });
    this.#application("depot-signs", "Server");
  }

  /** Deployments by people over the last days: most succeed, some fail, one or the other is stopped. */
  #byHand(group: DeploymentGroup, count: number): void {
    const step = HISTORY_MS / (count + 1);
    for (let index = 0; index < count; index += 1) {
      const at = this.#now - HISTORY_MS + (index + 1) * step + this.#random.between(-2 * HOUR, 2 * HOUR);
      // The first and the last go well, so that there is something to go back to and something to see.
      const middle = index > 0 && index < count - 1;
      const failing = middle && this.#random.chance(0.25);
      const stopped = middle && !failing && this.#random.chance(0.2);
      const stopAfter = stopped ? this.#random.between(3, 8) * SECOND : undefined;
      this.#deploy(group, at, { failing, stopAfter });
    }
  }

  #deploy(group: DeploymentGroup, at: number, how: ByHand): void {
    const { clock } = this.#store;
    this.#past.schedule(this.#past.strandOf(`application ${group.application.name}`) ?? "", at, () => {
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
        ? bundleRevision(this.#store, `${name}/${name}-1.${version}.zip`)
        : appSpecRevision(this.#store, group, version);
    return { location, commit: undefined, version };
  }

  /** @param strand of the past of what it deploys, where that is not called as itself */
  #application(name: string, platform: ComputePlatform, strand = name): Application {
    this.#past.tie(strand, [`application ${name}`, `component ${name}`]);
    return this.#store.addApplication(name, platform, this.#now - this.#random.between(90, 900) * DAY);
  }
}
