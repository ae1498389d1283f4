import type { Values } from "../services/cloudformation/model.ts";

/** What a service that is written by hand makes of a stack's resource. */
export interface Provisioner {
  /** Makes it, or changes the one that is there. @param id what `Ref` gives @param values its properties, filled in */
  readonly put: (id: string, values: Values) => void;
  /** It goes, where it is there. @param values its properties, filled in */
  readonly remove: (id: string, values: Values) => unknown;
  /** Whether there is one by this name, whoever made it. */
  readonly has: (name: string) => boolean;
  /** Why it cannot be made or changed so; undefined where it can. */
  readonly refuses?: (values: Values, isNew: boolean) => string | undefined;
  /** Why it cannot go; undefined where it can. */
  readonly holds?: (id: string) => string | undefined;
}

/** By type. */
export type Provisioners = ReadonlyMap<string, Provisioner>;

/** A property that is a text; undefined where it is none, or an empty one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A property as the APIs of the developer tools spell it: members begin with a small letter.
 * @param asTheyAre members whose own names are anybody's, such as environment variables
 */
export function inSmall(value: unknown, asTheyAre: ReadonlySet<string> = new Set()): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => inSmall(one, asTheyAre));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      asTheyAre.has(name) ? inner : inSmall(inner, asTheyAre),
    ]),
  );
}
