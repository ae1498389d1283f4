import type { SimulatedClock } from "../../clock.ts";
import { Random } from "../../random.ts";
import { failureOf, hookEvents } from "./failures.ts";
import { STACK_TYPE } from "./model.ts";
import type { Stack, StackResource } from "./model.ts";
import type { StackStore } from "./stacks.ts";

/** What an operation on a stack takes, in milliseconds of simulated time. */
const OPERATION_MS = [6_000, 12_000] as const;

/** How an operation ended: with the reason that the stack gives where it was rolled back. */
export interface StackOutcome {
  readonly succeeded: boolean;
  readonly reason: string | undefined;
}

export interface StackChange {
  /** Values that the stack's parameters take; the others stay. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** The text of the new template; the stack keeps its own where there is none. */
  readonly template?: string | undefined;
  /** A resource refuses, and the stack is rolled back. */
  readonly fails: boolean;
  readonly onEnd?: (outcome: StackOutcome) => void;
}

type Step = () => void;

/** An update under way. */
interface Update {
  readonly stack: Stack;
  readonly change: StackChange;
  readonly before: Pick<Stack, "parameters" | "template">;
  /** Resources that are changed, with the physical ids they had. */
  readonly touched: Map<StackResource, string | undefined>;
  readonly changing: readonly StackResource[];
  isCancelled: boolean;
}

/**
 * Moves stacks through creation, update, rollback and deletion with the events of each, by the rules of CloudFormation's
 * user guide ("Stack status codes", "Understanding stack creation events").
 */
export class StackEngine {
  readonly #store: StackStore;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #updates = new Map<Stack, Update>();

  constructor(store: StackStore, clock: SimulatedClock) {
    this.#store = store;
    this.#clock = clock;
    this.#random = new Random(`stack engine ${store.accountId} ${store.region}`);
  }

