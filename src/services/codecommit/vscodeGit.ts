import * as vscode from "vscode";
import { DevOpsError } from "../../base/errors.ts";

// The parts of the built-in Git extension's API, version 1, that are used here
// (extensions/git/src/api/git.d.ts of VS Code's sources, MIT).

export interface GitRemote {
  readonly name: string;
  readonly fetchUrl?: string;
  readonly pushUrl?: string;
}

/** What is checked out. */
export interface GitBranch {
  readonly name?: string;
  readonly commit?: string;
  /** Commits that its counterpart lacks; left out where it has none. */
  readonly ahead?: number;
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: { readonly HEAD: GitBranch | undefined; readonly remotes: readonly GitRemote[]; readonly onDidChange: vscode.Event<void> };
  status(): Promise<void>;
}

/** Asked for every address that needs a login; with `credential.useHttpPath` the address has its path. */
export interface GitCredentialsProvider {
  getCredentials(host: vscode.Uri): vscode.ProviderResult<{ readonly username: string; readonly password: string }>;
}

/** Told of a push that failed; true keeps the built-in Git from showing it. */
export interface GitPushErrorHandler {
  handlePushError(repository: GitRepository, remote: GitRemote, refspec: string, error: Error & { readonly stderr?: string }): Promise<boolean>;
}

export interface GitApi {
  readonly state: "uninitialized" | "initialized";
  readonly onDidChangeState: vscode.Event<"uninitialized" | "initialized">;
  readonly git: { readonly path: string };
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  registerCredentialsProvider(provider: GitCredentialsProvider): vscode.Disposable;
  registerPushErrorHandler(handler: GitPushErrorHandler): vscode.Disposable;
  openRepository?(root: vscode.Uri): Promise<GitRepository | null>;
}

/** A repository that can be cloned. */
export interface RemoteSource {
  readonly name: string;
  readonly description: string;
  /** Name of a codicon. */
  readonly icon: string;
  readonly url: string;
}

/** Where *Git: Clone* finds repositories (extensions/git-base/src/api/git-base.d.ts of the same sources). */
export interface RemoteSourceProvider {
  readonly name: string;
  readonly icon: string;
  readonly placeholder: string;
  /** Asked again for every text that is typed. */
  readonly supportsQuery: true;
  getRemoteSources(query?: string): Promise<RemoteSource[]>;
}

/** The built-in extension that the Git extension and its like share. */
export interface GitBaseExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { registerRemoteSourceProvider(provider: RemoteSourceProvider): vscode.Disposable };
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/**
 * The built-in Git, ready for use.
 * @throws DevOpsError where it is missing or switched off
 */
export async function builtInGit(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined) {
    throw new DevOpsError({ kind: "unsupported", tried: "use git", why: "the built-in Git extension is not there", remedy: "Enable it." });
  }
  const exports = await extension.activate();
  if (!exports.enabled) {
    const remedy = "Install git and set git.enabled to true.";
    throw new DevOpsError({ kind: "unsupported", tried: "use git", why: "the built-in Git found no git or is switched off", remedy });
  }
  const api = exports.getAPI(1);
  if (api.state === "uninitialized") {
    await new Promise<void>((resolve) => {
      const waiting = api.onDidChangeState((state) => {
        if (state !== "initialized") return;
        waiting.dispose();
        resolve();
      });
    });
  }
  return api;
}
