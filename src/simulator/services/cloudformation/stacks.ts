import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import { NO_PAST, STACKS } from "../../account/past.ts";
import type { Settle } from "../../account/past.ts";
import type { TaskFamilies } from "../../account/taskFamilies.ts";
import type { SimulatedClock } from "../../clock.ts";
import { Dice, hashText, Random } from "../../random.ts";
import type { OutputBlueprint, StackBlueprint } from "./blueprint.ts";
import { hasOutputs, STACK_TYPE } from "./model.ts";
import type { HookEvent, Stack, StackEvent, StackResource, Values } from "./model.ts";
import { NOTHING_OUTSIDE } from "./outside.ts";
import type { Outside } from "./outside.ts";
import { templateOf } from "./readTemplate.ts";
import type { Template } from "./readTemplate.ts";
import { templateText, templateValue } from "./template.ts";

/** How long a service takes to go over to a task definition that its stack gives it, in milliseconds. */
const ROLLOUT_MS = 24_000;
/** The oldest events beyond this many of a stack are forgotten, so that a long demo does not grow. */
const KEPT_EVENTS = 1000;

/** The stacks of one region, those that were deleted among them. */
export class StackStore {
  readonly region: string;
  readonly accountId: string;
  readonly #clock: SimulatedClock;
  readonly #dice: Dice;
  /** By id. */
  readonly #stacks = new Map<string, Stack>();
  readonly #settle: Settle;
  readonly #families: TaskFamilies;
  /** Set once the region's other services are there. */
  outside: Outside = NOTHING_OUTSIDE;
  /** Told of a resource that its stack gives up and that stays in the account. */
  onLeave: (stack: Stack, resource: StackResource) => void = () => undefined;

  /**
   * @param families where the task definitions of its stacks are registered
   * @param settle makes the past, before anything is told of it
   */
  constructor(region: string, accountId: string, clock: SimulatedClock, families: TaskFamilies, settle = NO_PAST) {
    this.#settle = settle;
    this.region = region;
    this.#families = families;
    this.accountId = accountId;
    this.#clock = clock;
    this.#dice = new Dice(`stacks ${accountId} ${region}`);
  }

