import { expect, it } from "vitest";
import type { RoomHost } from "../../../../src/host/room.ts";
import { ServiceRow } from "../../../../src/host/tree/serviceRow.ts";
import { ErrorRow } from "../../../../src/host/tree/specialRows.ts";
import { TreeModel } from "../../../../src/host/tree/treeModel.ts";
import { manifest } from "../../../../src/services/codecommit/manifest.ts";
import { RepositoriesSource, RepositoryRow } from "../../../../src/services/codecommit/tree.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();

it("repositories that were known stay below a row that names what is denied, until it is over", async () => {
  const host = { session: (context) => Promise.resolve(account().sessions.get(context)) } as Pick<RoomHost, "session"> as RoomHost;
  const source = () => Promise.resolve(new RepositoriesSource(host, account().context));
  const service = new ServiceRow(undefined, account().context, { manifest, source, describe: () => undefined });
  const tree = new TreeModel(() => [service], { changed: () => undefined, failed: () => undefined });
  tree.top();
  const rows = async () => {
    await tree.children(service);
    await tree.state(service).settled();
    return tree.children(service);
  };
  const spoken = async () => (await rows()).filter((row) => row instanceof RepositoryRow).map((row) => row.view().spoken);
  const known = await spoken();
  expect(known).toContainEqual(expect.stringContaining("auth-service, repository, main"));

  await account().control.addFaults({ kind: "denied", service: "codecommit" });
  await tree.refresh();
  const [failed] = await rows();
  expect(failed).toBeInstanceOf(ErrorRow);
  expect(failed?.view().label).toBe("Access denied: codecommit:ListRepositories");
  expect(failed?.view().spoken).toContain("IAM action codecommit:ListRepositories is missing");
  expect((await rows()).slice(1).map((row) => row.name())).toContain("auth-service");
  expect(await spoken()).toEqual(known);

  await account().control.clearFaults();
  await tree.refresh();
  expect((await rows()).some((row) => row instanceof ErrorRow)).toBe(false);
  expect(await spoken()).toEqual(known);
});
