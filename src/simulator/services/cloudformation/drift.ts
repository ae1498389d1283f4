import type { StackDriftStatus, StackResourceDriftStatus } from "@aws-sdk/client-cloudformation";
import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Stack, StackResource, Values } from "./model.ts";
import { differences } from "./plan.ts";
import type { IsPlayed } from "./resourceSteps.ts";
import type { StackStore } from "./stacks.ts";
import { declaredValues, liveValues } from "./values.ts";

/** How long a stack's detection takes, in milliseconds of simulated time. */
const DETECTION_MS = [3000, 6000] as const;

/** What a comparison of a resource with its template found. */
export interface DriftResult {
  readonly status: StackResourceDriftStatus;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly expected: Values;
  /** Undefined for one that is gone. */
  readonly actual: Values | undefined;
  readonly differences: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

/** A detection that somebody asked for. */
export interface Detection {
  readonly id: string;
  readonly stack: Stack;
  readonly started: number;
  isDone: boolean;
}

/** Compares the stacks of a region with what they made, as CloudFormation does on demand. */
export class DriftDetector {
  readonly #store: StackStore;
  readonly #clock: SimulatedClock;
  readonly #isPlayed: IsPlayed;
  readonly #dice: Dice;
  readonly #detections = new Map<string, Detection>();

  constructor(store: StackStore, clock: SimulatedClock, isPlayed: IsPlayed) {
    this.#store = store;
    this.#clock = clock;
    this.#isPlayed = isPlayed;
    this.#dice = new Dice(`drift ${store.accountId} ${store.region}`);
  }

  /** Begins to compare a stack's resources. @throws AwsError ValidationError while another detection of it runs */
  detect(stack: Stack, logicalIds: readonly string[] | undefined): Detection {
    const running = [...this.#detections.values()].find((one) => one.stack === stack && !one.isDone);
    if (running !== undefined) {
      throw new AwsError("ValidationError", `Drift detection is already in progress for stack ${stack.id}`);
    }
    const started = this.#clock.now();
    const detection: Detection = { id: this.#dice.of(stack.blueprint.name).uuid(), stack, started, isDone: false };
    this.#detections.set(detection.id, detection);
    this.#clock.schedule(started + this.#dice.of(stack.blueprint.name).between(...DETECTION_MS), () => {
      for (const resource of stack.resources) {
        if (logicalIds?.includes(resource.blueprint.logicalId) !== false) {
          this.compare(stack, resource);
        }
      }
      stack.driftChecked = this.#clock.now();
      detection.isDone = true;
    });
    return detection;
  }

  /** Compares one resource now. Of types that no service here answers for nothing can be said, unless somebody changed it. */
  compare(stack: Stack, resource: StackResource): DriftResult {
    const expected = declaredValues(this.#store, stack, resource);
    const live = liveValues(this.#store, stack, resource);
    // Only what the template sets is compared (user guide, "Detect unmanaged configuration changes").
    const actual = live && Object.fromEntries(Object.keys(expected).flatMap((name) => (live[name] === undefined ? [] : [[name, live[name]]])));
    const found = actual === undefined ? [] : Object.keys(expected).flatMap((name) => differences(`/${name}`, expected[name], actual[name]));
    const isKnown = this.#isPlayed(resource.blueprint.type) || resource.edited !== undefined;
    const status = !isKnown ? "NOT_CHECKED" : actual === undefined ? "DELETED" : found.length > 0 ? "MODIFIED" : "IN_SYNC";
    resource.drift = { status, at: this.#clock.now(), expected, actual, differences: found };
    return resource.drift;
  }

  /**
   * Somebody changes a resource without its stack, or deletes it.
   * @param properties values that its properties take; null deletes it
   * @throws RangeError where there is no such resource
   */
  edit(stackName: string, logicalId: string, properties: Values | null): void {
    const stack = this.#store.find(stackName);
    const resource = stack?.resources.find(({ blueprint }) => blueprint.logicalId === logicalId);
    if (stack === undefined || resource === undefined) {
      throw new RangeError(`There is no resource ${logicalId} in a stack ${stackName}.`);
    }
    const before = liveValues(this.#store, stack, resource) ?? {};
    resource.edited = { values: properties === null ? undefined : { ...before, ...properties } };
  }

  /** @throws AwsError ValidationError */
  need(id: string): Detection {
    const found = this.#detections.get(id);
    if (found === undefined) {
      throw new AwsError("ValidationError", `DriftDetectionId [${id}] does not exist`);
    }
    return found;
  }
}

/** Resources of a stack that are not what its template says, as they were found. */
export function driftedOf({ resources }: Stack): StackResource[] {
  return resources.filter(({ drift }) => drift?.status === "MODIFIED" || drift?.status === "DELETED");
}

export function driftStatusOf(stack: Stack): StackDriftStatus {
  return stack.driftChecked === undefined ? "NOT_CHECKED" : driftedOf(stack).length > 0 ? "DRIFTED" : "IN_SYNC";
}
