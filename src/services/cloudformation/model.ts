import { type ResourceRef, parseArn } from "../../base/resourceRef.ts";
import type { Place, TypedResource } from "../../base/resourceTypes.ts";
import { type Standing, isBusy } from "../../base/standing.ts";

/** A stack as `DescribeStacks` tells it. Times are epoch milliseconds. */
export interface Stack {
  readonly name: string;
  /** The stack's ARN. */
  readonly id: string;
  /** As the API writes it: `UPDATE_COMPLETE`. */
  readonly status: string;
  /** What is told of it is short: no parameters, outputs and tags, and nothing of its protection. */
  readonly isSummary: boolean;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  /** ARNs; only of a nested stack. */
  readonly parentId: string | undefined;
  readonly rootId: string | undefined;
  readonly isProtected: boolean;
  /** Whether it was found to be as its template says, and when; undefined where that is not told. */
  readonly drift: { readonly status: string; readonly at: number | undefined } | undefined;
  readonly parameters: readonly StackParameter[];
  readonly outputs: readonly StackOutput[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** When it was read. */
  readonly readAt: number;
}

/** What its events tell of a stack before its list does. */
export interface StackNews {
  readonly latest: Pick<Stack, "status" | "reason" | "readAt">;
}

export interface StackParameter {
  readonly name: string;
  /** `****` where the template declares it NoEcho. */
  readonly value: string;
  /** What a parameter of Systems Manager stood at. */
  readonly resolved: string | undefined;
}

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
}

/** A resource of a stack, and where it leads. */
export interface Located extends TypedResource {
  readonly logicalId: string;
  /** The ARN of its stack. */
  readonly stackId: string;
  readonly ref: ResourceRef | undefined;
  /** The console's page of its own service. */
  readonly page: string | undefined;
}

export interface StackResource extends Located {
  readonly status: string;
  readonly reason: string | undefined;
  readonly updatedAt: number | undefined;
}

export interface StackEvent extends Located {
  readonly id: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly at: number | undefined;
  /** Only where a hook looked at the resource: then the event tells of the hook. */
  readonly hook: HookEvent | undefined;
}

/** What a hook made of a resource that is to be changed. */
export interface HookEvent {
  readonly type: string;
  /** As the API writes it: `HOOK_COMPLETE_FAILED`. */
  readonly status: string;
  readonly reason: string | undefined;
  /** `FAIL` stops the operation, `WARN` lets it go on. */
  readonly mode: string | undefined;
}

/**
 * How a stack, a resource or a hook of a status stands ("Stack status codes" of the CloudFormation user guide). Warned: it
 * works, but the last change did not. A change set of a stack that does not exist yet is no stack that runs.
 */
export function standingOfStatus(status: string): Standing {
  if (status === "REVIEW_IN_PROGRESS") return "unknown";
  if (status.endsWith("_IN_PROGRESS")) return status.includes("ROLLBACK") ? "undoing" : "running";
  if (status.endsWith("_FAILED")) return "failed";
  if (status === "ROLLBACK_COMPLETE") return "failed";
  if (status.endsWith("_ROLLBACK_COMPLETE")) return "warned";
  return /_(COMPLETE|SUCCEEDED)$/.test(status) || status === "DELETE_SKIPPED" ? "passed" : "unknown";
}

/** Whether it changes by itself, so that it is worth looking again soon. */
export function isRunning(status: string): boolean {
  return isBusy(standingOfStatus(status));
}

/** The newest change first: the API promises no order. */
export function newestChangeFirst(a: Stack, b: Stack): number {
  const changed = ({ updatedAt, createdAt }: Stack) => updatedAt ?? createdAt ?? 0;
  return changed(b) - changed(a) || (a.id < b.id ? -1 : 1);
}

/** A stack with what its events told since it was read. */
export function asNow(stack: Stack, { latest }: Partial<StackNews>): Stack {
  return latest === undefined || latest.readAt <= stack.readAt ? stack : { ...stack, status: latest.status, reason: latest.reason };
}

/** What the newest of a stack's own events tells of it. @param events newest first */
export function newsOf(events: readonly StackEvent[], readAt: number): Partial<StackNews> {
  const own = events.find(isOfStack);
  return own === undefined ? {} : { latest: { status: own.status, reason: own.reason, readAt } };
}

/** Only this status may be cancelled (API reference, `CancelUpdateStack`). */
export function canCancel(stack: Stack): boolean {
  return stack.status === "UPDATE_IN_PROGRESS";
}

/** Whether the last thing that was done with the stack went wrong. */
export function hasFailed({ status }: Pick<Stack, "status">): boolean {
  return status.includes("ROLLBACK") || standingOfStatus(status) === "failed";
}

/** `UPDATE_ROLLBACK_COMPLETE` becomes `update rollback complete`. */
export function statusText(status: string): string {
  return status.toLowerCase().replaceAll("_", " ");
}

/** `AWS::ECS::Service` becomes `ECS Service`. */
export function typeText(type: string): string {
  return type.replace(/^AWS::/, "").replaceAll("::", " ");
}

/** A reason in one line, as its service said it: without the words that resource handlers wrap it in. Undefined: none. */
export function reasonText(reason: string | undefined): string | undefined {
  const line = reason?.trim().split("\n", 1)[0];
  if (line === undefined || line === "") return undefined;
  return handlerMessage(line) ?? line;
}

const HANDLER = 'Resource handler returned message: "';

