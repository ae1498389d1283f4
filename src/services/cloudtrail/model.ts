import type { ResourceRef } from "../../base/resourceRef.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { type ResourceType, refOfType } from "../../base/resourceTypes.ts";
import type { Standing } from "../../base/standing.ts";

/** What an event says it was about. */
export interface NamedResource {
  /** `AWS::ECS::Service` */
  readonly type: string;
  /** A name, an id or an ARN: what the service recorded. */
  readonly name: string;
  readonly ref: ResourceRef | undefined;
}

export interface TrailEvent {
  readonly id: string;
  /** `UpdateService` */
  readonly name: string;
  /** `ecs` */
  readonly service: string;
  /** A user, the session of a role, or a service. */
  readonly user: string;
  /** The role of a session. */
  readonly role: string | undefined;
  /** Where that role is. */
  readonly roleRef: ResourceRef | undefined;
  readonly at: number;
  readonly isRead: boolean;
  readonly resources: readonly NamedResource[];
  /** Why it was refused, or went wrong. */
  readonly error: { readonly code: string; readonly message: string | undefined } | undefined;
  readonly address: string | undefined;
  readonly agent: string | undefined;
  /** As CloudTrail wrote it. */
  readonly json: unknown;
}

/** What our own calls say of themselves. */
const OWN_AGENT = "devops-for-aws";

export function isOurs({ agent }: TrailEvent): boolean {
  return agent?.includes(OWN_AGENT) === true;
}

export function isDenied({ error }: TrailEvent): boolean {
  return /AccessDenied|Unauthorized|Forbidden/i.test(error?.code ?? "");
}

/** What failed stands out, and what was denied is said to be: others have to be asked for it. */
export function standingOf(event: TrailEvent): Standing | undefined {
  return event.error === undefined ? undefined : "failed";
}

export function errorText(event: TrailEvent): string | undefined {
  return event.error === undefined ? undefined : isDenied(event) ? "denied" : event.error.code;
}

/** `parcel-web of kestrel-production`: what it was about; services name what a thing stands in before the thing. */
export function aboutText({ resources }: TrailEvent): string | undefined {
  const [first, second, ...others] = resources.toReversed().map(({ name }) => shortName(name));
  if (first === undefined) return undefined;
  return `${first}${second === undefined ? "" : ` of ${second}`}${others.length === 0 ? "" : ` +${others.length}`}`;
}

/** The name at the end of an ARN; other names as they are. */
export function shortName(name: string): string {
  const resource = parseArn(name)?.resource;
  return resource === undefined ? name : resource.slice(Math.max(resource.lastIndexOf("/"), resource.lastIndexOf(":")) + 1);
}

/** What a resource of an event is, where its name and type tell it. */
export function refOf(
  { type, name }: Omit<NamedResource, "ref">,
  place: Pick<ResourceRef, "partition" | "region" | "account">,
  typeOf: (type: string) => ResourceType | undefined,
): ResourceRef | undefined {
  return parseArn(name) ?? refOfType(typeOf(type), { type, physicalId: name }, place);
}

/** Services that record in one region of their partition, wherever they are used ("Global service events", user guide). */
const GLOBAL: ReadonlySet<string> = new Set(["iam", "cloudfront", "route53", "organizations"]);

export function isGlobal({ service }: ResourceRef): boolean {
  return GLOBAL.has(service);
}

/** Services that are called otherwise in events than in ARNs. */
const EVENT_SERVICES: Readonly<Record<string, string>> = { cloudwatch: "monitoring", "codestar-connections": "codeconnections" };

/** Whether an event is of the service of a resource: names are unique within one alone. */
export function isOfService({ service }: TrailEvent, ref: ResourceRef | undefined): boolean {
  return ref === undefined || service === ref.service || service === EVENT_SERVICES[ref.service];
}

/**
 * The names under which a service may have recorded something, the likeliest first: as it is called, its ARN, and its id
 * where neither holds the other.
 */
export function recordedNames({ name, ref }: { readonly name: string; readonly ref: ResourceRef | undefined }, arn: string | undefined): readonly string[] {
  const id = ref === undefined || ref.resource.includes(name) ? undefined : ref.resource.slice(ref.resource.search(/[/:]/) + 1);
  return [...new Set([name, arn, id].filter((one) => one !== undefined && one !== ""))] as readonly string[];
}
