import { Disposable } from "../../base/dispose.ts";
import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import { placeOf } from "./connect.ts";
import type { Git } from "./git/git.ts";
import { pushedHeadOf } from "./git/openHead.ts";
import { isAt, readRemote } from "./model.ts";
import type { GitApi, GitRepository } from "./vscodeGit.ts";

/**
 * Looks at what is checked out whenever it changed, however it got there: a commit, a push by the editor's own buttons or
 * in a terminal. A push is followed as one from here is.
 */
export class HeadWatch extends Disposable {
  readonly #host: RoomHost;
  readonly #git: Git;
  /** What was checked out at the last look, by folder. */
  readonly #known = new Map<string, string>();

  constructor(host: RoomHost, api: GitApi, git: Git) {
    super();
    this.#host = host;
    this.#git = git;
    this.register(api.onDidOpenRepository((repository) => this.#watch(repository)));
    for (const repository of api.repositories) this.#watch(repository);
  }

  #watch(repository: GitRepository): void {
    // it may be another than the one that was in this folder before
    this.#known.delete(repository.rootUri.fsPath);
    this.register(repository.state.onDidChange(() => void this.#look(repository)));
    void this.#look(repository);
  }

  async #look({ rootUri: { fsPath: root }, state: { HEAD: head } }: GitRepository): Promise<void> {
    if (head?.commit === undefined) return;
    const before = this.#known.get(root);
    const now = `${head.name ?? ""} ${head.commit} ${head.ahead ?? ""}`;
    this.#known.set(root, now);
    // what was there when the window opened is nobody's news
    if (before === undefined || before === now) return;
    this.#host.headMoved();
    if (head.ahead !== 0) return;
    try {
      const pushed = await pushedHeadOf(this.#git, root);
      if (pushed !== undefined) this.#host.pushed(await contextsAt(this.#host, pushed.urls), pushed.head);
    } catch (error) {
      this.#host.log.debug(`CodeCommit: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** The pinned contexts whose pipelines may take what is pushed to an address: all of them where it is no CodeCommit's. */
async function contextsAt(host: RoomHost, urls: readonly string[]): Promise<readonly AccountContext[]> {
  const { pinned } = host.contexts;
  const remotes = urls.map(readRemote).filter((remote) => remote !== undefined);
  if (remotes.length === 0) return pinned;
  const places = await Promise.allSettled(pinned.map((context) => placeOf(host, context)));
  return pinned.filter((_context, index) => {
    const place = places[index];
    return place?.status === "fulfilled" && remotes.some((remote) => isAt(remote, place.value));
  });
}
