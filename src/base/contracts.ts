import type { AccountContext } from "./context.ts";
import type { DevOpsError } from "./errors.ts";
import type { ResourceRef } from "./resourceRef.ts";

/** Where a resource's log stands. Without a stream: the whole group. Times in epoch milliseconds. */
export interface LogLocation {
  readonly context: AccountContext;
  readonly group: string;
  readonly stream?: string;
  readonly from?: number;
  readonly to?: number;
  /** A filter pattern of CloudWatch Logs: only the lines that match it are shown. */
  readonly pattern?: string;
  /** What the log is of, for the title: `parcel-web-build #42`. */
  readonly title?: string;
}

/** Shows a resource in the editor. A room offers one for the ARNs that its manifest names. */
export interface LinkTarget {
  open(ref: ResourceRef, context: AccountContext): Promise<void>;
}

/** Tells where a resource's logs are. A room offers one for the ARNs that its manifest names. */
export interface LogSource {
  /**
   * The places, most telling first; an empty list where the resource has no log.
   * Waits, as long as the signal allows, for a log that is about to exist.
   */
  locate(ref: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<LogLocation[]>;
}

/** Opens a log. Offered by the one room that has the log view. */
export interface LogViewer {
  openLog(location: LogLocation): Promise<void>;
  /** Asks for a log group of the context. @throws DevOpsError cancelled */
  pickGroup(context: AccountContext, title: string): Promise<string>;
}

/** A trace of X-Ray. */
export interface TraceLocation {
  readonly context: AccountContext;
  /** X-Ray's form: `1-<8 digits>-<24 digits>`. */
  readonly traceId: string;
}

/** Opens a trace. Offered by the one room that has the trace view. */
export interface TraceViewer {
  openTrace(location: TraceLocation): Promise<void>;
}

/** A container image, as whoever runs it may name it. */
export interface ImageName {
  /** The repository's address, without a tag. */
  readonly uri: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly tags: readonly string[];
}

/** What uses something that another room shows. */
export interface ResourceUser {
  readonly ref: ResourceRef;
  readonly label: string;
  /** `service of kestrel-production, 3 tasks` */
  readonly detail: string;
}

/** What was found, and why some could not be asked. */
export interface FoundUsers {
  readonly users: readonly ResourceUser[];
  readonly failures: readonly DevOpsError[];
}

/** Tells what of a service runs an image, in the context's region. */
export interface ImageUsers {
  usersOf(image: ImageName, context: AccountContext, signal: AbortSignal): Promise<readonly ResourceUser[]>;
}

/** Tells what of a service takes its sources through a connection of CodeConnections, in the context's region. */
export interface ConnectionUsers {
  usersOf(connection: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<FoundUsers>;
}

/** Something of which it is asked who changed it. */
export interface ChangedThing {
  /** As its service knows it. */
  readonly name: string;
  /** With its account, where it has an ARN. */
  readonly ref: ResourceRef | undefined;
}

/** Shows who changed something lately. Offered by the one room that has the account's event history. */
export interface ChangeHistory {
  whoChanged(thing: ChangedThing, context: AccountContext): Promise<void>;
}

/** Tells what of a service acts as an IAM role, in the context's region. */
export interface RoleUsers {
  /** @param role its ARN */
  usersOf(role: string, context: AccountContext, signal: AbortSignal): Promise<FoundUsers>;
}

/** Shows a stack, or a resource of one. Offered by the one room that has stacks. */
export interface StackResource {
  /** @param logicalId undefined: the stack itself */
  open(stack: string, logicalId: string | undefined, context: AccountContext): Promise<void>;
}

/** Shows what in the open folders a resource of a stack comes from. Offered by the one room that has apps. */
export interface ResourceOrigin {
  open(stack: string, logicalId: string, context: AccountContext): Promise<void>;
}

/** What a room may offer to the others, by kind. */
export interface Contracts {
  changeHistory: ChangeHistory;
  connectionUsers: ConnectionUsers;
  imageUsers: ImageUsers;
  linkTarget: LinkTarget;
  logSource: LogSource;
  logViewer: LogViewer;
  roleUsers: RoleUsers;
  resourceOrigin: ResourceOrigin;
  stackResource: StackResource;
  traceViewer: TraceViewer;
}

export type ContractKind = keyof Contracts;
