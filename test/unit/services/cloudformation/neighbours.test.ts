import { describe, expect, it } from "vitest";
import { CHECK, proposals } from "../../../../src/services/cloudformation/model/neighbours.ts";

const settings = (known: Readonly<Record<string, unknown>>) => (name: string) => known[name];
const AWS = {
  "aws.cloudformation.diagnostics.cfnLint.enabled": true,
  "aws.cloudformation.completion.enabled": true,
  "aws.cloudformation.hover.enabled": false,
};

describe("what is proposed beside other extensions", () => {
  it("is nothing where there are none", () => {
    expect(proposals("yaml", settings({}))).toEqual([]);
  });

  it("is that the YAML extension learns the tags that it lacks, after those that it knows", () => {
    const [proposal] = proposals("yaml", settings({ "yaml.customTags": ["!Ref", "!Sub scalar", "!vault scalar"] }));
    const tags = proposal?.choices["Add tags"]?.["yaml.customTags"] as string[];
    expect(tags.slice(0, 3)).toEqual(["!Ref", "!Sub scalar", "!vault scalar"]);
    expect(tags).toContain("!Sub sequence");
    expect(tags.filter((tag) => tag.startsWith("!Ref"))).toEqual(["!Ref"]);
    expect(new Set(tags).size).toBe(tags.length);
    // once it has them, and in JSON, nothing is asked
    expect(proposals("yaml", settings({ "yaml.customTags": tags }))).toEqual([]);
    expect(proposals("json", settings({ "yaml.customTags": [] }))).toEqual([]);
  });

  it("is to turn off AWS's server where it is on, or ours", () => {
    const [proposal] = proposals("json", settings(AWS));
    expect(proposal?.choices).toEqual({
      "This extension": { "aws.cloudformation.diagnostics.cfnLint.enabled": false, "aws.cloudformation.completion.enabled": false },
      "AWS's": { [CHECK]: false },
    });
    const off = Object.fromEntries(Object.keys(AWS).map((name) => [name, false]));
    expect(proposals("json", settings(off))).toEqual([]);
  });

  it("is to turn ours off beside cfn-lint's", () => {
    expect(proposals("yaml", settings({ "cfnLint.path": "cfn-lint" })).map(({ choices }) => choices)).toEqual([{ "Turn this one off": { [CHECK]: false } }]);
  });
});
