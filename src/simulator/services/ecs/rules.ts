import type * as EcsModule from "@aws-sdk/client-ecs";
import type { DeploymentConfiguration, DeploymentController } from "@aws-sdk/client-ecs";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { standard } from "../../resources/project.ts";
import type { Rules } from "../../resources/rule.ts";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext } from "../../wire/types.ts";
import { familyIn } from "./courses.ts";
import { revisionIn } from "./definitions.ts";
import { counts, deploymentsOf, eventsOf, liveService, taskSetsOf, wanted } from "./describe.ts";
import { briefDeployment, revisionOf, serviceDeployment } from "./serviceDeployments.ts";
import { CLUSTER, DEFINITION, SERVICE, SERVICE_DEPLOYMENT, SERVICE_REVISION, TASK, isBlueGreen } from "./fleet.ts";
import type { EcsFleet } from "./fleet.ts";

const within = {
  type: CLUSTER,
  by: "cluster",
  standard: "default",
  property: "Cluster",
  missing: () => new AwsError("ClusterNotFoundException", "Cluster not found."),
} as const;

/** What names nothing comes back beside what was found (ECS API reference, Failure). */
const failures = (path: string) =>
  ({
    in: "failures",
    row: (name: string, { region, accountId }: CallContext) => ({
      arn: name.startsWith("arn:") ? name : `arn:aws:ecs:${region}:${accountId}:${path}/${name}`,
      reason: "MISSING",
    }),
  }) as const;

/** @param most how many names a call takes (ECS API reference) */
function atMost(names: readonly string[] | undefined, most: number, what: string): void {
  if ((names?.length ?? 0) > most) {
    throw new AwsError("InvalidParameterException", `${what} cannot have more than ${most} elements.`);
  }
}

const hasFamily = (one: Resource, prefix: string | undefined, status: string) =>
  (prefix === undefined || familyIn(one.name) === prefix) && (status === "ALL" || text(one, "Status") === status);

/** Families in the order of their names, revisions in that of their numbers. */
const byRevision = (a: Resource, b: Resource) =>
  familyIn(a.name) === familyIn(b.name) ? revisionIn(a.name) - revisionIn(b.name) : familyIn(a.name) < familyIn(b.name) ? -1 : 1;

const lastOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