/** What a resource handler says, without the service and the request's token behind it; undefined for other reasons. */
function handlerMessage(line: string): string | undefined {
  if (!line.startsWith(HANDLER)) return undefined;
  const token = line.endsWith(")") ? line.lastIndexOf('" (RequestToken: ') : -1;
  const end = token >= 0 ? token : line.length - 1;
  if (line[end] !== '"' || end <= HANDLER.length) return undefined;
  const message = line.slice(HANDLER.length, end);
  const service = message.endsWith(")") ? message.lastIndexOf(" (Service: ") : -1;
  const isService = service >= 0 && !/[()]/.test(message.slice(service + 2, -1));
  return isService ? message.slice(0, service) : message;
}

/** The last part of an ARN or a queue's address; others as they are. */
export function shortId(physicalId: string): string {
  if (!/^(arn:|https?:)/.test(physicalId)) return physicalId;
  const [, , service, , , resource = ""] = physicalId.split(":", 6);
  const [kind, name = ""] = resource.split("/", 2);
  if (service === "cloudformation" && kind === "stack" && name !== "") return name;
  return physicalId.slice(Math.max(physicalId.lastIndexOf("/"), physicalId.lastIndexOf(":")) + 1);
}

/** Whether the value is the one that CloudFormation shows in place of what a NoEcho parameter holds. */
export function isHidden({ value }: StackParameter): boolean {
  return /^\*+$/.test(value);
}

/** Whether an event is of the stack itself, and not of a resource in it. */
export function isOfStack({ type, physicalId, stackId }: TypedResource & { readonly stackId: string }): boolean {
  return type === "AWS::CloudFormation::Stack" && physicalId === stackId;
}

/** Whether an event is of a stack within the stack. */
export function isNested(event: StackEvent): boolean {
  return event.type === "AWS::CloudFormation::Stack" && !isOfStack(event) && event.physicalId?.startsWith("arn:") === true;
}

/** Whether an operation on the stack began with the event; a rollback belongs to the operation that it undoes. */
export function isStart(event: StackEvent): boolean {
  return isOfStack(event) && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.status);
}

/**
 * The event of the resource that made the last operation fail: the first to fail, since those behind it were cancelled
 * because of it. Undefined where no resource failed in it.
 * @param events newest first, from the operation's start on if it is that far back
 */
export function rootFailure(events: readonly StackEvent[]): StackEvent | undefined {
  const failed = lastOperation(events).filter((event) => event.status.endsWith("_FAILED") && !isOfStack(event));
  return failed.findLast(({ reason }) => !/cancelled$/i.test(reason?.trim() ?? "")) ?? failed.at(-1);
}

/** Why the last operation failed, in the stack's own words: those with which it first went back or gave up. */
export function ownReason(events: readonly StackEvent[]): string | undefined {
  const told = lastOperation(events).filter((event) => isOfStack(event) && hasFailed(event));
  return told.findLast(({ reason }) => reason !== undefined && reason.trim() !== "")?.reason;
}

function lastOperation(events: readonly StackEvent[]): readonly StackEvent[] {
  const start = events.findIndex(isStart);
  return start < 0 ? events : events.slice(0, start);
}

/** The name under which a template opens: what it is written in decides its ending, and that the editor's language. */
export function templateName(stack: string, text: string): string {
  return `${stack}.${text.trimStart().startsWith("{") ? "json" : "yaml"}`;
}

/** The stack's name of an ARN such as `arn:aws:cloudformation:eu-west-1:…:stack/name/id`; undefined for other resources. */
export function stackNameOf(ref: ResourceRef): string | undefined {
  return ref.service === "cloudformation" ? /^stack\/([^/]+)(?:\/|$)/.exec(ref.resource)?.[1] : undefined;
}

/** The stack of a name or an ARN, as messages name it. */
export function subjectOf(stack: string): string {
  return `stack ${/:stack\/([^/]+)/.exec(stack)?.[1] ?? stack}`;
}

/** Whether a change set can be made for it ("Stack status codes"); a nested stack is changed with the one that holds it. */
export function canChange({ status, parentId }: Pick<Stack, "status" | "parentId">): boolean {
  return parentId === undefined && (isPlanned({ status }) || /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$|^UPDATE_FAILED$/.test(status));
}

/** Whether only change sets are there of it: it is made by the first that is executed. */
export function isPlanned({ status }: Pick<Stack, "status">): boolean {
  return status === "REVIEW_IN_PROGRESS";
}

/** A stack that is still to be made. */
export function plannedStack(name: string): Stack {
  const nothing = { reason: undefined, description: undefined, createdAt: undefined, updatedAt: undefined, parentId: undefined, rootId: undefined, drift: undefined };
  return { ...nothing, name, id: "", status: "REVIEW_IN_PROGRESS", isSummary: false, isProtected: false, parameters: [], outputs: [], tags: [], readAt: 0 };
}

/** Where a stack is, and with it its resources. @param id its ARN */
export function placeOf(id: string): Place {
  return parseArn(id) ?? { partition: "aws", region: "", account: "" };
}

/** The account of a resource that is not in the stack's own; undefined where it is, or where its ARN names none. */
export function otherAccount({ account }: ResourceRef, stackId: string): string | undefined {
  return account === "" || account === placeOf(stackId).account ? undefined : account;
}

/** A page of a stack in the console. @param id the stack's ARN */
export function stackPage(id: string, page: "stackinfo" | "resources" | "outputs" | "events" | "parameters" | "changesets" | "drifts"): string {
  return `cloudformation/home#/stacks/${page}?stackId=${encodeURIComponent(id)}`;
}
