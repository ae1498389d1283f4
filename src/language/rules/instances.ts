import { fault, faultAt } from "../check/state.ts";
import { resourceNamed, valuesAt } from "../check/values.ts";
import { type Value, member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

/** The properties of resource types that hold the type of an instance. */
const INSTANCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  "AWS::AutoScaling::LaunchConfiguration": ["InstanceType"],
  "AWS::EC2::CapacityReservation": ["InstanceType"],
  "AWS::EC2::Host": ["InstanceType"],
  "AWS::EC2::Instance": ["InstanceType"],
  "AWS::RDS::DBInstance": ["DBInstanceClass"],
  "AWS::ElastiCache::CacheCluster": ["CacheNodeType"],
  "AWS::ElastiCache::GlobalReplicationGroup": ["CacheNodeType"],
  "AWS::ElastiCache::ReplicationGroup": ["CacheNodeType"],
  "AWS::EC2::EC2Fleet": ["FleetLaunchTemplateOverridesRequest", "InstanceType"],
  "AWS::EC2::LaunchTemplate": ["LaunchTemplateData", "InstanceType"],
  "AWS::EC2::SpotFleet": ["SpotFleetLaunchSpecification", "InstanceType"],
  "AWS::OpenSearchService::Domain": ["ClusterConfig", "InstanceType"],
  "AWS::Elasticsearch::Domain": ["ElasticsearchClusterConfig", "InstanceType"],
};

/** Families of instances of before, from "Previous generation instances". */
const OLD = /(?:^|\.)(?:[cmr][1-3]|cc2|cg1|cr1|g2|hi1|hs1|i2|t1)(?:$|\.)/;

const oldInstance: PathRule = {
  code: "I3100",
  paths: Object.keys(INSTANCE_TYPES).map((type) => `Resources/${type}/Properties`),
  check(state, value, _, faults) {
    if (state.path?.key !== "Properties") return;
    const path = INSTANCE_TYPES[state.kindPath.split("/")[1] ?? ""] ?? [];
    let found: Value | undefined = value;
    let at = state;
    for (const key of path) {
      found = member(found, key);
      at = { ...at, path: { parent: at.path, key, length: (at.path?.length ?? 0) + 1 } };
    }
    const type = textOf(found);
    if (type !== undefined && OLD.test(type)) faults.push(fault(at, `${type} is of an older generation: newer ones do more for less.`, { code: "I3100" }));
  },
};

const DEVICES = [
  "AWS::EC2::Instance/Properties/BlockDeviceMappings/*",
  "AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/BlockDeviceMappings/*",
  "AWS::EC2::SpotFleet/Properties/SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*",
  "AWS::AutoScaling::LaunchConfiguration/Properties/BlockDeviceMappings/*",
  "AWS::OpsWorks::Instance/Properties/BlockDeviceMappings/*",
].map((path) => `Resources/${path}`);

/** Types of volumes whose speed is not set. */
const WITHOUT_IOPS: ReadonlySet<string> = new Set(["gp2", "st1", "sc1", "standard"]);

const ignoredIops: PathRule = {
  code: "W3671",
  paths: DEVICES.map((path) => `${path}/Ebs`),
  check(state, value, _, faults) {
    const type = textOf(member(value, "VolumeType"));
    if (type === undefined || !WITHOUT_IOPS.has(type.toLowerCase()) || member(value, "Iops") === undefined) return;
    faults.push(faultAt(state, "Iops", `Iops means nothing for volumes of type ${type}.`, { code: "W3671" }));
  },
};

const ignoredName: PathRule = {
  code: "W3698",
  paths: DEVICES,
  check(state, value, _, faults) {
    if (member(value, "VirtualName") === undefined || member(value, "Ebs") === undefined) return;
    faults.push(faultAt(state, "VirtualName", "VirtualName means nothing beside Ebs.", { code: "W3698" }));
  },
};

const addressDomain: PathRule = {
  code: "W3700",
  paths: ["Resources/AWS::EC2::EIP/Properties/Domain"],
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text !== undefined && !/^(?:standard|vpc)$/i.test(text)) faults.push(fault(state, `"${text}" is taken for vpc.`, { code: "W3700" }));
  },
};

const image: PathRule = {
  code: "E3673",
  paths: ["Resources/AWS::EC2::Instance/Properties"],
  check(state, value, _, faults) {
    for (const { value: id, state: at } of valuesAt(state, value, ["ImageId"])) {
      if (id !== undefined && textOf(id) !== "") continue;
      // a branch without an image is told there, a missing key at the resource's properties
      const place = at.path?.key === "ImageId" ? state : at;
      const templates = [...templatesOf({ ...at, path: state.path }, value)];
      const isMissing = templates.length === 0 || templates.some((template) => lacksImage(at, template));
      if (isMissing) faults.push(fault(place, "An instance needs ImageId, or a launch template that has one.", { code: "E3673" }));
    }
  },
};

function* templatesOf(state: Parameters<PathRule["check"]>[0], value: Value): Generator<Value> {
  for (const { value: template, state: at } of valuesAt(state, value, ["LaunchTemplate"])) {
    for (const { value: id, state: inside } of template === undefined ? [] : valuesAt(at, template, ["LaunchTemplateId"])) {
      if (id !== undefined) yield id;
      else for (const { value: name } of valuesAt({ ...inside, path: at.path }, template, ["LaunchTemplateName"])) if (name !== undefined) yield name;
    }
  }
}

function lacksImage(state: Parameters<PathRule["check"]>[0], template: Value): boolean {
  const name = resourceNamed(template);
  if (name === undefined || state.names.resource(name)?.type !== "AWS::EC2::LaunchTemplate") return false;
  const body = state.names.source.body("Resources", name);
  return [...valuesAt(state, body, ["Properties", "LaunchTemplateData", "ImageId"])].some(({ value }) => value === undefined);
}

const healthChecks: PathRule = {
  code: "E3056",
  paths: ["Resources/AWS::AutoScaling::AutoScalingGroup/Properties/HealthCheckType"],
  check(state, value, _, faults) {
    const parts = (textOf(value) ?? "").split(",").map((part) => part.trim());
    if (parts.length > 1 && parts.includes("EC2")) faults.push(fault(state, "EC2 stands alone as a type of health check.", { code: "E3056" }));
  },
};

export const INSTANCE_RULES: readonly PathRule[] = [oldInstance, ignoredIops, ignoredName, addressDomain, image, healthChecks];