export const RULES: Rules<typeof EcsModule, EcsFleet> = {
  ListClusters: { type: CLUSTER, rows: "clusterArns", row: ({ arn }) => arn },
  DescribeClusters: {
    type: CLUSTER, rows: "clusters", by: "clusters", standard: "default", failures: failures("cluster"),
    judge: ({ clusters }) => atMost(clusters, 100, "Clusters"),
    facts: {
      status: standard("ACTIVE"),
      registeredContainerInstancesCount: standard(0),
      activeServicesCount: (one, fleet) => fleet.within(one).services.length,
      runningTasksCount: (one, fleet) => fleet.within(one).tasks.filter((task) => text(task, "LastStatus") === "RUNNING").length,
      pendingTasksCount: (one, fleet) => fleet.within(one).tasks.filter((task) => text(task, "LastStatus").startsWith("P")).length,
    },
  },
  ListServices: {
    type: SERVICE, rows: "serviceArns", row: ({ arn }) => arn, within, page: { standard: 10, most: 100 },
    where: (_one, { launchType = "FARGATE", schedulingStrategy = "REPLICA" }) => launchType === "FARGATE" && schedulingStrategy === "REPLICA",
  },
  DescribeServices: {
    type: SERVICE, rows: "services", by: "services", within, failures: failures("service"),
    judge: ({ services }) => atMost(services, 10, "Services"),
    facts: {
      clusterArn: (one, fleet) => fleet.clusterArn(one),
      status: standard("ACTIVE"),
      taskDefinition: (one, fleet) => wanted(liveService(fleet, one)),
      desiredCount: (one, fleet) => fleet.courseOf(one).desired,
      runningCount: (one, fleet) => counts(liveService(fleet, one)).runningCount,
      pendingCount: (one, fleet) => counts(liveService(fleet, one)).pendingCount,
      deployments: (one, fleet) => (isBlueGreen(one) ? [] : deploymentsOf(liveService(fleet, one))),
      taskSets: (one, fleet) => (isBlueGreen(one) ? taskSetsOf(liveService(fleet, one), one, fleet.clusterArn(one)) : undefined),
      events: (one, fleet) => eventsOf(liveService(fleet, one), one),
      launchType: standard("FARGATE"),
      platformVersion: standard("1.4.0"),
      platformFamily: standard("Linux"),
      schedulingStrategy: standard("REPLICA"),
      deploymentConfiguration: ({ stack, properties }) => ({
        deploymentCircuitBreaker: { enable: stack !== undefined, rollback: stack !== undefined },
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        ...(properties["DeploymentConfiguration"] as DeploymentConfiguration | undefined),
      }),
      deploymentController: (one) => (isBlueGreen(one) ? { type: "CODE_DEPLOY" } : { type: "ECS", ...(one.properties["DeploymentController"] as DeploymentController | undefined) }),
      enableECSManagedTags: standard(true),
      enableExecuteCommand: standard(false),
    },
  },
  ListTasks: {
    type: TASK, rows: "taskArns", row: ({ arn }) => arn, within,
    where: (one, { desiredStatus = "RUNNING", family, serviceName, startedBy, launchType = "FARGATE" }) =>
      text(one, "DesiredStatus") === desiredStatus && launchType === "FARGATE" &&
      (family === undefined || familyIn(text(one, "TaskDefinitionArn")) === family) &&
      (serviceName === undefined || text(one, "Group") === `service:${serviceName.slice(serviceName.lastIndexOf("/") + 1)}`) &&
      (startedBy === undefined || text(one, "StartedBy") === startedBy),
    judge({ serviceName, cluster = "default" }, fleet) {
      if (serviceName !== undefined && !fleet.hasService(cluster, serviceName)) {
        throw new AwsError("ServiceNotFoundException", "Service not found.");
      }
    },
  },
  DescribeTasks: {
    type: TASK, rows: "tasks", by: "tasks", within, failures: failures("task"),
    judge: ({ tasks }) => atMost(tasks, 100, "Tasks"),
  },
  ListServiceDeployments: {
    type: SERVICE_DEPLOYMENT, rows: "serviceDeployments", row: briefDeployment,
    judge: ({ service = "", cluster = "default" }, fleet) => void fleet.service(cluster, service),
    where: (one, { service = "", cluster = "default", status = [] }, fleet) =>
      text(one, "Service").endsWith(`:service/${lastOf(cluster)}/${lastOf(service)}`) &&
      (status.length === 0 || status.includes(briefDeployment(one, fleet).status ?? "PENDING")),
    order: (a, b) => b.created - a.created,
  },
  DescribeServiceDeployments: {
    type: SERVICE_DEPLOYMENT, rows: "serviceDeployments", by: "serviceDeploymentArns", row: serviceDeployment, failures: failures("service-deployment"),
    judge: ({ serviceDeploymentArns }) => atMost(serviceDeploymentArns, 20, "Service deployments"),
  },
  DescribeServiceRevisions: {
    type: SERVICE_REVISION, rows: "serviceRevisions", by: "serviceRevisionArns", row: revisionOf, failures: failures("service-revision"),
    judge: ({ serviceRevisionArns }) => atMost(serviceRevisionArns, 20, "Service revisions"),
  },
  ListTaskDefinitionFamilies: {
    type: DEFINITION, rows: "families", row: ({ name }) => familyIn(name),
    where: ({ name, aliases = [] }, { familyPrefix = "" }) => aliases.length > 0 && name.startsWith(familyPrefix),
    order: byRevision,
  },
  ListTaskDefinitions: {
    type: DEFINITION, rows: "taskDefinitionArns", row: ({ arn }) => arn,
    where: (one, { familyPrefix, status = "ACTIVE" }) => hasFamily(one, familyPrefix, status),
    order: (a, b, { sort }) => (sort === "DESC" ? byRevision(b, a) : byRevision(a, b)),
  },
  DescribeTaskDefinition: {
    type: DEFINITION, rows: "taskDefinition", by: "taskDefinition",
    missing: () => new AwsError("ClientException", "Unable to describe task definition."),
    facts: {
      revision: ({ name }) => revisionIn(name),
      registeredBy: ({ stack }, fleet) => fleet.registrar(stack !== undefined),
      compatibilities: standard(["EC2", "FARGATE"]),
      volumes: standard([]),
      placementConstraints: standard([]),
    },
  },
};
