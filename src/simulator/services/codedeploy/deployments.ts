import type { ComputePlatform, RevisionLocation } from "@aws-sdk/client-codedeploy";
import type { Releases } from "../../account/releases.ts";
import { NO_PAST } from "../../account/past.ts";
import type { Settle } from "../../account/past.ts";
import type { SimulatedClock } from "../../clock.ts";
import { Dice, Random } from "../../random.ts";
import type { DeploymentConfig } from "./configs.ts";
import { endOf, isActive, revisionKey, statusAt, USUAL_OPTIONS } from "./model.ts";
import type { Application, Deployment, DeploymentGroup, InstanceOptions, Release } from "./model.ts";
import { planDeployment } from "./plan.ts";

/** Between the making of a deployment and its first lifecycle event, in milliseconds. */
const START_AFTER_MS = 800;
/** The oldest deployments beyond this many of a group are forgotten, so that a long demo does not grow. */
const KEPT_DEPLOYMENTS = 200;

export type GroupSpec = Pick<DeploymentGroup, "name" | "config" | "fleet" | "rollsBack" | "serves" | "hasForeignFiles" | "declared">;

export interface DeploymentRequest {
  readonly group: DeploymentGroup;
  readonly release: Release;
  /** The group's own when absent. */
  readonly config?: DeploymentConfig;
  readonly creator: Deployment["creator"];
  readonly description?: string | undefined;
  readonly failing: boolean;
  readonly rollbackOf?: string;
  /** The group's own setting when absent. */
  readonly rollsBack?: boolean;
  readonly options?: InstanceOptions;
  /** Called once, when the deployment has ended or was stopped, at the simulated time of that. */
  readonly onEnd?: (deployment: Deployment) => void;
}

/** The applications, deployment groups and deployments of one region. */
export class DeploymentStore {
  readonly region: string;
  readonly accountId: string;
  readonly clock: SimulatedClock;
  readonly #releases: Releases;
  readonly #applications = new Map<string, Application>();
  readonly #byId = new Map<string, Deployment>();
  readonly #onEnd = new Map<string, (deployment: Deployment) => void>();
  readonly #dice: Dice;
  readonly #settle: Settle;

  /** @param settle makes the past, before anything is told of it */
  constructor(region: string, accountId: string, clock: SimulatedClock, releases: Releases, settle = NO_PAST) {
    this.#settle = settle;
    this.region = region;
    this.accountId = accountId;
    this.clock = clock;
    this.#releases = releases;
    this.#dice = new Dice(`deployments ${accountId} ${region}`);
  }

  addApplication(name: string, platform: ComputePlatform, created: number): Application {
    const settle = () => this.#settle(`application ${name}`);
    const revisions: Application["revisions"] = new Map();
    const application: Application = {
      name,
      platform,
      created,
      groups: new Map(),
      get revisions() {
        settle();
        return revisions;
      },
    };
    this.#applications.set(name, application);
    return application;
  }

  /** An application goes, its groups and their deployments with it. */
  removeApplication(name: string): void {
    this.#settle(`application ${name}`);
    for (const [id, { group }] of this.#byId) {
      if (group.application.name === name) {
        this.#byId.delete(id);
      }
    }
    this.#applications.delete(name);
  }

  addGroup(application: Application, spec: GroupSpec): DeploymentGroup {
    const id = new Random(`group ${this.accountId} ${application.name} ${spec.name}`).uuid();
    const settle = () => this.#settle(`application ${application.name}`);
    const deployments: Deployment[] = [];
    const group: DeploymentGroup = {
      ...spec,
      application,
      id,
      get deployments() {
        settle();
        return deployments;
      },
    };
    application.groups.set(group.name, group);
    return group;
  }

  /** A group is made, or becomes another; its deployments stay. */
  putGroup(application: Application, spec: GroupSpec): void {
    const known = application.groups.get(spec.name);
    if (known === undefined) {
      this.addGroup(application, spec);
    } else {
      Object.assign(known, spec);
    }
  }

  application(name: string): Application | undefined {
    return this.#applications.get(name);
  }

