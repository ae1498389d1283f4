import { describe, expect, it } from "vitest";
import { formatArn, parseArn } from "../../src/base/resourceRef.ts";
import { DevOpsError } from "../../src/base/errors.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { fixText, standingOfImage } from "../../src/services/ecr/model.ts";
import { room } from "../../src/services/ecr/room.ts";
import { useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const below = async (...labels: readonly string[]) => bench().outline((await bench().row(...labels)) as Branch);

describe("ECR in its tree", () => {
  it("shows images, the newest first, with what a scan found, and of a finding what mends it", async () => {
    const images = await below("tracking-api");
    expect(images[0]).toMatch(/ · (\d+ \w+(, \d+ \w+)?|nothing found) · \d+ MB · pushed /);
    const repository = await bench().row("tracking-api");
    expect(repository.view().description).toBe(`${images[0]?.split(" · ")[0]} · ${images[0]?.split(" · ").at(-1)}`);
    const findings = (await Promise.all(images.slice(0, 4).map((line) => below("tracking-api", line.split(" · ")[0] ?? "")))).flat();
    expect(findings).toContainEqual(expect.stringMatching(/^CVE-2026-\d+ · \w+ · \w+ \d+\.\d+\.\d+ · fixed in \d+\.\d+\.\d+$/));
    const ranks = (await below("tracking-api", images.find((line) => line.includes("critical"))?.split(" · ")[0] ?? "")).map((line) => line.split(" · ")[1] ?? "");
    const order = ["critical", "high", "medium", "low"];
    expect(ranks).toEqual(ranks.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  });

  it("asks once a list, whatever is in it", async () => {
    await account().control.clearCalls();
    await bench().rows();
    await below("tracking-api");
    expect(await account().control.calls()).toEqual({ "ecr:DescribeRepositories": 1, "ecr:DescribeImages": 1 });
  });

  it("opens a repository, and an image by its digest", async () => {
    const row = await bench().row("parcel-web", "pushed");
    const ref = parseArn(`arn:aws:ecr:eu-west-1:418273650912:repository/parcel-web@${row.name()}`);
    if (ref === undefined) throw new Error("no ARN");
    await bench().room.open(ref, bench().context);
    expect(bench().revealed?.id).toBe(row.id);
    await bench().room.open({ ...ref, resource: "repository/parcel-web" }, bench().context);
    expect(bench().revealed?.name()).toBe("parcel-web");
  });
});

describe("an image", () => {
  it("that was never scanned says so, is scanned, and has findings when the scan has ended", async () => {
    expect(await below("label-studio")).toEqual([expect.stringMatching(/^1\.1\.0 · never scanned · /)]);
    expect(await below("label-studio", "1.1.0")).toEqual(["Nothing found, or never scanned"]);
    await bench().run("scan", await bench().row("label-studio", "1.1.0"), true);
    expect(bench().plan).toMatch(/Call: ecr:StartImageScan[^]*Scan: never scanned → a new one[^]*once in 24 hours/);
    const scanning = await bench().row("label-studio", "1.1.0");
    expect(scanning.view()).toMatchObject({ description: expect.stringMatching(/^scan in progress/) as string, icon: { id: "sync~spin" } });
    expect(scanning.view().facets).not.toContain("ecr.scan");
    await account().control.advance(60_000);
    await bench().refresh();
    expect((await bench().row("label-studio", "1.1.0")).view().description).not.toMatch(/never|progress/);
    const refused = await failureOf(bench().run("scan", await bench().row("label-studio", "1.1.0"), true));
    expect(refused.message).toMatch(/^Could not start image scan .*quota per image/);
  });

  it("is pulled by its tag, or by its digest", async () => {
    await bench().run("copyPull", await bench().row("label-studio", "1.1.0"));
    expect(bench().clipboard).toBe("docker pull 418273650912.dkr.ecr.eu-west-1.amazonaws.com/label-studio:1.1.0");
    await bench().run("copyLogin", await bench().row("label-studio"));
    expect(bench().clipboard).toBe("aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin 418273650912.dkr.ecr.eu-west-1.amazonaws.com");
  });

  it("tells who runs it, opens one of them, and says what could not be asked", async () => {
    const row = await bench().row("label-studio", "1.1.0");
    await bench().run("showUsers", row, false);
    expect(bench().asked.at(-1)?.title).toBe("No service, task or function in eu-west-1 runs label-studio:1.1.0.");
    const ref = parseArn("arn:aws:ecs:eu-west-1:418273650912:service/kestrel-acceptance/label-studio");
    if (ref === undefined) throw new Error("no ARN");
    const denied = new DevOpsError({ kind: "denied", tried: "list functions", why: "not allowed" });
    bench().imageUsers = () => Promise.resolve({ users: [{ ref, label: "label-studio", detail: "service" }], failures: [denied] });
    await bench().run("showUsers", row, "label-studio");
    expect(bench().asked.at(-1)?.title).toBe("What runs label-studio:1.1.0 | 1 user · Could not list functions: not allowed.");
    expect(bench().opened).toEqual([formatArn(ref)]);
    bench().imageUsers = () => Promise.resolve({ users: [], failures: [denied] });
    expect(await failureOf(bench().run("showUsers", row))).toMatchObject({ kind: "denied" });
  });

  it("stands as the worst that was found in it", () => {
    const image = { digest: "sha256:1", tags: [], size: 1, pushedAt: 1, pulledAt: 1, isArchived: false, scan: "COMPLETE", scanDescription: undefined, scannedAt: 1, counts: {} };
    const standings = [{}, { LOW: 3 }, { HIGH: 1 }, { HIGH: 1, CRITICAL: 1 }].map((counts) => standingOfImage({ ...image, counts }));
    expect(standings).toEqual(["passed", "passed", "warned", "failed"]);
    expect(standingOfImage({ ...image, scan: "UNSUPPORTED_IMAGE" })).toBe("warned");
    expect(standingOfImage({ ...image, isArchived: true })).toBe("stopped");
    const finding = { id: "CVE", severity: "HIGH", description: undefined, packages: [], fix: "NO", exploit: undefined, score: undefined, page: undefined };
    expect(fixText(finding)).toBe("no fix yet");
    expect(fixText({ ...finding, fix: undefined })).toBe("a basic scan tells no fix");
  });
});
