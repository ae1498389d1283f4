import { describe, expect, it } from "vitest";
import type { RoomHost } from "../../../../src/host/room.ts";
import { Branch, type Page } from "../../../../src/host/tree/rows.ts";
import { BuildRow, ProjectRow, ProjectsSource } from "../../../../src/services/codebuild/tree.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const signal = new AbortController().signal;
const host = { session: () => Promise.resolve(account().session), recents: { touch: () => undefined } } as unknown as RoomHost;

class Above extends Branch {
  view() {
    return { label: "" };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: [] });
  }
}

const above = () => new Above(undefined, account().context, "above", undefined);

async function project(name: string): Promise<ProjectRow> {
  const source = new ProjectsSource(host, account().context);
  const { rows } = await source.load(above(), { cursor: undefined, filter: name, reason: "user", signal });
  const row = rows.find((one) => one instanceof ProjectRow && one.data.name === name);
  if (!(row instanceof ProjectRow)) throw new Error(`No ${name}`);
  const details = source.details([row], { reason: "user", signal })[Symbol.asyncIterator]();
  while ((await details.next()).done !== true);
  return row;
}

describe("a project's row", () => {
  it("knows its latest build from its own, where those of all projects do not go back so far", async () => {
    const row = new ProjectRow(host, above(), "docs-site");
    row.setLatest(undefined);
    expect(row.view().description).toBeUndefined();
    const { rows } = await row.load({ cursor: undefined, filter: undefined, reason: "user", signal });
    expect(row.latest?.id).toBe(rows[0]?.name());
    expect(row.view().description).toMatch(/^#\d+ · (succeeded|failed) · /);
    row.setLatest(undefined); // the next poll, in which it is not among the newest
    expect(row.view().description).toBeDefined();
  });

  it("offers a start where the project has a source of its own, else its pipeline", async () => {
    expect((await project("docs-site")).view().facets).toEqual(["project", "startable"]);
    const piped = await project("parcel-web-build");
    await piped.load({ cursor: undefined, filter: undefined, reason: "user", signal });
    expect(piped.view().facets).toEqual(["project", "piped"]);
    expect(piped.pipeline).toMatch(/^parcel-web-/);
  });

  it("of a build that ended says nothing of a phase that runs", async () => {
    const row = await project("docs-site");
    const { rows } = await row.load({ cursor: undefined, filter: undefined, reason: "user", signal });
    const [build] = rows;
    expect(build).toBeInstanceOf(BuildRow);
    expect(build?.tooltip().join("\n")).toContain("finalizing: succeeded");
    expect(build?.tooltip().join("\n")).not.toContain("completed");
    expect(build?.tooltip().join("\n")).not.toContain("running");
  });
});
