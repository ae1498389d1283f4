import type { Stack, StackResource } from "../services/cloudformation/model.ts";
import { nameIn, withMadeUpName } from "../services/cloudformation/provision.ts";
import type { StackStore } from "../services/cloudformation/stacks.ts";
import { liveValues } from "../services/cloudformation/values.ts";
import { arnOf } from "./arns.ts";
import type { Resource } from "./inventory.ts";

/** The resources of a type that the stacks of a region have, as the stacks' templates and parameters say they are. */
export function stackResources(store: StackStore, type: string): Resource[] {
  return resourcesOf(store, store.having(type), type);
}

/** The names of the resources of a type that the stacks of a region have; what happened to the stacks is not made for it. */
export function stackNames(store: StackStore, type: string): string[] {
  return resourcesOf(store, [...store.named()], type).map(({ name }) => name);
}

function resourcesOf(store: StackStore, stacks: readonly Stack[], type: string): Resource[] {
  return stacks
    .filter(({ deleted, status }) => deleted === undefined && status !== "ROLLBACK_COMPLETE")
    .flatMap((stack) => stack.resources.filter((one) => isThere(one, type)).flatMap((one) => resourceOf(store, stack, one)));
}

function isThere({ blueprint, physicalId, status }: StackResource, type: string): boolean {
  return blueprint.type === type && physicalId !== undefined && status !== "DELETE_COMPLETE";
}

/** A resource of a stack as the inventory has it; none where somebody deleted it behind the stack's back. */
export function resourceOf(store: StackStore, stack: Stack, one: StackResource): Resource[] {
  const { blueprint, physicalId: id = "", updated } = one;
  const live = liveValues(store, stack, one);
  if (live === undefined) {
    return [];
  }
  const { type } = blueprint;
  const properties = withMadeUpName(type, id, live);
  const name = nameIn(type, properties) ?? id.slice(id.lastIndexOf("/") + 1);
  return [{ type, id, arn: arnOf(store, type, id, properties), name, properties, created: stack.created, updated, stack: stack.id }];
}
