import { rm } from "node:fs/promises";
import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { type RequestHandlers, RpcHost } from "../../base/rpc.ts";
import { HOUR } from "../../base/time.ts";
import { copyText } from "../../host/clipboard.ts";
import { tell, withQuietProgress } from "../../host/dialogs.ts";
import type { PanelController, PanelPort } from "../../host/panels.ts";
import type { RoomHost } from "../../host/room.ts";
import { Finder } from "./lines/finder.ts";
import { copiedText, documentText } from "./lines/plainText.ts";
import { newScratchFile } from "./lines/scratchFiles.ts";
import { mirrored, rowsOf } from "./lines/view.ts";
import { type EventReader, type FindQuery, type LogRange, logTitle, parseLogAddress } from "./model.ts";
import { MOST_LINES, protocol, type LogProtocol } from "./protocol.ts";
import { LogSession } from "./session.ts";

/** Changes are told together, so often at most (milliseconds). */
const BATCH = 50;
/** More text than this is opened as a file: the editor shows it as the large file that it is. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024;
/** An event's message is cut after so many characters; CloudWatch Logs takes up to 1 MB an event. */
const LARGEST_MESSAGE = 1024 * 1024;

/** Makes the host side of a log view. @throws DevOpsError on an address that is none */
export function connectLogPanel(host: RoomHost, address: unknown, port: PanelPort): PanelController {
  const location = parseLogAddress(address);
  if (location === undefined) {
    throw new DevOpsError({ kind: "invalid", tried: "open the log", why: "what was stored of it cannot be read" });
  }
  return new LogPanel(host, location, port);
}

/**
 * Reads through the session that the context has at the time of the call: a view outlives sign-ins, changed profiles
 * and restarts of the simulated account.
 */
function currentReader(host: RoomHost, context: AccountContext): EventReader {
  let last: EventReader | undefined;
  const reader = async () => {
    const { LogsApi } = await import("./api.ts");
    last = new LogsApi(await host.session(context));
    return last;
  };
  return {
    now: () => last?.now?.() ?? Date.now(),
    streamEvents: async (request, signal) => (await reader()).streamEvents(request, signal),
    filterEvents: async (request, signal) => (await reader()).filterEvents(request, signal),
  };
}

