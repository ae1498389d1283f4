import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError, unreachable } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { RoomHost } from "../../host/room.ts";
import { deployApi } from "./connect.ts";
import type { Deployment } from "./model.ts";
import { deployTargetOf } from "./ref.ts";

/** Shows what a reference names in its view. @throws DevOpsError where it is not there */
export async function openRef(host: RoomHost, context: AccountContext, ref: ResourceRef): Promise<void> {
  const target = deployTargetOf(ref);
  if (target === undefined) return;
  switch (target.kind) {
    case "application":
      return reveal(host, context, [target.application]);
    case "group":
      return reveal(host, context, [target.application, target.group]);
    case "deployment": {
      const api = await deployApi(host, context);
      return revealDeployment(host, context, await api.getDeployment(target.id));
    }
    default:
      return unreachable(target);
  }
}

export async function revealDeployment(host: RoomHost, context: AccountContext, deployment: Deployment): Promise<void> {
  await reveal(host, context, [deployment.application, deployment.group, deployment.id]);
}

/** @param names of the application, the group and the deployment, as far as it goes. @throws DevOpsError */
export async function reveal(host: RoomHost, context: AccountContext, names: readonly string[]): Promise<void> {
  if (await host.trees.reveal("deploy", [contextKey(context), "codedeploy", ...names].join("/"))) return;
  const why = "it is not in the list: its account may not be pinned, or a filter hides it";
  throw new DevOpsError({ kind: "notFound", tried: `show ${names.at(-1) ?? ""}`, why });
}
