import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { SimulatedClock } from "../../clock.ts";
import { hashText, Random } from "../../random.ts";
import type { StackBlueprint } from "./blueprint.ts";
import { STACK_TYPE } from "./model.ts";
import type { HookEvent, Stack, StackEvent, StackResource } from "./model.ts";
import { templateText } from "./template.ts";

/** The oldest events beyond this many of a stack are forgotten, so that a long demo does not grow. */
const KEPT_EVENTS = 1000;

/** The stacks of one region, those that were deleted among them. */
export class StackStore {
  readonly region: string;
  readonly accountId: string;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  /** By id. */
  readonly #stacks = new Map<string, Stack>();

  constructor(region: string, accountId: string, clock: SimulatedClock) {
    this.region = region;
    this.accountId = accountId;
    this.#clock = clock;
    this.#random = new Random(`stacks ${accountId} ${region}`);
  }

  /** Puts a stack in, with its resources as if they had been made at its creation. */
  add(blueprint: StackBlueprint, created: number, parent?: Stack): Stack {
    const stack: Stack = {
      id: stackArn(this, blueprint.name),
      blueprint,
      parent,
      created,
      updated: undefined,
      deleted: undefined,
      status: "CREATE_COMPLETE",
      reason: undefined,
      parameters: new Map(blueprint.parameters.map(({ name, value }) => [name, value])),
      template: templateText(blueprint),
      resources: blueprint.resources.map((resource) => ({
        blueprint: resource,
        physicalId: resource.physicalId,
        status: "CREATE_COMPLETE",
        reason: undefined,
        updated: created,
      })),
      events: [],
    };
    this.#stacks.set(stack.id, stack);
    return stack;
  }

  /** A stack by its name, if it was not deleted, or by its id. */
  find(nameOrId: string): Stack | undefined {
    return (
      this.#stacks.get(nameOrId) ??
      [...this.#stacks.values()].find(({ blueprint, deleted }) => blueprint.name === nameOrId && deleted === undefined)
    );
  }

  /** The revision of the task definition in the stack of an ECS service, which bears the service's name. */
  taskDefinitionRevision(service: string): number | undefined {
    const resource = this.find(service)?.resources.find(({ blueprint }) => blueprint.type === "AWS::ECS::TaskDefinition");
    const digits = /:(\d+)$/.exec(resource?.physicalId ?? "")?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  /** The newest first. */
  all(): Stack[] {
    return [...this.#stacks.values()].sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
  }

  /** A stack's status changes now, which is an event. */
  setStatus(stack: Stack, status: StackStatus, reason?: string): void {
    stack.status = status;
    stack.reason = reason;
    const { name } = stack.blueprint;
    this.#note(stack, { logicalId: name, physicalId: stack.id, type: STACK_TYPE, status, reason });
  }

  /** A resource's status changes now, which is an event. */
  setResource(stack: Stack, resource: StackResource, status: ResourceStatus, reason?: string): void {
    resource.status = status;
    resource.reason = reason;
    resource.updated = this.#clock.now();
    const { logicalId, type } = resource.blueprint;
    this.#note(stack, { logicalId, physicalId: resource.physicalId ?? "", type, status, reason });
  }

  /** A hook tells of a resource that is about to be changed, which is an event of the resource. */
  noteHook(stack: Stack, resource: StackResource, hook: HookEvent): void {
    const { logicalId, type } = resource.blueprint;
    const { status, physicalId = "" } = resource;
    this.#note(stack, { logicalId, physicalId, type, status, reason: undefined, hook });
  }

  #note(stack: Stack, facts: Omit<StackEvent, "id" | "at">): void {
    const id =
      facts.type === STACK_TYPE && facts.physicalId === stack.id
        ? this.#random.uuid()
        : `${facts.logicalId}-${facts.status}-${new Date(this.#clock.now()).toISOString()}`;
    // Two events of one resource may fall into one moment: an id is an event's own all the same.
    const isTaken = stack.events.some((event) => event.id === id);
    stack.events.push({ ...facts, id: isTaken ? `${id}-${stack.events.length}` : id, at: this.#clock.now() });
    if (stack.events.length > KEPT_EVENTS) {
      stack.events.shift();
    }
  }
}

/** The id of the account's stack of a name. */
export function stackArn({ region, accountId }: { region: string; accountId: string }, name: string): string {
  const id = new Random(hashText(`${accountId} ${region} ${name}`)).uuid();
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${id}`;
}
