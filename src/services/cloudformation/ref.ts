import type { ResourceRef } from "../../base/resourceRef.ts";

/** The stack's name of an ARN such as `arn:aws:cloudformation:eu-west-1:…:stack/name/id`; undefined for other resources. */
export function stackNameOf(ref: ResourceRef): string | undefined {
  return ref.service === "cloudformation" ? /^stack\/([^/]+)(?:\/|$)/.exec(ref.resource)?.[1] : undefined;
}