  /**
   * Creates a stack that was just added. One that fails is rolled back: its resources are gone. What fails is its last
   * resource; where that is a stack, which has to be added too, because its own last one does.
   */
  create(stack: Stack, fails: boolean, onEnd: () => void = () => undefined): void {
    const store = this.#store;
    for (const resource of stack.resources) {
      resource.physicalId = undefined;
    }
    store.setStatus(stack, "CREATE_IN_PROGRESS", "User Initiated");
    const failing = fails ? stack.resources.at(-1) : undefined;
    const made = stack.resources.filter((resource) => resource !== failing);
    const begin = (resource: StackResource): Step[] => [
      () => store.setResource(stack, resource, "CREATE_IN_PROGRESS"),
      ...hookEvents(resource.blueprint).map((hook) => () => store.noteHook(stack, resource, hook)),
    ];
    const steps = made.flatMap((resource): Step[] => [
      ...begin(resource),
      () => {
        resource.physicalId = resource.blueprint.physicalId;
        store.setResource(stack, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
      },
      () => store.setResource(stack, resource, "CREATE_COMPLETE"),
    ]);
    if (failing === undefined) {
      this.#play([...steps, () => store.setStatus(stack, "CREATE_COMPLETE"), onEnd]);
      return;
    }
    const { logicalId, type, physicalId } = failing.blueprint;
    const nested = type === STACK_TYPE ? store.find(physicalId) : undefined;
    const before = [...steps, ...begin(failing)];
    const after: Step[] = [
      () => store.setResource(stack, failing, "CREATE_FAILED", failureOf(failing.blueprint, "create")),
      () => {
        const reason = `The following resource(s) failed to create: [${logicalId}]. Rollback requested by user.`;
        store.setStatus(stack, "ROLLBACK_IN_PROGRESS", reason);
      },
      () => nested !== undefined && this.delete(nested),
      ...made.toReversed().flatMap((resource): Step[] => this.#removal(stack, resource)),
      () => store.setResource(stack, failing, "DELETE_COMPLETE"),
      () => store.setStatus(stack, "ROLLBACK_COMPLETE"),
      onEnd,
    ];
    if (nested === undefined) {
      this.#play([...before, ...after]);
      return;
    }
    const descend = () => {
      failing.physicalId = nested.id;
      store.setResource(stack, failing, "CREATE_IN_PROGRESS", "Resource creation Initiated");
      this.create(nested, true, () => this.#play(after));
    };
    this.#play([...before, descend]);
  }

  /** Updates a stack that can be updated (`isUpdatable`). When this returns it is UPDATE_IN_PROGRESS. */
  update(stack: Stack, change: StackChange): void {
    const update: Update = {
      stack,
      change,
      before: { parameters: stack.parameters, template: stack.template },
      touched: new Map(),
      changing: stack.resources.filter(({ blueprint }) => blueprint.onUpdate !== undefined),
      isCancelled: false,
    };
    this.#updates.set(stack, update);
    stack.updated = this.#clock.now();
    stack.parameters = new Map([...stack.parameters, ...(change.parameters ?? [])]);
    stack.template = change.template ?? stack.template;
    this.#store.setStatus(stack, "UPDATE_IN_PROGRESS", "User Initiated");
    this.#play(this.#forward(update), () => update.isCancelled);
  }

  /** Cancels an update; false where the stack is not UPDATE_IN_PROGRESS. */
  cancelUpdate(stack: Stack): boolean {
    const update = this.#updates.get(stack);
    if (update === undefined || update.isCancelled || stack.status !== "UPDATE_IN_PROGRESS") {
      return false;
    }
    update.isCancelled = true;
    for (const resource of update.touched.keys()) {
      if (resource.status === "UPDATE_IN_PROGRESS") {
        this.#store.setResource(stack, resource, "UPDATE_FAILED", "Resource update cancelled");
      }
    }
    this.#rollBack(update, "User Initiated");
    return true;
  }

  /** Deletes a stack with its resources; it stays known by its id. */
  delete(stack: Stack): void {
    this.#store.setStatus(stack, "DELETE_IN_PROGRESS", "User Initiated");
    this.#play([
      ...stack.resources.toReversed().flatMap((resource) => this.#removal(stack, resource)),
      () => {
        stack.deleted = this.#clock.now();
        this.#store.setStatus(stack, "DELETE_COMPLETE");
      },
    ]);
  }

  /** The way to UPDATE_COMPLETE, or to the resource that refuses. */
  #forward(update: Update): Step[] {
    const { stack, change, changing } = update;
    const store = this.#store;
    const failing = change.fails ? changing[0] : undefined;
    const steps = (failing === undefined ? changing : [failing]).flatMap((resource): Step[] => {
      const replaces = resource.blueprint.onUpdate === "replaced";
      return [
        () => {
          update.touched.set(resource, resource.physicalId);
          const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
          store.setResource(stack, resource, "UPDATE_IN_PROGRESS", replaces ? reason : undefined);
        },
        ...(replaces && resource !== failing
          ? [
              () => {
                resource.physicalId = store.replacement(stack, resource);
                store.setResource(stack, resource, "UPDATE_IN_PROGRESS", "Resource creation Initiated");
              },
            ]
          : []),
        () => {
          if (resource === failing) {
            store.setResource(stack, resource, "UPDATE_FAILED", failureOf(resource.blueprint, "update"));
          } else {
            store.setResource(stack, resource, "UPDATE_COMPLETE");
          }
        },
      ];
    });
    if (failing !== undefined) {
      const reason = `The following resource(s) failed to update: [${failing.blueprint.logicalId}]. `;
      return [...steps, () => this.#rollBack(update, reason)];
    }
    return [
      ...steps,
      () => store.setStatus(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
      ...this.#cleanup(update),
      () => this.#end(update, "UPDATE_COMPLETE", undefined),
    ];
  }

  #rollBack(update: Update, reason: string): void {
    const { stack, touched } = update;
    const store = this.#store;
    store.setStatus(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
    const restored = [...touched.keys()].flatMap((resource): Step[] => [
      () => store.setResource(stack, resource, "UPDATE_IN_PROGRESS"),
      () => {
        resource.physicalId = touched.get(resource);
        store.setResource(stack, resource, "UPDATE_COMPLETE");
      },
    ]);
    this.#play([
      ...restored,
      () => {
        Object.assign(stack, update.before);
        store.setStatus(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
      },
      () => this.#end(update, "UPDATE_ROLLBACK_COMPLETE", reason.trim()),
    ]);
  }

  #end(update: Update, status: "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE", reason: string | undefined): void {
    this.#updates.delete(update.stack);
    this.#store.setStatus(update.stack, status);
    update.change.onEnd?.({ succeeded: status === "UPDATE_COMPLETE", reason });
  }

  /** What was replaced is deleted once its successor is there. Its events carry its own physical id, the resource does not. */
  #cleanup({ stack, touched, changing }: Update): Step[] {
    return changing
      .filter(({ blueprint }) => blueprint.onUpdate === "replaced")
      .flatMap((resource) =>
        (["DELETE_IN_PROGRESS", "DELETE_COMPLETE"] as const).map((status) => () => {
          const old: StackResource = { ...resource, physicalId: touched.get(resource) };
          this.#store.setResource(stack, old, status);
        }),
      );
  }

  #removal(stack: Stack, resource: StackResource): Step[] {
    return [
      () => this.#store.setResource(stack, resource, "DELETE_IN_PROGRESS"),
      () => this.#store.setResource(stack, resource, "DELETE_COMPLETE"),
    ];
  }

  /** Takes the steps one after the other, the whole in an operation's time; stops before one once `isOver` says so. */
  #play(steps: readonly Step[], isOver: () => boolean = () => false): void {
    const total = this.#random.between(...OPERATION_MS);
    const start = this.#clock.now();
    const take = (index: number): void => {
      this.#clock.schedule(start + Math.round((total * (index + 1)) / steps.length), () => {
        if (isOver()) {
          return;
        }
        steps[index]?.();
        if (index + 1 < steps.length) {
          take(index + 1);
        }
      });
    };
    take(0);
  }
}
