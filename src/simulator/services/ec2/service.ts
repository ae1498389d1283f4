import {
  DescribeInstanceStatus$,
  DescribeInstances$,
  EC2Client,
  GetConsoleOutput$,
  RebootInstances$,
  StartInstances$,
  StopInstances$,
} from "@aws-sdk/client-ec2";
import type * as Ec2Module from "@aws-sdk/client-ec2";
import type { Filter, InstanceStateChange } from "@aws-sdk/client-ec2";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError, notSimulated } from "../../wire/errors.ts";
import { INSTANCE, Instances, STATE_CODES, noInstance } from "./instances.ts";
import type { InstanceState } from "./instances.ts";

/** Sizes of pages (API reference); a smaller one than five is refused. */
const PAGE = { standard: 1000, most: 1000 };

interface Named {
  readonly Key: string;
  readonly Value: string;
}

const tagsOf = ({ properties }: Resource) => properties["Tags"] as readonly Named[];

/** `*` is any run of characters and `?` is one, in the case as it is written ("Filter using wildcards", EC2 user guide). */
function isLike(value: string, wanted: string): boolean {
  const pattern = wanted.split("").map((letter) => (letter === "*" ? ".*" : letter === "?" ? "." : letter.replace(/[\\^$.|+()[\]{}]/, String.raw`\$&`)));
  return new RegExp(`^${pattern.join("")}$`, "s").test(value);
}

function valuesOf(one: Resource, name: string): readonly string[] {
  if (name.startsWith("tag:")) {
    return tagsOf(one).filter(({ Key }) => Key === name.slice("tag:".length)).map(({ Value }) => Value);
  }
  switch (name) {
    case "instance-state-name":
      return [text(one, "State")];
    case "instance-id":
      return [one.id];
    case "instance-type":
      return [text(one, "InstanceType")];
    case "private-ip-address":
      return [text(one, "PrivateIpAddress")];
    case "tag-key":
      return tagsOf(one).map(({ Key }) => Key);
    default:
      throw notSimulated("ec2", `a filter by ${name}`);
  }
}

const fits = (one: Resource, filters: readonly Filter[] = []) =>
  filters.every(({ Name = "", Values = [] }) => valuesOf(one, Name).some((value) => Values.some((wanted) => isLike(value, wanted))));

function refuseSmallPages({ MaxResults, InstanceIds }: { readonly MaxResults?: number | undefined; readonly InstanceIds?: readonly string[] | undefined }): void {
  if (MaxResults !== undefined && InstanceIds !== undefined) {
    throw new AwsError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults");
  }
  if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > PAGE.most)) {
    throw new AwsError("InvalidParameterValue", `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`);
  }
}

const state = (name: InstanceState) => ({ Code: STATE_CODES[name], Name: name });

/** Amazon EC2: instances. */
export const ec2 = describeService<typeof Ec2Module, Instances>({
  name: "ec2",
  types: "AWS::EC2::",
  invalid: "InvalidParameterValue",
  schemas: { DescribeInstanceStatus$, DescribeInstances$, GetConsoleOutput$, RebootInstances$, StartInstances$, StopInstances$ },
  client: (options) => new EC2Client(options),
  open: (region) => new Instances(region),
  rules: {
    DescribeInstances: {
      type: INSTANCE, rows: "Reservations", by: "InstanceIds", missing: noInstance, page: PAGE,
      judge: refuseSmallPages,
      where: (one, { Filters }) => fits(one, Filters),
      order: (a, b) => b.created - a.created || a.id.localeCompare(b.id),
      row: (one, instances) => ({
        ReservationId: one.id.replace("i-", "r-"),
        OwnerId: one.arn.split(":")[4],
        Instances: [
          {
            InstanceId: one.id,
            InstanceType: text(one, "InstanceType") as Ec2Module._InstanceType,
            ImageId: text(one, "ImageId"),
            KeyName: text(one, "KeyName") || undefined,
            SubnetId: text(one, "SubnetId") || undefined,
            Architecture: text(one, "Architecture") as Ec2Module.ArchitectureValues,
            LaunchTime: new Date(Number(one.properties["LaunchTime"])),
            PrivateIpAddress: text(one, "PrivateIpAddress") || undefined,
            PublicIpAddress: text(one, "PublicIpAddress") || undefined,
            PrivateDnsName: text(one, "PrivateDnsName"),
            Placement: one.properties["Placement"] as Ec2Module.Placement,
            State: state(instances.stateOf(one)),
            StateTransitionReason: text(one, "StateTransitionReason"),
            Tags: [...tagsOf(one)],
          },
        ],
      }),
    },
    DescribeInstanceStatus: {
      type: INSTANCE, rows: "InstanceStatuses", by: "InstanceIds", missing: noInstance, page: PAGE,
      judge: refuseSmallPages,
      where: (one, { IncludeAllInstances }, instances) => IncludeAllInstances === true || instances.stateOf(one) === "running",
      row: (one, instances) => {
        const check = instances.check(one);
        const Status = check;
        const since = check === "impaired" ? { ImpairedSince: new Date(one.created) } : {};
        return {
          InstanceId: one.id,
          InstanceState: state(instances.stateOf(one)),
          InstanceStatus: { Status, Details: [{ Name: "reachability", Status: check === "impaired" ? "failed" : "passed", ...since }] },
          SystemStatus: { Status: check === "impaired" ? "ok" : check, Details: [] },
        };
      },
    },
  },
  handlers: (instances) => {
    const change = (id: string, region: string, to: "running" | "stopped"): InstanceStateChange => {
      const { before, now } = instances(region).move(id, to);
      return { InstanceId: id, PreviousState: state(before), CurrentState: state(now) };
    };
    return {
      StartInstances: ({ InstanceIds = [] }, { region }) => ({ StartingInstances: InstanceIds.map((id) => change(id, region, "running")) }),
      StopInstances: ({ InstanceIds = [] }, { region }) => ({ StoppingInstances: InstanceIds.map((id) => change(id, region, "stopped")) }),
      RebootInstances({ InstanceIds = [] }, { region }) {
        for (const id of InstanceIds) {
          instances(region).reboot(id);
        }
        return {};
      },
      GetConsoleOutput({ InstanceId = "" }, { region }) {
        const one = instances(region).find(InstanceId);
        return { InstanceId, Timestamp: new Date(one.updated), Output: Buffer.from(instances(region).console(one)).toString("base64") };
      },
    };
  },
});
