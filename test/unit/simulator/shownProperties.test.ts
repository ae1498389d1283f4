import * as applicationAutoscaling from "@aws-sdk/client-application-auto-scaling";
import * as autoscaling from "@aws-sdk/client-auto-scaling";
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, ListStackResourcesCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as connections from "@aws-sdk/client-codestar-connections";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as beanstalk from "@aws-sdk/client-elastic-beanstalk";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as ssm from "@aws-sdk/client-ssm";
import type { NormalizedSchema } from "@smithy/core/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isStandard } from "../../../src/simulator/resources/project.ts";
import { DESCRIPTORS } from "../../../src/simulator/services/descriptors.gen.ts";
import { simulatedServices } from "../../../src/simulator/services/services.ts";
import { factsOf } from "../../../src/simulator/tables/types.ts";
import { membersOf } from "../../../src/simulator/wire/schema.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "../language/schemas.ts";
import { BEFORE, CHANGES, CONSTANTS, LOOKS, NOT_SHOWN, OF_NO_STACK, STANDARDS } from "./shownResources.ts";
import type { Before, Look, ResourceId } from "./shownResources.ts";
import { clientOptions, openBench, passUntil, settledStack } from "./support.ts";
import type { Bench } from "./support.ts";

type Members = Readonly<Record<string, unknown>>;
type Call = new (input: Members) => never;
interface Client { send(command: never): Promise<Members>; destroy(): void }

/** By the name that the service signs as: its client's module. */
const MODULES: Readonly<Record<string, object>> = {
  "application-autoscaling": applicationAutoscaling, autoscaling, monitoring: cloudwatch, "codestar-connections": connections, ec2, ecr, ecs,
  elasticbeanstalk: beanstalk, iam, lambda, secretsmanager: secrets, ssm,
};

const Capabilities: ["CAPABILITY_NAMED_IAM"] = ["CAPABILITY_NAMED_IAM"];
const nowhere = (): never => {
  throw new Error("It is not there");
};
const played = simulatedServices(nowhere, { clock: undefined as never, keys: undefined as never, accountIds: [], endpoint: nowhere });
const rules = DESCRIPTORS.flatMap(({ name, rules: of }) => Object.entries(of).map(([operation, rule]) => ({ key: `${name}:${operation}`, name, operation, rule })));
const ruleOf = (key: string) => rules.find((one) => one.key === key)?.rule;

/** The shape of an operation's rows. */
function rowSchema(key: string, { rows = ruleOf(key)?.rows, inside }: Pick<Look, "rows" | "inside">): NormalizedSchema {
  const [service, operation = ""] = key.split(":");
  const { output } = played.find(({ name }) => name === service)?.operations.get(operation) ?? nowhere();
  const single = (schema: NormalizedSchema) => (schema.isListSchema() ? schema.getValueSchema() : schema);
  const row = rows === undefined ? output : single(output.getMemberSchema(rows));
  return inside === undefined ? row : single(row.getMemberSchema(inside));
}

/** Every look, by what it is of. */
const looks = Object.entries(LOOKS).flatMap(([key, of]) => [of].flat().map((look) => ({ key, look, schema: rowSchema(key, look) })));
const resourceOf = (id: ResourceId): Before => BEFORE[id];

/** The properties that members of an answer say, as a rule reads them. */
function namesakes(type: string, properties: readonly string[], schema: NormalizedSchema) {
  const kind = type.slice(type.lastIndexOf(":") + 1).toLowerCase();
  const words = ({ length }: string, name: string) => [name, kind + name, ...(name.startsWith(kind) && length > kind.length ? [name.slice(kind.length)] : [])];
  return membersOf(schema).flatMap(([member, inner]) => {
    const property = words(member, member.toLowerCase()).flatMap((word) => properties.find((one) => one.toLowerCase() === word) ?? []);
    return property[0] === undefined ? [] : [{ property: property[0], member, inner }];
  });
}

