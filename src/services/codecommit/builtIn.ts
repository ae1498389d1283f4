import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import { commitApi, loginOf, placeOf } from "./connect.ts";
import type { GitLogin } from "./git/credentialPipe.ts";
import { isAt, originOf, readRemote, withoutUser } from "./model.ts";
import { remoteSourcesOf } from "./remoteSources.ts";
import { type GitApi, type GitRemote, type GitRepository, builtInGit } from "./vscodeGit.ts";

const PUSH_HERE = "Push to CodeCommit…";

/**
 * Gives the built-in Git's own push, pull and fetch the login of a pinned context, and explains a push that CodeCommit
 * refused. @throws DevOpsError where there is no git
 */
export async function offerToBuiltInGit(host: RoomHost): Promise<void> {
  const api = await builtInGit();
  host.own(
    api.registerCredentialsProvider({
      getCredentials: async (address) => {
        try {
          return await loginFor(host, api, address);
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
      handlePushError: (repository, remote, _refspec, error) => Promise.resolve(explain(repository, remote, `${error.stderr ?? ""}\n${error.message}`)),
    }),
  );
}

/** The login for what git asks about; undefined where it is not CodeCommit's, or no pinned context is there. */
async function loginFor(host: RoomHost, api: GitApi, address: vscode.Uri): Promise<GitLogin | undefined> {
  const url = await wholeAddress(api, address);
  const remote = url === undefined ? undefined : readRemote(url);
  if (url === undefined || remote === undefined) return undefined;
  const cloned = withoutUser(address.toString(true));
  // an open one's own settings may name the path as well: that tells nothing of the clone
  if (!openAddresses(api).includes(cloned)) remoteSourcesOf(host).asked(cloned);
  const fitting: AccountContext[] = [];
  for (const context of host.contexts.pinned) {
    if (remote.region !== undefined && remote.region !== context.region) continue;
    if (isAt(remote, await placeOf(host, context))) fitting.push(context);
  }
  const context = fitting.length > 1 ? await contextWith(host, remote.repository, fitting) : fitting[0];
  return context === undefined ? undefined : loginOf(host, context, url)();
}

/** Without `credential.useHttpPath` git leaves the path out: then it is that of an open repository there. */
async function wholeAddress(api: GitApi, address: vscode.Uri): Promise<string | undefined> {
  const text = withoutUser(address.toString(true));
  if (readRemote(text) !== undefined) return text;
  const there = new Set(openAddresses(api).filter((url) => originOf(url) === originOf(text) && readRemote(url) !== undefined));
  const [only, ...others] = there;
  if (others.length === 0) return only;
  const items = [...there].map((url) => ({ label: readRemote(url)?.repository ?? url, description: url, url }));
  const title = `Git asks for a login to ${address.authority} and does not say for which repository`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "Repository that git is to reach" }))?.url;
}

/** Where the remotes of the open repositories lead, without users. */
function openAddresses(api: GitApi): string[] {
  const remotes = api.repositories.flatMap(({ state }) => state.remotes);
  return remotes.flatMap(({ fetchUrl, pushUrl }) => [fetchUrl, pushUrl]).flatMap((url) => (url === undefined ? [] : withoutUser(url)));
}

/** Several contexts may be at one address: that whose account has the repository; where several have it the user says. */
async function contextWith(host: RoomHost, repository: string, contexts: readonly AccountContext[]): Promise<AccountContext | undefined> {
  const asked = await Promise.all(contexts.map((context) => hasRepository(host, context, repository)));
  const having = contexts.filter((_context, index) => asked[index] === true);
  const [only, ...others] = having;
  if (others.length === 0 && only !== undefined) return only;
  const items = (only === undefined ? contexts : having).map((context) => ({ label: contextLabel(context), context }));
  const title = `Git asks for a login to ${repository} of CodeCommit`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "Account and region" }))?.context;
}

async function hasRepository(host: RoomHost, context: AccountContext, repository: string): Promise<boolean> {
  try {
    await (await commitApi(host, context)).get(repository);
    return true;
  } catch (error) {
    host.log.debug(`CodeCommit: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** A 403 of CodeCommit says little; true where it was told here. */
function explain(repository: GitRepository, remote: GitRemote, text: string): boolean {
  const refused = /error: 40[13]|Authentication failed/.test(text);
  if (!refused || readRemote(remote.pushUrl ?? remote.fetchUrl ?? "") === undefined) return false;
  const message =
    `CodeCommit refused the push to ${remote.name}. Either the identity lacks codecommit:GitPush, or git sent a password that a ` +
    "credential helper (keychain, credential manager, store) had kept: those of CodeCommit live 15 minutes. " +
    `${PUSH_HERE} uses neither; to heal it for good, let no helper keep them: git config --local credential.helper "".`;
  void vscode.window.showErrorMessage(message, PUSH_HERE).then(async (choice) => {
    if (choice === PUSH_HERE) await vscode.commands.executeCommand("awsDevOps.codecommit.push");
    await repository.status();
  });
  return true;
}
