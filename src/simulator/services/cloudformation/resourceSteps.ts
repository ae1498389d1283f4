import type { SimulatedClock } from "../../clock.ts";
import type { Provisioners } from "../../resources/provisioner.ts";
import { AwsError } from "../../wire/errors.ts";
import { needsOf } from "./dependencies.ts";
import { evaluateMap } from "./evaluate.ts";
import { failureOf, hookEvents } from "./failures.ts";
import type { Stack, StackResource, Values } from "./model.ts";
import type { Operation, Work } from "./operation.ts";
import { NOT_SIMULATED, nameIn, newPhysicalId, refusalOf } from "./provision.ts";
import type { DeclaredResource } from "./readTemplate.ts";
import type { StackStore } from "./stacks.ts";
import type { Step } from "./steps.ts";
import { declaredValues, scopeOf } from "./values.ts";

/** Whether some service here answers for resources of a type. */
export type IsPlayed = (type: string) => boolean;
/** Told of a resource that refused. */
export type OnFailure = (resource: StackResource, what: "create" | "update") => void;

const REPLACING = "Requested update requires the creation of a new physical resource; hence creating one.";
const CUSTOM_NAME =
  "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename $ and update the stack again.";

/** The steps that a single resource goes through, each with its event. */
export class ResourceSteps {
  readonly #store: StackStore;
  readonly #clock: SimulatedClock;
  readonly #isPlayed: IsPlayed;
  readonly #provisioners: Provisioners;

  constructor(store: StackStore, clock: SimulatedClock, isPlayed: IsPlayed, provisioners: Provisioners) {
    this.#provisioners = provisioners;
    this.#store = store;
    this.#clock = clock;
    this.#isPlayed = isPlayed;
  }