/** Another value of a shape, as a template writes it. */
function another(schema: NormalizedSchema, before: unknown, depth = 0): unknown {
  if (schema.isBooleanSchema()) return before !== true;
  if (schema.isNumericSchema()) return before === 7 ? 8 : 7;
  if (schema.isListSchema()) return [another(schema.getValueSchema(), undefined, depth + 1)];
  if (schema.isMapSchema()) return { changed: another(schema.getValueSchema(), undefined, depth + 1) };
  if (!schema.isStructSchema()) return schema.isStringSchema() ? "changed" : undefined;
  const members = depth > 2 ? [] : membersOf(schema).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), another(inner, undefined, depth + 1)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** Names and kinds of values as neither a template nor an answer writes them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), plain(inner)]));
}

let bench: Bench;
let schemas: SchemaFile;
let stacks: CloudFormationClient;
const clients = new Map<string, Client>();
/** By look: the row that it began with, and those after each update. */
const seen = new Map<string, Members[]>();
/** By resource and property: what an update makes of it, and the members that show it where no namesake does. */
interface Change { readonly property: string; readonly value: unknown; readonly shown: Members | undefined; readonly round: number }
const changes = new Map<ResourceId, readonly Change[]>();
/** The properties that some answer shows. */
const followed = new Set<string>();
const ids = Object.keys(BEFORE) as ResourceId[];

/** The rows of all pages, the one of a resource. */
async function rowOf(key: string, { input, rows = ruleOf(key)?.rows, inside }: Look, { Properties }: Before, id: string): Promise<Members | undefined> {
  const [service = "", operation = ""] = key.split(":");
  const Command = ((MODULES[service] ?? nowhere()) as Record<string, Call>)[`${operation}Command`] ?? nowhere();
  const name = id.slice(id.lastIndexOf("/") + 1);
  let page: Members = {};
  do {
    const output = await (clients.get(service) ?? nowhere()).send(new Command({ ...input?.(Properties, id), ...page }));
    const found = rows === undefined ? output : output[rows];
    const all = [found].flat().flatMap((row) => (inside === undefined ? [row] : ((row as Members)[inside] as unknown[])));
    const own = all.length === 1 ? all[0] : all.find((row) => Object.values(row as Members).some((value) => value === id || value === name || (typeof value === "string" && /[/:]/.test(value) && (value.endsWith(`/${name}`) || value.endsWith(`:${name}`)))));
    if (own !== undefined) return own as Members;
    const next = Object.entries(output).find(([member, value]) => /^(next)?(token|marker)$/i.test(member) && value !== undefined);
    page = next === undefined ? {} : { [next[0].replace(/^NextMarker$/, "Marker")]: next[1] };
  } while (Object.keys(page).length > 0);
  return undefined;
}

async function settled(): Promise<string> {
  const { StackStatus, StackStatusReason } = await settledStack(bench, stacks, "shown");
  return `${StackStatus} ${StackStatusReason ?? ""}`.trim();
}

/** The properties of a type that a template can give. */
function propertiesOf(type: string): readonly string[] {
  const { schema } = schemas.get(type) ?? nowhere();
  const readOnly = new Set((schema.readOnlyProperties ?? []).map((pointer) => pointer.split("/")[2]));
  return Object.keys(schema.properties ?? {}).filter((name) => !readOnly.has(name));
}

/** Two resources do not share a name: what an update replaces gets another one. */
const renamed = ({ Type, Properties }: Before) => {
  const names = ["Name", `${Type.slice(Type.lastIndexOf(":") + 1)}Name`, ...(Type.endsWith("Alarm") ? ["AlarmName"] : [])];
  return Object.fromEntries(names.flatMap((name) => (typeof Properties[name] === "string" ? [[name, `${Properties[name]}-2`]] : [])));
};

/** The resources as one of the updates leaves them. */
function afterRound(round: number): Record<ResourceId, Before> {
  const one = (id: ResourceId): Before => {
    const { Type, Properties } = resourceOf(id);
    const own = (changes.get(id) ?? []).filter((change) => change.round === round);
    const names = round === 2 && own.length > 0 ? renamed({ Type, Properties }) : {};
    return { Type, Properties: { ...Properties, ...Object.fromEntries(own.map(({ property, value }) => [property, value])), ...names } };
  };
  return Object.fromEntries(ids.map((id) => [id, one(id)])) as Record<ResourceId, Before>;
}