class LogPanel extends Disposable implements PanelController {
  readonly title: string;
  readonly #host: RoomHost;
  readonly #location: LogLocation;
  readonly #session: LogSession;
  readonly #rpc: RpcHost<LogProtocol>;
  readonly #files = new Set<string>();
  #query: FindQuery | undefined;
  #finder: Finder | undefined;
  #findGeneration = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: RoomHost, location: LogLocation, port: PanelPort) {
    super();
    this.#host = host;
    this.#location = location;
    this.title = logTitle(location);
    this.#session = this.register(
      new LogSession({
        reader: currentReader(host, location.context),
        group: location.group,
        stream: location.stream,
        context: contextLabel(location.context),
        scratchFolder: () => host.scratchFolder(),
        changed: () => this.#tellSoon(),
      }),
    );
    this.#rpc = this.register(new RpcHost(protocol, port.transport, this.#handlers(), (problem) => this.#report(problem)));
    this.register(port.onDidChangeVisibility(() => this.#session.setVisible(port.visible())));
    this.#session.setVisible(port.visible());
    this.register(toDisposable(() => clearTimeout(this.#timer)));
    this.register(toDisposable(() => this.#finder?.dispose()));
    this.register(toDisposable(() => this.#removeFiles()));
  }

  #handlers(): RequestHandlers<LogProtocol> {
    const session = this.#session;
    return {
      ready: ({ range, filter }) => {
        // a view that was hidden has closed its find widget
        this.#find(undefined);
        const wish = { range: range ?? this.#ownRange(), filter: filter ?? this.#location.pattern ?? "" };
        if (!session.isStarted) this.#run(session.configure(wish));
        return session.takeState();
      },
      lines: async ({ generation, ...range }) => {
        const isKnown = generation === session.generation && range.to - range.from <= MOST_LINES;
        if (!isKnown) return { generation: session.generation, from: range.from, lines: [] };
        return { generation, ...(await rowsOf(session.lines, range)) };
      },
      older: () => this.#run(session.loadOlder()),
      loadAll: ({ on }) => (on ? this.#run(session.loadAll()) : this.#done(session.stopLoadingAll())),
      configure: (wish) => this.#run(session.configure(wish)),
      follow: ({ on }) => this.#done(session.setFollowing(on)),
      retry: () => this.#run(session.retry()),
      find: (query) => this.#find(query),
      findNext: ({ from, forward, reversed }) => this.#findNext(from, forward, reversed),
      detail: ({ generation, position, reversed }) => this.#detail(generation, position, reversed),
      copy: async ({ generation, ...range }) => {
        if (generation !== session.generation) return { lines: 0, isCut: false };
        const { text, lines, isCut } = await copiedText(session.lines, range);
        await copyText(text);
        return { lines, isCut };
      },
      copyText: async ({ text }) => {
        await copyText(text);
        return {};
      },
      openTrace: ({ traceId }) => this.#openTrace(traceId),
      openAsText: async () => {
        await this.#openAsText();
        return {};
      },
    };
  }

  /** What is shown of a log that was opened for the first time: a whole stream, or the group's last hour. */
  #ownRange(): LogRange {
    const { from, to, stream } = this.#location;
    if (from !== undefined || to !== undefined) return { kind: "exact", from, to };
    return stream === undefined ? { kind: "last", ms: HOUR } : { kind: "all" };
  }

  /** Failures of loading are part of the state; anything else is a mistake of ours and goes into the log. */
  #run(work: Promise<void>): Record<string, never> {
    work.catch((error: unknown) => this.#report(error));
    return {};
  }

  #done(_result: void): Record<string, never> {
    return {};
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, BATCH);
  }

  #tell(): void {
    if (this.isDisposed) return;
    const state = this.#session.takeState();
    this.#rpc.send("state", state);
    if (this.#finder === undefined) return;
    if (this.#findGeneration !== state.generation) this.#find(this.#query);
    else {
      this.#finder.changed(state.changedFrom);
      this.#run(this.#finder.search());
    }
  }

  #find(query: FindQuery | undefined): { problem?: string } {
    this.#finder?.dispose();
    this.#finder = undefined;
    this.#query = query;
    if (query === undefined || query.text === "") return {};
    try {
      const finder = new Finder(this.#session.lines, query, () => this.#rpc.send("found", finder.progress));
      this.#finder = finder;
      this.#findGeneration = this.#session.generation;
      this.#run(finder.search());
      return {};
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  async #findNext(from: number, forward: boolean, reversed: boolean): Promise<{ position?: number; ordinal: number }> {
    const { lines } = this.#session;
    const finder = this.#finder;
    await finder?.search();
    // with the newest on top, the match below is an older one
    const start = reversed && from >= lines.start && from < lines.end ? mirrored(lines, from) : from;
    const found = finder?.next(start, forward !== reversed);
    if (finder === undefined || found === undefined) return { ordinal: 0 };
    if (!reversed) return { position: found.line, ordinal: found.ordinal };
    return { position: mirrored(lines, found.line), ordinal: finder.progress.count - found.ordinal + 1 };
  }

  async #detail(generation: number, position: number, reversed: boolean) {
    const { lines } = this.#session;
    if (generation !== this.#session.generation || position < lines.start || position >= lines.end) {
      throw new DevOpsError({ kind: "notFound", tried: "show the line", why: "it is no longer loaded" });
    }
    const [first, last] = lines.eventBounds(reversed ? mirrored(lines, position) : position);
    const read = await lines.read(first, last);
    const message = read.map(({ text }) => text).join("\n");
    return {
      time: read[0]?.timestamp ?? 0,
      ingested: read[0]?.ingested ?? 0,
      stream: read[0]?.stream ?? "",
      message: message.slice(0, LARGEST_MESSAGE),
      isCut: message.length > LARGEST_MESSAGE,
    };
  }

  async #openTrace(traceId: string): Promise<Record<string, never>> {
    try {
      await this.#host.links.openTrace({ context: this.#location.context, traceId });
    } catch (error) {
      const shown = toDevOpsError(error, "open the trace");
      this.#report(shown);
      void tell("error", shown.message);
    }
    return {};
  }

  async #openAsText(): Promise<void> {
    const { lines } = this.#session;
    const name = `${this.title.replace(/[^\w.-]+/g, "-")}.log`;
    const withStream = this.#location.stream === undefined;
    try {
      if (lines.byteLength > LARGEST_DOCUMENT) {
        await this.#openAsFile(name, documentText(lines, { withStream }));
        return;
      }
      const pieces: string[] = [];
      for await (const piece of documentText(lines, { withStream })) pieces.push(piece);
      await this.#host.documents.show(name, pieces.join(""));
    } catch (error) {
      if (isCancelled(error)) return;
      const shown = toDevOpsError(error, "open the log as text");
      this.#report(shown);
      void tell("error", shown.message);
    }
  }

  /** Writes the text piece by piece, so that its size does not matter; the file lives as long as the view. */
  async #openAsFile(name: string, pieces: AsyncIterable<string>): Promise<void> {
    const { handle, file } = await newScratchFile(await this.#host.scratchFolder(), name);
    this.#files.add(file);
    await withQuietProgress("Writing the log", async () => {
      try {
        for await (const piece of pieces) await handle.write(piece);
      } finally {
        await handle.close();
      }
    });
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file), { preview: false });
  }

  #removeFiles(): void {
    for (const file of this.#files) rm(file, { force: true }).catch((error: unknown) => this.#report(error));
  }

  #report(problem: unknown): void {
    this.#host.log.error(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
  }
}
