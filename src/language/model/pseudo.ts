import { type Value, text } from "./value.ts";

const NOWHERE = { start: 0, end: 0 };

/** Pseudo parameters, from "Pseudo parameters reference" of CloudFormation's user guide. */
export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** Those that are the same in all regions; what they stand for is an example. */
const EVERYWHERE: Readonly<Record<string, string>> = { "AWS::AccountId": "123456789012", "AWS::StackName": "teststack" };

export function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}

/** An example of what a pseudo parameter is in a region; undefined for `AWS::NoValue`. */
export function pseudoValue(name: string, region: string): Value | undefined {
  const account = EVERYWHERE["AWS::AccountId"] ?? "";
  switch (name) {
    case "AWS::AccountId":
    case "AWS::StackName":
      return text(EVERYWHERE[name] ?? "", NOWHERE);
    case "AWS::Region":
      return text(region, NOWHERE);
    case "AWS::Partition":
      return text(partitionOf(region), NOWHERE);
    case "AWS::URLSuffix":
      return text(region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com", NOWHERE);
    case "AWS::StackId":
      return text(
        `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/teststack/51af3dc0-da77-11e4-872e-1234567db123`,
        NOWHERE,
      );
    case "AWS::NotificationARNs":
      return {
        kind: "list",
        items: [text(`arn:${partitionOf(region)}:sns:${region}:${account}:notification`, NOWHERE)],
        ...NOWHERE,
        isMarked: false,
      };
    default:
      return undefined;
  }
}

const regional = new Map<string, ReadonlyMap<string, Value>>();

/** Regions are written in settings, so that there can be any. */
const MOST_REGIONS = 200;

/** Examples of what the pseudo parameters are that differ between regions. */
export function regionalValues(region: string): ReadonlyMap<string, Value> {
  let found = regional.get(region);
  if (found === undefined) {
    const values = new Map<string, Value>();
    for (const name of PSEUDO_PARAMETERS) {
      const value = isRegional(name) ? pseudoValue(name, region) : undefined;
      if (value !== undefined) values.set(name, value);
    }
    if (regional.size >= MOST_REGIONS) regional.clear();
    regional.set(region, (found = values));
  }
  return found;
}

/** Whether a pseudo parameter is another in each region. */
export function isRegional(name: string): boolean {
  return PSEUDO_PARAMETERS.has(name) && name !== "AWS::NoValue" && EVERYWHERE[name] === undefined;
}
