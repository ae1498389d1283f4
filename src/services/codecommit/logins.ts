import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import { Disposable } from "../../base/dispose.ts";
import { tell } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { loginOf } from "./connect.ts";
import { contextFor } from "./contextChoice.ts";
import type { GitLogin } from "./git/credentialPipe.ts";
import { LoginLeave } from "./loginLeave.ts";
import { type RemoteAddress, readRemote, withoutUser } from "./model.ts";

/** CodeCommit refuses at once: a call that fails so long after a login was given had that one, in milliseconds. */
const LATELY = 30_000;
const PIN = "Pin an Account…";

/** The logins for the git that others start. What was found or chosen for an address holds until other contexts are pinned. */
export class Logins extends Disposable {
  readonly #host: RoomHost;
  readonly #contexts = new Map<string, Promise<AccountContext | undefined>>();
  readonly #given = new Map<string, number>();
  readonly #leave: LoginLeave;
  readonly #toldDeclined = new Set<string>();

  constructor(host: RoomHost) {
    super();
    this.#host = host;
    this.#leave = new LoginLeave(host.writes);
    this.register(host.contexts.onDidChange(() => this.#contexts.clear()));
  }

  /** The login for what git asks about; undefined where it is not CodeCommit's, no pinned context is there, or the user declined. */
  async of(address: string): Promise<GitLogin | undefined> {
    const url = withoutUser(address);
    const remote = readRemote(url);
    // without a path there is nothing that a password could be made for
    if (remote === undefined) return undefined;
    const found = this.#contexts.get(url) ?? this.#contextOf(remote);
    this.#contexts.set(url, found);
    const context = await found.catch((error: unknown) => {
      this.#contexts.delete(url);
      throw error;
    });
    if (context === undefined) return undefined;
    if (!(await this.#leave.has(context, remote.repository))) {
      this.#host.log.info(`CodeCommit: no login for git to ${remote.repository}: ${context.profile} is protected, and it was declined in this window.`);
      if (!this.#toldDeclined.has(url)) tellDeclined(remote.repository, context.profile);
      this.#toldDeclined.add(url);
      return undefined;
    }
    const login = await loginOf(this.#host, context, url)();
    this.#given.set(url, Date.now());
    return login;
  }

  /** Whether git's last call to the address had a login from here. */
  gaveLately(address: string): boolean {
    return Date.now() - (this.#given.get(withoutUser(address)) ?? 0) < LATELY;
  }

  async #contextOf(remote: RemoteAddress): Promise<AccountContext | undefined> {
    const context = await contextFor(this.#host, remote, `Git asks for a login to ${remote.repository} of CodeCommit`);
    if (context === undefined && remote.endpoint === undefined) offerToPin(remote);
    return context ?? undefined;
  }
}

/** Git asks the user for a name next, as if nothing had been answered. */
function tellDeclined(repository: string, profile: string): void {
  const message = `Git got no login to ${repository}: ${profile} is protected, and you declined. Press Escape where git asks for a user name. Reload the window to be asked again.`;
  void tell("info", message);
}

/** Git asks the user for a name next: this says what it is about. */
function offerToPin({ repository, region }: RemoteAddress): void {
  const where = region === undefined ? "there" : `in ${region}`;
  const message = `Git asks for a login to ${repository} of CodeCommit, and no pinned account is ${where}. Pin one, then try again.`;
  void tell("warning", message, PIN).then(async (choice) => {
    if (choice === PIN) await vscode.commands.executeCommand("awsDevOps.pinContext");
  });
}
