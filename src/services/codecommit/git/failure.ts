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

/** Git's words in English, in which it is run; the telling ones first. `$1` is what the pattern found. */
const RULES: readonly Rule[] = [
  {
    pattern: /^ ! .*\((?:non-fast-forward|fetch first)\)/m,
    kind: "conflict",
    why: "the branch has commits there that are not here",
    remedy: "Pull them, then push again.",
  },
  { pattern: /^ ! \[rejected\].*\(would clobber existing tag\)/m, kind: "conflict", why: "a tag of the same name is another one there" },
  { pattern: /^ ! \[(?:remote )?rejected\].*\((.*)\)/m, kind: "conflict", why: "it was refused: $1" },
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
];

/** The lines of git itself, which hooks and the other side write among theirs. */
const OF_GIT = /^(?:(?:fatal|error): | ! |CONFLICT |Automatic merge failed)/;
const FAILED_PUSH = /^error: failed to push some refs/;
/** Lines of a hook that a message shows. */
const HOOK_LINES = 3;

/** What git printed when it failed, as an error that says what to do. @param output standard error and output */
export function gitFailure(output: string, facts: GitFacts): DevOpsError {
  const lines = withoutLogins(output).split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const ofGit = lines.filter((line) => OF_GIT.test(line));
  const rule = ofHook(lines, ofGit) ?? ruleFor(ofGit.join("\n"));
  const said = (ofGit.find((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? "git gave no reason").trim().replace(/^(?:fatal|error): /, "");
  const kind = rule?.kind ?? "internal";
  const denied = kind === "denied" && facts.action !== undefined;
  const remedy = denied ? `If the IAM action ${facts.action} is missing, ask for it, or use another profile.` : rule?.remedy;
  return new DevOpsError({
    kind,
    tried: facts.tried,
    ...(facts.on === undefined ? {} : { on: facts.on }),
    why: rule?.why ?? said,
    ...(remedy === undefined ? {} : { remedy }),
    ...(denied ? { missingAction: facts.action } : {}),
    cause: new Error(said),
  });
}

type Explanation = Omit<Rule, "pattern">;

function ruleFor(text: string): Explanation | undefined {
  for (const rule of RULES) {
    const match = rule.pattern.exec(text);
    if (match !== null) return { ...rule, why: rule.why.replace("$1", () => match[1] ?? "") };
  }
  return undefined;
}

/** A hook here that ends a push (pre-push) leaves git with nothing to say but that it failed: the hook's own words tell why. */
function ofHook(lines: readonly string[], ofGit: readonly string[]): Explanation | undefined {
  if (ofGit.length === 0 || !ofGit.every((line) => FAILED_PUSH.test(line))) return undefined;
  const words = lines.filter((line) => !FAILED_PUSH.test(line)).slice(-HOOK_LINES);
  const said = words.length === 0 ? "without a word" : words.map((line) => line.trim()).join(" / ");
  return { kind: "conflict", why: `the repository's pre-push hook refused it: ${said}` };
}

function withoutLogins(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, "//");
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