  /** Puts a stack in, with its resources as if they had been made at its creation. */
  add(blueprint: StackBlueprint, created: number, parent?: Stack): Stack {
    // Most templates are never looked at.
    let text: string | undefined;
    let template: Template | undefined;
    const isNamed = this.#stacks.has(stackArn(this, blueprint.name));
    const stack: Stack = {
      // a later stack of a name has an id of its own
      id: isNamed ? stackArn(this, blueprint.name, String(created)) : stackArn(this, blueprint.name),
      blueprint,
      declared: () => (template ??= templateOf(templateValue(blueprint), blueprint.format)),
      parent,
      created,
      updated: undefined,
      deleted: undefined,
      status: "CREATE_COMPLETE",
      reason: undefined,
      parameters: new Map(blueprint.parameters.map(({ name, value }) => [name, value])),
      get template() {
        return (text ??= templateText(blueprint));
      },
      set template(changed) {
        text = changed;
      },
      terminationProtection: blueprint.terminationProtection === true,
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

  /** A stack that could not be begun was never there. */
  forget(stack: Stack): void {
    this.#stacks.delete(stack.id);
  }

  /** A stack by its name, if it was not deleted, or by its id. */
  find(nameOrId: string): Stack | undefined {
    this.#settle(`stack ${nameOrId.startsWith("arn:") ? (nameOrId.split("/")[1] ?? "") : nameOrId}`);
    const known = this.#known(nameOrId);
    if (known === undefined) {
      this.#settle(STACKS);
    }
    return known ?? this.#known(nameOrId);
  }

  #known(nameOrId: string): Stack | undefined {
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

  /** Registers the next revision of a task definition; gives its ARN. @param properties what its template says of it */
  registerTaskDefinition(stack: Stack, family: string, properties?: Values): string {
    const at = this.#clock.now();
    const rollout = { ends: at + ROLLOUT_MS, fails: false };
    const commit = stack.parameters.get("Version");
    const { revision } = this.#families.register(family, { at, commit, rollout, properties });
    return `arn:aws:ecs:${this.region}:${this.accountId}:task-definition/${family}:${revision}`;
  }

  /** What was made for an update that is rolled back is nobody's: no service takes that task definition. */
  withdraw({ blueprint, physicalId = "" }: StackResource): void {
    const [, family = "", revision] = taskDefinition(blueprint.type, physicalId) ?? [];
    this.#families.withdraw(family, Number(revision));
  }

  /** The stack that has an export, where it is another one. */
  exporter(name: string, but: Stack): Stack | undefined {
    const has = (one: Stack) => one !== but && hasOutputs(one) && one.blueprint.outputs.some(({ exportName }) => exportName === name);
    return [...this.named()].find(has);
  }

  /** An export that a stack would lose or change although others import it; none where there is none. */
  exportInUse(stack: Stack, outputs: readonly OutputBlueprint[]): { readonly name: string; readonly by: string[] } | undefined {
    for (const { exportName: name, value } of hasOutputs(stack) ? stack.blueprint.outputs : []) {
      const isSame = outputs.some((one) => one.exportName === name && one.value === value);
      const importing = [...this.named()].filter((one) => one !== stack && hasOutputs(one) && one.blueprint.imports?.includes(name ?? "") === true);
      if (name !== undefined && !isSame && importing.length > 0) {
        return { name, by: importing.map(({ blueprint }) => blueprint.name) };
      }
    }
    return undefined;
  }

  /** The value of an export of the region. */
  exported(name: string): string | undefined {
    for (const stack of this.named()) {
      const found = hasOutputs(stack) ? stack.blueprint.outputs.find(({ exportName }) => exportName === name) : undefined;
      if (found !== undefined) {
        return found.value;
      }
    }
    return undefined;
  }

  /** The newest first. */
  all(): Stack[] {
    this.#settle();
    return newestFirst([...this.#stacks.values()]);
  }

  /**
   * The stacks that have resources of a type, the newest first. The past is made of those alone whose releases change such
   * a resource: it adds none, and to all others it is as their templates had them.
   */
  having(type: string): Stack[] {
    this.#settle(STACKS);
    const found = [...this.#stacks.values()].flatMap((stack) => {
      const wanted = stack.resources.filter(({ blueprint }) => blueprint.type === type);
      return wanted.length === 0 ? [] : [{ stack, moves: wanted.some(({ blueprint }) => blueprint.onUpdate !== undefined) }];
    });
    for (const { stack, moves } of found) {
      if (moves || stack.isRestless === true) {
        this.#settle(`stack ${stack.blueprint.name}`);
      }
    }
    return newestFirst(found.map(({ stack }) => stack));
  }

  /** All stacks in no order, their past not made: their names, exports and imports, and what bears names, were there before it. */
  named(): Iterable<Stack> {
    this.#settle(STACKS);
    return this.#stacks.values();
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
        ? this.#dice.of(stack.blueprint.name).uuid()
        : `${facts.logicalId}-${facts.status}-${new Date(this.#clock.now()).toISOString()}`;
    // Two events of one resource may fall into one moment: an id is an event's own all the same.
    const at = this.#clock.now();
    let isTaken = false;
    for (let index = stack.events.length - 1; !isTaken && stack.events[index]?.at === at; index -= 1) {
      isTaken = stack.events[index]?.id === id;
    }
    stack.events.push({ ...facts, id: isTaken ? `${id}-${stack.events.length}` : id, at });
    if (stack.events.length > KEPT_EVENTS) {
      stack.events.shift();
    }
  }
}

function newestFirst(stacks: Stack[]): Stack[] {
  return stacks.sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
}

/** Family and revision of a task definition's physical id. */
function taskDefinition(type: string, physicalId: string): RegExpExecArray | null {
  return type === "AWS::ECS::TaskDefinition" ? /task-definition\/([^:]+):(\d+)$/.exec(physicalId) : null;
}

/** The id of the account's stack of a name. */
export function stackArn({ region, accountId }: { region: string; accountId: string }, name: string, later = ""): string {
  const id = new Random(hashText(`${accountId} ${region} ${name}${later}`)).uuid();
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${id}`;
}
