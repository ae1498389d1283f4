import { hashText, Random } from "../../random.ts";
import { arnOf } from "../../resources/arns.ts";
import { schemaOf } from "../../tables/propertySchemas.ts";
import { factsOf } from "../../tables/types.ts";
import { repositoryIdOf } from "../codecommit/repositories.ts";
import { STACK_TYPE } from "./model.ts";
import type { Stack, StackResource, Values } from "./model.ts";
import { propertyErrors } from "./propertyErrors.ts";
import type { StackStore } from "./stacks.ts";

/** What a resource that no service here knows says of itself. */
export const NOT_SIMULATED = "not simulated: no service here has such a resource, it has a placeholder for an id";

/** Ids of EC2 by their type's last part. */
const EC2_IDS: Readonly<Record<string, string>> = {
  VPC: "vpc", Subnet: "subnet", RouteTable: "rtb", SecurityGroup: "sg", InternetGateway: "igw", NatGateway: "nat",
  Instance: "i", LaunchTemplate: "lt", VPCEndpoint: "vpce",
};

/**
 * The physical id of a resource that is made now: its name where the template gives one, else one that CloudFormation
 * makes up of the stack's name, the logical id and twelve letters (user guide, "Name type").
 */
export function newPhysicalId(store: StackStore, stack: Stack, { logicalId, type }: { logicalId: string; type: string }, values: Values, now: number): string {
  const random = new Random(hashText(`${stack.id} ${logicalId} ${now}`));
  const { region, accountId } = store;
  const [, service = "", kind = ""] = type.split("::");
  const named = nameIn(type, values);
  const made = `${stack.blueprint.name}-${logicalId}-${random.hex(12).toUpperCase()}`;
  const name = named ?? (service === "S3" || service === "ECR" ? made.toLowerCase() : made);
  switch (type) {
    case "AWS::ECS::TaskDefinition":
      return store.registerTaskDefinition(stack, textOf(values["Family"]) ?? `${stack.blueprint.name}${logicalId}`, values);
    case "AWS::ECS::Service": {
      const cluster = textOf(values["Cluster"]) ?? "default";
      return `arn:aws:ecs:${region}:${accountId}:service/${cluster.slice(cluster.lastIndexOf("/") + 1)}/${name}`;
    }
    case "AWS::CodeCommit::Repository":
      return repositoryIdOf(store, name);
    case "AWS::SQS::Queue":
      return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
    case "AWS::Lambda::EventSourceMapping":
      return random.uuid();
    case "AWS::Lambda::Alias": {
      const of = textOf(values["FunctionName"]) ?? "";
      return `${of.startsWith("arn:") ? of : `arn:aws:lambda:${region}:${accountId}:function:${of}`}:${name}`;
    }
    case STACK_TYPE:
      return `arn:aws:cloudformation:${region}:${accountId}:stack/${made}/${random.uuid()}`;
    default: {
      const { ref = "" } = factsOf(type) ?? {};
      const own = textOf(values[ref]);
      if (service === "EC2" && Object.hasOwn(EC2_IDS, kind)) {
        return `${EC2_IDS[kind]}-0${random.hex(16)}`;
      }
      return own ?? (ref.endsWith("Arn") || ref.endsWith("ARN") ? arnOf(store, type, name, values) : name);
    }
  }
}

/** What a stack's template does not say of a resource and its service does: the name that was made up for it. */
export function withMadeUpName(type: string, physicalId: string, values: Values): Values {
  const [, , kind = ""] = type.split("::");
  if (type === "AWS::ECS::TaskDefinition") {
    return { Family: physicalId.slice(physicalId.lastIndexOf("/") + 1).replace(/:\d+$/, ""), ...values };
  }
  const { ref = "" } = factsOf(type) ?? {};
  const property = ref === `${kind}Name` || ref === "Name" ? ref : `${kind}Name`;
  return nameIn(type, values) === undefined && factsOf(type)?.replaces.has(property) === true
    ? { ...values, [property]: physicalId.slice(physicalId.lastIndexOf("/") + 1) }
    : values;
}

/**
 * Why a resource cannot be made as its template says it; undefined where it can.
 * @param isPlayed whether a service here has such resources: of the others all that is known is their schema
 */
export function refusalOf(store: StackStore, { type }: { type: string }, values: Values, own: StackResource, isPlayed: boolean): string | undefined {
  const schema = isPlayed ? undefined : schemaOf(type);
  const required = factsOf(type)?.required ?? [];
  const missing = () => required.filter((one) => values[one] === undefined).map((one) => `#: required key [${one}] not found`);
  const errors = schema === undefined ? missing() : propertyErrors(schema, values);
  if (errors.length > 0) {
    return `Properties validation failed for resource ${own.blueprint.logicalId} with message:\n${errors.join("\n")}`;
  }
  const name = type === "AWS::ECS::TaskDefinition" ? undefined : nameIn(type, values);
  const taken = name === undefined ? undefined : ownerOf(store, type, name, own);
  return taken === undefined ? undefined : `${name} already exists in stack ${taken.id}`;
}

function ownerOf(store: StackStore, type: string, name: string, own: StackResource): Stack | undefined {
  const isCalled = (id: string) => id === name || (/^(arn|https):/.test(id) && id.endsWith(`/${name}`));
  const bears = ({ blueprint, physicalId, status }: StackResource) =>
    blueprint.type === type && status !== "DELETE_COMPLETE" && physicalId !== undefined && isCalled(physicalId);
  return [...store.named()].find(({ deleted, resources }) => deleted === undefined && resources.some((one) => one !== own && bears(one)));
}

/** The name that a template gives a resource. */
export function nameIn(type: string, values: Values): string | undefined {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  return textOf(values[`${kind}Name`]) ?? textOf(values["Name"]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
