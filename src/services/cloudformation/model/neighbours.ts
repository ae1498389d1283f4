/** What other extensions let a person set, as it is now; undefined where none of them has the setting. */
export type SettingReader = (name: string) => unknown;

/** What is proposed where another extension looks at templates, too. */
export interface Proposal {
  readonly message: string;
  /** What each button sets, in the user's settings. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Of the YAML extension: the tags that it knows. */
const CUSTOM_TAGS = "yaml.customTags";

/** Of AWS Toolkit and of AWS's CloudFormation extension, which have the same server: what of it shows in an editor. */
const AWS_SERVER = ["aws.cloudformation.diagnostics.cfnLint.enabled", "aws.cloudformation.completion.enabled", "aws.cloudformation.hover.enabled"] as const;

/** Of the extension that runs cfn-lint. */
const CFN_LINT = "cfnLint.path";

/** The short forms of CloudFormation's functions, by what stands behind them ("Intrinsic function reference" of its user guide). */
const SHORT_FORMS: Readonly<Record<"scalar" | "sequence" | "mapping", string>> = {
  scalar: "Base64 Condition GetAtt GetAZs ImportValue Ref Sub",
  sequence: "And Cidr Equals FindInMap GetAtt If Join Length Not Or Select Split Sub ToJsonString",
  mapping: "Base64 GetAZs ImportValue Length ToJsonString Transform",
};
const TAGS = Object.entries(SHORT_FORMS).flatMap(([kind, names]) => names.split(" ").map((name) => `!${name} ${kind}`));

/**
 * What to ask a person whose other extensions mark what is right, or tell the same a second time.
 * @param languageId of the template that was opened
 */
export function proposals(languageId: string, setting: SettingReader): readonly Proposal[] {
  return [...(languageId === "yaml" ? tagProposal(setting(CUSTOM_TAGS)) : []), ...awsProposal(setting), ...cfnLintProposal(setting)];
}

function tagProposal(known: unknown): readonly Proposal[] {
  if (!Array.isArray(known)) return [];
  // without a kind it is one of scalars
  const kinds = new Set(known.map((tag) => (/\s/.test(String(tag)) ? String(tag) : `${String(tag)} scalar`)));
  const missing = TAGS.filter((tag) => !kinds.has(tag));
  if (missing.length === 0) return [];
  const message = "The YAML extension marks short forms such as !Ref as unresolved tags. Add CloudFormation's to your setting yaml.customTags?";
  return [{ message, choices: { "Add tags": { [CUSTOM_TAGS]: [...known, ...missing] } } }];
}

function awsProposal(setting: SettingReader): readonly Proposal[] {
  const on = AWS_SERVER.filter((name) => setting(name) === true);
  if (on.length === 0) return [];
  const message = "AWS's own CloudFormation support is on, too: findings, suggestions and hovers come twice. Which should look at templates?";
  return [{ message, choices: { "This extension": Object.fromEntries(on.map((name) => [name, false])), "AWS's": { [CHECK]: false } } }];
}

function cfnLintProposal(setting: SettingReader): readonly Proposal[] {
  if (setting(CFN_LINT) === undefined) return [];
  const message =
    "The extension CloudFormation Linter checks templates, too, so that findings come twice. Disable it, or turn the check of this extension off.";
  return [{ message, choices: { "Turn this one off": { [CHECK]: false } } }];
}

/** The settings of ours: whether templates are looked at, and whether proposals are made. */
export const CHECK = "awsDevOps.templates.check";
export const PROPOSE = "awsDevOps.templates.proposeSettings";
