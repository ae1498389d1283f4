import { judgeBy, judgeOnce } from "../check/frame.ts";
import { resolverOf } from "../check/resolver.ts";
import { type State, stateWith } from "../check/state.ts";
import { validate } from "../check/walk.ts";
import { FUNCTIONS, type Value, member, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { PathRule } from "./rule.ts";

/** Types that can be kept as a snapshot, from "DeletionPolicy attribute" of the user guide. */
const SNAPSHOTS: ReadonlySet<string> = new Set([
  "AWS::DocDB::DBCluster",
  "AWS::EC2::Volume",
  "AWS::ElastiCache::CacheCluster",
  "AWS::ElastiCache::ReplicationGroup",
  "AWS::Neptune::DBCluster",
  "AWS::RDS::DBCluster",
  "AWS::RDS::DBInstance",
  "AWS::Redshift::Cluster",
]);

const POLICY_FUNCTIONS: ReadonlySet<string> = new Set(["Fn::Sub", "Fn::Select", "Fn::FindInMap", "Fn::If", "Ref"]);

/** The type of the resource that a path leads through. */
export function typeAt(state: State): string {
  let at = state.path;
  while (at?.parent?.parent !== undefined) at = at.parent;
  return state.names.resource(String(at?.key ?? ""))?.type ?? "";
}

/** Whether a resource has none of some keys for certain, which most have not: then schemas about these have nothing to say. */
function lacks(value: Value, ...keys: readonly string[]): boolean {
  return value.kind === "map" && value.call === undefined && !keys.some((key) => value.members.has(key));
}

function lifecyclePolicy(code: string, attribute: string, values: readonly string[]): PathRule {
  return {
    code,
    paths: [`Resources/*/${attribute}`],
    check(state, value, _, faults) {
      const allowed = SNAPSHOTS.has(typeAt(state)) ? [...values, "Snapshot"] : values;
      judgeBy({ code }, stateWith(state, { functions: POLICY_FUNCTIONS }), { type: "string", enum: allowed }, value, faults);
    },
  };
}

const deletionPolicy = lifecyclePolicy("E3035", "DeletionPolicy", ["Delete", "Retain", "RetainExceptOnCreate"]);
const updateReplacePolicy = lifecyclePolicy("E3036", "UpdateReplacePolicy", ["Delete", "Retain"]);

const bothPolicies: PathRule = {
  code: "W3011",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    if (type === "AWS::Lambda::Version" || type === "AWS::Lambda::LayerVersion" || lacks(value, "DeletionPolicy", "UpdateReplacePolicy")) return;
    const schema = state.names.schemas.table("other/resources/update_policy_delete") as SchemaObject;
    const message = "DeletionPolicy and UpdateReplacePolicy protect a resource together only.";
    const inside = stateWith(state, { readsDynamic: false, hasHooks: false, isComposite: true, resolve: resolverOf(schema) });
    judgeOnce({ code: "W3011" }, inside, schema, value, () => message, faults);
  },
};

interface Stateful {
  readonly ResourceTypes: Readonly<Record<string, { readonly DeleteRequiresEmptyResource?: boolean }>>;
}

/** What the serverless transform makes of types that keep data. */
const MADE_OF: Readonly<Record<string, string>> = {
  "AWS::Serverless::Application": "AWS::CloudFormation::Stack",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
};

const statefulPolicies: PathRule = {
  code: "I3011",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    const { ResourceTypes: types } = state.names.schemas.table("stateful") as Stateful;
    const made = type === undefined ? "" : (MADE_OF[type] ?? type);
    const found = Object.hasOwn(types, made) ? types[made] : undefined;
    // what cannot be deleted before it is empty is safe
    if (found === undefined || found.DeleteRequiresEmptyResource === true) return;
    judgeBy({ code: "I3011" }, state, { required: ["DeletionPolicy", "UpdateReplacePolicy"] }, value, faults);
  },
};

const updatePolicy: PathRule = {
  code: "E3016",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    if (lacks(value, "UpdatePolicy")) return;
    const schema = state.names.schemas.table("other/resources/update_policy") as SchemaObject;
    const inside = stateWith(state, { functions: FUNCTIONS, isStrict: false, hasHooks: false, resolve: resolverOf(schema) });
    const from = faults.length;
    validate(inside, schema, value, faults);
    for (const found of faults.slice(from)) if (found.keyword?.startsWith("fn") !== true && found.keyword !== "ref") found.code ??= "E3016";
  },
};

const SIGNAL: SchemaObject = {
  type: "object",
  additionalProperties: false,
  properties: { Timeout: { type: "string" }, Count: { type: "integer" } },
};

/** What a CreationPolicy may hold, from "CreationPolicy attribute" of the user guide. */
const CREATION: Readonly<Record<string, SchemaObject>> = {
  "AWS::AppStream::Fleet": { type: "object", additionalProperties: false, properties: { StartFleet: { type: "boolean" } } },
  "AWS::AutoScaling::AutoScalingGroup": {
    type: "object",
    additionalProperties: false,
    properties: {
      AutoScalingCreationPolicy: { type: "object", additionalProperties: false, properties: { MinSuccessfulInstancesPercent: { type: "integer" } } },
      ResourceSignal: SIGNAL,
    },
  },
  "AWS::CloudFormation::WaitCondition": { type: "object", additionalProperties: false, properties: { ResourceSignal: SIGNAL } },
};

const creationPolicy: PathRule = {
  code: "E3055",
  paths: ["Resources/*/CreationPolicy"],
  check(state, value, _, faults) {
    judgeBy({ code: "E3055" }, stateWith(state, { functions: POLICY_FUNCTIONS, isStrict: false }), CREATION[typeAt(state)] ?? {}, value, faults);
  },
};

/** What resources of some types lose after a while, unless they say how long it is kept. */
const RETENTION: Readonly<Record<string, readonly string[]>> = {
  "AWS::Kinesis::Stream": ["RetentionPeriodHours"],
  "AWS::SQS::Queue": ["MessageRetentionPeriod"],
  "AWS::DocDB::DBCluster": ["BackupRetentionPeriod"],
  "AWS::Synthetics::Canary": ["SuccessRetentionPeriod", "FailureRetentionPeriod"],
  "AWS::Redshift::Cluster": ["AutomatedSnapshotRetentionPeriod"],
  "AWS::RDS::DBInstance": [],
  "AWS::RDS::DBCluster": ["BackupRetentionPeriod"],
};

const retention: PathRule = {
  code: "I3013",
  paths: Object.keys(RETENTION).map((type) => `Resources/${type}/Properties`),
  check(state, value, _, faults) {
    const type = state.kindPath.split("/")[1] ?? "";
    const ofDatabase = state.names.schemas.table("extensions/aws_rds_dbinstance/backupretentionperiod") as SchemaObject;
    const schema = type === "AWS::RDS::DBInstance" ? ofDatabase : { required: RETENTION[type] ?? [] };
    const inside = stateWith(state, { readsDynamic: false, hasHooks: false, isComposite: true, resolve: resolverOf(schema) });
    judgeOnce({ code: "I3013" }, inside, schema, value, ({ message }) => `${message} Without it data is deleted after a time.`, faults);
  },
};

export const POLICY_RULES: readonly PathRule[] = [
  deletionPolicy,
  updateReplacePolicy,
  bothPolicies,
  statefulPolicies,
  updatePolicy,
  creationPolicy,
  retention,
];
