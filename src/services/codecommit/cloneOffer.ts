import * as vscode from "vscode";
import type { RoomHost } from "../../host/room.ts";
import type { GitBaseExtension, RemoteSourceProvider } from "./vscodeGit.ts";

/**
 * Puts CodeCommit into the editor's own *Git: Clone*. Registered while the extension is activated, because the command
 * activates it and lists its sources right after.
 */
export function offerToClone(host: RoomHost): void {
  const provider: RemoteSourceProvider = {
    name: "AWS CodeCommit",
    icon: "repo",
    placeholder: "Repository of a pinned AWS account",
    supportsQuery: true,
    getRemoteSources: async (query) => (await import("./remoteSources.ts")).remoteSourcesOf(host).find(query ?? ""),
  };
  const extension = vscode.extensions.getExtension<GitBaseExtension>("vscode.git-base");
  const register = (exports: GitBaseExtension) => {
    if (exports.enabled) host.own(exports.getAPI(1).registerRemoteSourceProvider(provider));
  };
  if (extension?.isActive === true) register(extension.exports);
  else void extension?.activate().then(register);
}
