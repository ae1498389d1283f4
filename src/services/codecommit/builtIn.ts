import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import { loginOf, placeOf } from "./connect.ts";
import type { GitLogin } from "./git/credentialPipe.ts";
import { isAt, originOf, readRemote, withoutUser } from "./model.ts";
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
  const url = wholeAddress(api, address);
  const remote = url === undefined ? undefined : readRemote(url);
  if (url === undefined || remote === undefined) return undefined;
  const fitting: AccountContext[] = [];
  for (const context of host.contexts.pinned) {
    if (remote.region !== undefined && remote.region !== context.region) continue;
    if (isAt(remote, await placeOf(host, context))) fitting.push(context);
  }
  const [first, ...others] = fitting;
  if (first === undefined) return undefined;
  const context = others.length === 0 ? first : await chooseContext(fitting, remote.repository);
  return context === undefined ? undefined : loginOf(host, context, url)();
}

/** Without `credential.useHttpPath` git leaves the path out: then it is that of the only open repository there. */
function wholeAddress(api: GitApi, address: vscode.Uri): string | undefined {
  const text = withoutUser(address.toString(true));
  if (readRemote(text) !== undefined) return text;
  const remotes = api.repositories.flatMap(({ state }) => state.remotes);
  const urls = remotes.flatMap(({ fetchUrl, pushUrl }) => [fetchUrl, pushUrl]).filter((url) => url !== undefined);
  const there = new Set(urls.filter((url) => originOf(url) === originOf(text) && readRemote(url) !== undefined).map(withoutUser));
  const [only, ...others] = there;
  return others.length === 0 ? only : undefined;
}

async function chooseContext(contexts: readonly AccountContext[], repository: string): Promise<AccountContext | undefined> {
  const items = contexts.map((context) => ({ label: contextLabel(context), context }));
  const title = `Git asks for a login to ${repository} of CodeCommit`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "Account and region" }))?.context;
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
