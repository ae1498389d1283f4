import { partition } from "@aws-sdk/core/client";

/** Whether AWS has a region of this name, as the SDK's own table of partitions knows them; in any partition. */
export function isRegion(name: string): boolean {
  // Of a name that only looks like a region's, the table gives the partition alone, without a description.
  return "description" in partition(name);
}
