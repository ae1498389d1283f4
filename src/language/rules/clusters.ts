import { variantsOf } from "../check/objects.ts";
import { fault, faultAt } from "../check/state.ts";
import { resourceNamed, valuesAt } from "../check/values.ts";
import { type Value, member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

type State = Parameters<PathRule["check"]>[0];

/** A number or a text as text. */
const asText = (value: Value | undefined) => (value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined);

const hostPorts: PathRule = {
  code: "E3053",
  paths: ["Resources/AWS::ECS::TaskDefinition/Properties"],
  check(state, value, _, faults) {
    for (const { value: mode } of valuesAt(state, value, ["NetworkMode"])) {
      if (textOf(mode) !== "awsvpc") continue;
      for (const { value: mapping, state: at } of valuesAt(state, value, ["ContainerDefinitions", "*", "PortMappings", "*"])) {
        for (const { value: host, state: hostAt } of valuesAt(at, mapping, ["HostPort"])) {
          for (const { value: port } of valuesAt(at, mapping, ["ContainerPort"])) {
            const [own, other] = [asText(host), asText(port)];
            if (own === undefined || other === undefined || own === other) continue;
            faults.push(fault(hostAt, `In awsvpc the port of the host is that of the container: ${other}.`, { code: "E3053" }));
          }
        }
      }
    }
  },
};

const dynamicPorts: PathRule = {
  code: "E3049",
  paths: ["Resources/AWS::ECS::Service/Properties"],
  check(state, value, _, faults) {
    for (const { value: task } of valuesAt(state, value, ["TaskDefinition"])) {
      const definition = bodyOf(state, resourceNamed(task), "AWS::ECS::TaskDefinition");
      if (definition === undefined) continue;
      for (const { value: balancer } of valuesAt(state, value, ["LoadBalancers", "*"])) {
        const container = textOf(member(balancer, "ContainerName"));
        const port = asText(member(balancer, "ContainerPort"));
        const group = resourceNamed(member(balancer, "TargetGroupArn"));
        const target = bodyOf(state, group, "AWS::ElasticLoadBalancingV2::TargetGroup");
        if (container === undefined || port === undefined || group === undefined || target === undefined) continue;
        if (!hasDynamicPort(state, definition, container, port)) continue;
        for (const { value: check } of valuesAt(state, target, ["Properties", "HealthCheckPort"])) {
          if (check !== undefined && (asText(check) === undefined || asText(check) === "traffic-port")) continue;
          const message = 'A container with a dynamic port needs a target group whose HealthCheckPort is "traffic-port".';
          const path = ["Resources", group, "Properties", "HealthCheckPort"];
          faults.push(fault(state, message, { code: "E3049", override: path }));
        }
      }
    }
  },
};

function bodyOf(state: State, name: string | undefined, type: string): Value | undefined {
  return name === undefined || state.names.resource(name)?.type !== type ? undefined : state.names.source.body("Resources", name);
}

function hasDynamicPort(state: State, definition: Value, container: string, port: string): boolean {
  for (const { value: one } of valuesAt(state, definition, ["Properties", "ContainerDefinitions", "*"])) {
    if (textOf(member(one, "Name")) !== container) continue;
    for (const { value: mapping } of valuesAt(state, one, ["PortMappings", "*"])) {
      if (asText(member(mapping, "ContainerPort")) === port && asText(member(mapping, "HostPort")) === "0") return true;
    }
  }
  return false;
}

/** What a cluster of Redis needs, from "Replication: Redis (cluster mode enabled)". */
const redisCluster: PathRule = {
  code: "E3026",
  paths: ["Resources/AWS::ElastiCache::ReplicationGroup/Properties"],
  check(state, value, _, faults) {
    for (const { value: properties, scenario } of variantsOf(state, value)) {
      const group = member(properties, "CacheParameterGroupName");
      const name = group?.kind === "map" && group.call?.name === "Ref" ? textOf(group.call.argument) : undefined;
      const body = name === undefined || state.names.resource(name) === undefined ? undefined : state.names.source.body("Resources", name);
      const settings = member(member(body, "Properties"), "Properties");
      const isCluster = [...(settings === undefined ? [] : variantsOf(state, settings, undefined, scenario))].some(({ value: one }) => textOf(member(one, "cluster-enabled")) === "yes");
      if (!isCluster) continue;
      const failover = member(properties, "AutomaticFailoverEnabled");
      if (failover?.kind === "scalar" && /^false$/i.test(String(failover.value))) {
        faults.push(faultAt(state, "CacheParameterGroupName", "A cluster fails over automatically: leave this out, or set it to true.", { code: "E3026" }));
      }
      if (member(properties, "NumNodeGroups") !== undefined) continue;
      const count = member(properties, "NumCacheClusters");
      const number = count === undefined ? 0 : count.kind === "scalar" ? Number(count.value) : Number.NaN;
      if (number <= 1) faults.push(faultAt(state, "CacheParameterGroupName", "A cluster has more than one node.", { code: "E3026" }));
    }
  },
};

/** Engines that have modes of replicas. */
const REPLICA_ENGINES = /^(?:oracle|custom-oracle|db2)/i;

const replicaMode: PathRule = {
  code: "W3699",
  paths: ["Resources/AWS::RDS::DBInstance/Properties"],
  check(state, value, _, faults) {
    const engine = textOf(member(value, "Engine"));
    if (engine === undefined || member(value, "ReplicaMode") === undefined || REPLICA_ENGINES.test(engine)) return;
    faults.push(faultAt(state, "ReplicaMode", `ReplicaMode means nothing for ${engine}.`, { code: "W3699" }));
  },
};

const detector: PathRule = {
  code: "E3063",
  paths: ["Resources/AWS::GuardDuty::Detector/Properties"],
  check(state, value, _, faults) {
    if (member(value, "DataSources") === undefined || member(value, "Features") === undefined) return;
    faults.push(fault(state, "Either DataSources or Features can be given, better the latter.", { code: "E3063" }));
  },
};

export const CLUSTER_RULES: readonly PathRule[] = [hostPorts, dynamicPorts, redisCluster, replicaMode, detector];
