import type { RegionState } from "../account/account.ts";
import { DESCRIPTORS } from "../services/descriptors.gen.ts";
import type { ServiceDescriptor } from "./descriptor.ts";

/** What the services made of one region so far: each makes it when it is first asked for. */
export interface OpenServices {
  /** A service's behaviour. */
  readonly of: (descriptor: ServiceDescriptor) => unknown;
  /** Opens the service that has resources of a type. */
  readonly ofType: (type: string) => void;
}

export function openServices(state: () => RegionState): OpenServices {
  const opened = new Map<ServiceDescriptor, unknown>();
  const opening = new Set<ServiceDescriptor>();
  const of = (descriptor: ServiceDescriptor): unknown => {
    // A service that looks at its own resources while it is opened sees what it has by then.
    if (!opening.has(descriptor)) {
      opening.add(descriptor);
      opened.set(descriptor, descriptor.open(state()));
    }
    return opened.get(descriptor);
  };
  return {
    of,
    ofType(type) {
      const descriptor = DESCRIPTORS.find(({ types }) => type.startsWith(types));
      if (descriptor !== undefined) {
        of(descriptor);
      }
    },
  };
}

/** Whether a service here answers for resources of a type. */
export function isPlayed(type: string): boolean {
  return DESCRIPTORS.some(({ rules, listed = [] }) => listed.includes(type) || Object.values(rules).some((rule) => rule.type === type));
}
