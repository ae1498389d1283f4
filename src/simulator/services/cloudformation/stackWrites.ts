import type * as CloudFormationModule from "@aws-sdk/client-cloudformation";
import type { Capability, Parameter, Tag } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import type { StackSurroundings } from "./handlers.ts";
import { isUpdatable } from "./model.ts";
import type { Stack } from "./model.ts";
import { broughtTemplate, resolvedParameters } from "./outside.ts";
import type { Outside } from "./outside.ts";
import { declaredParameters, parameterValues } from "./parameters.ts";
import { nameIn } from "./provision.ts";
import { readTemplate } from "./readTemplate.ts";
import type { Template } from "./readTemplate.ts";

type Writes = Pick<
  Handlers<typeof CloudFormationModule>,
  "CreateStack" | "UpdateStack" | "DeleteStack" | "ContinueUpdateRollback" | "UpdateTerminationProtection" | "ValidateTemplate"
>;

/** The template of a request, and the template's parameters as a stack will have them. */
export interface Wanted {
  readonly text: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly capabilities: readonly Capability[];
}

interface WantedInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly Capabilities?: readonly Capability[] | undefined;
}

/** Reads and judges what a request wants of a stack. @param stack absent where there is none yet. @throws AwsError */
export function wantedOf(input: WantedInput, outside: Outside, stack?: Stack): Wanted {
  const isKept = input.UsePreviousTemplate === true && stack !== undefined;
  const brought = broughtTemplate(input, outside);
  if (!isKept && brought === undefined) {
    throw invalid("Either Template URL or Template Body must be specified.");
  }
  const text = isKept ? stack.template : (brought ?? "");
  const template = isKept ? stack.declared() : readTemplate(text);
  const needed = capabilitiesOf(template);
  const given = input.Capabilities ?? [];
  const isEnough = needed.every((one) => given.includes(one) || (one === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM")));
  if (!isEnough) {
    throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${needed.join(", ")}]`);
  }
  const parameters = parameterValues(template, input.Parameters ?? [], stack?.parameters);
  resolvedParameters(template, parameters, outside);
  return {
    text,
    template,
    parameters,
    tags: input.Tags === undefined ? undefined : Object.fromEntries(input.Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
    capabilities: given,
  };
}

/** Adds a stack that nothing was made of yet. @throws AwsError ValidationError for a name that no stack may have */
export function addStack({ store }: Pick<StackSurroundings, "store">, name: string, wanted: Wanted, now: number): Stack {
  // The published model says nothing of names; the API reference does (CreateStack, "StackName").
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    const rule = "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*";
    throw invalid(`1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${rule}`);
  }
  const { template, text, parameters, tags = {}, capabilities } = wanted;
  const stack = store.add(
    {
      name,
      description: template.description ?? "",
      format: template.format,
      parameters: declaredParameters(template, parameters),
      resources: [],
      outputs: [],
      tags,
      capabilities,
    },
    now,
  );
  stack.declared = () => template;
  stack.template = text;
  stack.parameters = parameters;
  return stack;
}

/** What a template needs somebody to acknowledge. */
export function capabilitiesOf(template: Template): Capability[] {
  const identities = [...template.resources.values()].filter(({ type }) => /^AWS::IAM::(Role|Policy|User|Group|InstanceProfile|AccessKey|ManagedPolicy)$/.test(type));
  const isNamed = identities.some(({ type, properties }) => nameIn(type, properties) !== undefined);
  const ofMacros: Capability[] = template.transforms.length > 0 ? ["CAPABILITY_AUTO_EXPAND"] : [];
  return [...(identities.length === 0 ? [] : ([isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"] satisfies Capability[])), ...ofMacros];
}

/** The simulated operations that change stacks. @param now milliseconds since 1970 */
export function stackWrites(stacks: (region: string) => StackSurroundings, now: () => number): Writes {
  const need = (region: string, name = ""): Stack => {
    const stack = stacks(region).store.find(name);
    if (stack === undefined || stack.deleted !== undefined) {
      throw invalid(`Stack [${name}] does not exist`);
    }
    return stack;
  };
  return {
    CreateStack(input, { region }) {
      const { StackName: name = "" } = input;
      const { store, engine } = stacks(region);
      if (store.find(name) !== undefined) {
        throw new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
      }
      const stack = addStack({ store }, name, wantedOf(input, store.outside), now());
      stack.terminationProtection = input.EnableTerminationProtection === true;
      try {
        engine.provision(stack, input.OnFailure ?? (input.DisableRollback === true ? "DO_NOTHING" : "ROLLBACK"));
      } catch (error) {
        store.forget(stack);
        throw error;
      }
      return { StackId: stack.id, OperationId: undefined };
    },

    UpdateStack(input, { region }) {
      const { engine, store } = stacks(region);
      const stack = need(region, input.StackName);
      if (!isUpdatable(stack.status)) {
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
      }
      const { text, parameters, tags, capabilities } = wantedOf(input, store.outside, stack);
      const change = { template: text, parameters, tags, capabilities, fails: false, isRelease: false };
      const plan = engine.plan(stack, change);
      if (!engine.changesAnything(stack, plan, tags)) {
        throw invalid("No updates are to be performed.");
      }
      engine.update(stack, change, plan);
      return { StackId: stack.id };
    },

    DeleteStack(input, { region }) {
      const { store, engine } = stacks(region);
      const stack = store.find(input.StackName ?? "");
      if (stack === undefined || stack.deleted !== undefined || stack.status === "DELETE_IN_PROGRESS") {
        return {};
      }
      if (stack.terminationProtection) {
        throw invalid(`Stack [${stack.blueprint.name}] cannot be deleted while TerminationProtection is enabled`);
      }
      if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS") {
        throw invalid(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
      }
      engine.delete(stack, input.RetainResources ?? []);
      return {};
    },

    ContinueUpdateRollback(input, { region }) {
      const stack = need(region, input.StackName);
      if (!stacks(region).engine.continueRollback(stack, input.ResourcesToSkip ?? [])) {
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
      }
      return {};
    },

    UpdateTerminationProtection(input, { region }) {
      const stack = need(region, input.StackName);
      stack.terminationProtection = input.EnableTerminationProtection === true;
      return { StackId: stack.id };
    },

    ValidateTemplate(input, { region }) {
      const text = broughtTemplate(input, stacks(region).store.outside);
      if (text === undefined) {
        throw invalid("Either Template URL or Template Body must be specified.");
      }
      const template = readTemplate(text);
      const Capabilities = capabilitiesOf(template);
      return {
        ...(template.description === undefined ? {} : { Description: template.description }),
        Parameters: declaredParameters(template, new Map()).map(({ name, noEcho, description }) => {
          const standard = defaultOf(template, name);
          return {
            ParameterKey: name,
            NoEcho: noEcho === true,
            ...(description === undefined ? {} : { Description: description }),
            ...(standard === undefined ? {} : { DefaultValue: standard }),
          };
        }),
        ...(Capabilities.length === 0 ? {} : { Capabilities, CapabilitiesReason: reasonOf(template) }),
      };
    },
  };
}

/** The default of a template's parameter. */
export function defaultOf({ parameters }: Template, name: string): string | undefined {
  const value = parameters.get(name)?.["Default"];
  return typeof value === "object" || value === undefined ? undefined : String(value);
}

/** Why a template needs what `capabilitiesOf` says. */
export function reasonOf(template: Template): string {
  const types = [...new Set([...template.resources.values()].map(({ type }) => type))].filter((type) => type.startsWith("AWS::IAM::"));
  return `The following resource(s) require capabilities: [${types.join(", ")}]`;
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