/** Looks at everything, as it is now. */
async function lookAtAll(resources: Record<ResourceId, Before>): Promise<void> {
  const { StackResourceSummaries = [] } = await stacks.send(new ListStackResourcesCommand({ StackName: "shown" }));
  const physical = (id: ResourceId) => StackResourceSummaries.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? "";
  const unseen: string[] = [];
  const rows = await Promise.all(
    looks.map(({ key, look }) => rowOf(key, look, resources[look.of], physical(look.of)).catch((error: unknown) => void unseen.push(`${key} ${look.of}: ${String(error)}`))),
  );
  for (const [at, { key, look }] of looks.entries()) {
    const row = rows[at];
    if (row === undefined) unseen.push(`${key} does not show ${look.of} ${physical(look.of)}`);
    seen.set(`${key} ${look.of}`, [...(seen.get(`${key} ${look.of}`) ?? []), row ?? {}]);
  }
  expect(unseen).toEqual([]);
}

beforeAll(async () => {
  bench = await openBench();
  schemas = await openSchemas();
  const options = clientOptions(bench.simulator);
  stacks = new CloudFormationClient(options);
  for (const [name, module] of Object.entries(MODULES)) {
    const [, Client = nowhere()] = Object.entries(module).find(([key]) => /[a-z0-9]Client$/i.test(key) && key !== "__Client") ?? [];
    clients.set(name, new (Client as new (of: object) => Client)(options));
  }
  await stacks.send(new CreateStackCommand({ StackName: "shown", TemplateBody: JSON.stringify({ Resources: BEFORE }), Capabilities }));
  expect(await settled()).toBe("CREATE_COMPLETE");
  await lookAtAll(BEFORE);
  for (const id of ids) {
    const { Type } = resourceOf(id);
    const given = CHANGES[Type] ?? {};
    const facts = factsOf(Type);
    const own = looks.filter(({ look }) => look.of === id);
    const derived = own.flatMap(({ key, schema }) =>
      namesakes(Type, propertiesOf(Type), schema).map(({ property, member, inner }) => [property, another(inner, seen.get(`${key} ${id}`)?.[0]?.[member])] as const),
    );
    const names = Object.keys(renamed(resourceOf(id)));
    const values = new Map<string, readonly [unknown, Members?]>([...derived.map(([property, value]) => [property, [value]] as const), ...(own.length > 0 ? Object.entries(given) : [])]);
    changes.set(id, [...values].flatMap(([property, [value, shown]]) =>
      names.includes(property) || value === undefined
        ? []
        : [{ property, value, shown, round: facts?.replaces.has(property) === true ? 2 : 1 }],
    ));
  }
  for (const round of [1, 2]) {
    const Resources = afterRound(round);
    await stacks.send(new UpdateStackCommand({ StackName: "shown", TemplateBody: JSON.stringify({ Resources }), Capabilities }));
    expect(await settled()).toBe("UPDATE_COMPLETE");
    await lookAtAll(Resources);
  }
}, 60_000);
afterAll(async () => {
  for (const client of [stacks, ...clients.values()]) client.destroy();
  schemas.close();
  await bench.close();
});

