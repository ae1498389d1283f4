/** The top-level keys, from "Template sections" of CloudFormation's user guide. */
export const SECTIONS: Readonly<Record<string, string>> = {
  AWSTemplateFormatVersion: "The version of the template's form.",
  Description: "What the template is for.",
  Metadata: "What others say about the template.",
  Parameters: "Values that whoever makes a stack gives.",
  Rules: "What has to hold for the parameters.",
  Mappings: "Values by keys, such as images by region.",
  Conditions: "When resources are made and properties set.",
  Transform: "Macros that rewrite the template.",
  Globals: "What holds for all serverless resources.",
  Resources: "What the stack is made of.",
  Outputs: "Values that the stack tells, and exports.",
};

/** What a top-level key is for. */
export function sectionAbout(section: string): string | undefined {
  return Object.hasOwn(SECTIONS, section) ? SECTIONS[section] : undefined;
}
