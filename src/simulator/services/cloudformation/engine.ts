import type { SimulatedClock } from "../../clock.ts";
import type { Provisioners } from "../../resources/provisioner.ts";
import { AwsError } from "../../wire/errors.ts";
import { failureOf } from "./failures.ts";
import { STACK_TYPE } from "./model.ts";
import type { Stack, StackResource } from "./model.ts";
import { operationOf } from "./operation.ts";
import type { Operation, StackChange } from "./operation.ts";
import { isStored, resolvedParameters } from "./outside.ts";
import { declaredParameters, parameterValues } from "./parameters.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { evaluate } from "./evaluate.ts";
import { expanded, readTemplate } from "./readTemplate.ts";
import type { Template } from "./readTemplate.ts";
import { ResourceSteps } from "./resourceSteps.ts";
import type { IsPlayed } from "./resourceSteps.ts";
import type { StackStore } from "./stacks.ts";
import { Steps } from "./steps.ts";
import type { Step } from "./steps.ts";
import { declaredValues, importedNames, outputsOf, scopeOf } from "./values.ts";

/** What becomes of a stack whose creation fails. */
export type OnFailure = "ROLLBACK" | "DELETE" | "DO_NOTHING";

/**
 * Moves stacks through creation, update, rollback and deletion with the events of each, by the rules of CloudFormation's
 * user guide ("Stack status codes", "Understanding stack creation events").
 */
export class StackEngine {
  readonly #store: StackStore;
  readonly #clock: SimulatedClock;
  readonly #steps: Steps;
  readonly #resources: ResourceSteps;
  readonly #updates = new Map<Stack, Operation>();

  /**
   * @param isPlayed whether some service here answers for resources of a type: the others say that none does
   * @param provisioners what services make of resources themselves
   */
  constructor(store: StackStore, clock: SimulatedClock, isPlayed: IsPlayed = () => true, provisioners: Provisioners = new Map()) {
    this.#store = store;
    this.#clock = clock;
    this.#steps = new Steps(`stack engine ${store.accountId} ${store.region}`, clock);
    this.#resources = new ResourceSteps(store, clock, isPlayed, provisioners);
  }

