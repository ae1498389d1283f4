import { describe, expect, it } from "vitest";
import type { Branch } from "../../src/host/tree/rows.ts";
import { CodePipelineApi } from "../../src/services/codepipeline/api.ts";
import { room } from "../../src/services/codepipeline/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

/** Source, Build, Approve, Deploy. */
const RELEASE = "parcel-web-release";

describe("a release", () => {
  it("is brought back from the execution that it should run, too", async () => {
    const { items } = await new CodePipelineApi(account().session).listRollbackTargets(RELEASE, "Deploy", undefined);
    const [current = "", target = ""] = items.map(({ id }) => id.slice(0, 8));
    await bench().run("rollBackTo", await bench().row(RELEASE, "Executions", target), "Deploy", true);
    expect(bench().asked[0]?.lines[0]).toBe(`Deploy · succeeded · now ${current}`);
    expect(bench().plan).toContain(`Execution: ${current}, succeeded → a rollback to ${target}`);
    expect(bench().plan).toContain(`To undo: roll the stage back to ${current}`);
    await account().control.advance(1_000);
    await bench().refresh();
    expect((await bench().row(RELEASE, "Deploy")).view().description).toMatch(/^in progress · rollback/);
    expect((await failureOf(bench().run("rollBackTo", await bench().row(RELEASE, "Executions", current)))).message).toContain("every stage that can be rolled back runs this one already");
  });

  it("leads to the repository that its source action watches, from the pipeline and from a run", async () => {
    const pipeline = (await bench().row(RELEASE)) as Branch;
    await bench().rows(pipeline);
    await bench().run("openSource", await bench().row(RELEASE, "Source", "Source"));
    const [newest] = await bench().rows((await bench().row(RELEASE, "Executions")) as Branch);
    const [first] = await bench().rows(newest as Branch);
    await bench().run("openSource", first);
    expect(bench().opened).toEqual(Array(2).fill("arn:aws:codecommit:eu-west-1::parcel-web"));
  });
});
