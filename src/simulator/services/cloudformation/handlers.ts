import type * as CloudFormationModule from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import { describeEvent, describeResource, describeStack, summarizeResource, summarizeStack } from "./describe.ts";
import { describeType } from "./describeType.ts";
import type { StackEngine } from "./engine.ts";
import { changeSetHandlers } from "./changeSetHandlers.ts";
import type { ChangeSetStore } from "./changeSets.ts";
import type { DriftDetector } from "./drift.ts";
import { driftHandlers } from "./driftHandlers.ts";
import { hasOutputs } from "./model.ts";
import { listTypes } from "./ownTypes.ts";
import type { Stack } from "./model.ts";
import { broughtTemplate } from "./outside.ts";
import { declaredParameters } from "./parameters.ts";
import { readTemplate } from "./readTemplate.ts";
import type { StackStore } from "./stacks.ts";
import { capabilitiesOf, defaultOf, reasonOf, stackWrites } from "./stackWrites.ts";

/** CloudFormation ends a page at 1 MB; the account is small, so its pages are, that there may be several. */
const STACKS_PAGE = 25;
const EXPORTS_PAGE = 100;
const EVENTS_PAGE = 100;
const RESOURCES_PAGE = 100;

/** The stacks of a region, and what moves them. */
export interface StackSurroundings {
  readonly store: StackStore;
  readonly engine: StackEngine;
  readonly changeSets: ChangeSetStore;
  readonly drift: DriftDetector;
}

