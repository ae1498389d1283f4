import type { AccountContext } from "../../base/context.ts";
import { Pages } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { containsIgnoringCase, joined } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import {
  Branch,
  type DetailsRequest,
  type Page,
  type PageRequest,
  POLL_IDLE,
  POLL_RUNNING,
  type Row,
  type RowView,
} from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { deployApi } from "./connect.ts";
import { DeploymentRow } from "./deploymentRows.ts";
import { statusIcon, statusText } from "./look.ts";
import { type Application, type Deployment, type Group, type Platform, isRunning, progressText } from "./model.ts";
import { applicationRef, groupRef } from "./ref.ts";

/** Rows shown at once of applications and groups; the API's own pages are of 100 names. */
const NAMES_PAGE = 50;
/** Deployments shown at first, and with each further page. */
const FIRST_DEPLOYMENTS = 10;
const MORE_DEPLOYMENTS = 25;

/** The applications of one context: names at once, platforms and latest deployments with batch calls behind them. */
export class ApplicationsSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  readonly #names: Pages<string>;

  constructor(host: RoomHost, context: AccountContext) {
    this.#host = host;
    this.#context = context;
    this.#names = new Pages(NAMES_PAGE, async (cursor, signal) => (await deployApi(host, context)).listApplications(cursor, signal));
  }

  async load(parent: Branch, { cursor, filter, reason, signal }: PageRequest): Promise<Page> {
    const fits = filter === undefined ? undefined : (name: string) => containsIgnoringCase(name, filter);
    // names alone tell nothing that runs: a poll of a filtered list need not walk them all again
    const { items, next } = await this.#names.page(cursor, signal, { fits, known: reason === "poll" && filter !== undefined });
    return { rows: items.map((name) => new ApplicationRow(this.#host, parent, name)), next };
  }

  pollInterval(children: readonly Row[]): number {
    const runs = children.some((row) => row instanceof ApplicationRow && isRunning(row.latest?.status));
    return runs ? POLL_RUNNING : POLL_IDLE;
  }

  async *details(rows: readonly Row[], { reason, signal }: DetailsRequest): AsyncIterable<void> {
    const applications = rows.filter((row) => row instanceof ApplicationRow);
    if (applications.length === 0) return;
    const api = await deployApi(this.#host, this.#context);
    const { items } = await api.newestDeployments(undefined, undefined, signal);
    const latest = new Map<string, Deployment>();
    for (const deployment of items) {
      if (!latest.has(deployment.application)) latest.set(deployment.application, deployment);
    }
    for (const row of applications) row.setLatest(latest.get(row.data.name));
    yield;
    const unknown = applications.filter((row) => reason === "user" || row.platform === undefined);
    if (unknown.length === 0) return;
    const read = await api.getApplications(unknown.map((row) => row.data.name), signal);
    const known = new Map(read.map(({ name, platform }) => [name, platform]));
    for (const row of unknown) row.platform = known.get(row.data.name);
    yield;
  }
}

/** An application; below it its deployment groups. */
export class ApplicationRow extends Branch<Pick<Application, "name">> {
  readonly host: RoomHost;
  latest: Deployment | undefined;
  platform: Platform | undefined;
  readonly #groups = new Pages<string>(NAMES_PAGE, async (cursor, signal) =>
    (await deployApi(this.host, this.context)).listGroups(this.data.name, cursor, signal),
  );

  constructor(host: RoomHost, parent: Branch, name: string) {
    super(parent, parent.context, name, { name });
    this.host = host;
  }

  /** Takes the latest deployment. One that is no longer among the region's newest stays known, if it had ended. */
  setLatest(latest: Deployment | undefined): void {
    if (latest === undefined && !isRunning(this.latest?.status)) return;
    this.latest = latest;
  }

  view(): RowView {
    const { latest, platform } = this;
    const description = joined([
      latest === undefined ? undefined : statusOrAge(latest.status, latest.createdAt),
      latest !== undefined && isRunning(latest.status) ? progressText(latest) : undefined,
      platform === undefined ? undefined : platformText(platform),
    ]);
    const spoken = latest === undefined ? "" : `, latest deployment ${statusText(latest.status)}`;
    return {
      label: this.data.name,
      ...(description === "" ? {} : { description }),
      icon: latest === undefined ? { id: "package" } : statusIcon(latest.status),
      facets: ["application"],
      spoken: `${this.data.name}, application${spoken}`,
    };
  }

  override ref(): ResourceRef {
    return applicationRef(this.context.region, this.data.name);
  }

  override consolePath(): string {
    return `codesuite/codedeploy/applications/${encodeURIComponent(this.data.name)}`;
  }

  override tooltip(): readonly string[] {
    const { latest, platform } = this;
    const lines = [
      this.data.name,
      platform === undefined ? undefined : `Deploys to ${platformText(platform)}`,
      latest === undefined
        ? "No recent deployment"
        : `Latest deployment ${latest.id} to ${latest.group}: ${statusText(latest.status)}`,
      latest?.createdAt === undefined ? undefined : `Created ${formatDateTime(latest.createdAt)}`,
    ];
    return lines.filter((line) => line !== undefined);
  }

  async load({ cursor, reason, signal }: PageRequest): Promise<Page> {
    if (reason === "user") this.host.recents.touch(this.id);
    const api = await deployApi(this.host, this.context);
    const { items, next } = await this.#groups.page(cursor, signal);
    const groups = await api.getGroups(this.data.name, items, signal);
    return { rows: groups.map((group) => new GroupRow(this, group)), next };
  }

  override pollInterval(children: readonly Row[]): number {
    const runs = children.some((row) => row instanceof GroupRow && isRunning(row.data.latest?.status));
    return runs ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No deployment group yet";
  }
}

/** A deployment group with its latest deployment's status; below it its deployments, newest first. */
export class GroupRow extends Branch<Group> {
  declare readonly parent: ApplicationRow;
  readonly #deployments = new Pages<Deployment>(FIRST_DEPLOYMENTS, async (cursor, signal) => {
    const { application, name } = this.data;
    return (await deployApi(this.parent.host, this.context)).newestDeployments({ application, group: name }, cursor, signal);
  });

  constructor(parent: ApplicationRow, group: Group) {
    super(parent, parent.context, group.name, group);
  }

  view(): RowView {
    const { name, latest } = this.data;
    const description = latest === undefined ? "no deployment yet" : statusOrAge(latest.status, latest.createdAt);
    const spoken = latest === undefined ? "no deployment yet" : `latest deployment ${statusText(latest.status)}`;
    return {
      label: name,
      description,
      icon: latest === undefined ? { id: "server-environment" } : statusIcon(latest.status),
      facets: ["group"],
      spoken: `${name}, deployment group, ${spoken}`,
    };
  }

  override ref(): ResourceRef {
    return groupRef(this.context.region, this.data.application, this.data.name);
  }

  override consolePath(): string {
    const { application, name } = this.data;
    const page = `codesuite/codedeploy/applications/${encodeURIComponent(application)}`;
    return `${page}/deployment-groups/${encodeURIComponent(name)}`;
  }

  override tooltip(): readonly string[] {
    const { application, name, config, style, platform, latest } = this.data;
    const lines = [
      `${name} of ${application}`,
      platform === undefined ? undefined : joined([`Deploys to ${platformText(platform)}`, style], ", "),
      config === undefined ? undefined : `Configuration: ${config}`,
      latest === undefined ? "No deployment yet" : `Latest deployment ${latest.id}: ${statusText(latest.status)}`,
    ];
    return lines.filter((line) => line !== undefined);
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const api = await deployApi(this.parent.host, this.context);
    const size = cursor === undefined ? FIRST_DEPLOYMENTS : MORE_DEPLOYMENTS;
    const { items, next } = await this.#deployments.page(cursor, signal, { size });
    // pages behind the first are of what came with it: those that ran then are looked at again
    const deployments = cursor === undefined ? items : await api.getDeployments(items.map(({ id }) => id), signal);
    return { rows: deployments.map((deployment) => new DeploymentRow(this.parent.host, this, deployment)), next };
  }

  /** What AppSpec revisions put in place, in one batch; and the traffic of the deployment that runs. */
  override async *details(rows: readonly Row[], { signal }: DetailsRequest): AsyncIterable<void> {
    const deployments = rows.filter((row) => row instanceof DeploymentRow);
    const api = await deployApi(this.parent.host, this.context);
    const revisions = deployments.flatMap(({ data }) => data.revision ?? []);
    const texts = await api.revisionTexts(this.data.application, revisions, signal);
    for (const row of deployments) row.setRevisionTexts(texts);
    yield;
    for (const row of deployments.filter(({ data }) => isRunning(data.status) && data.platform !== "Server")) {
      row.setTargets(await api.getTargets(row.data.id, await api.allTargets(row.data.id, signal), signal));
      yield;
    }
  }

  override pollInterval(children: readonly Row[]): number {
    const runs = children.some((row) => row instanceof DeploymentRow && isRunning(row.data.status));
    return runs ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No deployment yet";
  }
}

/** The status while something runs, else how long ago it began: the icon has the rest. */
function statusOrAge(status: Deployment["status"], createdAt: number | undefined): string {
  return isRunning(status) || createdAt === undefined ? statusText(status) : formatAgo(createdAt, Date.now());
}

function platformText(platform: Platform): string {
  return platform === "Server" ? "EC2 or on premises" : platform === "ECS" ? "Amazon ECS" : "AWS Lambda";
}
