import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { joined } from "../../base/text.ts";
import { formatAgo } from "../../base/time.ts";
import { type Choice, choicesOf, pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodeDeployApi } from "./api.ts";
import { deployApi } from "./connect.ts";
import { DeploymentRow, EventRow, TargetRow } from "./deploymentRows.ts";
import { statusText } from "./look.ts";
import { type Deployment, wordsFor } from "./model.ts";
import { ApplicationRow, GroupRow } from "./tree.ts";

/** So many of the newest deployments are offered: two batch calls. */
const OFFERED = 50;

export interface ChosenDeployment {
  readonly context: AccountContext;
  readonly id: string;
}

/** The application of the row, else one that the user picks. @throws DevOpsError cancelled */
export async function chooseApplication(
  host: RoomHost,
  target: unknown,
  title: string,
): Promise<{ readonly context: AccountContext; readonly application: string }> {
  if (target instanceof ApplicationRow) return { context: target.context, application: target.data.name };
  const context = await host.pickPinned(title);
  const names = (await deployApi(host, context)).allApplications().then(choicesOf);
  const placeholder = `Application of ${context.profile} in ${context.region}`;
  return { context, application: await pick(names, { title, placeholder }) };
}

/**
 * The deployment of the row, else one that the user picks: of the row's group, of the whole region, or of those that run.
 * @throws DevOpsError cancelled, or conflict where there is none
 */
export async function chooseDeployment(
  host: RoomHost,
  target: unknown,
  title: string,
  which: "newest" | "running",
): Promise<ChosenDeployment> {
  const row = deploymentRowOf(target);
  if (row !== undefined) return { context: row.context, id: row.data.id };
  const context = target instanceof GroupRow ? target.context : await host.pickPinned(title);
  const api = await deployApi(host, context);
  const items = async () => {
    const deployments = await offered(api, target, which);
    if (deployments.length === 0) {
      const why = which === "running" ? "no deployment is under way" : "there is no deployment yet";
      const on = `${context.profile}, ${context.region}`;
      throw new DevOpsError({ kind: "conflict", tried: title.toLowerCase(), on, why });
    }
    const words = await wordsOfAll(api, deployments);
    return deployments.map((deployment) => toChoice(deployment, words.get(deployment.id)));
  };
  const placeholder = `Deployment of ${context.profile} in ${context.region}`;
  return { context, id: await pick(items(), { title, placeholder }) };
}

async function offered(api: CodeDeployApi, target: unknown, which: "newest" | "running"): Promise<readonly Deployment[]> {
  if (which === "running") return api.getDeployments(await api.listRunning());
  const of = target instanceof GroupRow ? { application: target.data.application, group: target.data.name } : undefined;
  return (await api.newestDeployments(of, undefined)).items.slice(0, OFFERED);
}

function deploymentRowOf(target: unknown): DeploymentRow | undefined {
  if (target instanceof DeploymentRow) return target;
  if (target instanceof TargetRow) return target.parent;
  return target instanceof EventRow ? target.parent.parent : undefined;
}

/** What deployments put in place, by their ids: one call an application that deploys AppSpec files. */
async function wordsOfAll(api: CodeDeployApi, deployments: readonly Deployment[]): Promise<ReadonlyMap<string, string>> {
  const applications = [...new Set(deployments.map(({ application }) => application))];
  const found = await Promise.all(
    applications.map(async (application) => {
      const own = deployments.filter((one) => one.application === application);
      const texts = await api.revisionTexts(application, own.flatMap(({ revision }) => revision ?? []));
      return own.flatMap(({ id, revision }) => (revision === undefined ? [] : [[id, wordsFor(revision, texts)] as const]));
    }),
  );
  return new Map(found.flat());
}

function toChoice({ id, group, status, createdAt }: Deployment, label = id): Choice<string> {
  const age = createdAt === undefined ? undefined : formatAgo(createdAt, Date.now());
  return { label, description: joined([group, statusText(status), age, label === id ? undefined : id]), value: id };
}
