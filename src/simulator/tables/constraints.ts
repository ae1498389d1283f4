import { CONSTRAINTS } from "./constraints.gen.ts";

/** What the inputs of a service's operations may be, as its public model says. */
export interface ServiceConstraints {
  /** Operations that the SDK has and the model lacks: their inputs are not judged. */
  readonly unknown: readonly string[];
  /** Operations that are free in what they take. */
  readonly free: readonly string[];
  /** By operation, the place of its input among the shapes. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly shapes: readonly Shape[];
}

/** What a value may be; members and items by their place among the shapes. */
export interface Shape {
  /** Of a number its value, of a text its length, of a list or map its size. */
  readonly min?: number;
  readonly max?: number;
  /** For the whole of a text. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The shape's own name, where errors are called after it. */
  readonly name?: string;
  readonly members?: Readonly<Record<string, number>>;
  readonly item?: number;
}

/** A value that is not what it may be. */
export interface Violation {
  /** `actions.1.member.name` */
  readonly path: string;
  /** The innermost named member, and the one of the input that it is in. */
  readonly member: string;
  readonly outer: string;
  readonly shape: string | undefined;
  readonly value: unknown;
  /** `Member must have …` */
  readonly words: string;
}

/** Longer texts are not matched with patterns: a model's pattern may be slow. */
const LONGEST_MATCHED = 10_000;

/** All that is wrong with an input, in the order of its members. */
export function violations(service: string, operation: string, input: object): Violation[] {
  const known = Object.hasOwn(CONSTRAINTS, service) ? CONSTRAINTS[service] : undefined;
  const first = known?.inputs[operation];
  if (known === undefined || first === undefined) {
    return [];
  }
  const found: Violation[] = [];
  const walk = (at: number | undefined, value: unknown, place: Pick<Violation, "path" | "member" | "outer">): void => {
    const shape = at === undefined ? undefined : known.shapes[at];
    if (shape === undefined || value === undefined || value === null) {
      return;
    }
    const words = wrong(shape, value);
    if (words !== undefined) {
      found.push({ ...place, shape: shape.name, value, words });
    }
    if (typeof value !== "object" || value instanceof Uint8Array || value instanceof Date) {
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      const member = shape.members?.[key];
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      if (member !== undefined) {
        const path = place.path === "" ? name : `${place.path}.${name}`;
        walk(member, inner, { path, member: key, outer: place.outer === "" ? key : place.outer });
      } else if (shape.item !== undefined) {
        const path = `${place.path}.${Array.isArray(value) ? `${Number(key) + 1}.member` : key}`;
        walk(shape.item, inner, { ...place, path });
      }
    }
  };
  walk(first, input, { path: "", member: "", outer: "" });
  return found;
}

/** What a value had to be, in the words of AWS's request validation; undefined where it is. */
function wrong(shape: Shape, value: unknown): string | undefined {
  const { min, max } = shape;
  const size = sizeOf(value);
  const what = typeof value === "number" ? "value" : "length";
  if (min !== undefined && size !== undefined && size < min) {
    return `Member must have ${what} greater than or equal to ${min}`;
  }
  if (max !== undefined && size !== undefined && size > max) {
    return `Member must have ${what} less than or equal to ${max}`;
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return `Member must satisfy enum value set: [${shape.enum.join(", ")}]`;
  }
  const pattern = shape.pattern === undefined || value.length > LONGEST_MATCHED ? undefined : patternOf(shape.pattern);
  return pattern?.test(value) === false ? `Member must satisfy regular expression pattern: ${shape.pattern}` : undefined;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "number") {
    return value;
  }
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) {
    return value.length;
  }
  return typeof value === "object" && value !== null && !(value instanceof Date) ? Object.keys(value).length : undefined;
}

/** The models' patterns are Java's: one that is none here judges nothing. */
export function patternOf(source: string): RegExp | undefined {
  for (const flags of ["su", "s"]) {
    try {
      return new RegExp(`^(?:${source})$`, flags);
    } catch {
      // The next flags, or no pattern.
    }
  }
  return undefined;
}