/** The simulated operations of CloudFormation. */
export function cloudFormationHandlers(
  stacks: (region: string) => StackSurroundings,
  now: () => number,
): Handlers<typeof CloudFormationModule> {
  const all = (region: string) => stacks(region).store.all();
  const need = (region: string, name: string | undefined, words = withId): Stack => {
    const stack = stacks(region).store.find(name ?? "");
    if (stack === undefined) {
      throw invalid(words(name ?? ""));
    }
    return stack;
  };

  return {
    ...stackWrites(stacks, now),
    ...changeSetHandlers(stacks),
    ...driftHandlers(stacks),
    DescribeType: describeType,
    ListTypes: (input, { region, accountId }) => listTypes(input, region, accountId),

    ListStacks(input, { region }) {
      const wanted = new Set<string>(input.StackStatusFilter ?? []);
      const found = all(region).filter(({ status }) => wanted.size === 0 || wanted.has(status));
      const { items, nextToken } = listed(found, ({ id }) => id, input.NextToken, STACKS_PAGE);
      return { StackSummaries: items.map(summarizeStack), NextToken: nextToken };
    },

    DescribeStacks(input, { region }) {
      if (input.StackName !== undefined) {
        return { Stacks: [describeStack(need(region, input.StackName))] };
      }
      const living = all(region).filter(({ deleted }) => deleted === undefined);
      const { items, nextToken } = listed(living, ({ id }) => id, input.NextToken, STACKS_PAGE);
      return { Stacks: items.map(describeStack), NextToken: nextToken };
    },

    ListStackResources(input, { region }) {
      const stack = need(region, input.StackName);
      const key = (resource: Stack["resources"][number]) => resource.blueprint.logicalId;
      const { items, nextToken } = listed(stack.resources, key, input.NextToken, RESOURCES_PAGE);
      return { StackResourceSummaries: items.map(summarizeResource), NextToken: nextToken };
    },

    DescribeStackResource(input, { region }) {
      const stack = need(region, input.StackName);
      const resource = stack.resources.find(({ blueprint }) => blueprint.logicalId === input.LogicalResourceId);
      if (resource === undefined) {
        throw invalid(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`);
      }
      const { Timestamp, ...described } = describeResource(stack, resource);
      return { StackResourceDetail: { ...described, LastUpdatedTimestamp: Timestamp, Metadata: "{}" } };
    },

    DescribeStackResources(input, { region }) {
      const { StackName: name, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = input;
      if ((name === undefined) === (physicalId === undefined)) {
        throw invalid("You must specify either StackName or PhysicalResourceId, but not both");
      }
      const owner = all(region).find(({ resources }) => resources.some((one) => one.physicalId === physicalId));
      if (name === undefined && owner === undefined) {
        throw invalid(`Stack for ${physicalId} does not exist`);
      }
      const stack = name === undefined && owner !== undefined ? owner : need(region, name);
      const resources = stack.resources.filter(
        ({ blueprint }) => logicalId === undefined || blueprint.logicalId === logicalId,
      );
      // The call has no pages: it gives the first hundred (API reference).
      return { StackResources: resources.slice(0, RESOURCES_PAGE).map((one) => describeResource(stack, one)) };
    },

    DescribeStackEvents(input, { region }) {
      const stack = need(region, input.StackName, inBrackets);
      const { items, nextToken } = listed(stack.events.toReversed(), ({ id }) => id, input.NextToken, EVENTS_PAGE);
      return { StackEvents: items.map((event) => describeEvent(stack, event)), NextToken: nextToken };
    },

    GetTemplate(input, { region }) {
      if (input.ChangeSetName !== undefined) {
        const { wanted } = stacks(region).changeSets.need(input.ChangeSetName, input.StackName);
        return { TemplateBody: wanted.text, StagesAvailable: ["Original", "Processed"] };
      }
      const stack = need(region, input.StackName);
      const { processed } = stack.declared();
      const isProcessed = processed !== undefined && input.TemplateStage !== "Original";
      return { TemplateBody: isProcessed ? JSON.stringify(processed) : stack.template, StagesAvailable: ["Original", "Processed"] };
    },

    GetTemplateSummary(input, { region }) {
      const text = broughtTemplate(input, stacks(region).store.outside);
      const template = text === undefined ? need(region, input.StackName).declared() : readTemplate(text);
      const Capabilities = capabilitiesOf(template);
      return {
        ...(template.description === undefined ? {} : { Description: template.description }),
        Version: "2010-09-09",
        ...(Capabilities.length === 0 ? {} : { Capabilities, CapabilitiesReason: reasonOf(template) }),
        ...(template.metadata === undefined ? {} : { Metadata: JSON.stringify(template.metadata) }),
        ...(template.transforms.length === 0 ? {} : { DeclaredTransforms: [...template.transforms] }),
        Parameters: declaredParameters(template, new Map()).map(({ name, type, description, noEcho }) => {
          const standard = defaultOf(template, name);
          const allowed = template.parameters.get(name)?.["AllowedValues"];
          return {
            ParameterKey: name,
            ParameterType: type ?? "String",
            NoEcho: noEcho === true,
            ParameterConstraints: Array.isArray(allowed) ? { AllowedValues: allowed.map(String) } : {},
            ...(description === undefined ? {} : { Description: description }),
            ...(standard === undefined ? {} : { DefaultValue: standard }),
          };
        }),
        ResourceTypes: [...new Set([...template.resources.values()].map(({ type }) => type))],
      };
    },

    CancelUpdateStack(input, { region }) {
      const stack = need(region, input.StackName, inBrackets);
      if (!stacks(region).engine.cancelUpdate(stack)) {
        throw invalid("CancelUpdateStack cannot be called from current stack status");
      }
      return {};
    },

    ListExports(input, { region }) {
      const exports = all(region)
        .filter(hasOutputs)
        .flatMap(({ id, blueprint }) =>
          blueprint.outputs.flatMap(({ exportName, value }) =>
            exportName === undefined ? [] : [{ ExportingStackId: id, Name: exportName, Value: value }],
          ),
        )
        .sort((a, b) => (a.Name < b.Name ? -1 : 1));
      const { items, nextToken } = listed(exports, ({ Name }) => Name, input.NextToken, EXPORTS_PAGE);
      return { Exports: items, NextToken: nextToken };
    },

    ListImports(input, { region }) {
      const name = input.ExportName ?? "";
      const importing = all(region).filter(
        (stack) => hasOutputs(stack) && stack.blueprint.imports?.includes(name) === true,
      );
      if (importing.length === 0) {
        throw invalid(`Export '${name}' is not imported by any stack.`);
      }
      const { items, nextToken } = listed(importing, ({ id }) => id, input.NextToken, STACKS_PAGE);
      return { Imports: items.map(({ blueprint }) => blueprint.name), NextToken: nextToken };
    },
  };
}

function listed<T>(items: readonly T[], key: (item: T) => string, nextToken: string | undefined, size: number) {
  return page(items, key, { nextToken, size, badToken: () => invalid("Token is invalid") });
}

const withId = (name: string) => `Stack with id ${name} does not exist`;
const inBrackets = (name: string) => `Stack [${name}] does not exist`;

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
