import { contextLabel } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import { Disposable } from "../../base/dispose.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { type RequestHandlers, RpcHost } from "../../base/rpc.ts";
import { MINUTE } from "../../base/time.ts";
import { w3cTraceId } from "../../base/traceId.ts";
import { copyText } from "../../host/clipboard.ts";
import { openConsolePage, tell } from "../../host/dialogs.ts";
import type { PanelController, PanelPort } from "../../host/panels.ts";
import type { RoomHost } from "../../host/room.ts";
import { spansElsewhere, xrayApi } from "./connect.ts";
import { parseTraceAddress, secondOf, traceConsolePath, traceName } from "./model.ts";
import { detailOf } from "./model/nodeText.ts";
import { openLogLines } from "./openLogs.ts";
import { protocol, type TraceDetail, type TraceProtocol } from "./protocol.ts";
import { TraceSession } from "./session.ts";

/** The log group that spans go to with Transaction Search ("Transaction Search", CloudWatch user guide). */
const SPANS_GROUP = "aws/spans";

/** Makes the host side of a trace view. @throws DevOpsError on an address that is none */
export function connectTracePanel(host: RoomHost, address: unknown, port: PanelPort): PanelController {
  const location = parseTraceAddress(address);
  if (location === undefined) {
    throw new DevOpsError({ kind: "invalid", tried: "open the trace", why: "what was stored of it cannot be read" });
  }
  return new TracePanel(host, location, port);
}

class TracePanel extends Disposable implements PanelController {
  readonly #host: RoomHost;
  readonly #location: TraceLocation;
  readonly #port: PanelPort;
  readonly #session: TraceSession;
  readonly #rpc: RpcHost<TraceProtocol>;

  constructor(host: RoomHost, location: TraceLocation, port: PanelPort) {
    super();
    const { context, traceId } = location;
    this.#host = host;
    this.#location = location;
    this.#port = port;
    // the API of the session that the context has at the time of the call: a view outlives sign-ins
    this.#session = this.register(
      new TraceSession({
        traceId,
        context: contextLabel(context),
        read: async (signal) => (await xrayApi(host, context)).trace(traceId, signal),
        retrieve: async (signal) => (await xrayApi(host, context)).retrieve(traceId, signal),
        spansElsewhere: () => spansElsewhere(host, context),
        changed: () => this.#tell(),
      }),
    );
    this.#rpc = this.register(new RpcHost(protocol, port.transport, this.#handlers(), (problem) => this.#report(problem)));
    this.register(port.onDidChangeVisibility(() => this.#session.setVisible(port.visible())));
    this.#session.setVisible(port.visible());
  }

  get title(): string {
    const header = this.#session.state.header;
    const { traceId } = this.#location;
    if (header === undefined) return `Trace ${traceId}`;
    const root = this.#session.tree?.nodes.find(({ parent }) => parent === -1);
    return traceName({ id: traceId, method: header.method, url: header.url, entry: root?.name });
  }

  #handlers(): RequestHandlers<TraceProtocol> {
    const { context, traceId } = this.#location;
    return {
      ready: () => {
        this.#session.start();
        return this.#session.state;
      },
      retry: () => {
        void this.#session.load();
        return {};
      },
      detail: ({ id }) => ({ detail: this.#detail(id) }),
      openLogs: ({ id }) =>
        this.#do("open the log lines", async () => {
          const { tree } = this.#session;
          const selected = tree?.nodes.find((node) => node.id === id);
          if (tree !== undefined) await openLogLines(this.#host, this.#location, tree, selected);
        }),
      openSpans: () =>
        this.#do("open the spans", async () => {
          const begun = secondOf(traceId);
          const span = begun === 0 ? {} : { from: begun - 5 * MINUTE, to: begun + 30 * MINUTE };
          await this.#host.links.openLog({ context, group: SPANS_GROUP, ...span, pattern: `"${w3cTraceId(traceId)}"` });
        }),
      openTrace: ({ traceId: linked }) => this.#do("open the linked trace", () => this.#host.links.openTrace({ context, traceId: linked })),
      openConsole: () =>
        this.#do("open the console", async () => {
          await openConsolePage(context, traceConsolePath(traceId));
        }),
      copyText: async ({ text }) => {
        await copyText(text);
        return {};
      },
    };
  }

  #tell(): void {
    if (this.isDisposed) return;
    this.#port.setTitle(this.title);
    this.#rpc.send("state", this.#session.state);
  }

  #detail(id: string): TraceDetail | undefined {
    const nodes = this.#session.tree?.nodes ?? [];
    const node = nodes.find((one) => one.id === id);
    return node === undefined ? undefined : detailOf(node, nodes);
  }

  /** Does what a button asks for; a failure is shown once. */
  async #do(tried: string, work: () => Promise<void>): Promise<Record<string, never>> {
    try {
      await work();
    } catch (error) {
      if (isCancelled(error)) return {};
      const shown = toDevOpsError(error, tried);
      this.#report(shown);
      void tell("error", shown.message);
    }
    return {};
  }

  #report(problem: unknown): void {
    this.#host.log.error(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
  }
}
