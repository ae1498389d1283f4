import { AwsError } from "../../wire/errors.ts";
import type { OutputBlueprint } from "./blueprint.ts";
import { importsOf } from "./dependencies.ts";
import { evaluate, evaluateMap, holds } from "./evaluate.ts";
import type { Scope } from "./evaluate.ts";
import type { Stack, StackResource, Values } from "./model.ts";
import type { Template } from "./readTemplate.ts";
import type { StackStore } from "./stacks.ts";

/** Where the values of a stack's template come from. */
export function scopeOf(
  store: StackStore,
  stack: Stack,
  template: Template = stack.declared(),
  parameters: ReadonlyMap<string, string> = stack.parameters,
): Scope {
  return {
    region: store.region,
    accountId: store.accountId,
    stackId: stack.id,
    stackName: stack.blueprint.name,
    template,
    parameters,
    resource(logicalId) {
      const one = stack.resources.find(({ blueprint }) => blueprint.logicalId === logicalId);
      const { physicalId } = one ?? {};
      if (one === undefined || physicalId === undefined) {
        return undefined;
      }
      return {
        type: one.blueprint.type,
        physicalId,
        // most functions do not look at them
        get properties() {
          return declaredValues(store, stack, one);
        },
      };
    },
    stored: (name) => store.outside.parameter(name),
    // What the account began with may import what another region has.
    exported: (name) => store.exported(name) ?? (stack.blueprint.imports?.includes(name) === true ? "" : undefined),
  };
}

/** The names of the exports that a template imports. @throws as `evaluate` */
export function importedNames(template: Template, scope: Scope): string[] {
  return [...new Set(importsOf(template).map((name) => textOf(evaluate(scope, name))))];
}

/** What a stack made of a resource, whatever somebody did to it since. */
export function declaredValues(store: StackStore, stack: Stack, one: StackResource): Values {
  return one.values ?? evaluateMap(forgiving(scopeOf(store, stack)), one.blueprint.properties);
}

/** What a resource has; undefined where somebody deleted it behind its stack's back. */
export function liveValues(store: StackStore, stack: Stack, one: StackResource): Values | undefined {
  return one.edited === undefined ? declaredValues(store, stack, one) : one.edited.values;
}

/** The outputs of a stack. @throws AwsError ValidationError for what names nothing */
export function outputsOf(template: Template, scope: Scope): OutputBlueprint[] {
  return [...template.outputs].flatMap(([name, declared]) => {
    const { Value: expression = "", Description: description, Export: exported, Condition: condition } = declared;
    if (typeof condition === "string" && !holds(scope, condition)) {
      return [];
    }
    const exportName = typeof exported === "object" && "Name" in exported ? evaluate(scope, exported.Name) : undefined;
    const value = evaluate(scope, expression);
    return [
      {
        name,
        value: textOf(value),
        expression,
        ...(typeof description === "string" ? { description } : {}),
        ...(typeof exportName === "string" ? { exportName } : {}),
      },
    ];
  });
}

function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  throw new AwsError("ValidationError", "Template format error: The Value field of every Outputs member must evaluate to a String.");
}

/** While a stack is being made, what it refers to may not be there yet. */
function forgiving(scope: Scope): Scope {
  return {
    ...scope,
    resource: (logicalId) =>
      scope.resource(logicalId) ??
      (scope.parameters.has(logicalId) || logicalId.startsWith("AWS::") ? undefined : { type: "", physicalId: "", properties: {} }),
    exported: (name) => scope.exported(name) ?? "",
  };
}
