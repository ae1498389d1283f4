import type { AccountContext } from "./context.ts";
import type { DevOpsError } from "./errors.ts";
import type { ResourceRef } from "./resourceRef.ts";
import type { Standing } from "./standing.ts";

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

/** A time to look at, in epoch milliseconds. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
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

/** When something happened: `alarm invoice-export-errors fired`. */
export interface ToldMoment {
  readonly what: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Shows who changed something lately. Offered by the one room that has the account's event history. */
export interface ChangeHistory {
  whoChanged(thing: ChangedThing, context: AccountContext): Promise<void>;
  /** Shows what was changed at all before something happened. */
  changesBefore(moment: ToldMoment, context: AccountContext): Promise<void>;
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
  /** Shows a thing as its stack has it. @throws DevOpsError notFound where no stack has it */
  openOwner(thing: ChangedThing, context: AccountContext): Promise<void>;
}

/** Shows what in the open folders a resource of a stack comes from. Offered by the one room that has apps. */
export interface ResourceOrigin {
  open(stack: string, logicalId: string, context: AccountContext): Promise<void>;
}

/** The commit that is checked out in an open working copy. */
export interface OpenHead {
  /** The working copy's folder. */
  readonly root: string;
  readonly branch: string;
  /** Forty hexadecimal digits. */
  readonly commit: string;
  /** Where its remotes lead, as sources of pipelines name it: `parcel-web`, `kestrel/parcel-web`. */
  readonly repositories: readonly string[];
  /** Commits that the branch there lacks, as far as it is known here; undefined: there is no such branch. */
  readonly ahead: number | undefined;
}

/** Tells what is checked out in the window. Asks nobody but git. */
export interface HeadSource {
  heads(signal: AbortSignal): Promise<readonly OpenHead[]>;
}

/** Something that fails, waits for somebody or runs; or how a commit fared that is checked out here. */
export interface AttentionItem {
  /** Its own in its source and context; what fails or runs anew has another one. */
  readonly id: string;
  readonly label: string;
  /** `waiting`, `failed`, `warned`, `undoing` and `running` are listed; any other is told of commits alone. */
  readonly standing: Standing;
  /** The most telling first. */
  readonly facts: readonly (string | undefined)[];
  /** Since when it stands so, in epoch milliseconds. */
  readonly at: number | undefined;
  /** What a click opens. */
  readonly ref: ResourceRef;
  /** The commits that it is of. */
  readonly commits?: readonly string[];
  /** What started it: while that is listed, too, it tells the same, and this is left out. */
  readonly partOf?: ResourceRef | undefined;
}

/** What a source is asked with. */
export interface AttentionRequest {
  readonly context: AccountContext;
  readonly signal: AbortSignal;
  /** Undefined: all there is. Else nobody looks: only these, and what is of the heads, are worth a call. Others are left out. */
  readonly only: readonly AttentionItem[] | undefined;
  /** Commits whose way is followed; while nobody looks only those that were pushed from here. */
  readonly heads: readonly OpenHead[];
  /** Rows used lately below the context, newest first: `codepipeline/parcel-web`. */
  readonly recent: readonly string[];
}

export interface AttentionAnswer {
  readonly items: readonly AttentionItem[];
  /** What was not looked at: `12 pipelines are not watched`. */
  readonly note?: string | undefined;
}

/** Tells what of a service fails, waits for somebody or runs. Asked once a minute at most: two calls each time are its share. */
export interface AttentionSource {
  /** The service's name. */
  readonly title: string;
  /** True of one that tells how commits fare. */
  readonly followsCommits?: boolean;
  look(request: AttentionRequest): Promise<AttentionAnswer>;
}

/** What a room may offer to the others, by kind. */
export interface Contracts {
  attention: AttentionSource;
  changeHistory: ChangeHistory;
  connectionUsers: ConnectionUsers;
  imageUsers: ImageUsers;
  linkTarget: LinkTarget;
  logSource: LogSource;
  logViewer: LogViewer;
  openHeads: HeadSource;
  roleUsers: RoleUsers;
  resourceOrigin: ResourceOrigin;
  stackResource: StackResource;
  traceViewer: TraceViewer;
}

export type ContractKind = keyof Contracts;
