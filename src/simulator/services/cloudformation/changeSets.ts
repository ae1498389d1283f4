import type { ChangeSetStatus, ChangeSetType, ExecutionStatus } from "@aws-sdk/client-cloudformation";
import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import type { StackEngine } from "./engine.ts";
import { isUpdatable } from "./model.ts";
import type { Stack } from "./model.ts";
import type { Plan } from "./plan.ts";
import type { StackStore } from "./stacks.ts";
import { addStack } from "./stackWrites.ts";
import type { Wanted } from "./stackWrites.ts";

/** Making a change set, in milliseconds of simulated time. */
const CHANGE_SET_MS = [2000, 4000] as const;
const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** A change that is computed and not made yet. */
export interface ChangeSet {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly type: ChangeSetType;
  readonly stack: Stack;
  readonly wanted: Wanted;
  readonly plan: Plan;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** When the stack was updated last as it was computed: a later update makes it obsolete. */
  readonly basis: number | undefined;
  status: ChangeSetStatus;
  reason: string | undefined;
  execution: ExecutionStatus;
}

/** The change sets of one region, the newest last. */
export class ChangeSetStore {
  readonly #store: StackStore;
  readonly #engine: StackEngine;
  readonly #clock: SimulatedClock;
  readonly #dice: Dice;
  /** By id. */
  readonly #all = new Map<string, ChangeSet>();

  constructor(store: StackStore, engine: StackEngine, clock: SimulatedClock) {
    this.#store = store;
    this.#engine = engine;
    this.#clock = clock;
    this.#dice = new Dice(`change sets ${store.accountId} ${store.region}`);
  }

  /** Those of a stack that are there: once one was executed, none is. */
  of(stack: Stack): ChangeSet[] {
    for (const one of this.#all.values()) {
      if (one.stack === stack && isOutdated(one)) {
        one.execution = "OBSOLETE";
      }
    }
    return [...this.#all.values()].filter((one) => one.stack === stack && isListed(one));
  }

  /** By ARN, or by name and stack. @throws AwsError ChangeSetNotFound */
  need(name: string, stackName: string | undefined): ChangeSet {
    const byId = this.#all.get(name);
    const stack = stackName === undefined ? undefined : this.#store.find(stackName);
    const found = byId ?? (stack === undefined ? undefined : this.of(stack).find((one) => one.name === name));
    if (found !== undefined && isOutdated(found)) {
      found.execution = "OBSOLETE";
    }
    if (found === undefined || found.status === "DELETE_COMPLETE") {
      throw new AwsError("ChangeSetNotFoundException", `ChangeSet [${name}] does not exist`);
    }
    return found;
  }

  /** @throws AwsError for what CloudFormation refuses at once */
  create(stackName: string, name: string, type: ChangeSetType, wanted: (stack: Stack | undefined) => Wanted, description?: string): ChangeSet {
    const now = this.#clock.now();
    const known = this.#store.find(stackName);
    const isNew = known === undefined || known.status === "REVIEW_IN_PROGRESS";
    if (type === "CREATE" && !isNew) {
      throw invalid(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`);
    }
    if (type !== "CREATE" && (known === undefined || !isUpdatable(known.status))) {
      throw invalid(known === undefined ? `Stack [${stackName}] does not exist` : `Stack:${known.id} is in ${known.status} state and can not be updated.`);
    }
    if (known !== undefined && this.of(known).some((one) => one.name === name)) {
      throw new AwsError("AlreadyExistsException", `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`);
    }
    const want = wanted(known);
    const stack = known ?? addStack({ store: this.#store }, stackName, want, now);
    if (known === undefined) {
      this.#store.setStatus(stack, "REVIEW_IN_PROGRESS", "User Initiated");
    }
    const { region, accountId } = this.#store;
    const made: ChangeSet = {
      id: `arn:aws:cloudformation:${region}:${accountId}:changeSet/${name}/${this.#dice.of(stack.blueprint.name).uuid()}`,
      name,
      description,
      type,
      stack,
      wanted: want,
      plan: this.#engine.planFrom(stack, want.template, want.parameters),
      created: now,
      basis: stack.updated,
      status: "CREATE_PENDING",
      reason: undefined,
      execution: "UNAVAILABLE",
    };
    this.#all.set(made.id, made);
    this.#clock.schedule(now + this.#dice.of(stack.blueprint.name).between(...CHANGE_SET_MS), () => this.#finish(made));
    return made;
  }

  /** @throws AwsError InvalidChangeSetStatus */
  execute(one: ChangeSet): void {
    if (one.execution !== "AVAILABLE") {
      const at = one.status === "CREATE_COMPLETE" ? `execution status of [${one.execution}]` : `status of [${one.status}]`;
      throw new AwsError("InvalidChangeSetStatusException", `ChangeSet [${one.id}] cannot be executed in its current ${at}`);
    }
    const { stack, wanted } = one;
    const { text, parameters, tags, capabilities, template } = wanted;
    one.execution = "EXECUTE_IN_PROGRESS";
    if (one.type === "CREATE") {
      stack.declared = () => template;
      stack.template = text;
      stack.parameters = parameters;
      this.#engine.provision(stack, "ROLLBACK", (succeeded) => end(one, succeeded));
    } else {
      const onEnd = ({ succeeded }: { readonly succeeded: boolean }) => end(one, succeeded);
      const change = { template: text, parameters, tags, capabilities, fails: false, isRelease: false, onEnd };
      this.#engine.update(stack, change);
    }
    for (const other of this.of(stack)) {
      if (other !== one) {
        other.status = "DELETE_COMPLETE";
      }
    }
  }

  /** @throws AwsError InvalidChangeSetStatus while it is being executed */
  delete(one: ChangeSet): void {
    if (one.execution === "EXECUTE_IN_PROGRESS") {
      throw new AwsError("InvalidChangeSetStatusException", `ChangeSet [${one.id}] cannot be deleted in its current status of [${one.status}]`);
    }
    one.status = "DELETE_COMPLETE";
  }

  #finish(one: ChangeSet): void {
    if (one.status !== "CREATE_PENDING") {
      return;
    }
    const isAnything = one.type === "CREATE" || this.#engine.changesAnything(one.stack, one.plan, one.wanted.tags);
    one.status = isAnything ? "CREATE_COMPLETE" : "FAILED";
    one.reason = isAnything ? undefined : NO_CHANGES;
    one.execution = isAnything ? "AVAILABLE" : "UNAVAILABLE";
  }
}

/** Whether its stack was updated since it was computed. */
function isOutdated({ execution, basis, stack }: ChangeSet): boolean {
  return execution === "AVAILABLE" && basis !== stack.updated;
}

function end(one: ChangeSet, succeeded: boolean): void {
  one.execution = succeeded ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
}

function isListed({ status, execution }: ChangeSet): boolean {
  return status !== "DELETE_COMPLETE" && execution !== "EXECUTE_COMPLETE" && execution !== "EXECUTE_FAILED";
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
