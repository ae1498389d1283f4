import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { TaskFamilies } from "../../account/taskFamilies.ts";
import type { SimulatedClock } from "../../clock.ts";
import { hashText, Random } from "../../random.ts";
import type { StackBlueprint } from "./blueprint.ts";
import { STACK_TYPE } from "./model.ts";
import type { HookEvent, Stack, StackEvent, StackResource } from "./model.ts";
import { templateText } from "./template.ts";

/** How long a service takes to go over to a task definition that its stack gives it, in milliseconds. */
const ROLLOUT_MS = 24_000;
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
  readonly #families: TaskFamilies;

  /** @param families where the task definitions of its stacks are registered */
  constructor(region: string, accountId: string, clock: SimulatedClock, families: TaskFamilies) {
    this.region = region;
    this.#families = families;
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
    for (const { blueprint: one } of stack.resources) {
      const [, family = "", revision] = taskDefinition(one.type, one.physicalId) ?? [];
      if (revision !== undefined) {
        this.#families.begin(family, Number(revision), created);
      }
    }
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

  /** The physical id of what comes in a resource's place: `…task-definition/parcel-web:41` → `:42`. */
  replacement(stack: Stack, { blueprint, physicalId = "" }: StackResource): string {
    const [path = "", family = ""] = taskDefinition(blueprint.type, physicalId) ?? [];
    if (family === "") {
      return physicalId.replace(/\d+$/, (digits) => String(Number(digits) + 1));
    }
    const at = this.#clock.now();
    const rollout = { ends: at + ROLLOUT_MS, fails: false };
    const { revision } = this.#families.register(family, { at, commit: stack.parameters.get("Version"), rollout });
    return `${physicalId.slice(0, -path.length)}task-definition/${family}:${revision}`;
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

/** Family and revision of a task definition's physical id. */
function taskDefinition(type: string, physicalId: string): RegExpExecArray | null {
  return type === "AWS::ECS::TaskDefinition" ? /task-definition\/([^:]+):(\d+)$/.exec(physicalId) : null;
}

/** The id of the account's stack of a name. */
export function stackArn({ region, accountId }: { region: string; accountId: string }, name: string): string {
  const id = new Random(hashText(`${accountId} ${region} ${name}`)).uuid();
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${id}`;
}
