import type { EnvironmentDescription, EventDescription, EventSeverity, SingleInstanceHealth } from "@aws-sdk/client-elastic-beanstalk";
import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Properties, Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { instanceResource } from "../ec2/instances.ts";
import { commitsOf } from "../codecommit/commitSource.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const APPLICATION = "AWS::ElasticBeanstalk::Application";
export const ENVIRONMENT = "AWS::ElasticBeanstalk::Environment";
export const VERSION = "AWS::ElasticBeanstalk::ApplicationVersion";

const PORTAL = "developer-portal";
const REPOSITORY = "handbook";
const PLATFORM = "64bit Amazon Linux 2023 v6.4.1 running Node.js 22";
/** How old its versions are, in days, the newest first. */
const AGES = [1, 8, 15, 29, 43, 64];

interface Instance {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly launched: number;
}

/** An environment as it moves. */
interface Environment {
  readonly application: string;
  readonly instances: readonly Instance[];
  /** The newest first. */
  readonly events: EventDescription[];
  deployments: number;
  /** Since when it is being changed. */
  began: number;
}

/**
 * The environments of one region: one that callers use, one whose new version answers badly, and a worker with basic health
 * that was scaled to nothing. Deploying another version mends the second; deploying its version breaks any.
 */
export class Environments {
  readonly #state: RegionState;
  readonly #all = new Map<string, Environment>();
  readonly #random: Random;
  #bad = "";

  constructor(state: RegionState) {
    this.#state = state;
    this.#random = new Random(`${state.inventory.region} environments`);
    state.inventory.complete(ENVIRONMENT, (one) => this.#ofStack(one));
    if (state.deployments.applications().length > 0 && state.repositories.find(REPOSITORY) !== undefined) {
      this.#seed();
    }
  }

  /** One that a template describes is ready, with an id and a name for callers of its own. */
  #ofStack(one: Resource): Resource {
    const { region } = this.#state.inventory;
    const prefix = text(one, "CNAMEPrefix") || one.name;
    const id = one.id.startsWith("e-") ? one.id : `e-${new Random(one.arn).hex(10)}`;
    const isWorker = (one.properties["Tier"] as { readonly Name?: unknown } | undefined)?.Name === "Worker";
    const reached = isWorker ? {} : { CNAME: `${prefix}.${region}.elasticbeanstalk.com`, EndpointURL: `awseb-${id}.${region}.elb.amazonaws.com` };
    return { ...one, id, properties: { Status: "Ready", ...reached, ...one.properties } };
  }

