import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { copyText } from "../../host/clipboard.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { choicesOf, pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { cloneRepository } from "./clone.ts";
import { commitApi, placeOf } from "./connect.ts";
import type { manifest } from "./manifest.ts";
import { gitUrl, refuseName } from "./model.ts";
import { pushToCodeCommit } from "./push.ts";
import { BranchRow, CommitRow, RepositoryRow } from "./tree.ts";

/** Handlers of the room's commands. Each works on a row, and asks where it was called without one. */
export function commitCommands(host: RoomHost): CommandHandlers<typeof manifest> {
  return {
    show: async () => {
      const { context, name } = await chooseRepository(host, undefined, "Show repository");
      await reveal(host, context, name);
    },
    push: async (target) => {
      const row = repositoryRowOf(target);
      const wanted = row === undefined ? undefined : { context: row.context, name: row.data.name };
      await pushToCodeCommit(host, wanted, (context, title) => pickName(host, context, title));
    },
    clone: async (target) => {
      const { context, name } = await chooseRepository(host, target, "Clone repository");
      await cloneRepository(host, context, name);
    },
    copyCommitId: async (target) => {
      if (target instanceof CommitRow) await copyText(target.data.id);
    },
    copyCloneUrl: async (target) => {
      const { context, name } = await chooseRepository(host, target, "Copy clone URL");
      await copyText(gitUrl(await placeOf(host, context), name));
    },
  };
}

/** Shows the repository that an ARN names, or that has the id which stands there for stacks. @throws DevOpsError */
export async function revealNamed(host: RoomHost, context: AccountContext, nameOrId: string): Promise<void> {
  const mayBeId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(nameOrId);
  const name = mayBeId ? await (await commitApi(host, context)).nameOf(nameOrId) : nameOrId;
  await reveal(host, context, name ?? nameOrId);
}

/** Shows the repository in its view. @throws DevOpsError where it is not there */
export async function reveal(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  if (await host.trees.reveal("code", `${contextKey(context)}/codecommit/${name}`)) return;
  const why = "it is not in the list: its account may not be pinned, or a filter hides it";
  throw new DevOpsError({ kind: "notFound", tried: `show repository ${name}`, why });
}

function repositoryRowOf(target: unknown): RepositoryRow | undefined {
  if (target instanceof RepositoryRow) return target;
  if (target instanceof BranchRow) return target.parent;
  return target instanceof CommitRow ? target.parent.parent : undefined;
}

/** The repository of the row, else one that the user picks. @throws DevOpsError cancelled */
async function chooseRepository(host: RoomHost, target: unknown, title: string): Promise<{ context: AccountContext; name: string }> {
  const row = repositoryRowOf(target);
  if (row !== undefined) return { context: row.context, name: row.data.name };
  const context = await host.pickPinned(title);
  return { context, name: await pickName(host, context, title) };
}

async function pickName(host: RoomHost, context: AccountContext, title: string): Promise<string> {
  const names = commitApi(host, context).then((api) => api.allRepositories()).then(choicesOf);
  const name = await pick(names, { title, placeholder: `Repository of ${context.profile} in ${context.region}` });
  refuseName(name, "use");
  return name;
}
