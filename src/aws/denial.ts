/** What a refusal of IAM says of itself. */
export interface Denial {
  /** The action, where it is named: `codebuild:StartBuild`. */
  readonly action: string | undefined;
  /** The kind of policy, in words: `a service control policy`. Undefined where only a permission is missing. */
  readonly policy: string | undefined;
  /** Whether a policy forbids it; otherwise a policy that limits others does not allow it. */
  readonly isExplicit: boolean;
}

/**
 * The kinds of policies in the messages of AWS ("Troubleshoot access denied error messages", IAM user guide), and whose
 * they are. Only what an identity-based policy does not allow is a permission that one can ask for.
 */
const POLICIES: readonly { readonly named: string; readonly owner: string }[] = [
  { named: "service control policy", owner: "the administrators of the organization" },
  { named: "resource control policy", owner: "the administrators of the organization" },
  { named: "permissions boundary", owner: "whoever set the boundary of this user or role" },
  { named: "session policy", owner: "whoever gave out this session" },
  { named: "VPC endpoint policy", owner: "the administrators of the network" },
  { named: "resource-based policy", owner: "the owner of the resource" },
  { named: "identity-based policy", owner: "the administrators of the account" },
];

/** Reads the message of a refusal. Foreign text: everything that is taken from it is of a closed alphabet. */
export function readDenial(message: string): Denial {
  const action = /not authorized to perform:? ([a-z0-9-]{1,64}:[A-Za-z0-9*]{1,128})/.exec(message)?.[1];
  const isExplicit = /\bexplicit deny\b/.test(message);
  const named = POLICIES.find(({ named: name }) => new RegExp(`\\b(?:in an?|no) ${name}\\b`).test(message))?.named;
  const isMissing = !isExplicit && (named === undefined || named === "identity-based policy" || named === "resource-based policy");
  return { action, isExplicit, policy: isMissing ? undefined : withArticle(named ?? "policy") };
}

/** What to do about a refusal by a policy. */
export function denialRemedy({ policy, isExplicit }: Denial, action: string | undefined): string {
  const owner = POLICIES.find(({ named }) => policy?.endsWith(named))?.owner ?? "the administrators of the account";
  const what = action === undefined ? "this" : action;
  const does = isExplicit ? `forbids ${what}` : `does not let ${what} through`;
  return `${capital(policy ?? "a policy")} ${does}: another permission does not help. Ask ${owner}, or use another profile.`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
