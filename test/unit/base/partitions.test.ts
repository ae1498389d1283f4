import * as client from "@aws-sdk/core/client";
import { describe, expect, it } from "vitest";
import { PARTITIONS } from "../../../src/base/partitions.ts";
import { consolePage, partitionOf } from "../../../src/base/resourceRef.ts";

const REGIONS = [
  "us-east-1", "eu-west-3", "mx-central-1", "cn-north-1", "us-gov-east-1", "eusc-de-east-1", "us-iso-east-1", "us-iso-west-1",
  "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "xx-new-1",
];

describe("partitions", () => {
  it.each(REGIONS)("%s is where the SDK says", (region) => {
    const theirs = client.partition(region);
    const home: unknown = Reflect.get(theirs, "implicitGlobalRegion");
    expect(partitionOf(region)).toBe(theirs.name);
    const ours = PARTITIONS.find(({ id }) => id === theirs.name);
    expect(ours).toMatchObject({ dnsSuffix: theirs.dnsSuffix, ...(home === undefined ? {} : { home }) });
  });

  it("have consoles of their own", () => {
    expect(consolePage("eusc-de-east-1", "codesuite/codebuild/projects")).toBe(
      "https://eusc-de-east-1.console.amazonaws-eusc.eu/codesuite/codebuild/projects?region=eusc-de-east-1",
    );
  });
});