describe("what a rule shows", () => {
  it("is looked at for every rule whose rows have properties", () => {
    const ruled = rules.filter(({ key, rule }) => rowSchema(key, rule.rows === undefined ? {} : { rows: rule.rows }).isStructSchema()).map(({ key }) => key);
    expect(ruled.filter((key) => LOOKS[key] === undefined && OF_NO_STACK[key] === undefined)).toEqual([]);
    expect(Object.keys(OF_NO_STACK).filter((key) => !ruled.includes(key) || LOOKS[key] !== undefined)).toEqual([]);
  });

  it.each(looks)("follows an update of the stack: $key $look.of", ({ key, look: { of }, schema }) => {
    const { Type } = resourceOf(of);
    const rows = seen.get(`${key} ${of}`) ?? [];
    const own = changes.get(of) ?? [];
    const told = namesakes(Type, propertiesOf(Type), schema);
    const wrong = own.flatMap(({ property, value, shown, round }) => {
      const named = told.find((one) => one.property === property);
      const known = new Set(membersOf(schema).map(([member]) => member));
      const wanted = Object.entries(shown ?? (named === undefined ? {} : { [named.member]: value })).filter(([member]) => known.has(member));
      return wanted.flatMap(([member, expected]) => {
        const isShown = (row: Members | undefined) => {
          try {
            // of what is referred to is known here that it is another one
            if (typeof expected === "object" && expected !== null && "Ref" in expected) expect(row?.[member]).not.toEqual(rows[0]?.[member]);
            else expect({ is: plain(row?.[member]) }).toMatchObject({ is: plain(expected) });
            return true;
          } catch {
            return false;
          }
        };
        const after = rows[round];
        const isWritten = ruleOf(key) === undefined || ruleOf(key)?.row !== undefined;
        if (isWritten && rows.every((row) => row[member] === undefined)) return [];
        followed.add(`${Type}.${property}`);
        return isShown(after) && !isShown(rows[0]) ? [] : [`${Type}.${property}: ${JSON.stringify(after?.[member])} and not ${JSON.stringify(expected)}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});

it("a group's instances are as many as an update of its stack wants", () => {
  expect(seen.get("autoscaling:DescribeAutoScalingGroups Group")?.map(({ Instances = [] }) => (Instances as readonly unknown[]).length).slice(0, 2)).toEqual([1, 4]);
});

describe("what no answer shows", () => {
  it("is known by its name", () => {
    const all = ids.flatMap((id) => (changes.get(id) ?? []).map(({ property }) => `${resourceOf(id).Type}.${property}`));
    expect([...new Set(all)].filter((property) => !followed.has(property)).toSorted()).toEqual(NOT_SHOWN.toSorted());
  });
});

describe("what no property changes", () => {
  it("is marked as the service's standard so many times", () => {
    const counted = DESCRIPTORS.map(({ name, rules: of }) => [name, Object.values(of).flatMap(({ facts = {} }) => Object.values(facts)).filter((fact) => isStandard(fact as object)).length] as const);
    expect(Object.fromEntries(counted.filter(([, count]) => count > 0))).toEqual(STANDARDS);
  });

  it("is known by its name, a type at a time", () => {
    const found: Record<string, string[]> = {};
    for (const { key, look } of looks) {
      const { Type } = resourceOf(look.of);
      const rows = seen.get(`${key} ${look.of}`) ?? [];
      const members = new Set(rows.flatMap((row) => Object.keys(row)));
      const isMoving = (member: string) =>
        member === "$metadata" || member === "pendingCount" || rows.some((row) => row[member] instanceof Date) || (Type.endsWith("Alarm") && member.startsWith("State"));
      const same = [...members].filter((member) => !isMoving(member) && rows.every((row) => JSON.stringify(row[member]) === JSON.stringify(rows[0]?.[member])));
      found[Type] = [...new Set([...(found[Type] ?? []), ...same])].toSorted();
    }
    expect(found).toEqual(Object.fromEntries(Object.entries(CONSTANTS).map(([type, members]) => [type, Object.keys(members).toSorted()])));
  });
});

it("what a call changed of a stack's resource counts until its template says something else, and goes with its stack", async () => {
  const client = clients.get("autoscaling") ?? nowhere();
  const AutoScalingGroupName = "shown";
  const group = async () => {
    const { AutoScalingGroups = [] } = await client.send(new autoscaling.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }) as never);
    return (AutoScalingGroups as readonly Members[])[0];
  };
  const templated = (MaxSize: string) => {
    const { Group } = BEFORE;
    return JSON.stringify({ Resources: { Group: { ...Group, Properties: { ...Group.Properties, MaxSize } } } });
  };
  await client.send(new autoscaling.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 1, MaxSize: 5, DesiredCapacity: 3 }) as never);
  expect(await group()).toMatchObject({ MaxSize: 5, DesiredCapacity: 3 });
  await bench.simulator.control.advance(1000);
  await stacks.send(new UpdateStackCommand({ StackName: "shown", TemplateBody: templated("8"), Capabilities }));
  expect(await settled()).toBe("UPDATE_COMPLETE");
  expect(await group()).toMatchObject({ MaxSize: 8, DesiredCapacity: 3 });
  await stacks.send(new DeleteStackCommand({ StackName: "shown" }));
  expect(await passUntil(bench, async () => ((await group()) === undefined ? "gone" : undefined))).toBe("gone");
});
