import {
  AbortEnvironmentUpdateCommand,
  type ApplicationVersionDescription,
  DescribeApplicationVersionsCommand,
  DescribeApplicationsCommand,
  DescribeEnvironmentHealthCommand,
  DescribeEnvironmentResourcesCommand,
  DescribeEnvironmentsCommand,
  DescribeEventsCommand,
  DescribeInstancesHealthCommand,
  ElasticBeanstalkClient,
  type EnvironmentDescription,
  RestartAppServerCommand,
  type SingleInstanceHealth,
  SwapEnvironmentCNAMEsCommand,
  UpdateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem, listed } from "../../base/pages.ts";
import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";
import { type Application, type ApplicationMore, type Environment, type EnvironmentMore, type Happening, type Instance, type Version, requestsText } from "./model.ts";

/** The largest page of environments, versions and events (API reference). */
const MOST = 1000;
/** Events of one page: they go back for weeks. */
const EVENTS = 100;
const UNKNOWN: EnvironmentMore = { causes: [], requests: undefined };

/** Elastic Beanstalk of one context. Every method throws DevOpsError. */
export class BeanstalkApi extends apiOf(ElasticBeanstalkClient) {
  /** All of them: the service has no pages of these. */
  async listApplications(signal: AbortSignal): Promise<readonly Application[]> {
    const { Applications = [] } = await this.send(new DescribeApplicationsCommand({}), { signal });
    return Applications.map((one) => ({
      name: one.ApplicationName ?? "",
      arn: one.ApplicationArn ?? "",
      description: one.Description || undefined,
      versions: one.Versions?.length ?? 0,
      updatedAt: one.DateUpdated?.getTime(),
    }));
  }

