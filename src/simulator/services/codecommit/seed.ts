import { Random } from "../../random.ts";
import { ObjectPool } from "./objects.ts";
import type { Commit, Signature } from "./objects.ts";

const HOUR_S = 3600;
/** Commits of a repository's main branch when the account is opened, and how far they reach back. */
const COMMITS = [24, 46] as const;
const REACH_DAYS = 10;
/** No commit is younger than this, in seconds: whoever looks first finds a quiet repository. */
const QUIET_S = 20 * 60;

const SUBJECTS = [
  "Show the handover time in the depot's own time zone",
  "Retry carrier webhooks with back-off",
  "Round weights to the carrier's step",
  "Fix the ETA of parcels that skip a depot",
  "Add Norwegian to the label templates",
  "Cache the route matrix per depot",
  "Drop the old rate table",
  "Log the correlation id of every scan",
  "Bump aws-sdk and friends",
  "Make the map keyboard accessible",
  "Refuse labels without a customs code",
  "Speed up the parcel search",
] as const;

/** The seeds of one moment, by what they were made of: an account that is made anew soon has the same commits. */
const made = new Map<string, Seed>();
const GRID_S = 600;
let madeFor = 0;

/** Branches besides main, some with names that are hard to carry. */
const BRANCHES = ["feature/label-preview", "fix/größe-prüfen", "release/5.2"] as const;

/** Where a repository has the template of its stack. */
export const TEMPLATE_FILE = "template.yaml";

/** The commits of a repository as the account is opened. */
export interface Seed {
  readonly pool: ObjectPool;
  readonly commits: ReadonlyMap<string, Commit>;
  /** Commit id by branch name. */
  readonly branches: ReadonlyMap<string, string>;
  /** The text of every commit's template; undefined where the repository has none. */
  readonly template: string | undefined;
}

/**
 * Makes up a repository's history, the same for the same name and ten minutes.
 * @param people names as in `mira.okafor`
 * @param now milliseconds since 1970
 * @param template the text of its `template.yaml`, where it has one
 */
export function seedRepository(
  name: string,
  people: readonly [string, ...string[]],
  now: number,
  template: string | undefined,
): Seed {
  const latest = Math.floor((now / 1000 - QUIET_S) / GRID_S) * GRID_S;
  if (madeFor !== latest) {
    made.clear();
    madeFor = latest;
  }
  const key = JSON.stringify([name, people, template]);
  const seed = made.get(key) ?? makeSeed(name, people, latest, template);
  made.set(key, seed);
  return seed;
}

function makeSeed(name: string, people: readonly [string, ...string[]], latest: number, template: string | undefined): Seed {
  const random = new Random(`repository ${name}`);
  const pool = new ObjectPool();
  const commits = new Map<string, Commit>();
  const count = random.between(...COMMITS);
  const times = Array.from({ length: count }, () => latest - random.between(0, REACH_DAYS * 24 * HOUR_S));
  let head: Commit | undefined;
  let changes = `# Changes of ${name}\n`;
  const add = (parent: Commit | undefined, seconds: number, subject: string): Commit => {
    changes += `\n- ${subject}`;
    const author = signatureOf(random.pick(people), seconds);
    const parents = parent === undefined ? [] : [parent.id];
    const message = `${subject}\n`;
    const commit = pool.commit(filesOf(name, changes, template), { parents, author, committer: author, message });
    commits.set(commit.id, commit);
    return commit;
  };
  for (const [index, seconds] of times.sort((a, b) => a - b).entries()) {
    head = add(head, seconds, index === 0 ? `Begin ${name}` : random.pick(SUBJECTS));
  }
  const branches = new Map<string, string>();
  if (head !== undefined) {
    branches.set("main", head.id);
    for (const branch of BRANCHES) {
      branches.set(branch, add(head, latest, `Try ${branch.slice(branch.indexOf("/") + 1)}`).id);
    }
  }
  return { pool, commits, branches, template };
}

function signatureOf(person: string, seconds: number): Signature {
  const name = person
    .split(".")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ");
  return { name, email: `${person}@kestrel.example`, seconds, zone: "+0000" };
}

function filesOf(name: string, changes: string, template: string | undefined): Map<string, string> {
  return new Map([
    ["README.md", `# ${name}\n\nA service of Kestrel Logistics.\n`],
    ["CHANGES.md", `${changes}\n`],
    ["buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n      - npm ci\n      - npm run build\n"],
    ["src/main.js", `console.log(${JSON.stringify(name)});\n`],
    ...(template === undefined ? [] : [[TEMPLATE_FILE, template] as const]),
  ]);
}
