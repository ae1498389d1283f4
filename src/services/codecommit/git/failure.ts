import { DevOpsError, type ErrorKind } from "../../../base/errors.ts";

/** What is known when git fails. */
export interface GitFacts {
  /** As a verb phrase: `push main`. */
  readonly tried: string;
  /** On what, in the user's words. */
  readonly on?: string;
  /** The IAM action that the call needs. */
  readonly action?: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly kind: ErrorKind;
  readonly why: string;
  readonly remedy?: string;
}

/** Git's words in English, in which it is run; the telling ones first. */
const RULES: readonly Rule[] = [
  {
    pattern: /\[rejected\]|\[remote rejected\].*non-fast-forward|non-fast-forward|fetch first/,
    kind: "conflict",
    why: "the branch has commits there that are not here",
    remedy: "Pull them, then push again.",
  },
  {
    pattern: /returned error: 403/,
    kind: "denied",
    why: "CodeCommit answered 403: the identity may not do this",
  },
  {
    pattern: /Authentication failed|could not read (Username|Password)|returned error: 401|credential helper told us to quit/,
    kind: "expired",
    why: "CodeCommit did not accept the credentials",
    remedy: "Sign in again (for example `aws sso login`) or renew the keys, and check this machine's clock.",
  },
  { pattern: /repository '.*' not found|returned error: 404/, kind: "notFound", why: "the repository does not exist there" },
  { pattern: /returned error: 429/, kind: "throttled", why: "AWS limits the calls of this account", remedy: "Try again in a moment." },
  { pattern: /returned error: 501/, kind: "unsupported", why: "this endpoint does not serve git; the simulated account does where git is installed" },
  {
    pattern: /Could not resolve host|Failed to connect|Connection refused|Connection reset|Connection timed out|Empty reply from server/i,
    kind: "offline",
    why: "the endpoint did not answer",
    remedy: "Check the network, the proxy and the endpoint.",
  },
  { pattern: /index\.lock|Another git process/, kind: "conflict", why: "another git is at work in this repository", remedy: "Wait for it to end." },
  {
    pattern: /would be overwritten|You have unstaged changes|uncommitted changes|Please commit or stash/,
    kind: "conflict",
    why: "files with changes of yours would be overwritten",
    remedy: "Commit or stash them first.",
  },
  { pattern: /CONFLICT|could not apply|Automatic merge failed/, kind: "conflict", why: "the changes collide", remedy: "Resolve the conflicts in Source Control, then push." },
  { pattern: /hook declined|pre-push hook/, kind: "conflict", why: "a hook refused it" },
];

/** What git printed when it failed, as an error that says what to do. @param output standard error and output */
export function gitFailure(output: string, facts: GitFacts): DevOpsError {
  const rule = RULES.find(({ pattern }) => pattern.test(output));
  const said = lastWords(output);
  const kind = rule?.kind ?? "internal";
  const denied = kind === "denied" && facts.action !== undefined;
  const remedy = denied ? `If the IAM action ${facts.action} is missing, ask for it, or use another profile.` : rule?.remedy;
  return new DevOpsError({
    kind,
    tried: facts.tried,
    ...(facts.on === undefined ? {} : { on: facts.on }),
    why: rule === undefined ? said : rule.why,
    ...(remedy === undefined ? {} : { remedy }),
    ...(denied ? { missingAction: facts.action } : {}),
    cause: new Error(said),
  });
}

/** The line that says most: git's first `fatal:` or `error:`, else its last. Logins in addresses are left out. */
function lastWords(output: string): string {
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((one) => /^(fatal|error): /.test(one)) ?? lines.at(-1) ?? "git gave no reason";
  return line.replace(/\/\/[^/@\s]+@/g, "//").replace(/^(fatal|error): /, "");
}

/** Whose password CodeCommit refused. */
export interface PasswordSource {
  /** It was made here a moment ago. */
  readonly gave: boolean;
  /** The helpers that git has asked before. */
  readonly helpers: readonly { readonly value: string; readonly file: string }[];
}

/** What the refusal of a push means that another program made; undefined where CodeCommit did not refuse the login. */
export function refusedPush(output: string, remote: string, { gave, helpers }: PasswordSource): string | undefined {
  if (!/^(?:fatal|error): .*(?:returned error: 40[13]|Authentication failed)/m.test(output)) return undefined;
  const refused = `CodeCommit refused the push to ${remote}`;
  if (gave) {
    return `${refused} with the pinned account's login: its identity lacks codecommit:GitPush, or the repository is another account's.`;
  }
  if (helpers.length === 0) return `${refused} with a login that is not from a pinned account.`;
  const names = helpers.map(({ value, file }) => `${value} (${file.replace(/^file:/, "")})`).join(", ");
  return (
    `${refused}. The password came from git's credential helper ${names}; those of CodeCommit live 15 minutes, and a kept one is refused ` +
    "later. The pinned account can be used instead: the repository's own settings then let no helper answer for this host."
  );
}
