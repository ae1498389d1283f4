import type { AccountContext } from "./context.ts";
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

/** What a room may offer to the others, by kind. */
export interface Contracts {
  linkTarget: LinkTarget;
  logSource: LogSource;
  logViewer: LogViewer;
  traceViewer: TraceViewer;
}

export type ContractKind = keyof Contracts;
