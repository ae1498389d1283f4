import type { ChangedThing } from "../../../base/contracts.ts";
import { formatArn } from "../../../base/resourceRef.ts";

/** Where something stands in a stack. */
export interface Owner {
  readonly stack: string;
  readonly logicalId: string;
  /** As ARNs name it; undefined where the type's ARN is not known. */
  readonly service: string | undefined;
}

/**
 * What the physical id of a thing may be, the likeliest first: its name, its ARN, and what its ARN ends with. Which of them it
 * is each type says for itself ("Ref" in the template reference).
 */
export function physicalIds({ name, ref }: ChangedThing): readonly string[] {
  if (ref === undefined) return [name];
  const { resource } = ref;
  const [, id] = /^[a-z-]+[/:](.+)$/i.exec(resource) ?? [];
  const last = resource.slice(Math.max(resource.lastIndexOf("/"), resource.lastIndexOf(":")) + 1);
  return [...new Set([name, formatArn(ref), id, last])].filter((one): one is string => one !== undefined && one !== "");
}

/** Whether what goes by such an id is the thing: ids are unique within a service alone. */
export function isMeant({ ref }: ChangedThing, { service }: Owner): boolean {
  return ref === undefined || service === undefined || service === ref.service;
}