  /** By name. */
  applications(): Application[] {
    return [...this.#applications.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All deployments, newest first. */
  all(): Deployment[] {
    this.#settle();
    return newestFirst([...this.#byId.values()]);
  }

  find(id: string): Deployment | undefined {
    const known = this.#byId.get(id);
    if (known === undefined) {
      // an id does not tell what it is of
      this.#settle();
    }
    return known ?? this.#byId.get(id);
  }

  /** The deployment of a group that is under way. */
  active(group: DeploymentGroup): Deployment | undefined {
    const now = this.clock.now();
    return group.deployments.findLast((deployment) => isActive(deployment, now));
  }

  /** What a group has: the release of its latest deployment that succeeded. */
  current(group: DeploymentGroup): Release | undefined {
    const now = this.clock.now();
    return group.deployments.findLast((deployment) => statusAt(deployment, now) === "Succeeded")?.release;
  }

  /** The version that the next release of a group gets. */
  nextVersion(group: DeploymentGroup): number {
    const versions = group.deployments.map(({ release }) => release.version);
    const first = new Random(`version ${group.id}`).between(20, 180);
    return (versions.length === 0 ? first : Math.max(...versions)) + 1;
  }

  /** Starts a deployment now: how it will go is decided here. The caller sees to it that no other is under way. */
  start(request: DeploymentRequest): Deployment {
    const { group, release } = request;
    const { application } = group;
    this.#settle(`application ${application.name}`);
    const random = this.#dice.of(application.name);
    const config = request.config ?? group.config;
    const created = this.clock.now();
    const { options = USUAL_OPTIONS } = request;
    const plan = planDeployment({
      filesExist: group.hasForeignFiles === true && options.fileExistsBehavior === "DISALLOW",
      fleet: group.fleet,
      config,
      component: application.name,
      failing: request.failing,
      rollback: request.rollbackOf !== undefined,
      random,
    });
    const deployment: Deployment = {
      id: `d-${idOf(random)}`,
      group,
      config,
      release,
      previous: this.current(group),
      creator: request.creator,
      description: request.description,
      created,
      started: created + START_AFTER_MS,
      plan,
      rollbackOf: request.rollbackOf,
      rollsBack: request.rollsBack ?? group.rollsBack,
      options,
      rolledBackBy: undefined,
      stoppedAt: undefined,
    };
    application.revisions.set(revisionKey(release.location), release.location);
    this.#keep(deployment);
    if (request.onEnd !== undefined) {
      this.#onEnd.set(deployment.id, request.onEnd);
    }
    this.clock.schedule(endOf(deployment), () => this.#ended(deployment));
    return deployment;
  }

  /** Stops a deployment now; one that is over stays as it is. @param rollBack puts the revision before it back */
  stop(deployment: Deployment, rollBack: boolean): void {
    if (!isActive(deployment, this.clock.now())) {
      return;
    }
    deployment.stoppedAt = this.clock.now();
    if (rollBack) {
      this.#rollBack(deployment);
    }
    this.#tell(deployment);
  }

  /** A registered revision with its contents. */
  revision(application: Application, location: RevisionLocation): RevisionLocation | undefined {
    return application.revisions.get(revisionKey(location));
  }

  /** The release that a revision was deployed as; a group that never had it counts on. */
  releaseOf(group: DeploymentGroup, location: RevisionLocation): Release {
    const key = revisionKey(location);
    const known = group.deployments.findLast(({ release }) => revisionKey(release.location) === key);
    return known?.release ?? { location, commit: undefined, version: this.nextVersion(group) };
  }

  #ended(deployment: Deployment): void {
    if (deployment.stoppedAt !== undefined) {
      return;
    }
    if (deployment.plan.error !== undefined) {
      if (deployment.rollsBack) {
        this.#rollBack(deployment);
      }
    } else if (deployment.release.commit !== undefined && deployment.group.serves) {
      this.#releases.shifted(deployment.group.application.name, deployment.release.commit, this.clock.now());
    }
    this.#tell(deployment);
  }

  /** A rollback is a deployment of its own, of the revision before. */
  #rollBack(deployment: Deployment): void {
    const { group, previous } = deployment;
    if (previous === undefined || deployment.creator === "codeDeployRollback") {
      return;
    }
    const rollback = this.start({
      group,
      release: previous,
      creator: "codeDeployRollback",
      failing: false,
      rollbackOf: deployment.id,
      rollsBack: false,
      options: deployment.options,
    });
    deployment.rolledBackBy = rollback.id;
  }

  #tell(deployment: Deployment): void {
    const onEnd = this.#onEnd.get(deployment.id);
    this.#onEnd.delete(deployment.id);
    onEnd?.(deployment);
  }

  #keep(deployment: Deployment): void {
    const { deployments } = deployment.group;
    deployments.push(deployment);
    this.#byId.set(deployment.id, deployment);
    if (deployments.length > KEPT_DEPLOYMENTS) {
      this.#byId.delete(deployments.shift()?.id ?? "");
    }
  }
}

/** Nine of the letters and digits that deployment ids are made of. */
function idOf(random: Random): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return Array.from({ length: 9 }, () => letters.charAt(random.next() % letters.length)).join("");
}

function newestFirst(deployments: Deployment[]): Deployment[] {
  return deployments.sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
}
