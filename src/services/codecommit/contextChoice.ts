import { type AccountContext, contextLabel } from "../../base/context.ts";
import { nothingIfCancelled, pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { commitApi, placeOf } from "./connect.ts";
import { type RemoteAddress, isAt } from "./model.ts";

/**
 * The pinned context where a remote leads to. Several may be there: that of the profile which the remote names, else that
 * whose account has the repository; where several have it the user says.
 * @returns undefined where none is there; `null` where the user chose none
 */
export async function contextFor(host: RoomHost, remote: RemoteAddress, title: string): Promise<AccountContext | undefined | null> {
  const places = await Promise.all(host.contexts.pinned.map(async (context) => ({ context, place: await placeOf(host, context) })));
  const there = places.flatMap(({ context, place }) => (isAt(remote, place) ? [context] : []));
  const named = there.filter(({ profile }) => profile === remote.profile);
  const fitting = named.length > 0 ? named : there;
  if (fitting.length < 2) return fitting[0];
  const asked = await Promise.all(fitting.map((context) => hasRepository(host, context, remote.repository)));
  const having = fitting.filter((_context, index) => asked[index] === true);
  if (having.length === 1) return having[0];
  const items = (having.length === 0 ? fitting : having).map((context) => ({ label: contextLabel(context), value: context }));
  const chosen = await pick(items, { title, placeholder: "Account and region", stays: true }).catch(nothingIfCancelled);
  return chosen ?? null;
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
