import { homedir } from "node:os";
import * as vscode from "vscode";
import { Disposable } from "../../base/dispose.ts";
import { tell } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { connectGit, placeOf } from "./connect.ts";
import { readConfig } from "./git/config.ts";
import { EnvironmentSettings } from "./git/environmentSettings.ts";
import { refusedPush } from "./git/failure.ts";
import type { Git } from "./git/git.ts";
import { refuseDetoursOfOthers } from "./git/guard.ts";
import { type Setting, helpersOf, settingsFor, writeSettings } from "./git/loginSettings.ts";
import { HeadWatch } from "./headWatch.ts";
import { Logins } from "./logins.ts";
import { gitUrl, originOf, readRemote, withoutUser } from "./model.ts";
import { type GitApi, type GitRemote, type GitRepository, builtInGit } from "./vscodeGit.ts";

const PUSH_HERE = "Push to CodeCommit…";
const USE_OURS = "Use the Pinned Account";

/**
 * Gives the built-in Git's own push, pull and fetch the login of a pinned context, and explains a push that CodeCommit
 * refused; and follows what it pushes. @throws DevOpsError where there is no git
 */
export async function offerToBuiltInGit(host: RoomHost): Promise<void> {
  const api = await builtInGit();
  const git = await connectGit(host);
  const logins = host.own(new Logins(host));
  host.own(new SettingsOfLogins(host, api, git));
  host.own(new HeadWatch(host, api, git));
  host.own(
    api.registerCredentialsProvider({
      getCredentials: async (address) => {
        try {
          await refuseOpenDetours(api, git, address.toString(true));
          return await logins.of(address.toString(true));
        } catch (error) {
          // git then asks the user, as it would without us
          host.log.warn(`CodeCommit: no login for ${address.authority}: ${error instanceof Error ? error.message : String(error)}`);
          return undefined;
        }
      },
    }),
  );
  host.own(
    api.registerPushErrorHandler({
      handlePushError: (repository, remote, _refspec, error) => explain(git, logins, repository, remote, `${error.stderr ?? ""}\n${error.message}`),
    }),
  );
}

/**
 * Git does not say for which repository it asks: no open one with the address as a remote may lead elsewhere.
 * @throws DevOpsError, which the user has been told, too
 */
async function refuseOpenDetours(api: GitApi, git: Git, address: string): Promise<void> {
  const url = withoutUser(address);
  const remote = readRemote(url);
  if (remote === undefined) return;
  const roots = api.repositories.flatMap(({ rootUri, state }) =>
    state.remotes.some(({ fetchUrl = "", pushUrl = "" }) => [fetchUrl, pushUrl].some((one) => withoutUser(one) === url)) ? [rootUri.fsPath] : [],
  );
  for (const root of roots) {
    try {
      refuseDetoursOfOthers(await readConfig(git, root), url, { tried: `log git in to ${remote.repository}`, on: root });
    } catch (error) {
      void tell("error", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}

/**
 * Keeps the settings of logins where git needs them: for the hosts of the pinned contexts in the environment, and in the
 * open repositories with a remote there, for the git of the editor's terminals.
 */
class SettingsOfLogins extends Disposable {
  readonly #host: RoomHost;
  readonly #api: GitApi;
  readonly #git: Git;
  // git is started by another extension, with the environment of the process that both are in
  readonly #environment = this.register(new EnvironmentSettings(process.env));
  /** Repository and host where nothing is left to do. */
  readonly #done = new Set<string>();
  /** Hosts of the pinned contexts. */
  #origins: ReadonlySet<string> = new Set();
  /** Those for which the user, here or in an open repository, has a helper of another make. */
  readonly #served = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(host: RoomHost, api: GitApi, git: Git) {
    super();
    this.#host = host;
    this.#api = api;
    this.#git = git;
    this.register(host.contexts.onDidChange(() => this.#next(() => this.#readContexts())));
    this.register(api.onDidOpenRepository((repository) => this.#watch(repository)));
    this.#next(() => this.#readContexts());
    for (const repository of api.repositories) this.#watch(repository);
  }

  #watch(repository: GitRepository): void {
    // it may be another than the one that was in this folder before
    for (const key of this.#done) if (key.startsWith(`${repository.rootUri.fsPath} `)) this.#done.delete(key);
    // the remotes are read after the repository is open
    this.register(repository.state.onDidChange(() => this.#look(repository)));
    this.#look(repository);
  }

  #look({ rootUri, state }: GitRepository): void {
    const urls = state.remotes.flatMap(({ fetchUrl, pushUrl }) => [fetchUrl, pushUrl]);
    for (const origin of new Set(urls.map((url) => (url === undefined || readRemote(url) === undefined ? undefined : originOf(url))))) {
      const key = `${rootUri.fsPath} ${origin}`;
      if (origin === undefined || !this.#origins.has(origin) || this.#done.has(key)) continue;
      this.#done.add(key);
      this.#next(async () => {
        const settings = await this.#settingsFor(rootUri.fsPath, origin);
        if (settings.length > 0) await writeSettings(this.#git, rootUri.fsPath, origin);
        this.#setEnvironment();
      });
    }
  }

  async #readContexts(): Promise<void> {
    const places = await Promise.allSettled(this.#host.contexts.pinned.map((context) => placeOf(this.#host, context)));
    this.#origins = new Set(places.flatMap((place) => (place.status === "fulfilled" ? (originOf(gitUrl(place.value, "")) ?? []) : [])));
    for (const origin of this.#origins) await this.#settingsFor(homedir(), origin);
    this.#setEnvironment();
    for (const repository of this.#api.repositories) this.#look(repository);
  }

  async #settingsFor(folder: string, origin: string): Promise<Setting[]> {
    const settings = await settingsFor(this.#git, folder, origin);
    if (settings.length === 0) this.#served.add(origin);
    return settings;
  }

  /** What stands in the environment goes before any file: it would silence a helper of the user's. */
  #setEnvironment(): void {
    this.#environment.set([...this.#origins].filter((origin) => !this.#served.has(origin)));
  }

  #next(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#host.log.warn(`CodeCommit: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

/** A 403 of CodeCommit says little; true where it was told here. */
async function explain(git: Git, logins: Logins, repository: GitRepository, remote: GitRemote, output: string): Promise<boolean> {
  const url = remote.pushUrl ?? remote.fetchUrl ?? "";
  const origin = originOf(url);
  if (origin === undefined || readRemote(url) === undefined) return false;
  const root = repository.rootUri.fsPath;
  const helpers = logins.gaveLately(url) ? [] : await helpersOf(git, root, origin);
  const message = refusedPush(output, remote.name, { gave: logins.gaveLately(url), helpers });
  if (message === undefined) return false;
  const choices = helpers.length === 0 ? [PUSH_HERE] : [USE_OURS, PUSH_HERE];
  void tell("error", message, ...choices).then(async (choice) => {
    if (choice === USE_OURS) await writeSettings(git, root, origin);
    if (choice === PUSH_HERE) await vscode.commands.executeCommand("awsDevOps.codecommit.push");
    await repository.status();
  });
  return true;
}
