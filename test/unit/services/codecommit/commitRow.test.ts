import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomHost } from "../../../../src/host/room.ts";
import { Branch, type Page, type RowView } from "../../../../src/host/tree/rows.ts";
import { commitCommands } from "../../../../src/services/codecommit/commands.ts";
import { BranchRow, CommitRow, RepositoryRow } from "../../../../src/services/codecommit/tree.ts";
import { env } from "../../../editor.ts";

class Service extends Branch {
  view(): RowView {
    return { label: "CodeCommit" };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: [] });
  }
}

const ID = "4be7d1c0".repeat(5);
const host = {} as RoomHost;
const service = new Service(undefined, { origin: "profile", profile: "dev", region: "eu-west-1" }, "codecommit", undefined);
const commit = { id: ID, subject: "Weigh parcels twice", message: "Weigh parcels twice\n\nOnce is not enough.", author: "Mira", email: "m@x.example", at: 0, parents: [] };
const row = new CommitRow(new BranchRow(new RepositoryRow(host, service, "parcel-web"), "main"), commit);

describe("a commit's row", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is named by its message, and gives its id apart", async () => {
    expect(row.name()).toBe("Weigh parcels twice");
    const copied = vi.spyOn(env.clipboard, "writeText");
    await commitCommands(host).copyCommitId(row);
    expect(copied).toHaveBeenCalledWith(ID);
  });
});
