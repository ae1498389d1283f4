/**
 * Whose account is meant: a profile of `~/.aws`, the environment's own credentials, the role of the machine that this
 * runs on, or the simulated account. The profile's name of an environment context is `environment`, of the machine's
 * `role of this machine`, of a simulated one `simulated` or `simulated-staging`.
 */
export interface AccountContext {
  readonly origin: "profile" | "environment" | "machine" | "simulated";
  readonly profile: string;
  readonly region: string;
}

/** What the machine's own role (EC2, ECS, EKS …) is called instead of a profile. */
export const MACHINE_ROLE = "role of this machine";

const ORIGINS: readonly string[] = ["profile", "environment", "machine", "simulated"] satisfies AccountContext["origin"][];

function isOrigin(value: unknown): value is AccountContext["origin"] {
  return typeof value === "string" && ORIGINS.includes(value);
}

/** The profile's name of the second simulated account's contexts. */
export const SIMULATED_STAGING = "simulated-staging";

/** The key that every node id, cache key and panel carries, so that no context can show another's data. */
export function contextKey(context: AccountContext): string {
  return `${context.origin}:${context.profile}@${context.region}`;
}

/** How a context is named to the user: `kestrel · eu-west-1`. */
export function contextLabel(context: AccountContext): string {
  return `${context.profile} · ${context.region}`;
}

/** An account as far as its name goes. */
export interface NamedAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly alias: string | undefined;
  /** Whether it is reached by the role of the machine. */
  readonly isMachine?: boolean;
}

/**
 * How an account is named to the user: `kestrel-logistics (418273650912)`, without an alias by its id alone; that the
 * machine's role leads there is said, too.
 */
export function accountLabel({ account, alias, isMachine = false }: NamedAccount): string {
  const named = alias === undefined ? account : `${alias} (${account})`;
  return isMachine ? `${named}, ${MACHINE_ROLE}` : named;
}

export function sameContext(a: AccountContext, b: AccountContext): boolean {
  return contextKey(a) === contextKey(b);
}

/** Reads what was stored; undefined where it is not a context (another version's data, a hand-edited file). */
export function parseContext(value: unknown): AccountContext | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { origin, profile, region } = value as Partial<Record<keyof AccountContext, unknown>>;
  if (!isOrigin(origin)) return undefined;
  if (typeof profile !== "string" || typeof region !== "string" || !isRegion(region)) return undefined;
  return { origin, profile, region };
}

/** Whether the text has the form of a region's name (`eu-west-1`, `us-gov-east-1`). */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text);
}
