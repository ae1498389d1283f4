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

/** What a line of git's says: the text that a rule needs of it, or undefined. Each looks at a line once, from left to right. */
type Finder = (line: string) => string | undefined;

interface Rule {
  readonly find: Finder;
  readonly kind: ErrorKind;
  /** `$1` is what was found. */
  readonly why: string;
  readonly remedy?: string;
}

/** A line that has one of these words. */
function having(...words: readonly string[]): Finder {
  return (line) => words.find((word) => line.includes(word));
}

/** A line about a reference that was not taken, with the reason that stands in its last brackets. */
function rejected(begin: readonly string[], reasons?: readonly string[]): Finder {
  return (line) => {
    if (!begin.some((words) => line.startsWith(words))) return undefined;
    const start = line.lastIndexOf(" (");
    const end = line.lastIndexOf(")");
    if (start < 0 || end < start) return undefined;
    const reason = line.slice(start + 2, end);
    return reasons === undefined || reasons.includes(reason) ? reason : undefined;
  };
}

/** Git's words in English, in which it is run; the telling ones first. */
const RULES: readonly Rule[] = [
  {
    find: rejected([" ! "], ["non-fast-forward", "fetch first"]),
    kind: "conflict",
    why: "the branch has commits there that are not here",
    remedy: "Pull them, then push again.",
  },
  { find: rejected([" ! [rejected]"], ["would clobber existing tag"]), kind: "conflict", why: "a tag of the same name is another one there" },
  { find: rejected([" ! [rejected]", " ! [remote rejected]"]), kind: "conflict", why: "it was refused: $1" },
  { find: having("returned error: 403"), kind: "denied", why: "CodeCommit answered 403: the identity may not do this" },
  {
    find: having("Authentication failed", "could not read Username", "could not read Password", "returned error: 401", "credential helper told us to quit"),
    kind: "expired",
    why: "CodeCommit did not accept the credentials",
    remedy: "Sign in again (for example `aws sso login`) or renew the keys, and check this machine's clock.",
  },
  { find: having("returned error: 404"), kind: "notFound", why: "the repository does not exist there" },
  {
    find: (line) => (line.includes("repository '") && line.includes("' not found") ? "" : undefined),
    kind: "notFound",
    why: "the repository does not exist there",
  },
  { find: having("returned error: 429"), kind: "throttled", why: "AWS limits the calls of this account", remedy: "Try again in a moment." },
  { find: having("returned error: 501"), kind: "unsupported", why: "this endpoint does not serve git; the simulated account does where git is installed" },
  {
    find: having("SSL certificate problem", "certificate verification failed", "unable to get local issuer certificate"),
    kind: "offline",
    why: "the server's certificate is not trusted, so it was given no password",
    remedy: "Where a proxy of your company's or an endpoint has its own authority, name it: git config --global http.sslCAInfo <file>.",
  },
  {
    find: having("Could not resolve host", "ailed to connect", "onnection refused", "onnection reset", "onnection timed out", "Empty reply from server"),
    kind: "offline",
    why: "the endpoint did not answer",
    remedy: "Check the network, the proxy and the endpoint.",
  },
  { find: having("index.lock", "Another git process"), kind: "conflict", why: "another git is at work in this repository", remedy: "Wait for it to end." },
  {
    find: having("would be overwritten", "You have unstaged changes", "uncommitted changes", "Please commit or stash"),
    kind: "conflict",
    why: "files with changes of yours would be overwritten",
    remedy: "Commit or stash them first.",
  },
  {
    find: having("CONFLICT", "could not apply", "Automatic merge failed"),
    kind: "conflict",
    why: "the changes collide",
    remedy: "Resolve the conflicts in Source Control, then push.",
  },
];

/** The lines of git itself, which hooks and the other side write among theirs. */
const OF_GIT = /^(?:(?:fatal|error): | ! |CONFLICT |Automatic merge failed)/;
const FAILED_PUSH = /^error: failed to push some refs/;
/** Lines of a hook that a message shows. */
const HOOK_LINES = 3;
/** Characters of others' words that a message shows of a line. */
const LONGEST_WORDS = 300;

/** What git printed when it failed, as an error that says what to do. @param output standard error and output */
export function gitFailure(output: string, facts: GitFacts): DevOpsError {
  const lines = withoutLogins(output).split(/[\r\n]/).filter((line) => line.trim() !== "");
  const ofGit = lines.filter((line) => OF_GIT.test(line));
  const rule = ofHook(lines, ofGit) ?? ruleFor(ofGit);
  const line = (ofGit.find((one) => /^(?:fatal|error): /.test(one)) ?? lines.at(-1) ?? "git gave no reason").trim();
  const said = shortened(line.replace(/^(?:fatal|error): /, ""));
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

type Explanation = Omit<Rule, "find">;

function ruleFor(lines: readonly string[]): Explanation | undefined {
  for (const { find, ...rule } of RULES) {
    for (const line of lines) {
      const found = find(line);
      if (found !== undefined) return { ...rule, why: rule.why.replace("$1", () => shortened(found)) };
    }
  }
  return undefined;
}

/** The other side, or a hook, may say as much as it likes. */
export function shortened(text: string): string {
  return text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…` : text;
}

/** A hook here that ends a push (pre-push) leaves git with nothing to say but that it failed: the hook's own words tell why. */
function ofHook(lines: readonly string[], ofGit: readonly string[]): Explanation | undefined {
  if (ofGit.length === 0 || !ofGit.every((line) => FAILED_PUSH.test(line))) return undefined;
  const words = lines.filter((line) => !FAILED_PUSH.test(line)).slice(-HOOK_LINES);
  const said = words.length === 0 ? "without a word" : words.map((line) => shortened(line.trim())).join(" / ");
  return { kind: "conflict", why: `the repository's pre-push hook refused it: ${said}` };
}

/** A text without the users and passwords of the addresses in it. */
export function withoutLogins(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, "//");
}

const REFUSED = having("returned error: 401", "returned error: 403", "Authentication failed");

/** Whose password CodeCommit refused. */
export interface PasswordSource {
  /** It was made here a moment ago. */
  readonly gave: boolean;
  /** The helpers that git has asked before. */
  readonly helpers: readonly { readonly value: string; readonly file: string }[];
}

/** What the refusal of a push means that another program made; undefined where CodeCommit did not refuse the login. */
export function refusedPush(output: string, remote: string, { gave, helpers }: PasswordSource): string | undefined {
  const ofGit = output.split(/[\r\n]/).filter((line) => /^(?:fatal|error): /.test(line));
  if (!ofGit.some((line) => REFUSED(line) !== undefined)) return undefined;
  const refused = `CodeCommit refused the push to ${remote}`;
  if (gave) {
    return `${refused} with the pinned account's login: its identity lacks codecommit:GitPush, or the repository is another account's.`;
  }
  if (helpers.length === 0) return `${refused} with a login that is not from a pinned account.`;
  const names = helpers.map(({ value, file }) => `${value} (${file})`).join(", ");
  return (
    `${refused}. The password came from git's credential helper ${names}; those of CodeCommit live 15 minutes, and a kept one is refused ` +
    "later. The pinned account can be used instead: the repository's own settings then let no helper answer for this host."
  );
}
