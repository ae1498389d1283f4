import { canonical } from "../check/compare.ts";
import { ipv4Number } from "../check/formats.ts";
import { placeOf } from "../check/place.ts";
import { resourceNamed } from "../check/values.ts";
import type { Entry } from "../document/entry.ts";
import type { PlacedFinding } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { type Value, member, textOf } from "../model/value.ts";
import type { Overview, TemplateRule } from "./rule.ts";
import { valueOfEntry } from "./source.ts";

/** Something told at a path of an entry. */
function told(entry: Entry, path: readonly string[], code: string, message: string): PlacedFinding {
  const { start, end } = placeOf({ key: entry.keyNode, value: valueOfEntry(entry) }, path);
  return { entry, finding: { code, message, start, end, told: start } };
}

/** The resources of a type. */
function resourcesOf({ entries }: Overview, type: string): Entry[] {
  return entries.filter(({ section, summary }) => section === "Resources" && summary.resource?.type === type);
}

const propertiesOf = (entry: Entry) => member(valueOfEntry(entry), "Properties");
const conditionOf = ({ summary }: Entry) => summary.resource?.condition;

/** What a subnet can be, in each branch, with the condition of the branch. */
function subnetsIn(value: Value | undefined, condition: string | undefined): { readonly subnet: string; readonly condition: string | undefined }[] {
  if (value === undefined) return [];
  const text = textOf(value);
  if (text !== undefined) return [{ subnet: text, condition }];
  const call = value.kind === "map" ? value.call : undefined;
  if (call?.name === "Fn::If" && call.argument.kind === "list" && call.argument.items.length === 3) {
    const [name, ...branches] = call.argument.items;
    return branches.flatMap((branch) => subnetsIn(branch, textOf(name)));
  }
  if (call?.name === "Ref") return subnetsIn(call.argument, condition);
  if (call?.name !== "Fn::GetAtt" || call.argument.kind !== "list") return [];
  return [{ subnet: call.argument.items.map((part) => textOf(part) ?? "").join("."), condition }];
}

const routeTables: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const all = resourcesOf(overview, "AWS::EC2::SubnetRouteTableAssociation").flatMap((entry) =>
      subnetsIn(member(propertiesOf(entry), "SubnetId"), undefined).map((one) => ({ entry, ...one, own: conditionOf(entry) })),
    );
    const keyOf = ({ subnet, condition, own }: (typeof all)[number]) => JSON.stringify([own ?? null, condition ?? null, subnet]);
    const same = grouped(all, keyOf);
    return all.flatMap((one) => {
      const bare = JSON.stringify([null, null, one.subnet]);
      const others = (same.get(keyOf(one)) ?? []).filter(({ entry }) => entry !== one.entry);
      if (keyOf(one) !== bare) others.push(...(same.get(bare) ?? []));
      if (others.length === 0) return [];
      const names = others.map(({ entry }) => entry.key).join(", ");
      return [told(one.entry, ["Properties", "SubnetId"], "E3022", `A subnet has one route table, and this one has that of ${names}, too.`)];
    });
  },
};

/** A network of IPv4 as its first and last address; undefined for anything else. */
function networkOf(value: Value | undefined): readonly [first: number, last: number] | undefined {
  const [address = "", bits = ""] = (textOf(value) ?? "").split("/");
  const first = ipv4Number(address);
  const size = 2 ** (32 - Number(bits));
  if (first === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 || first % size !== 0) return undefined;
  return [first, first + size - 1];
}

/** The VPC that a subnet is in. */
function vpcOf(entry: Entry): string | undefined {
  const value = member(propertiesOf(entry), "VpcId");
  return resourceNamed(value) ?? textOf(value);
}

const overlappingSubnets: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const subnets = resourcesOf(overview, "AWS::EC2::Subnet").flatMap((entry) => {
      const network = networkOf(member(propertiesOf(entry), "CidrBlock"));
      return network === undefined ? [] : [{ entry, network }];
    });
    const findings: PlacedFinding[] = [];
    for (const inVpc of grouped(subnets, ({ entry }) => vpcOf(entry)).values()) {
      for (const [index, { entry, network }] of inVpc.entries()) {
        for (const other of inVpc.slice(0, index)) {
          // resources under conditions may never be there together
          if (conditionOf(entry) !== conditionOf(other.entry) && conditionOf(entry) !== undefined && conditionOf(other.entry) !== undefined) continue;
          if (network[0] > other.network[1] || other.network[0] > network[1]) continue;
          const cidr = textOf(member(propertiesOf(other.entry), "CidrBlock")) ?? "";
          findings.push(told(entry, ["Properties"], "E3060", `This network overlaps ${cidr} of another subnet.`));
        }
      }
    }
    return findings;
  },
};