  /**
   * Creates a stack that was just added with all its resources. One that fails is rolled back: its resources are gone. What
   * fails is its last resource; where that is a stack, which has to be added too, because its own last one does.
   */
  create(stack: Stack, fails: boolean, onEnd: () => void = () => undefined): void {
    const store = this.#store;
    for (const resource of stack.resources) {
      resource.physicalId = undefined;
    }
    store.setStatus(stack, "CREATE_IN_PROGRESS", "User Initiated");
    const failing = fails ? stack.resources.at(-1) : undefined;
    const made = stack.resources.filter((resource) => resource !== failing);
    const steps = made.flatMap((resource): Step[] => [
      ...this.#resources.begin(stack, resource),
      () => {
        resource.physicalId = resource.blueprint.physicalId;
        store.setResource(stack, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
      },
      () => store.setResource(stack, resource, "CREATE_COMPLETE"),
    ]);
    if (failing === undefined) {
      this.#steps.play(stack, [...steps, () => store.setStatus(stack, "CREATE_COMPLETE"), onEnd]);
      return;
    }
    const nested = failing.blueprint.type === STACK_TYPE ? store.find(failing.blueprint.physicalId) : undefined;
    const before = [...steps, ...this.#resources.begin(stack, failing)];
    const after: Step[] = [
      () => store.setResource(stack, failing, "CREATE_FAILED", failureOf(failing.blueprint, "create")),
      () => this.#rollBackCreation(stack, failing, onEnd),
    ];
    if (nested === undefined) {
      this.#steps.play(stack, [...before, ...after]);
      return;
    }
    const descend = () => {
      failing.physicalId = nested.id;
      store.setResource(stack, failing, "CREATE_IN_PROGRESS", "Resource creation Initiated");
      this.create(nested, true, () => this.#steps.play(stack, after));
    };
    this.#steps.play(stack, [...before, descend]);
  }

  /**
   * Makes of a stack that was just added without resources what its template says.
   * @throws AwsError ValidationError for a template that CloudFormation refuses at once
   */
  provision(stack: Stack, onFailure: OnFailure = "ROLLBACK", onEnd: (succeeded: boolean) => void = () => undefined): void {
    const store = this.#store;
    const plan = this.plan(stack, {});
    stack.declared = () => plan.template;
    const operation = operationOf(stack, { fails: false }, plan);
    this.#resolve(stack, stack.declared());
    store.setStatus(stack, "CREATE_IN_PROGRESS", "User Initiated");
    const fail = (failed: StackResource | undefined, reason?: string) => {
      operation.isOver = true;
      onEnd(false);
      if (onFailure === "DO_NOTHING") {
        store.setStatus(stack, "CREATE_FAILED", reason ?? `The following resource(s) failed to create: [${failed?.blueprint.logicalId}]. `);
      } else {
        this.#rollBackCreation(stack, failed, () => onFailure === "DELETE" && this.delete(stack), reason);
      }
    };
    const finish = () => {
      const refusal = this.#tell(stack);
      if (refusal === undefined) {
        store.setStatus(stack, "CREATE_COMPLETE");
        onEnd(true);
      } else {
        fail(undefined, refusal);
      }
    };
    const steps = operation.work.flatMap((work) => this.#resources.apply(operation, work, false, (failed) => fail(failed)));
    this.#steps.play(stack, [...steps, finish], () => operation.isOver);
  }

  /** What a change would make of a stack. @throws AwsError ValidationError for what CloudFormation refuses at once */
  plan(stack: Stack, { template, parameters = new Map(), isRelease }: Partial<StackChange>): Plan {
    const isNew = template !== undefined && template !== stack.template;
    const declared = isNew ? readTemplate(template) : stack.declared();
    // what a release does not say stays; somebody who asks for an update means the Parameter Store as it is now, too
    const isStatic = isRelease !== false || ![...declared.parameters.values()].some(({ Type }) => isStored(Type));
    const isSame = !isNew && isStatic && [...parameters].every(([name, value]) => stack.parameters.get(name) === value);
    if (isSame && stack.resources.length > 0) {
      // most of the account's history: nothing has to be compared
      return { template: declared, parameters: stack.parameters, changes: [] };
    }
    const given = [...parameters].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
    const known = given.filter(({ ParameterKey }) => declared.parameters.has(ParameterKey));
    const values = isNew ? parameterValues(declared, known, stack.parameters, true) : new Map([...stack.parameters, ...parameters]);
    return this.planFrom(stack, declared, values);
  }

  /** What parameters of the Parameter Store hold is read once an update, when somebody first looks. */
  #resolve(stack: Stack, template: Template): void {
    const { parameters } = stack;
    let known: ReadonlyMap<string, string> | undefined;
    stack.resolved = () => (known ??= resolvedParameters(template, parameters, this.#store.outside, "as far as they are there"));
  }

  /** The same for a template that was read. */
  planFrom(stack: Stack, declared: Template, values: ReadonlyMap<string, string>): Plan {
    const looped = scopeOf(this.#store, stack, declared, values);
    const template = expanded(declared, (over) => evaluate(looped, over));
    const scope = { ...looped, template };
    return planOf(stack, template, scope, (one) => declaredValues(this.#store, stack, one));
  }

  /**
   * Updates a stack that can be updated (`isUpdatable`). When this returns it is UPDATE_IN_PROGRESS. Where its template and
   * parameters stay as they are, what a release brings anew is changed all the same (`ResourceBlueprint.onUpdate`): a build
   * under the same names.
   * @throws AwsError ValidationError for what CloudFormation refuses at once
   */
  update(stack: Stack, change: StackChange, plan: Plan = this.plan(stack, change)): void {
    const operation = operationOf(stack, change, plan);
    this.#updates.set(stack, operation);
    for (const { resource, declared } of operation.work) {
      if (resource !== undefined && declared !== undefined) {
        // until its turn comes it is what it was
        resource.values = declaredValues(this.#store, stack, resource);
      }
    }
    stack.updated = this.#clock.now();
    stack.parameters = plan.parameters;
    this.#resolve(stack, plan.template);
    declare(stack, change, plan.template);
    this.#store.setStatus(stack, "UPDATE_IN_PROGRESS", "User Initiated");
    this.#steps.play(stack, this.#forward(operation), () => operation.isOver);
  }

  /** Whether an update would do anything: to resources, outputs or tags. */
  changesAnything(stack: Stack, { changes, template }: Plan, tags?: Readonly<Record<string, string>>): boolean {
    const text = (value: unknown) => JSON.stringify(value);
    const isSame = text([...template.outputs]) === text([...stack.declared().outputs]) && text(tags ?? stack.blueprint.tags) === text(stack.blueprint.tags);
    return changes.length > 0 || !isSame;
  }

  /** Cancels an update; false where the stack is not UPDATE_IN_PROGRESS. */
  cancelUpdate(stack: Stack): boolean {
    const update = this.#updates.get(stack);
    if (update === undefined || update.isOver || stack.status !== "UPDATE_IN_PROGRESS") {
      return false;
    }
    for (const resource of [...update.touched.keys(), ...update.added]) {
      if (resource.status === "UPDATE_IN_PROGRESS" || resource.status === "CREATE_IN_PROGRESS") {
        const failed = resource.status === "UPDATE_IN_PROGRESS" ? "UPDATE_FAILED" : "CREATE_FAILED";
        this.#store.setResource(stack, resource, failed, "Resource update cancelled");
      }
    }
    this.#rollBack(update, "User Initiated");
    return true;
  }

  /** Takes a stack whose rollback failed on to its end; false where it is not UPDATE_ROLLBACK_FAILED. */
  continueRollback(stack: Stack, skipped: readonly string[] = []): boolean {
    if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
      return false;
    }
    const store = this.#store;
    const failed = stack.resources.filter(({ status }) => status === "UPDATE_FAILED");
    store.setStatus(stack, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
    this.#steps.play(stack, [
      ...failed.flatMap((resource): Step[] =>
        skipped.includes(resource.blueprint.logicalId)
          ? [() => store.setResource(stack, resource, "UPDATE_COMPLETE", "Resource was skipped")]
          : [
              () => store.setResource(stack, resource, "UPDATE_IN_PROGRESS"),
              () => store.setResource(stack, resource, "UPDATE_COMPLETE"),
            ],
      ),
      () => store.setStatus(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
      () => store.setStatus(stack, "UPDATE_ROLLBACK_COMPLETE"),
    ]);
    return true;
  }

  /** Deletes a stack with its resources, all but some; it stays known by its id. */
  delete(stack: Stack, retained: readonly string[] = []): void {
    const store = this.#store;
    const used = store.exportInUse(stack, []);
    store.setStatus(stack, "DELETE_IN_PROGRESS", "User Initiated");
    if (used !== undefined) {
      const reason = `Delete canceled. Cannot delete export ${used.name} as it is in use by ${used.by.join(", ")}.`;
      this.#steps.play(stack, [() => store.setStatus(stack, "DELETE_FAILED", reason)]);
      return;
    }
    const kept: StackResource[] = [];
    const there = stack.resources.filter(({ status }) => status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED");
    const steps = there.toReversed().flatMap((resource): Step[] => {
      const { logicalId, type } = resource.blueprint;
      const policy = retained.includes(logicalId) ? "Retain" : stack.declared().resources.get(logicalId)?.deletionPolicy;
      const nested = type === STACK_TYPE ? store.find(resource.physicalId ?? "") : undefined;
      const removal = this.#resources.remove(stack, resource, policy, undefined, kept);
      const isGone = nested === undefined || nested.deleted !== undefined || nested.status === "DELETE_IN_PROGRESS";
      return isGone ? removal : [() => this.delete(nested), ...removal];
    });
    const finish = () => {
      if (kept.length > 0) {
        store.setStatus(stack, "DELETE_FAILED", failedToDelete(kept));
        return;
      }
      stack.deleted = this.#clock.now();
      store.setStatus(stack, "DELETE_COMPLETE");
    };
    this.#steps.play(stack, [...steps, finish]);
  }

  /** The way to UPDATE_COMPLETE, or to the resource that refuses. */
  #forward(update: Operation): Step[] {
    const { stack, change, work } = update;
    const failing = change.fails ? (work.find(({ resource }) => resource !== undefined) ?? work[0]) : undefined;
    const fail = (failed: StackResource, what: "create" | "update") =>
      this.#rollBack(update, `The following resource(s) failed to ${what}: [${failed.blueprint.logicalId}]. `);
    const steps = (failing === undefined ? work : [failing]).flatMap((one) =>
      this.#resources.apply(update, one, one === failing, fail),
    );
    const complete = () => {
      const isChanged = work.some(({ declared }) => declared !== undefined) || update.removed.length > 0;
      const refusal = isChanged ? this.#tell(stack) : undefined;
      if (refusal === undefined) {
        this.#store.setStatus(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
      } else {
        this.#rollBack(update, refusal);
      }
    };
    return [...steps, complete, ...this.#cleanUp(update), () => this.#end(update, "UPDATE_COMPLETE", undefined)];
  }

  /** What was replaced or is in the template no more is deleted once all others are there. */
  #cleanUp({ stack, touched, work, removed, before }: Operation): Step[] {
    const replaced = work.flatMap(({ resource, replaces }) => (replaces && resource !== undefined ? [resource] : []));
    const policyOf = (resource: StackResource) => stack.declared().resources.get(resource.blueprint.logicalId)?.updateReplacePolicy;
    return [
      ...replaced.flatMap((one) => this.#resources.remove(stack, one, policyOf(one), () => touched.get(one)?.physicalId)),
      ...removed.flatMap((one): Step[] => [
        ...this.#resources.remove(stack, one, before.declared?.().resources.get(one.blueprint.logicalId)?.deletionPolicy),
        () => forget(stack, one),
      ]),
    ];
  }

  #rollBack(update: Operation, reason: string): void {
    const { stack, touched, added } = update;
    const store = this.#store;
    update.isOver = true;
    store.setStatus(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
    const made = [...touched].flatMap(([resource, before]) =>
      resource.physicalId === before.physicalId ? [] : [{ ...resource }],
    );
    const restored = [...touched].flatMap(([resource, before]): Step[] => [
      () => store.setResource(stack, resource, "UPDATE_IN_PROGRESS"),
      () => {
        Object.assign(resource, before);
        this.#resources.tell(resource);
        store.setResource(stack, resource, "UPDATE_COMPLETE");
      },
    ]);
    this.#steps.play(stack, [
      ...restored,
      () => {
        Object.assign(stack, update.before);
        store.setStatus(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
      },
      ...made.flatMap((one): Step[] => [() => store.withdraw(one), ...this.#resources.remove(stack, one)]),
      ...added.toReversed().flatMap((one): Step[] => [
        () => store.withdraw(one),
        ...this.#resources.remove(stack, one),
        () => forget(stack, one),
      ]),
      () => this.#end(update, "UPDATE_ROLLBACK_COMPLETE", reason.trim()),
    ]);
  }

  #rollBackCreation(stack: Stack, failed: StackResource | undefined, onEnd: () => void, told?: string): void {
    const store = this.#store;
    const { logicalId } = failed?.blueprint ?? {};
    store.setStatus(stack, "ROLLBACK_IN_PROGRESS", told ?? `The following resource(s) failed to create: [${logicalId}]. Rollback requested by user.`);
    const made = stack.resources.filter((resource) => resource !== failed);
    const nested = failed?.blueprint.type === STACK_TYPE ? store.find(failed.physicalId ?? "") : undefined;
    const kept: StackResource[] = [];
    this.#steps.play(stack, [
      () => nested !== undefined && this.delete(nested),
      ...made.toReversed().flatMap((resource): Step[] => this.#resources.remove(stack, resource, undefined, undefined, kept)),
      ...(failed === undefined ? [] : [() => store.setResource(stack, failed, "DELETE_COMPLETE")]),
      () => (kept.length > 0 ? store.setStatus(stack, "ROLLBACK_FAILED", failedToDelete(kept)) : store.setStatus(stack, "ROLLBACK_COMPLETE")),
      onEnd,
    ]);
  }

  #end(update: Operation, status: "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE", reason: string | undefined): void {
    this.#updates.delete(update.stack);
    this.#store.setStatus(update.stack, status);
    update.change.onEnd?.({ succeeded: status === "UPDATE_COMPLETE", reason });
  }

  /** The outputs become what the template says; else why they cannot. */
  #tell(stack: Stack): string | undefined {
    try {
      const scope = scopeOf(this.#store, stack);
      const outputs = outputsOf(stack.declared(), scope);
      const used = this.#store.exportInUse(stack, outputs);
      const taken = outputs.find(({ exportName }) => exportName !== undefined && this.#store.exporter(exportName, stack) !== undefined);
      if (used !== undefined) {
        return `Export ${used.name} cannot be updated as it is in use by ${used.by.join(", ")}`;
      }
      if (taken?.exportName !== undefined) {
        const owner = this.#store.exporter(taken.exportName, stack)?.blueprint.name;
        return `Export with name ${taken.exportName} is already exported by stack ${owner}. Rollback requested by user.`;
      }
      stack.blueprint = { ...stack.blueprint, outputs, imports: importedNames(stack.declared(), scope) };
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) {
        return error.message;
      }
      throw error;
    }
  }
}

/** What a stack says of itself follows its new template. */
function declare(stack: Stack, { template: text, tags, capabilities }: StackChange, template: Template): void {
  const { blueprint } = stack;
  const own =
    template === stack.declared()
      ? {}
      : {
          description: template.description ?? "",
          format: template.format,
          parameters: declaredParameters(template, stack.parameters),
        };
  stack.declared = () => template;
  stack.template = text ?? stack.template;
  stack.blueprint = { ...blueprint, ...own, tags: tags ?? blueprint.tags, capabilities: capabilities ?? blueprint.capabilities };
}

function failedToDelete(kept: readonly StackResource[]): string {
  return `The following resource(s) failed to delete: [${kept.map(({ blueprint }) => blueprint.logicalId).join(", ")}]. `;
}

function forget(stack: Stack, resource: StackResource): void {
  stack.resources = stack.resources.filter((one) => one !== resource);
}
