import { describe, expect, it } from "vitest";
import { isTemplate } from "../../../src/language/detect.ts";
import { foreign, templates } from "./fixtures.ts";

describe("the sniff", () => {
  it.each(templates)("takes $name", ({ text }) => {
    expect(isTemplate(text)).toBe(true);
    expect(isTemplate(text.replaceAll("\n", "\r\n"))).toBe(true);
  });

  it.each(foreign)("leaves $name alone", ({ text }) => expect(isTemplate(text)).toBe(false));

  it.each([
    ["AWSTemplateFormatVersion: 2010-09-09", true],
    ['{"AWSTemplateFormatVersion"', false],
    ['{"AWSTemplateFormatVersion":', true],
    ["Resources:\n  A:\n    Type: AWS::S3::Bucket", true],
    ["Resources:\n  A:\n    Type: ", false],
    ["\n  # indented\n  Resources:\n    A:\n      Type: Company::S3::Bucket::MODULE", true],
    ["\uFEFFAWSTemplateFormatVersion: x", true],
    ["'Resources' :\n  A: {Type: 'Custom::X'}", true],
    ["# AWSTemplateFormatVersion: 2010-09-09\nname: x", false],
    ["text: |\n  AWSTemplateFormatVersion: 2010-09-09", false],
    ["{Resources: {A: {Type: 'AWS::S3::Bucket'}}}", true],
    ["---\n{Resources: {A: {Type: AWS::S3::Bucket}}}", true],
    ['// the queue\n/* of the shop */\n{ "Resources": { "A": { "Type": "AWS::SQS::Queue" } } }', true],
    ["Transform: AWS::Serverless-2016-10-31\n", true],
    ['{"Transform": ["AWS::Serverless-2016-10-31"]', true],
    ["Resources: [{A: {Type: AWS::S3::Bucket}}]", false],
    ["Resources:\n# listed\n- A:\n    Type: AWS::S3::Bucket", false],
    ["Take this one:\nResources:\n  A:\n    Type: AWS::S3::Bucket", false],
    ["Resource\nResources:\n  A:\n    Type: AWS::S3::Bucket", true],
    [`${" ".repeat(40_000)}Resources:\n  A: {Type: AWS::S3::Bucket}`, true],
    ["Resources are scarce.", false],
    ["", false],
  ])("of %j says %s", (text, expected) => expect(isTemplate(text)).toBe(expected));
});
