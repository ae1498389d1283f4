import { describe, expect, it } from "vitest";
import { Branch } from "../../src/host/tree/rows.ts";
import { room as beanstalk } from "../../src/services/elasticbeanstalk/room.ts";
import { CodePipelineApi } from "../../src/services/codepipeline/api.ts";
import { room } from "../../src/services/codepipeline/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const PIPELINE = "tracking-api-release";
const bench = useBench(account, room);

async function branch(...labels: readonly string[]): Promise<Branch> {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error(`nothing stands below ${row.id}`);
  return row;
}

describe("a write", () => {
  it("looks again at what was written and what it stands below, and at nothing else that is open", async () => {
    await bench().rows();
    for (const pipeline of [PIPELINE, "route-optimizer-release"]) {
      await bench().rows(await branch(pipeline));
      const [execution] = await bench().rows(await branch(pipeline, "Executions"));
      await bench().rows(execution as Branch);
    }
    await account().control.clearCalls();
    const variables = (await new CodePipelineApi(account().session).getVariables(PIPELINE)).length > 0;
    await bench().run("start", await bench().row(PIPELINE), ...(variables ? ["Use the defaults"] : []), true);
    await bench().rows();
    const calls = await account().control.calls();
    // what ran in an earlier execution is as it was
    expect(calls).not.toHaveProperty("codepipeline:ListActionExecutions");
    expect(calls["codepipeline:ListPipelineExecutions"], "its own executions, and its latest for its row").toBe(2);
    expect(calls["codepipeline:ListPipelines"]).toBe(1);
  });
});

describe("a list that is read anew", () => {
  it("leaves rows as they were told, until what it does not tell of them is read, too", async () => {
    const row = await bench().row(PIPELINE);
    const before = row.view();
    expect(before.spoken).toContain("succeeded");
    await account().control.addFaults({ kind: "delay", service: "codepipeline", operation: "ListPipelineExecutions", delayMs: 60_000 });
    await bench().refresh(bench().service);
    expect(row.view()).toEqual(before);
  });
});

describe("a list that tells of itself that something goes on", () => {
  it("is read anew as often as what it tells of is polled, though it has more beside it", async () => {
    const portal = new RoomBench(account, beanstalk.manifest, beanstalk.kinds);
    await portal.run("swap", await portal.row("developer-portal", "developer-portal-blue"), "developer-portal-green", true);
    const application = (await portal.row("developer-portal")) as Branch;
    const causes = async () => (await portal.outline((await portal.row("developer-portal", "developer-portal-green")) as Branch)).join("\n");
    await portal.poll(application);
    expect(await causes()).toContain("An operation is in progress");
    await account().control.advance(13_000);
    const lines = (await portal.poll(application)).map((row) => row.view().description);
    expect(lines[0]).toContain("developer-portal-next.");
    // nor does what was read beside it outlive what went on
    expect(await causes()).toContain("of the requests are failing");
    await portal.poll(application);
    // nothing goes on now, so that the names are known
    await account().control.clearCalls();
    await portal.poll(application);
    expect((await account().control.calls())["elasticbeanstalk:DescribeEnvironments"]).toBeUndefined();
    portal.dispose();
  });
});
