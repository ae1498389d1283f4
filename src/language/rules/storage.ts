import { listed } from "../check/compare.ts";
import { fault, faultAt, leadsThrough } from "../check/state.ts";
import { variantsOf } from "../check/objects.ts";
import { valuesAt } from "../check/values.ts";
import { FUNCTIONS, type Value, member, textOf } from "../model/value.ts";
import { TEMPLATED } from "./paths.ts";
import type { PathRule } from "./rule.ts";

const BUCKET = "Resources/AWS::S3::Bucket/Properties";

const accessControl: PathRule = {
  code: "W3045",
  paths: [BUCKET],
  check(state, value, _, faults) {
    for (const { value: properties } of variantsOf(state, value, ["AccessControl"])) {
      if (member(properties, "AccessControl") === undefined) continue;
      faults.push(faultAt(state, "AccessControl", "Bucket policies do better what AccessControl did once.", { code: "W3045" }));
    }
  },
};

/** After how many days objects can be archived, from "PutBucketIntelligentTieringConfiguration". */
const TIERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ARCHIVE_ACCESS: [90, 730],
  DEEP_ARCHIVE_ACCESS: [180, 730],
};

const tiering: PathRule = {
  code: "E3061",
  paths: [`${BUCKET}/IntelligentTieringConfigurations/*/Tierings/*`],
  check(state, value, _, faults) {
    for (const { value: tier, state: at } of valuesAt(state, value, ["AccessTier"])) {
      const limits = TIERS[textOf(tier) ?? ""];
      if (limits === undefined) continue;
      for (const { value: days } of valuesAt({ ...at, path: state.path }, value, ["Days"])) {
        const number = days?.kind === "scalar" && days.value !== null ? Number(days.value) : Number.NaN;
        if (!Number.isInteger(number)) continue;
        const [least, most] = limits;
        if (number < least || number > most) faults.push(faultAt(state, "Days", `Between ${least} and ${most} days are allowed.`, { code: "E3061" }));
      }
    }
  },
};

/** The names of attributes in key schemas; undefined where the schemas are no lists. */
function keyNames(schema: Value | undefined): string[] {
  return schema?.kind === "list" ? schema.items.flatMap((item) => textOf(member(item, "AttributeName")) ?? []) : [];
}

const INDEXES = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];

const tableAttributes: PathRule = {
  code: "E3039",
  paths: ["Resources/AWS::DynamoDB::Table/Properties"],
  check(state, value, _, faults) {
    for (const { value: table } of variantsOf(state, value, ["AttributeDefinitions", "KeySchema", ...INDEXES])) {
      const lists = ["AttributeDefinitions", "KeySchema", ...INDEXES].map((key) => member(table, key));
      if (lists.some((list) => list !== undefined && list.kind !== "list")) continue;
      const [definitions, keys, ...indexes] = lists;
      const defined = definitions?.kind === "list" ? definitions.items.map((item) => textOf(member(item, "AttributeName"))) : [];
      if (defined.includes(undefined)) continue;
      const used = [
        ...keyNames(keys),
        ...indexes.flatMap((list) => (list?.kind === "list" ? list.items.flatMap((item) => keyNames(member(item, "KeySchema"))) : [])),
      ];
      const [one, other] = [new Set(defined), new Set<string | undefined>(used)];
      if (one.size === other.size && [...one].every((name) => other.has(name))) continue;
      const message = `AttributeDefinitions (${listed([...one])}) are the keys of the table and its indexes (${listed([...other])}), all of them and no others.`;
      faults.push(fault(state, message, { code: "E3039" }));
    }
  },
};

/** Days are kept cold for so long at least, from "Lifecycle" of AWS Backup. */
const COLD = 90;

const coldStorage: PathRule = {
  code: "E3504",
  paths: ["Lifecycle", "CopyActions/*/Lifecycle"].map((path) => `Resources/AWS::Backup::BackupPlan/Properties/BackupPlan/BackupPlanRule/*/${path}`),
  check(state, value, _, faults) {
    const [last, cold] = ["DeleteAfterDays", "MoveToColdStorageAfterDays"].map((key) => {
      const days = member(value, key);
      return days?.kind === "scalar" && days.type === "integer" ? Number(days.value) : undefined;
    });
    if (last === undefined || cold === undefined || last - cold >= COLD) return;
    faults.push(faultAt(state, "DeleteAfterDays", `What is cold stays for ${COLD} days at least.`, { code: "E3504" }));
  },
};

const parameterName: PathRule = {
  code: "W3701",
  paths: ["Resources/AWS::SSM::Parameter/Properties/Name"],
  check(state, value, _, faults) {
    const name = textOf(value);
    if (name === undefined || /^(?:(?!aws|ssm)[\w.-]+|\/(?!aws|ssm)[\w.-]+(?:\/[\w.-]+)*)$/i.test(name)) return;
    faults.push(fault(state, "Names that begin with aws or ssm are reserved.", { code: "W3701" }));
  },
};

/** Properties that name an availability zone. */
const ZONES = [
  "AWS::AutoScaling::AutoScalingGroup/Properties/AvailabilityZones/*",
  "AWS::DAX::Cluster/Properties/AvailabilityZones/*",
  "AWS::DMS::ReplicationInstance/Properties/AvailabilityZone",
  "AWS::EC2::Host/Properties/AvailabilityZone",
  "AWS::EC2::Instance/Properties/AvailabilityZone",
  "AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/Placement/AvailabilityZone",
  "AWS::EC2::SpotFleet/Properties/SpotFleetRequestConfigData/LaunchSpecifications/*/Placement/AvailabilityZone",
  "AWS::EC2::SpotFleet/Properties/SpotFleetRequestConfigData/LaunchTemplateConfigs/*/Overrides/*/AvailabilityZone",
  "AWS::EC2::Subnet/Properties/AvailabilityZone",
  "AWS::EC2::Volume/Properties/AvailabilityZone",
  "AWS::ElasticLoadBalancing::LoadBalancer/Properties/AvailabilityZones/*",
  "AWS::ElasticLoadBalancingV2::TargetGroup/Properties/Targets/*/AvailabilityZone",
  "AWS::EMR::Cluster/Properties/Instances/Placement/AvailabilityZone",
  "AWS::Glue::Connection/Properties/ConnectionInput/PhysicalConnectionRequirements/AvailabilityZone",
  "AWS::OpsWorks::Instance/Properties/AvailabilityZone",
  "AWS::RDS::DBCluster/Properties/AvailabilityZones/*",
  "AWS::RDS::DBInstance/Properties/AvailabilityZone",
].map((path) => `Resources/${path}`);

const fixedZone: PathRule = {
  code: "W3010",
  paths: ZONES,
  check(state, value, _, faults) {
    const zone = textOf(value);
    if (zone === undefined || zone === "all" || state.names.source.isMade || leadsThrough(state.path, FUNCTIONS)) return;
    faults.push(fault(state, `"${zone}" is in one region only: Fn::GetAZs gives the zones of each.`, { code: "W3010" }));
  },
};

const packagedPath: PathRule = {
  code: "W3002",
  paths: [...TEMPLATED],
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text === undefined || state.names.hasTransform("AWS::Serverless-2016-10-31") || FUNCTIONS.has(String(state.path?.key))) return;
    if (!/^(?:s3|https):\/\//.test(text)) faults.push(fault(state, 'Only "aws cloudformation package" makes a bucket of this path.', { code: "W3002" }));
  },
};

export const STORAGE_RULES: readonly PathRule[] = [fixedZone, packagedPath, accessControl, tiering, tableAttributes, coldStorage, parameterName];

