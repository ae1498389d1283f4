import { describe, expect, it } from "vitest";
import { everyItem } from "../../src/base/pages.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import { partsOf } from "../../src/host/kinds/start.ts";
import { physicalIds } from "../../src/services/cloudformation/model/owner.ts";
import { room } from "../../src/services/cloudformation/room.ts";
import { useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const openOwner = async (thing: { readonly name: string; readonly ref: ReturnType<typeof parseArn> }) =>
  partsOf(bench().room, room.kinds).offers?.stackResource.openOwner(thing, bench().context);

describe("the stack of a thing of another room", () => {
  it("is found by whatever its type's physical id is, and shows where it stands there", async () => {
    const api = await bench().room.api(bench().context);
    const stacks = await everyItem("list stacks", (cursor) => api.listStacks(cursor));
    const lists = await Promise.all(stacks.slice(0, 12).map(({ id }) => api.listResources(id, undefined)));
    const all = lists.flatMap(({ items }) => items).filter(({ ref, physicalId, status }) => ref !== undefined && physicalId !== undefined && !status.includes("DELETE"));
    const services = new Map(all.map((resource) => [resource.ref?.service, resource]));
    expect(services.size).toBeGreaterThan(5);
    for (const { ref, physicalId = "", logicalId, stackId } of services.values()) {
      if (ref?.service === "cloudformation") continue;
      // rows name things by the end of an ARN
      await openOwner({ name: parseArn(physicalId) === undefined ? physicalId : physicalId.slice(physicalId.lastIndexOf("/") + 1), ref });
      expect(bench().revealed?.view().label, physicalId).toBe(logicalId);
      expect(bench().revealed?.id).toContain(parseArn(stackId)?.resource.split("/")[1]);
    }
  });

  it("says so where no stack has it, and what was looked for; another service's of that name is not taken for it", async () => {
    const ref = parseArn(`arn:aws:s3:::made-by-hand`);
    expect(await failureOf(openOwner({ name: "made-by-hand", ref }))).toMatchObject({ kind: "notFound", message: expect.stringContaining("made-by-hand or arn:aws:s3:::made-by-hand") });
    const api = await bench().room.api(bench().context);
    const stacks = await everyItem("list stacks", (cursor) => api.listStacks(cursor));
    const lists = await Promise.all(stacks.slice(0, 12).map(({ id }) => api.listResources(id, undefined)));
    const project = lists.flatMap(({ items }) => items).find(({ ref: one }) => one?.service === "codebuild");
    const name = project?.physicalId ?? "none";
    expect(await failureOf(openOwner({ name, ref: parseArn(`arn:aws:s3:::${name}`) }))).toMatchObject({ kind: "notFound" });
  });

  it("may go by its name, its ARN or what its ARN ends with", () => {
    const arn = "arn:aws:ecs:eu-west-1:111122223333:service/cluster/web";
    expect(physicalIds({ name: "web", ref: parseArn(arn) })).toEqual(["web", arn, "cluster/web"]);
    expect(physicalIds({ name: "/app/url", ref: undefined })).toEqual(["/app/url"]);
  });
});
