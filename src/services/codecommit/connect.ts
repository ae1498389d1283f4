import type { Way } from "../../aws/network.ts";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodeCommitApi } from "./api.ts";
import { CredentialPipe, type GitLogin } from "./git/credentialPipe.ts";
import { Git } from "./git/git.ts";
import { gitPassword, gitUsername } from "./git/password.ts";
import { loginPlan } from "./loginLeave.ts";
import { type GitPlace, gitEndpoint, readRemote } from "./model.ts";
import { builtInGit } from "./vscodeGit.ts";

const apis = new WeakMap<object, CodeCommitApi>();

/** The API of a context, one a session; the SDK is loaded on the first call. */
export async function commitApi(host: RoomHost, context: AccountContext): Promise<CodeCommitApi> {
  const [{ CodeCommitApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  const api = apis.get(session) ?? new Api(session);
  apis.set(session, api);
  return api;
}

/** Where a context's repositories are. */
export async function placeOf(host: RoomHost, context: AccountContext): Promise<GitPlace> {
  const session = await host.session(context);
  const [endpoint, fips] = await Promise.all([session.endpoint("CodeCommit"), session.usesFips()]);
  return { region: context.region, endpoint: gitEndpoint(endpoint), ...(fips ? { fips } : {}) };
}

const pipes = new WeakMap<RoomHost, CredentialPipe>();

/** Git with the program that the built-in Git found. @throws DevOpsError where there is none */
export async function connectGit(host: RoomHost): Promise<Git> {
  const { git } = await builtInGit();
  const pipe = pipes.get(host) ?? host.own(new CredentialPipe());
  pipes.set(host, pipe);
  // the user's machine need not have node: the editor's own runtime runs the helper
  return new Git({ program: git.path, runtime: process.execPath, helper: host.program("gitHelper"), pipe, env: process.env });
}

/** How a context's own calls would get to an address. */
export function wayOf(host: RoomHost, context: AccountContext, url: string): () => Promise<Way> {
  return async () => (await host.session(context)).way(url);
}

/**
 * Makes a login of 15 minutes for one address, with the credentials that the context has by then. Each one is a line of
 * the audit log, whoever started git.
 */
export function loginOf(host: RoomHost, context: AccountContext, url: string): () => Promise<GitLogin> {
  return async () => {
    const session = await host.session(context);
    const { accessKeyId, secretAccessKey, sessionToken } = await session.credentials().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      const remedy = "Sign in again (for example `aws sso login`) or renew the keys.";
      throw new DevOpsError({ kind: "expired", tried: "sign in to CodeCommit", on: context.profile, why, remedy, cause: error });
    });
    const username = gitUsername({ accessKeyId, ...(sessionToken === undefined ? {} : { sessionToken }) });
    const password = gitPassword({ url, region: context.region, secretAccessKey, now: session.now() });
    // not waited for: the account's name may take as long as a closed network lets it
    void host.writes.record(loginPlan(context, readRemote(url)?.repository ?? url));
    return { username, password };
  };
}
