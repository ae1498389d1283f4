import type { AccountContext } from "../../base/context.ts";
import { mapLimited } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import { type Branch, type DetailsRequest, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, type Row } from "../../host/tree/rows.ts";
import type { RoomHost } from "../../host/room.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import type { CodePipelineApi } from "./api.ts";
import { pipelineApi } from "./connect.ts";
import { type Pipeline, isRunning } from "./model.ts";
import { PipelineRow } from "./rows.ts";

const PAGE = 50;
/** Executions that are looked at for one that still runs behind those that ended: a page of the history. */
const RECENT = 20;
/** `ListPipelineExecutions` has no batch form: so many single calls are under way at once, at the service's pace. */
const DETAILS_AT_ONCE = 4;

/** The pipelines of one context: names at once, their statuses as they arrive. */
export class PipelinesSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  #known: { readonly at: number; readonly key: string; readonly page: { items: readonly Pipeline[]; next: string | undefined } }[] = [];

  constructor(host: RoomHost, context: AccountContext) {
    this.#host = host;
    this.#context = context;
  }

  async load(parent: Branch, request: PageRequest): Promise<Page> {
    const api = await pipelineApi(this.#host, this.#context);
    const { items, next } = await this.#page(api, request);
    return { rows: items.map((pipeline) => new PipelineRow(this.#host, parent, pipeline)), next };
  }

  pollInterval(children: readonly Row[]): number {
    return children.some((row) => row instanceof PipelineRow && isRunning(row.status)) ? POLL_RUNNING : POLL_IDLE;
  }

  /** Statuses of the rows shown: all when the user asks, else those that run or were not looked at for a while. */
  async *details(rows: readonly Row[], request: DetailsRequest): AsyncIterable<void> {
    const now = Date.now();
    const due = this.#host.recents
      .first(rows.filter((row) => row instanceof PipelineRow))
      .filter((row) => request.reason === "user" || isRunning(row.status) || now - row.statusAt >= POLL_IDLE);
    if (due.length === 0) return;
    const api = await pipelineApi(this.#host, this.#context);
    yield* mapLimited(due, DETAILS_AT_ONCE, (row) => readStatus(api, row, request.signal));
  }

  /** A filter looks at all names; polls within the idle interval use the list that is known. */
  async #page(api: CodePipelineApi, request: PageRequest): Promise<{ items: readonly Pipeline[]; next: string | undefined }> {
    const { filter } = request;
    const key = `${filter ?? ""} ${request.cursor ?? ""}`;
    const known = this.#known.find((entry) => entry.key === key);
    if (request.reason === "poll" && known !== undefined && Date.now() - known.at < POLL_IDLE) return known.page;
    const page =
      filter === undefined ? await api.listPipelines(PAGE, request.cursor, request.signal) : await this.#matching(api, filter, request.signal);
    this.#known = [...this.#known.filter((entry) => entry.key !== key), { at: Date.now(), key, page }];
    return page;
  }

  async #matching(api: CodePipelineApi, filter: string, signal: AbortSignal): Promise<{ items: readonly Pipeline[]; next: undefined }> {
    const items: Pipeline[] = [];
    for await (const page of api.allPipelines(signal)) {
      items.push(...page.filter((pipeline) => containsIgnoringCase(pipeline.name, filter)));
    }
    return { items, next: undefined };
  }
}

/** Reads a row's status. One pipeline that is denied or gone must not keep the others from being read. */
async function readStatus(api: CodePipelineApi, row: PipelineRow, signal: AbortSignal): Promise<void> {
  try {
    const { items } = await api.listExecutions(row.data.name, RECENT, undefined, signal);
    // only the state tells whether what is in progress waits for somebody's approval
    const runs = items.some(({ status }) => isRunning(status));
    row.setLatest(items, runs ? await api.getState(row.data.name, signal) : undefined);
  } catch (error) {
    if (!(error instanceof DevOpsError) || (error.kind !== "denied" && error.kind !== "notFound")) throw error;
    row.setFailure(error);
  }
}
