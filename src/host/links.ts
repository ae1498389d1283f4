import type { AccountContext } from "../base/context.ts";
import type { ContractKind, Contracts, LogLocation, LogViewer, TraceLocation } from "../base/contracts.ts";
import { DevOpsError } from "../base/errors.ts";
import { type ResourceRef, formatArn } from "../base/resourceRef.ts";

/** Collects what rooms offer and uses it for others, so that no room imports another. */
export class Links {
  readonly #offers: { [K in ContractKind]: Contracts[K][] } = { linkTarget: [], logSource: [], logViewer: [], traceViewer: [] };

  offer<K extends ContractKind>(kind: K, offer: Contracts[K]): void {
    this.#offers[kind].push(offer);
  }

  /** Whether a room has a view for the resource. */
  canOpen(ref: ResourceRef): boolean {
    return this.#offers.linkTarget.some((candidate) => candidate.canOpen(ref));
  }

  /** Shows a resource. @throws DevOpsError where no room knows it */
  async open(ref: ResourceRef, context: AccountContext): Promise<void> {
    const target = this.#offers.linkTarget.find((candidate) => candidate.canOpen(ref));
    if (target === undefined) {
      throw new DevOpsError({
        kind: "unsupported",
        tried: `open ${formatArn(ref)}`,
        why: "this kind of resource has no view here yet",
        remedy: "Open it in the console.",
      });
    }
    await target.open(ref, context);
  }

  /** Opens a resource's log; waits for one that is about to exist as long as the signal allows. */
  async openLogOf(ref: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<void> {
    const source = this.#offers.logSource.find((candidate) => candidate.canLocate(ref));
    const [location] = (await source?.locate(ref, context, signal)) ?? [];
    if (location === undefined) {
      throw new DevOpsError({
        kind: "notFound",
        tried: "open the log",
        on: formatArn(ref),
        why: "it has no log in CloudWatch Logs",
      });
    }
    await this.openLog(location);
  }

  /** Opens a log at a known place. */
  async openLog(location: LogLocation): Promise<void> {
    await this.#logViewer("open a log").openLog(location);
  }

  /** Asks for a log group of the context. @throws DevOpsError cancelled */
  pickLogGroup(context: AccountContext, title: string): Promise<string> {
    return this.#logViewer("choose a log group").pickGroup(context, title);
  }

  #logViewer(tried: string): LogViewer {
    const viewer = this.#offers.logViewer[0];
    if (viewer === undefined) throw new DevOpsError({ kind: "unsupported", tried, why: "the log view could not be started" });
    return viewer;
  }

  /** Opens a trace by its id. */
  async openTrace(location: TraceLocation): Promise<void> {
    const viewer = this.#offers.traceViewer[0];
    if (viewer === undefined) {
      throw new DevOpsError({ kind: "unsupported", tried: "open a trace", why: "the trace view could not be started" });
    }
    await viewer.openTrace(location);
  }
}
