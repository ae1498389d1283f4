import {
  BatchGetApplicationRevisionsCommand,
  BatchGetApplicationsCommand,
  BatchGetDeploymentGroupsCommand,
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  type DeploymentStatus as SdkStatus,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import type { AwsSession } from "../../aws/session.ts";
import { chunked } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem } from "../../base/pages.ts";
import { toApplication, toDeployment, toGroup, toOptions, toRevisionLocation, toTarget } from "./api/convert.ts";
import {
  type AppSpec,
  type Application,
  type DeployOptions,
  type Deployment,
  type Group,
  type Revision,
  type Target,
  appSpecText,
  isAppSpec,
  isRunning,
  newestFirst,
} from "./model.ts";

/** What the batch calls take at most: 100 applications and groups, 25 deployments and targets (API reference). */
const MOST_NAMES = 100;
const MOST_DETAILS = 25;
/** So many of the newest deployments are offered: two batch calls. */
const OFFERED = 50;
/** Ended deployments and texts of revisions that are kept, so that polls need not read them again. */
const KEPT = 1_000;
const AS_THE_GROUP: DeployOptions = { config: undefined, instances: undefined };
/** A rollback is noted on a deployment shortly after its end: from then on, in milliseconds, it changes no more. */
const SETTLED = 60_000;

/** A group, as lists are asked of one. */
interface OfGroup {
  readonly application: string;
  readonly group: string;
}

