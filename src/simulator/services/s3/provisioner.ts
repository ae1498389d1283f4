import type { Provisioner } from "../../resources/provisioner.ts";
import type { Buckets } from "./buckets.ts";

const REFUSED = "(Service: S3, Status Code: 409)";

/** Buckets of stacks, which the stacks themselves tell of: what lies in one keeps it. */
export function bucketProvisioner(buckets: () => Buckets | undefined): Provisioner {
  return {
    put: () => undefined,
    remove: () => undefined,
    has: (name) => buckets()?.isTaken(name) === true,
    holds(name) {
      const bucket = buckets()?.known(name);
      if (bucket === undefined || bucket.isEmpty) {
        return undefined;
      }
      const versions = bucket.isVersioned ? ". You must delete all versions in the bucket." : "";
      return `The bucket you tried to delete is not empty${versions} ${REFUSED}`;
    },
  };
}
