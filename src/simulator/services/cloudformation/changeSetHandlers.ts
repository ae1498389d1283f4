import type * as CloudFormationModule from "@aws-sdk/client-cloudformation";
import type { Change, ChangeSetSummary, ResourceChangeDetail } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import type { ChangeSet } from "./changeSets.ts";
import { referred } from "./dependencies.ts";
import { MASK } from "./describe.ts";
import type { StackSurroundings } from "./handlers.ts";
import { declaredParameters } from "./parameters.ts";
import { UNKNOWN } from "./plan.ts";
import type { PropertyChange, ResourceChange } from "./plan.ts";
import { wantedOf } from "./stackWrites.ts";
import type { DeclaredResource } from "./readTemplate.ts";

/** CloudFormation ends a page at 1 MB; the account is small, so its pages are, that there may be several. */
const CHANGES_PAGE = 50;
const SETS_PAGE = 25;

type ChangeSetNames = "CreateChangeSet" | "DescribeChangeSet" | "ExecuteChangeSet" | "DeleteChangeSet" | "ListChangeSets";

/** The simulated operations on change sets. */
export function changeSetHandlers(stacks: (region: string) => StackSurroundings): Pick<Handlers<typeof CloudFormationModule>, ChangeSetNames> {
  const need = (region: string, name: string | undefined, stack: string | undefined) => stacks(region).changeSets.need(name ?? "", stack);
  return {
    CreateChangeSet(input, { region }) {
      const { StackName = "", ChangeSetName = "", ChangeSetType = "UPDATE" } = input;
      const { changeSets, store } = stacks(region);
      const made = changeSets.create(
        stackName(StackName), ChangeSetName, ChangeSetType, (stack) => wantedOf(input, store.outside, stack), input.Description,
      );
      return { Id: made.id, StackId: made.stack.id };
    },

    DescribeChangeSet(input, { region }) {
      const one = need(region, input.ChangeSetName, input.StackName);
      const isComputed = one.status !== "CREATE_PENDING";
      const all = isComputed ? one.plan.changes : [];
      const { items, nextToken } = page(all, logicalIdOf, { nextToken: input.NextToken, size: CHANGES_PAGE, badToken });
      return {
        ...summary(one),
        Parameters: declaredParameters(one.wanted.template, one.wanted.parameters).map(({ name, value, noEcho }) => ({
          ParameterKey: name,
          ParameterValue: noEcho === true ? MASK : value,
        })),
        Capabilities: [...one.wanted.capabilities],
        Tags: Object.entries(one.wanted.tags ?? one.stack.blueprint.tags).map(([Key, Value]) => ({ Key, Value })),
        NotificationARNs: [],
        RollbackConfiguration: {},
        Changes: items.map((change) => describeChange(one, change, input.IncludePropertyValues === true)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },

    ExecuteChangeSet(input, { region }) {
      stacks(region).changeSets.execute(need(region, input.ChangeSetName, input.StackName));
      return {};
    },

    DeleteChangeSet(input, { region }) {
      stacks(region).changeSets.delete(need(region, input.ChangeSetName, input.StackName));
      return {};
    },

    ListChangeSets(input, { region }) {
      const { store, changeSets } = stacks(region);
      const stack = store.find(input.StackName ?? "");
      if (stack === undefined) {
        throw new AwsError("ValidationError", `Stack [${input.StackName}] does not exist`);
      }
      const { items, nextToken } = page(changeSets.of(stack), ({ id }) => id, { nextToken: input.NextToken, size: SETS_PAGE, badToken });
      return { Summaries: items.map(summary), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
  };
}

/** A stack is named, or told by its ARN. */
function stackName(text: string): string {
  return text.startsWith("arn:") ? (text.split("/")[1] ?? text) : text;
}

function summary(one: ChangeSet): ChangeSetSummary {
  return {
    StackId: one.stack.id,
    StackName: one.stack.blueprint.name,
    ChangeSetId: one.id,
    ChangeSetName: one.name,
    CreationTime: new Date(one.created),
    Status: one.status,
    ExecutionStatus: one.execution,
    IncludeNestedStacks: false,
    ...(one.reason === undefined ? {} : { StatusReason: one.reason }),
    ...(one.description === undefined ? {} : { Description: one.description }),
  };
}

function logicalIdOf(change: ResourceChange): string {
  return change.action === "Add" ? change.declared.logicalId : change.resource.blueprint.logicalId;
}

function describeChange(one: ChangeSet, change: ResourceChange, withValues: boolean): Change {
  const context = (values: Readonly<Record<string, unknown>>) => JSON.stringify({ Properties: values });
  const common = { LogicalResourceId: logicalIdOf(change), Scope: [], Details: [] };
  switch (change.action) {
    case "Add":
      return wrap({
        ...common,
        Action: "Add",
        ResourceType: change.declared.type,
        ...(withValues ? { AfterContext: context(change.after) } : {}),
      });
    case "Remove": {
      const policy = one.stack.declared().resources.get(change.resource.blueprint.logicalId)?.deletionPolicy;
      return wrap({
        ...common,
        Action: "Remove",
        PolicyAction: policy?.startsWith("Retain") === true ? "Retain" : "Delete",
        ResourceType: change.resource.blueprint.type,
        PhysicalResourceId: change.resource.physicalId,
        ...(withValues ? { BeforeContext: context(change.before) } : {}),
      });
    }
    case "Modify":
      return wrap({
        ...common,
        Action: "Modify",
        ResourceType: change.declared.type,
        PhysicalResourceId: change.resource.physicalId,
        Replacement: change.replacement,
        ...(change.replacement === "True" ? { PolicyAction: "ReplaceAndDelete" } : {}),
        Scope: ["Properties"],
        Details: change.properties.map((property) => detail(one, change.declared, change.resource.blueprint.properties, property, withValues)),
        ...(withValues ? { BeforeContext: context(change.before), AfterContext: context(change.after) } : {}),
      });
  }
}

function wrap(ResourceChange: Change["ResourceChange"]): Change {
  return { Type: "Resource", ResourceChange };
}

/** A property's change, and what causes it: the template itself, a parameter, or another resource that is replaced. */
function detail(
  { wanted }: ChangeSet,
  declared: DeclaredResource,
  old: Readonly<Record<string, unknown>>,
  { name, path, before, after, recreation }: PropertyChange,
  withValues: boolean,
): ResourceChangeDetail {
  const isSameText = JSON.stringify(old[name]) === JSON.stringify(declared.properties[name]);
  const names = declared.properties[name] === undefined ? [] : referred(declared.properties[name]);
  const isUnknown = after !== undefined && JSON.stringify(after).includes(UNKNOWN);
  const cause = names.find((one) => (isUnknown ? wanted.template.resources.has(one) : wanted.template.parameters.has(one)));
  const source = isSameText && cause !== undefined ? (isUnknown ? "ResourceReference" : "ParameterReference") : "DirectModification";
  return {
    Target: {
      Attribute: "Properties",
      Name: name,
      RequiresRecreation: recreation,
      AttributeChangeType: before === undefined ? "Add" : after === undefined ? "Remove" : "Modify",
      Path: path,
      ...(withValues && before !== undefined ? { BeforeValue: shown(before) } : {}),
      ...(withValues && after !== undefined ? { AfterValue: shown(after) } : {}),
    },
    Evaluation: isUnknown ? "Dynamic" : "Static",
    ChangeSource: source,
    ...(source === "DirectModification" ? {} : { CausingEntity: cause }),
  };
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function badToken(): AwsError {
  return new AwsError("ValidationError", "Token is invalid");
}