/** CodeDeploy of one context. Every method throws DevOpsError. */
export class CodeDeployApi {
  readonly #session: AwsSession;
  readonly #settled = new Map<string, Deployment>();
  readonly #texts = new Map<string, string | undefined>();

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Names of applications, up to 100 a page. */
  async listApplications(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<string>> {
    const command = new ListApplicationsCommand(after(cursor));
    const { applications = [], nextToken } = await this.#session.send(CodeDeployClient, command, { signal });
    return { items: applications, next: nextToken };
  }

  async getApplications(names: readonly string[], signal?: AbortSignal): Promise<Application[]> {
    const found: Application[] = [];
    for (const batch of chunked(names, MOST_NAMES)) {
      const command = new BatchGetApplicationsCommand({ applicationNames: batch });
      const { applicationsInfo = [] } = await this.#session.send(CodeDeployClient, command, { signal });
      found.push(...applicationsInfo.map(toApplication));
    }
    return found;
  }

  /** An application's groups, up to 100 a page. */
  async listGroups(application: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Group>> {
    const command = new ListDeploymentGroupsCommand({ applicationName: application, ...after(cursor) });
    const options = { signal, subject: `application ${application}` };
    const { deploymentGroups = [], nextToken } = await this.#session.send(CodeDeployClient, command, options);
    return { items: await this.getGroups(application, deploymentGroups, signal), next: nextToken };
  }

  /** Groups with their latest deployments, in the order of the names; those that are gone are left out. */
  async getGroups(application: string, names: readonly string[], signal?: AbortSignal): Promise<Group[]> {
    const found = new Map<string, Group>();
    for (const batch of chunked(names, MOST_NAMES)) {
      const command = new BatchGetDeploymentGroupsCommand({ applicationName: application, deploymentGroupNames: batch });
      const options = { signal, subject: `application ${application}` };
      const { deploymentGroupsInfo = [] } = await this.#session.send(CodeDeployClient, command, options);
      for (const group of deploymentGroupsInfo.map(toGroup)) found.set(group.name, group);
    }
    return names.map((name) => found.get(name)).filter((group) => group !== undefined);
  }

  /** Ids of a group's deployments, in no order that is promised; without a group those of the whole region. Up to 100 a page. */
  async listDeployments(of: OfGroup | undefined, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<string>> {
    return this.#list(of === undefined ? {} : { applicationName: of.application, deploymentGroupName: of.group }, cursor, signal);
  }

  /**
   * Deployments of a page of ids, the newest first: the ids come in no order that is promised, so all of a page are read.
   * @param of as of `listDeployments`
   */
  async newestDeployments(of: OfGroup | undefined, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Deployment>> {
    const { items, next } = await this.listDeployments(of, cursor, signal);
    return { items: await this.getDeployments(items, signal), next };
  }

  /** What is under way in the region, and the newest of what was deployed there. */
  async runningAndNewest(signal?: AbortSignal): Promise<readonly Deployment[]> {
    const [running, { items }] = await Promise.all([this.listRunning(signal), this.listDeployments(undefined, undefined, signal)]);
    const found = await this.getDeployments([...new Set([...running, ...items])], signal);
    return found.filter(({ status }, index) => index < OFFERED || isRunning(status));
  }

  /** Ids of the region's deployments that are under way. */
  async listRunning(signal?: AbortSignal): Promise<readonly string[]> {
    const statuses: SdkStatus[] = ["Created", "Queued", "InProgress", "Baking", "Ready"];
    return (await this.#list({ includeOnlyStatuses: statuses }, undefined, signal)).items;
  }

  /** Deployments, the newest first; ids that are gone are left out. What ended a while ago is not read again. */
  async getDeployments(ids: readonly string[], signal?: AbortSignal): Promise<Deployment[]> {
    const unknown = ids.filter((id) => !this.#settled.has(id));
    const read = new Map<string, Deployment>();
    for (const batch of chunked(unknown, MOST_DETAILS)) {
      const command = new BatchGetDeploymentsCommand({ deploymentIds: batch });
      const { deploymentsInfo = [] } = await this.#session.send(CodeDeployClient, command, { signal });
      for (const deployment of deploymentsInfo.map(toDeployment)) read.set(deployment.id, deployment);
    }
    const found = ids.map((id) => this.#settled.get(id) ?? read.get(id)).filter((deployment) => deployment !== undefined);
    for (const deployment of read.values()) this.#settle(deployment);
    return newestFirst(found);
  }

  /**
   * What was deployed in the region since a time, the newest first, in two calls: of many that are not known yet only as many
   * as one call describes. What ended is known the next time.
   * @param since epoch milliseconds
   */
  async deploymentsSince(since: number, signal?: AbortSignal): Promise<Deployment[]> {
    const { items } = await this.#list({ createTimeRange: { start: new Date(since) } }, undefined, signal);
    const unknown = items.filter((id) => !this.#settled.has(id)).slice(0, MOST_DETAILS);
    return this.getDeployments([...items.filter((id) => this.#settled.has(id)), ...unknown], signal);
  }

  async getDeployment(id: string, signal?: AbortSignal): Promise<Deployment> {
    const command = new GetDeploymentCommand({ deploymentId: id });
    const options = { signal, subject: `deployment ${id}` };
    const { deploymentInfo = {} } = await this.#session.send(CodeDeployClient, command, options);
    return toDeployment(deploymentInfo);
  }

  /** A deployment's targets with their lifecycle events; none where it has not started yet. */
  async listTargets(id: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Target>> {
    const command = new ListDeploymentTargetsCommand({ deploymentId: id, ...after(cursor) });
    const options = { signal, subject: `deployment ${id}` };
    try {
      const { targetIds = [], nextToken } = await this.#session.send(CodeDeployClient, command, options);
      return { items: await this.#targets(id, targetIds, signal), next: nextToken };
    } catch (error) {
      if (isNotStarted(error)) return { items: [], next: undefined };
      throw error;
    }
  }

  async allTargets(id: string, signal?: AbortSignal): Promise<Target[]> {
    return everyItem("list deployment targets", (cursor) => this.listTargets(id, cursor, signal));
  }

  /** In the order of the ids. */
  async #targets(id: string, targets: readonly string[], signal?: AbortSignal): Promise<Target[]> {
    const found = new Map<string, Target>();
    for (const batch of chunked(targets, MOST_DETAILS)) {
      const command = new BatchGetDeploymentTargetsCommand({ deploymentId: id, targetIds: batch });
      const options = { signal, subject: `deployment ${id}` };
      const { deploymentTargets = [] } = await this.#session.send(CodeDeployClient, command, options);
      for (const target of deploymentTargets.map(toTarget)) found.set(target.id, target);
    }
    return targets.map((target) => found.get(target)).filter((target) => target !== undefined);
  }

  /** What the AppSpec files of deployments put in place, by the deployments' ids: one call an application that has some. */
  async textsOf(deployments: readonly Deployment[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const application of new Set(deployments.map((one) => one.application))) {
      const own = deployments.filter((one) => one.application === application);
      const texts = await this.revisionTexts(application, own.flatMap(({ revision }) => revision ?? []), signal);
      for (const { id, revision } of own) {
        const text = revision && textIn(texts, revision);
        if (text !== undefined) found.set(id, text);
      }
    }
    return found;
  }

  /** As `revisionTexts`, of one. */
  async textOf(application: string, revision: Revision): Promise<string | undefined> {
    return textIn(await this.revisionTexts(application, [revision]), revision);
  }

  /**
   * What AppSpec revisions put in place, in a few words by their SHA-256; those of other kinds, and those that may not
   * be read or are gone, are left out. Each is read once.
   */
  async revisionTexts(
    application: string,
    revisions: readonly Revision[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const hashes = new Set(revisions.flatMap((revision) => (isAppSpec(revision) ? [revision.sha256] : [])));
    const specs = revisions.filter(isAppSpec).filter(({ sha256 }) => hashes.delete(sha256));
    const unknown = specs.filter(({ sha256 }) => !this.#texts.has(`${application} ${sha256}`));
    for (const batch of chunked(unknown, MOST_DETAILS)) await this.#readTexts(application, batch, signal);
    const found = new Map<string, string>();
    for (const { sha256 } of specs) {
      const text = this.#texts.get(`${application} ${sha256}`);
      if (text !== undefined) found.set(sha256, text);
    }
    return found;
  }

  /** Stops a deployment; with `rollBack` CodeDeploy then deploys the revision before it again. */
  async stop(id: string, rollBack: boolean): Promise<void> {
    const command = new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: rollBack });
    await this.#session.send(CodeDeployClient, command, { subject: `deployment ${id}` });
  }

  /**
   * Deploys a revision to a group, and returns the id. An AppSpec goes with its contents.
   * @param options how it is to go; as the group deploys where left out
   */
  async deploy(application: string, group: string, revision: Revision, description: string, options = AS_THE_GROUP): Promise<string> {
    const content = isAppSpec(revision) ? await this.#content(application, revision) : undefined;
    const command = new CreateDeploymentCommand({
      applicationName: application,
      deploymentGroupName: group,
      revision: toRevisionLocation(revision, content),
      ...toOptions(options),
      ...(description === "" ? {} : { description }),
    });
    const subject = `group ${group} of ${application}`;
    const { deploymentId = "" } = await this.#session.send(CodeDeployClient, command, { subject });
    return deploymentId;
  }

  /** Deployments tell an AppSpec's hash alone; its contents are read by it (API reference, GetDeployment). */
  async #content(application: string, revision: Revision): Promise<string | undefined> {
    const location = toRevisionLocation(revision, undefined);
    const command = new GetApplicationRevisionCommand({ applicationName: application, revision: location });
    const answer = await this.#session.send(CodeDeployClient, command, { subject: `a revision of ${application}` });
    return answer.revision?.appSpecContent?.content ?? answer.revision?.string?.content;
  }

  /** What is not told stays known as untold, so that it is not asked for again. */
  async #readTexts(application: string, specs: readonly AppSpec[], signal: AbortSignal | undefined): Promise<void> {
    for (const { sha256 } of specs) keep(this.#texts, `${application} ${sha256}`, undefined);
    const revisions = specs.map((spec) => toRevisionLocation(spec, undefined));
    const command = new BatchGetApplicationRevisionsCommand({ applicationName: application, revisions });
    try {
      const options = { signal, subject: `application ${application}` };
      const answer = await this.#session.send(CodeDeployClient, command, options);
      for (const { revisionLocation } of answer.revisions ?? []) {
        const spec = revisionLocation?.appSpecContent ?? revisionLocation?.string;
        keep(this.#texts, `${application} ${spec?.sha256 ?? ""}`, appSpecText(spec?.content ?? ""));
      }
    } catch (error) {
      if (error instanceof DevOpsError && (error.kind === "denied" || error.kind === "notFound")) return;
      for (const { sha256 } of specs) this.#texts.delete(`${application} ${sha256}`);
      throw error;
    }
  }

  async #list(
    filter: { applicationName?: string; deploymentGroupName?: string; includeOnlyStatuses?: SdkStatus[]; createTimeRange?: { readonly start: Date } },
    cursor: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<PageOf<string>> {
    const command = new ListDeploymentsCommand({ ...filter, ...after(cursor) });
    const subject = filter.deploymentGroupName === undefined ? {} : { subject: `group ${filter.deploymentGroupName}` };
    const { deployments = [], nextToken } = await this.#session.send(CodeDeployClient, command, { signal, ...subject });
    return { items: deployments, next: nextToken };
  }

  #settle(deployment: Deployment): void {
    const { status, endedAt } = deployment;
    const settled = !isRunning(status) && endedAt !== undefined && Date.now() - endedAt >= SETTLED;
    if (settled) keep(this.#settled, deployment.id, deployment);
  }
}

function textIn(texts: ReadonlyMap<string, string>, revision: Revision): string | undefined {
  return isAppSpec(revision) ? texts.get(revision.sha256) : undefined;
}

/** The service refuses to tell targets before the start (API reference, ListDeploymentTargets). */
function isNotStarted(error: unknown): boolean {
  const cause = error instanceof DevOpsError ? error.cause : undefined;
  return cause instanceof Error && cause.name === "DeploymentNotStartedException";
}

function after(cursor: string | undefined): { nextToken?: string } {
  return cursor === undefined ? {} : { nextToken: cursor };
}

/** Keeps an entry; the oldest goes where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}