  get #now(): number {
    return this.#state.clock.now();
  }

  /** By name or id. @throws AwsError where there is none */
  find({ EnvironmentName, EnvironmentId }: Pick<EnvironmentDescription, "EnvironmentName" | "EnvironmentId">): Resource {
    const found = this.#state.inventory.find(ENVIRONMENT, EnvironmentId ?? EnvironmentName ?? "");
    if (found === undefined) {
      const which = EnvironmentId === undefined ? `EnvironmentName = '${EnvironmentName ?? ""}'` : `EnvironmentId = '${EnvironmentId}'`;
      throw new AwsError("InvalidParameterValue", `No Environment found for ${which}.`);
    }
    return found;
  }

  /** What moves of it. */
  of(one: Resource): Environment {
    const { name, created } = one;
    // One of a stack begins when it is first looked at.
    const found = this.#all.get(name) ?? { application: text(one, "ApplicationName"), instances: [], events: [], deployments: 1, began: created };
    this.#all.set(name, found);
    return found;
  }

  /** Those of all environments, the newest first. */
  events(): readonly EventDescription[] {
    const all = [...this.#all.values()].flatMap(({ events }) => events);
    return all.toSorted((a, b) => (b.EventDate?.getTime() ?? 0) - (a.EventDate?.getTime() ?? 0));
  }

  /** The labels of an application's versions. */
  versionsOf(application: string): string[] {
    return this.#state.inventory.list(VERSION).flatMap((one) => (text(one, "ApplicationName") === application ? [one.name] : []));
  }

  /** @throws AwsError of one with basic health alone */
  enhanced(one: Resource): void {
    if (one.properties["Enhanced"] !== true) {
      throw new AwsError("InvalidRequestException", "This operation is not supported with basic health reporting: use enhanced health reporting.");
    }
  }

  /** Its health, and why. */
  health(one: Resource): { readonly status: "Ok" | "Info" | "Degraded"; readonly colour: "Green" | "Red"; readonly causes: string[] } {
    if (text(one, "Status") !== "Ready") {
      const seconds = Math.round((this.#now - this.of(one).began) / SECOND);
      return { status: "Info", colour: "Green", causes: [`An operation is in progress on the environment, since ${seconds} seconds.`] };
    }
    if (text(one, "VersionLabel") !== this.#bad) {
      return { status: "Ok", colour: "Green", causes: [] };
    }
    const [first, second] = this.of(one).instances;
    const busy = [first, second].flatMap((instance) => (instance === undefined ? [] : [instance.id]));
    const causes = ["21.4 % of the requests are failing with HTTP 5xx.", `97 % of CPU is in use on 2 of 3 instances: ${busy.join(", ")}.`];
    return { status: "Degraded", colour: "Red", causes };
  }

  /** How its instances are, each. */
  instances(one: Resource): SingleInstanceHealth[] {
    const { status } = this.health(one);
    const { instances, deployments } = this.of(one);
    return instances.map(({ id, type, zone, launched }, at) => {
      const isBad = status === "Degraded" && at < 2;
      return {
        InstanceId: id,
        HealthStatus: isBad ? "Degraded" : status === "Degraded" ? "Ok" : status,
        Color: isBad ? "Red" : "Green",
        Causes: isBad ? ["97 % of CPU is in use."] : [],
        LaunchedAt: new Date(launched),
        AvailabilityZone: zone,
        InstanceType: type,
        System: { CPUUtilization: { User: isBad ? 91 : 14, System: isBad ? 6 : 3, Idle: isBad ? 3 : 83 } },
        Deployment: { VersionLabel: text(one, "VersionLabel"), DeploymentId: deployments, Status: "Deployed", DeploymentTime: new Date(one.updated) },
      };
    });
  }

  describe(one: Resource): EnvironmentDescription {
    const { properties, name, arn, created, updated } = one;
    const { status, colour } = this.health(one);
    const isEnhanced = properties["Enhanced"] === true;
    return {
      EnvironmentName: name,
      EnvironmentArn: arn,
      EnvironmentId: one.id,
      ApplicationName: text(one, "ApplicationName"),
      VersionLabel: text(one, "VersionLabel"),
      Description: text(one, "Description") || undefined,
      TemplateName: text(one, "TemplateName") || undefined,
      SolutionStackName: text(one, "SolutionStackName") || PLATFORM,
      PlatformArn: text(one, "PlatformArn") || undefined,
      OperationsRole: text(one, "OperationsRole") || undefined,
      CNAME: text(one, "CNAME") || undefined,
      EndpointURL: text(one, "EndpointURL") || undefined,
      DateCreated: new Date(created),
      DateUpdated: new Date(updated),
      Status: text(one, "Status") as EnvironmentDescription["Status"],
      AbortableOperationInProgress: properties["Abortable"] === true,
      Health: text(one, "Status") === "Ready" ? colour : "Grey",
      ...(isEnhanced ? { HealthStatus: status } : {}),
      Tier: typeof properties["Tier"] === "object" ? (properties["Tier"] as EnvironmentDescription["Tier"]) : text(one, "CNAME") === "" ? { Name: "Worker", Type: "SQS/HTTP", Version: "3.0" } : { Name: "WebServer", Type: "Standard", Version: "1.0" },
    };
  }

  /** Deploys a version: the environment follows. @throws AwsError where it is not ready, or there is no such version */
  deploy(one: Resource, label: string): void {
    const application = text(one, "ApplicationName");
    const known = this.#state.inventory.list(VERSION).some((version) => version.name === label && text(version, "ApplicationName") === application);
    if (!known) {
      throw new AwsError("InvalidParameterValue", `No Application Version named '${label}' found.`);
    }
    const steps = [[4 * SECOND, "Deploying new version to instance(s)."], [26 * SECOND, "New application version was deployed to running EC2 instances."]] as const;
    this.#begin(one, "Environment update is starting.", { isAbortable: true });
    const environment = this.of(one);
    const { began } = environment;
    // one that was broken off comes to nothing more
    const goesOn = () => environment.began === began;
    for (const [after, message] of steps) {
      this.#later(after, () => {
        if (goesOn()) this.#tell(one.name, "INFO", message, label);
      });
    }
    this.#later(30 * SECOND, () => {
      if (!goesOn()) return;
      this.of(one).deployments += 1;
      this.#end(one.name, "Environment update completed successfully.", { VersionLabel: label });
      if (label === this.#bad) {
        this.#tell(one.name, "WARN", "Environment health has transitioned from Info to Degraded. 21.4 % of the requests are failing with HTTP 5xx.", label);
      }
    });
  }

  /** Breaks off a deployment: the environment goes back to its version. @throws AwsError where nothing can be broken off */
  abort(one: Resource): void {
    if (one.properties["Abortable"] !== true) {
      throw new AwsError("InvalidParameterValue", `Environment named ${one.name} is in an invalid state for this operation. Must be pending deployment.`);
    }
    this.of(one).began = this.#now;
    this.#change(one, { Status: "Aborting", Abortable: false });
    this.#tell(one.name, "INFO", "abortEnvironmentUpdate is starting.");
    this.#later(15 * SECOND, () => this.#end(one.name, "The environment was reverted to the previous configuration setting.", {}));
  }

  /** Gives each of two environments the other's name. @throws AwsError where one is not ready, or has none */
  swap(source: Resource, destination: Resource): void {
    for (const one of [source, destination]) {
      this.#judge(one);
      if (text(one, "CNAME") === "") {
        throw new AwsError("InvalidParameterValue", `Environment ${one.name} has no CNAME.`);
      }
    }
    const names = [text(destination, "CNAME"), text(source, "CNAME")] as const;
    for (const [at, one] of [source, destination].entries()) {
      this.#begin(one, "swapEnvironmentCnames is starting.", { isAbortable: false });
      this.#later(12 * SECOND, () => this.#end(one.name, "Completed swapping CNAMEs for environments.", { CNAME: names[at] }));
    }
  }

  /** @throws AwsError where it is not ready */
  restart(one: Resource): void {
    this.#begin(one, "restartAppServer is starting.", { isAbortable: false });
    this.#later(10 * SECOND, () => this.#end(one.name, "Successfully restarted the app servers.", {}));
  }

  #judge(one: Resource): void {
    if (text(one, "Status") !== "Ready") {
      throw new AwsError("InvalidParameterValue", `Environment named ${one.name} is in an invalid state for this operation. Must be Ready.`);
    }
  }

  #begin(one: Resource, message: string, { isAbortable }: { readonly isAbortable: boolean }): void {
    this.#judge(one);
    this.of(one).began = this.#now;
    this.#change(one, { Status: "Updating", Abortable: isAbortable });
    this.#tell(one.name, "INFO", message);
  }

  #end(name: string, message: string, properties: Properties): void {
    this.#change(this.find({ EnvironmentName: name }), { ...properties, Status: "Ready", Abortable: false });
    this.#tell(name, "INFO", message);
  }

  #change(one: Resource, properties: Properties): void {
    this.#state.inventory.put({ ...one, properties: { ...one.properties, ...properties }, updated: this.#now });
  }

  #later(ms: number, work: () => void): void {
    this.#state.clock.schedule(this.#now + ms, work);
  }

  #tell(name: string, Severity: EventSeverity, Message: string, VersionLabel?: string, at = this.#now): void {
    const application = this.#all.get(name)?.application;
    const event = { EventDate: new Date(at), Message, ApplicationName: application, EnvironmentName: name, Severity, VersionLabel, RequestId: this.#random.uuid() };
    this.#all.get(name)?.events.unshift(event);
  }

  #seed(): void {
    const labels = this.#seedVersions();
    const [newest = "", before = ""] = labels;
    this.#bad = newest;
    this.#application(PORTAL, "The developer handbook and its examples", 700);
    this.#application("carrier-status-page", "Replaced by a page of the parcel portal", 1200);
    this.#application("warehouse-kiosk", "", 90);
    this.#environment("developer-portal-blue", { version: before, days: 8, count: 3, prefix: PORTAL });
    this.#environment("developer-portal-green", { version: newest, days: 1, count: 3, prefix: `${PORTAL}-next` });
    this.#environment("developer-portal-search", { version: before, days: 200, count: 0 });
    const now = this.#now;
    // hangs in an update that somebody began and forgot
    this.#environment("warehouse-kiosk-trial", { application: "warehouse-kiosk", version: "Sample Application", days: 40 / 1440, count: 0, hangs: true });
    this.#told("warehouse-kiosk-trial", now - 40 * MINUTE, [["INFO", "Environment update is starting."]]);
    this.#told("developer-portal-blue", now - 8 * DAY, [["INFO", "Environment update completed successfully."]], before);
    this.#told("developer-portal-blue", now - 3 * HOUR, [["WARN", "Environment health has transitioned from Ok to Warning. 2 % of the requests are failing with HTTP 4xx."], ["INFO", "Environment health has transitioned from Warning to Ok."]]);
    this.#told("developer-portal-green", now - DAY, [["INFO", "Environment update is starting."], ["INFO", "Environment update completed successfully."]], newest);
    this.#told("developer-portal-green", now - DAY + 9 * MINUTE, [
      ["WARN", "Environment health has transitioned from Ok to Degraded. 21.4 % of the requests are failing with HTTP 5xx."],
      ["ERROR", "97 % of CPU is in use on 2 of 3 instances."],
    ]);
  }

  #told(name: string, from: number, told: readonly (readonly [EventSeverity, string])[], label?: string): void {
    for (const [at, [severity, message]] of told.entries()) {
      this.#tell(name, severity, message, label, from + at * MINUTE);
    }
  }

  #application(name: string, Description: string, days: number): void {
    const { inventory } = this.#state;
    const arn = inventory.arn("elasticbeanstalk", `application/${name}`);
    const created = this.#now - days * DAY;
    inventory.put({ type: APPLICATION, id: name, arn, name, properties: { Description }, created, updated: created });
  }

  /** A version for each of some commits of the repository. @returns their labels, the newest first */
  #seedVersions(): readonly string[] {
    const { inventory, repositories } = this.#state;
    const commits = commitsOf(repositories);
    const labels: string[] = [];
    for (const days of AGES) {
      const created = this.#now - days * DAY;
      const commit = commits.headAt(REPOSITORY, "main", created);
      if (commit === undefined) {
        continue;
      }
      const label = `${REPOSITORY}-${commit.id.slice(0, 8)}`;
      if (labels.includes(label)) {
        continue;
      }
      labels.push(label);
      const properties = {
        ApplicationName: PORTAL,
        VersionLabel: label,
        Description: commit.subject,
        SourceBuildInformation: { SourceType: "Git", SourceRepository: "CodeCommit", SourceLocation: `${REPOSITORY}/${commit.id}` },
        SourceBundle: { S3Bucket: `elasticbeanstalk-${inventory.region}-${inventory.accountId}`, S3Key: `${PORTAL}/${label}.zip` },
        Status: "Processed",
      };
      const arn = inventory.arn("elasticbeanstalk", `applicationversion/${PORTAL}/${label}`);
      inventory.put({ type: VERSION, id: label, arn, name: label, properties, created, updated: created });
    }
    return labels;
  }

  /** @param prefix of its name for callers; left out: a worker with basic health */
  #environment(name: string, { application = PORTAL, version, days, count, prefix, hangs = false }: { application?: string; version: string; hangs?: boolean; days: number; count: number; prefix?: string }): void {
    const { inventory } = this.#state;
    const id = `e-${this.#random.hex(10)}`;
    const created = this.#now - 300 * DAY;
    const launched = this.#now - days * DAY;
    const type = "t4g.medium";
    const instances = Array.from({ length: count }, () => {
      const instance = { id: `i-0${this.#random.hex(16)}`, type, zone: `${inventory.region}${this.#random.pick(["a", "b", "c"])}`, launched };
      const tags = { "elasticbeanstalk:environment-name": name, "elasticbeanstalk:environment-id": id };
      inventory.put(instanceResource(this.#state, { id: instance.id, name, type, launched, tags }));
      return instance;
    });
    this.#all.set(name, { application, instances, events: [], deployments: 12, began: launched });
    const properties = {
      ApplicationName: application,
      VersionLabel: version,
      Status: hangs ? "Updating" : "Ready",
      Abortable: hangs,
      Enhanced: prefix !== undefined,
      ...(prefix === undefined ? {} : { CNAME: `${prefix}.${inventory.region}.elasticbeanstalk.com`, EndpointURL: `awseb-${id}.${inventory.region}.elb.amazonaws.com` }),
    };
    const arn = inventory.arn("elasticbeanstalk", `environment/${application}/${name}`);
    inventory.put({ type: ENVIRONMENT, id, arn, name, properties, created, updated: launched });
  }
}
