import { describeRules, resource } from "./table.ts";

const source = 'Name: S, Actions: [{Name: A, ActionTypeId: {Owner: AWS, Category: Source, Provider: CodeCommit, Version: "1"}, OutputArtifacts: [{Name: src}]}]';
const build = (more: string) => `Name: B, Actions: [{Name: A, ActionTypeId: {Owner: AWS, Category: Build, Provider: CodeBuild, Version: "1"}${more}}]`;
const deploy = (more: string) => `Name: D, Actions: [{Name: A, ActionTypeId: {Owner: AWS, Category: Deploy, Provider: CloudFormation, Version: "1"}${more}}]`;
const pipeline = (...stages: string[]) =>
  resource(`Type: AWS::CodePipeline::Pipeline\nProperties:\n  RoleArn: arn:aws:iam::123456789012:role/r\n  Stages:\n${stages.map((stage) => `    - {${stage}}`).join("\n")}`);
const INPUT = ", InputArtifacts: [{Name: src}]";

describeRules(
  "pipelines",
  [
    ["E3700", "a first stage without a source", pipeline(build(INPUT).replace("Category: Build", "Category: |Build|"), build(INPUT))],
    ["E3700", "a source in a later stage", pipeline(source, source.replace("Category: Source", "Category: |Source|").replace("src", "other"))],
    ["E3701", "an input that nobody makes", pipeline(source, build(", InputArtifacts: [{|Name|: nothing}]"))],
    ["E3701", "an artifact that is made twice", pipeline(source, build(`${INPUT}, OutputArtifacts: [{|Name|: src}]`))],
    ["E3702", "a build without input", pipeline(source, build("").replace("{Name: A", "{|Name|: A"))],
    ["E3702", "a source with an input", pipeline(source.replace("OutputArtifacts", "|InputArtifacts|: [{Name: x}], OutputArtifacts"), build(INPUT))],
    ["E3703", "a template of no input", pipeline(source, deploy(`${INPUT}, Configuration: {|TemplatePath|: "nothing::a.yaml"}`))],
  ],
  [
    ["E3700", "a source first", pipeline(source, build(INPUT))],
    ["E3701", "an input that was made", pipeline(source, build(`${INPUT}, OutputArtifacts: [{Name: built}]`), deploy(", InputArtifacts: [{Name: built}]"))],
    ["E3702", "a custom action", pipeline(source, build("").replace("Provider: CodeBuild", "Provider: Other").replace("Owner: AWS", "Owner: Custom"))],
    ["E3703", "a template of an input", pipeline(source, deploy(`${INPUT}, Configuration: {TemplatePath: "src::a.yaml"}`))],
  ],
);

describeRules(
  "modules",
  [
    ["E5001", "a policy", resource("Type: A::B::C::MODULE\n|CreationPolicy|: {AutoScalingCreationPolicy: {MinSuccessfulInstancesPercent: 1}}")],
    ["E5001", "tags", resource("Type: A::B::C::MODULE\nProperties: {|Tags|: [{Key: a, Value: b}]}")],
    ["E5001", "a reserved key", resource("Type: A::B::C::MODULE\nMetadata: {|\"AWS::CloudFormation::Module\"|: x}")],
  ],
  [["E5001", "properties", resource("Type: A::B::C::MODULE\nProperties: {A: b}\nMetadata: {x: y}")]],
);