  /** The environments of some applications: one list tells those of all. */
  async *environmentsOf(applications: readonly Application[], signal: AbortSignal): AsyncGenerator<readonly (readonly [name: string, more: ApplicationMore])[]> {
    const all = await everyItem("list environments", (next) => this.#environments({ NextToken: next }, signal));
    yield applications.map(({ name }) => [name, { environments: all.filter(({ application }) => application === name) }] as const);
  }

  /** The first page of the environments of all applications. */
  async someEnvironments(signal: AbortSignal): Promise<readonly Environment[]> {
    return (await this.#environments({}, signal)).items;
  }

  listEnvironments(ApplicationName: string, NextToken?: string, signal?: AbortSignal): Promise<PageOf<Environment>> {
    return this.#environments({ ApplicationName, NextToken }, signal, `application ${ApplicationName}`);
  }

  /** @throws DevOpsError notFound where there is none */
  async getEnvironment(ApplicationName: string, name: string, signal?: AbortSignal): Promise<Environment> {
    const { items: [one] } = await this.#environments({ ApplicationName, EnvironmentNames: [name] }, signal, `environment ${name}`);
    if (one === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the environment", on: name, why: "Elastic Beanstalk does not have it" });
    return one;
  }

  async #environments(
    input: { ApplicationName?: string; EnvironmentNames?: string[]; NextToken?: string | undefined },
    signal?: AbortSignal,
    subject?: string,
  ): Promise<PageOf<Environment>> {
    const command = new DescribeEnvironmentsCommand({ ...input, IncludeDeleted: false, MaxRecords: MOST });
    const page = await this.send(command, { signal, ...(subject === undefined ? {} : { subject }) });
    return listed(page.Environments, page.NextToken, toEnvironment);
  }

  /** Why each is not well: there is no call for several. Basic health tells nothing of it. */
  async *health(environments: readonly Environment[], signal: AbortSignal): AsyncGenerator<readonly (readonly [name: string, more: EnvironmentMore])[]> {
    for (const { name, id, health } of environments) {
      yield [[name, health === undefined ? UNKNOWN : await this.#healthOf(name, id, signal)]];
    }
  }

  async #healthOf(name: string, EnvironmentId: string, signal: AbortSignal): Promise<EnvironmentMore> {
    const command = new DescribeEnvironmentHealthCommand({ EnvironmentId, AttributeNames: ["All"] });
    const told = await this.send(command, { signal, subject: `environment ${name}` }).catch(noneWhereBasic);
    const { Causes: causes = [], ApplicationMetrics: metrics } = told ?? {};
    return { causes, requests: requestsText(metrics?.RequestCount, metrics?.StatusCodes?.Status5xx, metrics?.Duration) };
  }

  /** With their health, where the environment has enhanced health; else by their ids alone. */
  async listInstances({ name, id: EnvironmentId, health }: Environment, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Instance>> {
    const subject = `environment ${name}`;
    if (health !== undefined) {
      const command = new DescribeInstancesHealthCommand({ EnvironmentId, AttributeNames: ["All"], NextToken });
      const page = await this.send(command, { signal, subject }).catch(noneWhereBasic);
      if (page !== undefined) return listed(page.InstanceHealthList, page.NextToken, toInstance);
    }
    const command = new DescribeEnvironmentResourcesCommand({ EnvironmentId });
    const { EnvironmentResources } = await this.send(command, { signal, subject });
    return { items: (EnvironmentResources?.Instances ?? []).map(({ Id }) => toInstance({ InstanceId: Id })), next: undefined };
  }

  /** The newest first. */
  async listEvents({ name, id: EnvironmentId }: Environment, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Happening>> {
    const command = new DescribeEventsCommand({ EnvironmentId, MaxRecords: EVENTS, NextToken });
    const page = await this.send(command, { signal, subject: `environment ${name}` });
    return listed(page.Events, page.NextToken, ({ EventDate, Message = "", Severity = "INFO", VersionLabel, RequestId = "" }) => ({
      // an event has no id of its own
      key: `${EventDate?.toISOString() ?? ""} ${RequestId} ${Message}`,
      message: Message,
      severity: Severity,
      version: VersionLabel,
      at: EventDate?.getTime(),
    }));
  }

  /** The newest first. */
  async listVersions(ApplicationName: string, NextToken?: string, signal?: AbortSignal): Promise<PageOf<Version>> {
    const command = new DescribeApplicationVersionsCommand({ ApplicationName, MaxRecords: MOST, NextToken });
    const page = await this.send(command, { signal, subject: `application ${ApplicationName}` });
    return { items: (page.ApplicationVersions ?? []).map((one) => toVersion(one, this.session.context.region)), next: page.NextToken };
  }

  async deploy({ name, id: EnvironmentId }: Environment, VersionLabel: string): Promise<void> {
    await this.send(new UpdateEnvironmentCommand({ EnvironmentId, VersionLabel }), { subject: `environment ${name}` });
  }

  async swap({ name, id: SourceEnvironmentId }: Environment, { id: DestinationEnvironmentId }: Environment): Promise<void> {
    const command = new SwapEnvironmentCNAMEsCommand({ SourceEnvironmentId, DestinationEnvironmentId });
    await this.send(command, { subject: `environment ${name}` });
  }

  /** Breaks off what is done to an environment: it goes back to the version and the settings before. */
  async abort({ name, id: EnvironmentId }: Environment): Promise<void> {
    await this.send(new AbortEnvironmentUpdateCommand({ EnvironmentId }), { subject: `environment ${name}` });
  }

  async restart({ name, id: EnvironmentId }: Environment): Promise<void> {
    await this.send(new RestartAppServerCommand({ EnvironmentId }), { subject: `environment ${name}` });
  }
}

/** Of an environment with basic health the service refuses to tell more. */
function noneWhereBasic(error: unknown): undefined {
  const cause = error instanceof DevOpsError ? error.cause : undefined;
  if (cause instanceof Error && cause.name === "InvalidRequestException") return undefined;
  throw error;
}

function toEnvironment(one: EnvironmentDescription): Environment {
  return {
    name: one.EnvironmentName ?? "",
    id: one.EnvironmentId ?? "",
    arn: one.EnvironmentArn ?? "",
    application: one.ApplicationName ?? "",
    version: one.VersionLabel,
    status: one.Status ?? "",
    health: one.HealthStatus,
    colour: one.Health,
    cname: one.CNAME || undefined,
    platform: one.SolutionStackName ?? one.PlatformArn,
    tier: one.Tier?.Name,
    updatedAt: one.DateUpdated?.getTime(),
    isAbortable: one.AbortableOperationInProgress ?? false,
  };
}

function toInstance(one: SingleInstanceHealth): Instance {
  const idle = one.System?.CPUUtilization?.Idle;
  return {
    id: one.InstanceId ?? "",
    health: one.HealthStatus,
    causes: one.Causes ?? [],
    type: one.InstanceType,
    zone: one.AvailabilityZone,
    version: one.Deployment?.VersionLabel,
    busy: idle === undefined ? undefined : Math.round(100 - idle),
    launchedAt: one.LaunchedAt?.getTime(),
  };
}

function toVersion(one: ApplicationVersionDescription, region: string): Version {
  return {
    label: one.VersionLabel ?? "",
    arn: one.ApplicationVersionArn ?? "",
    description: one.Description || undefined,
    status: one.Status ?? "Unprocessed",
    ...sourceOf(one, region),
    createdAt: one.DateCreated?.getTime(),
  };
}

/** The commit that a version was made of, else its bundle. */
function sourceOf({ SourceBuildInformation: built, SourceBundle: bundle, ApplicationVersionArn: arn = "" }: ApplicationVersionDescription, region: string) {
  const place = { partition: partitionOf(region), region, account: arn.split(":")[4] ?? "" };
  if (built?.SourceRepository === "CodeCommit") {
    const [repository = "", commit = ""] = (built.SourceLocation ?? "").split("/");
    const sourceRef: ResourceRef = { ...place, service: "codecommit", resource: repository };
    return { source: `${repository}, commit ${commit.slice(0, 8)}`, sourceRef };
  }
  if (bundle?.S3Bucket === undefined || bundle.S3Key === undefined) return { source: undefined, sourceRef: undefined };
  const sourceRef: ResourceRef = { ...place, region: "", account: "", service: "s3", resource: `${bundle.S3Bucket}/${bundle.S3Key}` };
  return { source: `s3://${bundle.S3Bucket}/${bundle.S3Key}`, sourceRef };
}