  /** A resource of a stack that is created. */
  begin(stack: Stack, resource: StackResource): Step[] {
    return [
      () => this.#store.setResource(stack, resource, "CREATE_IN_PROGRESS"),
      ...hookEvents(resource.blueprint).map((hook) => () => this.#store.noteHook(stack, resource, hook)),
    ];
  }

  /** @param refuses whether it fails for no reason of its own */
  apply(operation: Operation, work: Work, refuses: boolean, onFailure: OnFailure): Step[] {
    const { declared, resource } = work;
    if (resource === undefined && declared !== undefined) {
      return this.#add(operation, declared, refuses, onFailure);
    }
    return resource === undefined ? [] : this.#modify(operation, { ...work, resource }, refuses, onFailure);
  }

  /**
   * A resource goes, where its service lets it.
   * @param physicalId where that is not the one it has by then
   * @param kept takes those that do not go, which the stack keeps, and with them what they need; without it, it leaves them
   */
  remove(stack: Stack, resource: StackResource, policy?: string, physicalId?: () => string | undefined, kept?: StackResource[]): Step[] {
    // Events carry the id of what goes, which the resource may not have any more.
    const gone = (): StackResource => (physicalId === undefined ? resource : { ...resource, physicalId: physicalId() });
    if (policy?.startsWith("Retain") === true) {
      return [
        () => {
          this.#store.setResource(stack, gone(), "DELETE_SKIPPED");
          this.#store.onLeave(stack, gone());
        },
      ];
    }
    const needed = () => kept?.some(({ blueprint: { logicalId } }) => needsOf(stack.declared(), logicalId).includes(resource.blueprint.logicalId)) === true;
    return [
      () => !needed() && this.#store.setResource(stack, gone(), "DELETE_IN_PROGRESS"),
      () => {
        if (needed()) {
          return;
        }
        const one = gone();
        const provisioner = this.#provisioners.get(one.blueprint.type);
        const reason = provisioner?.holds?.(one.physicalId ?? "");
        if (reason !== undefined) {
          kept?.push(resource);
          this.#store.setResource(stack, one, "DELETE_FAILED", reason);
          if (kept === undefined) {
            this.#store.onLeave(stack, one);
          }
          return;
        }
        provisioner?.remove(one.physicalId ?? "", provisioner === undefined ? {} : declaredValues(this.#store, stack, one));
        this.#store.setResource(stack, one, "DELETE_COMPLETE");
      },
    ];
  }

  /** The service of a resource learns what it has become. */
  tell({ blueprint, physicalId, values }: StackResource): void {
    if (physicalId !== undefined && values !== undefined) {
      this.#provisioners.get(blueprint.type)?.put(physicalId, values);
    }
  }

  #add(operation: Operation, declared: DeclaredResource, refuses: boolean, onFailure: OnFailure): Step[] {
    const { stack, added } = operation;
    const { logicalId, type, properties } = declared;
    const resource: StackResource = {
      blueprint: { logicalId, type, properties, physicalId: "" },
      physicalId: undefined,
      status: "CREATE_IN_PROGRESS",
      reason: undefined,
      updated: this.#clock.now(),
    };
    const [first, ...hooks] = this.begin(stack, resource);
    return [
      () => {
        added.push(resource);
        stack.resources.push(resource);
        first?.();
      },
      ...hooks,
      () => {
        const made = this.#make(stack, resource, declared);
        const refusal = refuses ? failureOf(resource.blueprint, "create") : typeof made === "string" ? made : undefined;
        if (refusal !== undefined || typeof made === "string") {
          this.#store.setResource(stack, resource, "CREATE_FAILED", refusal);
          onFailure(resource, "create");
          return;
        }
        resource.values = made;
        resource.physicalId = newPhysicalId(this.#store, stack, declared, made, this.#clock.now());
        this.tell(resource);
        this.#store.setResource(stack, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
      },
      () => this.#store.setResource(stack, resource, "CREATE_COMPLETE", this.#isPlayed(type) ? undefined : NOT_SIMULATED),
    ];
  }

  #modify(operation: Operation, work: Work & { resource: StackResource }, refuses: boolean, onFailure: OnFailure): Step[] {
    const { stack, touched } = operation;
    const { declared, resource, replaces } = work;
    const store = this.#store;
    const fail = (reason: string) => {
      store.setResource(stack, resource, "UPDATE_FAILED", reason);
      onFailure(resource, "update");
    };
    return [
      () => {
        const { blueprint, physicalId, values, edited } = resource;
        touched.set(resource, { blueprint, physicalId, values, edited });
        store.setResource(stack, resource, "UPDATE_IN_PROGRESS", replaces ? REPLACING : undefined);
      },
      ...(replaces && !refuses
        ? [
            () => {
              const refusal = this.#replace(stack, resource, declared);
              if (refusal === undefined) {
                store.setResource(stack, resource, "UPDATE_IN_PROGRESS", "Resource creation Initiated");
              } else {
                fail(refusal);
              }
            },
          ]
        : []),
      () => {
        const refusal = refuses ? failureOf(resource.blueprint, "update") : replaces || declared === undefined ? undefined : this.#change(stack, resource, declared);
        if (refusal !== undefined) {
          fail(refusal);
          return;
        }
        const isUnknown = declared !== undefined && !this.#isPlayed(declared.type);
        store.setResource(stack, resource, "UPDATE_COMPLETE", isUnknown ? NOT_SIMULATED : undefined);
      },
    ];
  }

  /** What a resource is to be; else why that cannot be. */
  #make(stack: Stack, resource: StackResource, { type, properties }: DeclaredResource): Values | string {
    try {
      const values = evaluateMap(scopeOf(this.#store, stack), properties);
      return refusalOf(this.#store, { type }, values, resource, this.#isPlayed(type)) ?? this.#refused(type, values, resource) ?? values;
    } catch (error) {
      if (error instanceof AwsError) {
        return error.message;
      }
      throw error;
    }
  }

  /** Why its service does not take it: it has the name already, of nobody's stack, or lacks what it needs. */
  #refused(type: string, values: Values, { physicalId }: StackResource): string | undefined {
    const name = nameIn(type, values);
    const provisioner = this.#provisioners.get(type);
    const isOthers = physicalId === undefined && name !== undefined && provisioner?.has(name) === true;
    return isOthers ? `${name} already exists` : provisioner?.refuses?.(values, physicalId === undefined);
  }

  #change(stack: Stack, resource: StackResource, declared: DeclaredResource): string | undefined {
    const made = this.#make(stack, resource, declared);
    if (typeof made === "string") {
      return made;
    }
    resource.blueprint = { ...resource.blueprint, properties: declared.properties };
    resource.values = made;
    resource.edited = undefined;
    this.tell(resource);
    return undefined;
  }

  #replace(stack: Stack, resource: StackResource, declared: DeclaredResource | undefined): string | undefined {
    const { type, logicalId } = resource.blueprint;
    const old = resource.physicalId ?? "";
    if (declared === undefined) {
      const values = declaredValues(this.#store, stack, resource);
      resource.physicalId = newPhysicalId(this.#store, stack, { type, logicalId }, values, this.#clock.now());
      return undefined;
    }
    const made = this.#make(stack, resource, declared);
    if (typeof made === "string") {
      return made;
    }
    const id = newPhysicalId(this.#store, stack, declared, made, this.#clock.now());
    if (id === old) {
      return CUSTOM_NAME.replace("$", id.slice(id.lastIndexOf("/") + 1));
    }
    resource.blueprint = { ...resource.blueprint, properties: declared.properties };
    resource.values = made;
    resource.edited = undefined;
    resource.physicalId = id;
    this.tell(resource);
    return undefined;
  }
}
