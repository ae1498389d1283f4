import type { RegionState } from "../../account/account.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Inventory, Resource } from "../../resources/inventory.ts";
import { taskSetId } from "../codedeploy/describeTargets.ts";
import { endOf, statusAt } from "../codedeploy/model.ts";
import type { DeploymentGroup, ServiceFleet } from "../codedeploy/model.ts";
import type { Step } from "./rollout.ts";

/** The time that a service's first tasks took, in milliseconds. */
const FIRST_MS = 24_000;

/** A deployment group that rolls out an ECS service. */
export interface ServiceGroup {
  readonly group: DeploymentGroup;
  readonly fleet: ServiceFleet;
}

/** The groups of CodeDeploy that deploy to ECS. */
export function serviceGroups({ deployments }: Pick<RegionState, "deployments">): ServiceGroup[] {
  return deployments
    .applications()
    .flatMap(({ groups }) => [...groups.values()])
    .flatMap((group) => (group.fleet.kind === "service" ? [{ group, fleet: group.fleet }] : []));
}

/** The family of the task definitions that a group deploys: two clusters do not share one. */
export function familyOf({ service, family }: ServiceFleet): string {
  return family ?? service;
}

/** How CodeDeploy took a service from one task set to the next; the first is the one that was there before. */
export function blueGreenSteps(inventory: Inventory, { group, fleet }: ServiceGroup, now: number): Step[] {
  const { created } = group.application;
  const arn = (revision: number) => definitionArn(inventory, familyOf(fleet), revision);
  const first = group.deployments[0];
  const version = first?.previous?.version ?? (first === undefined ? 1 : first.release.version - 1);
  const base = stepOf(`${group.id} 0`, arn(Math.max(1, version)), created, created + FIRST_MS);
  // A rollback goes back to tasks that still run.
  const steps = group.deployments.filter(({ creator, started }) => creator === "user" && started <= now).map((one): Step => {
    const install = one.plan.targets[0]?.events.find(({ name }) => name === "Install")?.start ?? 0;
    const status = statusAt(one, now);
    const shifted = one.plan.traffic.find(({ weight }) => weight === 100)?.at ?? Infinity;
    return {
      id: taskSetId("Green", one.id),
      taskDefinition: arn(one.release.version),
      from: one.started + install,
      ends: endOf(one),
      shifts: one.started + shifted,
      fails: status === "Stopped" || one.plan.error !== undefined,
    };
  });
  return [base, ...steps];
}

/** How ECS itself took a service from one revision of its family to the next. */
export function rollingSteps({ inventory, families }: RegionState, cluster: string, service: Resource): Step[] {
  const family = familyIn(text(service, "TaskDefinition"));
  return families.revisions(family).flatMap(({ revision, at, rollout }, index) => {
    const ends = rollout?.ends ?? (index === 0 ? at + FIRST_MS : undefined);
    const arn = definitionArn(inventory, family, revision);
    return ends === undefined ? [] : [{ ...stepOf(`${cluster} ${service.name} ${revision}`, arn, at, ends), fails: rollout?.fails === true }];
  });
}

export function stepOf(seed: string, taskDefinition: string, from: number, ends: number): Step {
  return { id: `ecs-svc/${digits(seed)}`, taskDefinition, from, ends, shifts: from, fails: false };
}

export function definitionArn(inventory: Inventory, family: string, revision: number): string {
  return inventory.arn("ecs", `task-definition/${family}:${revision}`);
}

/** The family in a task definition's ARN or in `family:revision`. */
export function familyIn(definition: string): string {
  return definition.slice(definition.lastIndexOf("/") + 1).replace(/:\d+$/, "");
}

function digits(seed: string): string {
  const random = new Random(hashText(seed));
  return `${random.between(1_000_000_000, 9_999_999_999)}${random.between(100_000_000, 999_999_999)}`;
}
