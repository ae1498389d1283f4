import { describe, expect, it } from "vitest";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { everyRoom } from "./explore.ts";
import { RoomBench } from "./roomBench.ts";

// Lists of the size that accounts have. What counts is how often the service is asked: never once a row, and once for
// the first rows (where names and what they are called by are two calls, once each; of alarms once a state).

type Calls = Readonly<Record<string, number>>;

interface Size {
  readonly room: string;
  readonly type: string;
  readonly count: number;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** The labels that lead to the list. */
  readonly below?: readonly string[];
  /** All that is asked for the first rows, with what comes after them. */
  readonly first: Calls;
  readonly more: Calls;
  /** What finds few of them. */
  readonly filter: string;
  readonly filtered: Calls;
}

const SIZES: readonly Size[] = [
  {
    room: "ec2", type: "AWS::EC2::Instance", count: 2000, properties: { Tags: [{ Key: "Name", Value: "one-of-many" }] },
    first: { "ec2:DescribeInstances": 1, "ec2:DescribeInstanceStatus": 1 }, more: { "ec2:DescribeInstanceStatus": 1 },
    filter: "one-of-many", filtered: { "ec2:DescribeInstances": 1, "ec2:DescribeInstanceStatus": 1 },
  },
  {
    room: "ecs", type: "AWS::ECS::Task", count: 5000, properties: { Cluster: "kestrel-production" }, below: ["kestrel-production", "All tasks"],
    first: { "ecs:ListTasks": 1, "ecs:DescribeTasks": 1 }, more: {},
    filter: "0999", filtered: { "ecs:ListTasks": 52, "ecs:DescribeTasks": 52 },
  },
  {
    room: "lambda", type: "AWS::Lambda::Function", count: 1000,
    first: { "lambda:ListFunctions": 1 }, more: { "lambda:ListFunctions": 1 },
    filter: "0999", filtered: { "lambda:ListFunctions": 21 },
  },
  {
    room: "ecr", type: "AWS::ECR::Image", count: 10_000, properties: { repositoryName: "tracking-api" }, below: ["tracking-api"],
    first: { "ecr:DescribeImages": 1 }, more: {},
    filter: "-9999", filtered: { "ecr:DescribeImages": 11 },
  },
  {
    room: "alarms", type: "AWS::CloudWatch::Alarm", count: 2000,
    first: { "monitoring:DescribeAlarms": 3 }, more: {},
    filter: "0999", filtered: { "monitoring:DescribeAlarms": 23 },
  },
  {
    room: "s3", type: "AWS::S3::Object", count: 100_000, properties: { Bucket: "kestrel-scratch-eu-west-1" }, below: ["kestrel-scratch-eu-west-1"],
    first: { "s3:ListObjectsV2": 1 }, more: {},
    filter: "object-09999", filtered: { "s3:ListObjectsV2": 1 },
  },
  {
    room: "ssm", type: "AWS::SSM::Parameter", count: 20_000, below: ["kestrel/", "dispatch-board/"],
    first: { "ssm:DescribeParameters": 1 }, more: { "ssm:DescribeParameters": 1 },
    filter: "0999", filtered: { "ssm:DescribeParameters": 1 },
  },
  {
    room: "iam", type: "AWS::IAM::Role", count: 5000,
    first: { "iam:GetAccountAuthorizationDetails": 1 }, more: {},
    filter: "0999", filtered: { "iam:GetAccountAuthorizationDetails": 53 },
  },
];

const region = "eu-west-1";
const account = useAccount(region, UNPACED);
const { ofAws: rooms } = await everyRoom();

describe("a list of thousands", () => {
  it.each(SIZES.map((size) => [size.count, size.type, size] as const))("%i of %s", async (_count, _type, size) => {
    const { room, type, count, properties = {}, below = [], filter } = size;
    const found = rooms.find(({ manifest }) => manifest.id === room);
    if (found === undefined) throw new Error(`there is no room ${room}`);
    const bench = new RoomBench<TreeManifest, unknown>(account, found.manifest, found.kinds);
    try {
      await account().control.makeResources({ region, type, count, properties });
      const branch = (await bench.row(...below)) as Branch;
      const own = async () => (await bench.rows(branch)).filter((row) => row instanceof KindRow && row.kind.isFolder !== true);
      const asked = async (act: () => Promise<unknown>) => {
        await account().control.clearCalls();
        await act();
        const rows = await own();
        return { rows, calls: await account().control.calls() };
      };
      const first = await asked(() => Promise.resolve());
      expect(first.calls, "first rows").toEqual(size.first);
      const more = await asked(() => bench.loadMore(branch));
      expect(more.calls, "Load more").toEqual(size.more);
      expect(more.rows.length).toBeGreaterThan(first.rows.length);
      const filtered = await asked(() => bench.filter(filter, branch));
      expect(filtered.calls, "filtered").toEqual(size.filtered);
      expect(filtered.rows.length, "what the filter finds").toBeGreaterThan(0);
    } finally {
      bench.dispose();
    }
  }, 120_000);
});
