import type { HookStatus, ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { ResourceBlueprint, StackBlueprint } from "./blueprint.ts";
import type { DriftResult } from "./drift.ts";
import type { Template } from "./readTemplate.ts";

export type Values = Readonly<Record<string, unknown>>;

/** A resource of a stack as it stands. Times are milliseconds since 1970. */
export interface StackResource {
  blueprint: ResourceBlueprint;
  /** Undefined until the resource was begun. */
  physicalId: string | undefined;
  status: ResourceStatus;
  reason: string | undefined;
  updated: number;
  /** As it was last made or changed; absent while that is what its stack's template and parameters say now. */
  values?: Values | undefined;
  /** What somebody made of it behind its stack's back; undefined in it for one that was deleted. */
  edited?: { readonly values: Values | undefined } | undefined;
  /** What was found when somebody last compared it with its template. */
  drift?: DriftResult | undefined;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason: string | undefined;
  readonly at: number;
  readonly hook?: HookEvent | undefined;
}

/** What a hook that looked at a resource before its change made of it. */
export interface HookEvent {
  readonly type: string;
  readonly status: HookStatus;
  readonly reason: string;
}

export interface Stack {
  /** Its ARN, with an id that a later stack of the same name does not have. */
  readonly id: string;
  blueprint: StackBlueprint;
  /** Its template as it was read. */
  declared: () => Template;
  /** The stack that this one is a resource of. */
  readonly parent: Stack | undefined;
  readonly created: number;
  updated: number | undefined;
  deleted: number | undefined;
  status: StackStatus;
  reason: string | undefined;
  /** Values by name, in the order of the template. */
  parameters: ReadonlyMap<string, string>;
  /** What those of the Parameter Store held at the last update. */
  resolved?: () => ReadonlyMap<string, string>;
  /** The text of its template. */
  template: string;
  terminationProtection: boolean;
  /** Whether what its releases leave alone was changed all the same before the region was opened. */
  isRestless?: boolean;
  /** When its drift was looked for last. */
  driftChecked?: number | undefined;
  resources: StackResource[];
  /** Oldest first. */
  readonly events: StackEvent[];
}

export const STACK_TYPE = "AWS::CloudFormation::Stack";

/** The stack at the head of a nested stack's line; undefined for one that is not nested. */
export function rootOf(stack: Stack): Stack | undefined {
  return stack.parent === undefined ? undefined : (rootOf(stack.parent) ?? stack.parent);
}

/** Statuses from which a stack can be updated (CloudFormation user guide, "Stack status codes"). */
export function isUpdatable(status: StackStatus): boolean {
  return ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"].includes(status);
}

/** Whether the stack's outputs are there: it was created, and not rolled back since. */
export function hasOutputs({ status }: Stack): boolean {
  return !/^(ROLLBACK|DELETE_(IN|COM)|REVIEW)|CREATE_(IN_PROGRESS|FAILED)/.test(status);
}
