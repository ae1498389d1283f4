import * as vscode from "vscode";
import { Disposable } from "../base/dispose.ts";
import { isCancelled, toDevOpsError } from "../base/errors.ts";
import { type CommandSpec, type RoomManifest, PREFIX } from "../base/manifest.ts";
import { formatDuration } from "../base/duration.ts";

/** A command's code. `target` is the tree row or the typed argument it was called on; undefined from the palette. */
export type CommandHandler = (target: unknown) => Promise<unknown>;

/** A handler for each command that the manifest declares, no more and no less. */
export type CommandHandlers<M extends Pick<RoomManifest, "commands">> = {
  readonly [K in keyof M["commands"]]: CommandHandler;
};

/** What commands are made of. */
export interface CommandCode {
  readonly handlers: Readonly<Record<string, CommandHandler>>;
  specOf(name: string): CommandSpec | undefined;
}

/** Finds a row that an action can have been meant for. @param id without the prefix */
export type LostRow = (id: string, spec: CommandSpec | undefined) => Promise<unknown>;

const SHOW_LOG = "Show Log";

/** The one way commands run: cancelling is not an error, a failure is shown once and logged once with its duration. */
export class Commands extends Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #report: (error: unknown) => void;
  readonly #lost: LostRow;

  /** @param lost the row that an action was meant for whose row is gone: a person says it */
  constructor(log: vscode.LogOutputChannel, report: (error: unknown) => void, lost: LostRow) {
    super();
    this.#lost = lost;
    this.#log = log;
    this.#report = report;
  }

  /**
   * Registers commands; their code is loaded on the first use of one.
   * @param room whose they are; undefined: the container's own
   * @param names with blanks between them
   */
  add(room: string | undefined, names: string, load: () => Promise<CommandCode>): void {
    for (const name of names.split(" ")) {
      const id = [PREFIX, room, name].filter((part) => part !== undefined).join(".");
      const run = (...args: readonly unknown[]) =>
        this.#run(id, async () => {
          const code = await load();
          const target = isLost(args) ? await this.#lost(id.slice(PREFIX.length + 1), code.specOf(name)) : args[0];
          return code.handlers[name]?.(target);
        });
      this.register(vscode.commands.registerCommand(id, run));
    }
  }

  async #run(id: string, work: () => Promise<unknown>): Promise<unknown> {
    const started = performance.now();
    const elapsed = () => formatDuration(performance.now() - started);
    try {
      const result = await work();
      this.#log.info(`${id}: done in ${elapsed()}`);
      return result;
    } catch (error) {
      if (isCancelled(error)) {
        this.#log.info(`${id}: cancelled after ${elapsed()}`);
        return undefined;
      }
      const shown = toDevOpsError(error, `run ${id}`);
      this.#log.error(`${id}: failed after ${elapsed()}: ${shown.message}`);
      this.#report(error);
      void this.#show(shown.message);
      return undefined;
    }
  }

  async #show(message: string): Promise<void> {
    const { tell } = await import("./dialogs.ts");
    if ((await tell("error", message, SHOW_LOG)) === SHOW_LOG) this.#log.show(true);
  }
}

/**
 * A row's action whose row the editor has just thrown away, because the list above it is drawn anew: it passes nothing in
 * the row's place, and in second place the rows that are selected together, of which there are none. From the palette and
 * from a title bar comes one argument at most.
 */
function isLost(args: readonly unknown[]): boolean {
  return args.length > 1 && (args[0] === undefined || args[0] === null);
}