/** Properties that have a network given by AWS. */
const GIVEN = ["Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Pool", "AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock"];

const subnetsOutside: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const subnets = grouped(resourcesOf(overview, "AWS::EC2::Subnet"), vpcOf);
    const further = grouped(resourcesOf(overview, "AWS::EC2::VPCCidrBlock"), vpcOf);
    return resourcesOf(overview, "AWS::EC2::VPC").flatMap((vpc) => {
      const blocks = [vpc, ...(further.get(vpc.key ?? "") ?? [])].map(propertiesOf);
      // a network that is not written, or that AWS gives, may hold any subnet
      if (blocks.some((block) => GIVEN.some((key) => member(block, key) !== undefined))) return [];
      const networks = blocks.map((block) => networkOf(member(block, "CidrBlock")));
      if (networks.includes(undefined)) return [];
      return (subnets.get(vpc.key ?? "") ?? []).flatMap((entry) => {
        const network = networkOf(member(propertiesOf(entry), "CidrBlock"));
        const isInside = networks.some((outer) => outer !== undefined && network !== undefined && network[0] >= outer[0] && network[1] <= outer[1]);
        if (network === undefined || isInside) return [];
        return [told(entry, ["Properties", "CidrBlock"], "E3059", `This network is not within that of "${vpc.key}".`)];
      });
    });
  },
};

const privateNames: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const endpoints = resourcesOf(overview, "AWS::EC2::VPCEndpoint").filter((entry) => {
      const properties = propertiesOf(entry);
      const isPrivate = member(properties, "PrivateDnsEnabled");
      return textOf(member(properties, "VpcEndpointType")) === "Interface" && isPrivate?.kind === "scalar" && isPrivate.value === true;
    });
    const groups = grouped(endpoints, (entry) => {
      const parts = ["VpcId", "ServiceName"].map((key) => member(propertiesOf(entry), key));
      return parts.includes(undefined) ? undefined : [conditionOf(entry) ?? "", ...parts.map((part) => (part === undefined ? "" : canonical(part)))].join("\n");
    });
    const message = "A VPC has one endpoint with private names for a service, and there is another before.";
    return [...groups.values()].flatMap((same) => same.slice(1).map((entry) => told(entry, ["Properties"], "E3064", message)));
  },
};

/** What changes the definition of an API, which its body replaces. */
const PARTS_OF_API: ReadonlySet<string> = new Set(
  ["Method", "Model", "Resource", "GatewayResponse", "RequestValidator", "Authorizer"].map((name) => `AWS::ApiGateway::${name}`),
);

const mixedDefinitions: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    return resourcesOf(overview, "AWS::ApiGateway::RestApi").flatMap((entry) => {
      const keys = ["Body", "BodyS3Location"].filter((key) => member(propertiesOf(entry), key) !== undefined);
      const users = new Set(overview.graph.usesOf("Resources", entry.key ?? "").map((use) => use.entry));
      const parts = [...users].filter(({ summary }) => PARTS_OF_API.has(summary.resource?.type ?? ""));
      return keys.flatMap((key) =>
        parts.map((part) => told(entry, ["Properties", key], "W3660", `"${part.key}" changes this API, too: what ${key} holds replaces that.`)),
      );
    });
  },
};

const versionOfSnapStart: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    return resourcesOf(overview, "AWS::Lambda::Function").flatMap((entry) => {
      const setting = member(member(propertiesOf(entry), "SnapStart"), "ApplyOn");
      if (textOf(setting) !== "PublishedVersions") return [];
      const users = overview.graph.usesOf("Resources", entry.key ?? "");
      if (users.some((use) => use.entry.summary.resource?.type === "AWS::Lambda::Version")) return [];
      const message = "SnapStart works for versions, and there is no AWS::Lambda::Version of this function.";
      return [told(entry, ["Properties", "SnapStart", "ApplyOn"], "W2530", message)];
    });
  },
};

/** A log group takes so many subscription filters, from "CloudWatch Logs quotas". */
const MOST_FILTERS = 2;

const subscriptionFilters: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const filters = grouped(resourcesOf(overview, "AWS::Logs::SubscriptionFilter"), (entry) => {
      const group = member(propertiesOf(entry), "LogGroupName");
      return group === undefined ? undefined : canonical(group);
    });
    return [...filters.values()].flatMap((same) => {
      const tooMany = same[MOST_FILTERS];
      return tooMany === undefined ? [] : [told(tooMany, [], "E2529", `A log group has at most ${MOST_FILTERS} subscription filters.`)];
    });
  },
};

/** Rules about resources that belong together. */
export const GROUP_RULES: readonly TemplateRule[] = [
  routeTables,
  overlappingSubnets,
  subnetsOutside,
  privateNames,
  mixedDefinitions,
  versionOfSnapStart,
  subscriptionFilters,
];
