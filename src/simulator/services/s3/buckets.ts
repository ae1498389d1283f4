import type { RegionState } from "../../account/account.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { RATES, contentsOf } from "./contents.ts";
import { Bucket } from "./objects.ts";
import { Uploads } from "./uploads.ts";

const DAY = 86_400_000;
export const BUCKET = "AWS::S3::Bucket";
/** Objects that a control made many of: what lies in buckets otherwise is no resource. */
export const OBJECT = "AWS::S3::Object";

/** The buckets of one region: those of stacks, and two that people made by hand. */
export class Buckets {
  readonly uploads: Uploads;
  readonly #state: RegionState;
  readonly #opened: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(state: RegionState) {
    this.#state = state;
    this.#opened = state.clock.now();
    this.uploads = new Uploads(`uploads ${state.inventory.accountId} ${state.inventory.region}`);
    const { inventory } = state;
    if (inventory.ofStacks(BUCKET).length === 0) {
      return;
    }
    for (const [name, age] of [[RATES, 700], [`kestrel-scratch-${inventory.region}`, 12]] as const) {
      const at = this.#opened - age * DAY;
      inventory.put({ type: BUCKET, id: name, arn: `arn:aws:s3:::${name}`, name, properties: { BucketName: name }, created: at, updated: at });
    }
  }

  now(): number {
    return this.#state.clock.now();
  }

  /** By name. */
  all(): readonly Resource[] {
    return this.#state.inventory.list(BUCKET).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Whether a bucket of no stack bears a name. */
  isTaken(name: string): boolean {
    const one = this.#state.inventory.find(BUCKET, name);
    return one !== undefined && one.stack === undefined;
  }

  /** A bucket with what lies in it by now. @throws AwsError where there is none in the region */
  find(name: string | undefined): Bucket {
    const bucket = this.known(name ?? "");
    if (bucket === undefined) {
      throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
    }
    return bucket;
  }

  /** A bucket with what lies in it by now; undefined where there is none in the region. */
  known(name: string): Bucket | undefined {
    const resource = this.#state.inventory.find(BUCKET, name);
    if (resource === undefined) {
      return undefined;
    }
    const versioning = resource.properties["VersioningConfiguration"] as { readonly Status?: string } | undefined;
    const bucket = this.#buckets.get(resource.name) ?? new Bucket(resource.name, versioning?.Status === "Enabled");
    this.#buckets.set(resource.name, bucket);
    for (const object of contentsOf(this.#state, resource.name, this.#opened)) {
      if (!bucket.has(object.key)) {
        bucket.put(object);
        if (object.deleted !== undefined) {
          bucket.delete(object.key, object.deleted);
        }
      }
    }
    for (const { name: key, properties, created } of this.#state.inventory.list(OBJECT)) {
      if (properties["Bucket"] === resource.name && !bucket.has(key)) {
        bucket.put({ key, modified: created, make: () => Buffer.from(key) });
      }
    }
    return bucket;
  }
}
