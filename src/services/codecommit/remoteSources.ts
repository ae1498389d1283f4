import { type AccountContext, contextLabel } from "../../base/context.ts";
import { DevOpsError, toDevOpsError } from "../../base/errors.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import type { RoomHost } from "../../host/room.ts";
import { commitApi, placeOf } from "./connect.ts";
import { gitUrl, isRepositoryName } from "./model.ts";
import type { RemoteSource } from "./vscodeGit.ts";

/** The repositories of the pinned contexts, as the editor's own *Git: Clone* lists them. */
export class RemoteSources {
  readonly #host: RoomHost;
  #listed: Promise<readonly RemoteSource[]> | undefined;

  constructor(host: RoomHost) {
    this.#host = host;
  }

  /**
   * The repositories whose name or description holds the text. An empty one lists anew: so each picker begins.
   * @throws DevOpsError where nothing could be listed
   */
  async find(text: string): Promise<RemoteSource[]> {
    if (text === "" || this.#listed === undefined) this.#listed = this.#list();
    const listed = await this.#listed;
    return listed.filter(({ name, description }) => containsIgnoringCase(`${name} ${description}`, text));
  }

  async #list(): Promise<RemoteSource[]> {
    const { pinned } = this.#host.contexts;
    if (pinned.length === 0) {
      const why = "no AWS account is pinned";
      throw new DevOpsError({ kind: "notFound", tried: "list repositories", why, remedy: "Choose one in the view DevOps for AWS." });
    }
    const results = await Promise.allSettled(pinned.map((context) => this.#of(context)));
    const found = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    for (const result of results) {
      if (result.status !== "rejected") continue;
      const error = toDevOpsError(result.reason, "list repositories");
      if (found.length === 0) throw error;
      this.#host.log.warn(`CodeCommit: ${error.message}`);
    }
    return found;
  }

  async #of(context: AccountContext): Promise<RemoteSource[]> {
    const [names, place] = await Promise.all([
      commitApi(this.#host, context).then((api) => api.allRepositories()),
      placeOf(this.#host, context),
    ]);
    const description = contextLabel(context);
    // the editor makes a folder's name of the address
    return names.filter(isRepositoryName).map((name) => ({ name, description, icon: "repo", url: gitUrl(place, name) }));
  }
}

const sources = new WeakMap<RoomHost, RemoteSources>();

/** Those of a window. */
export function remoteSourcesOf(host: RoomHost): RemoteSources {
  const known = sources.get(host) ?? new RemoteSources(host);
  sources.set(host, known);
  return known;
}
