import { TYPE_LINES } from "./types.gen.ts";

/** What CloudFormation knows of a type. Names are those of properties. */
export interface TypeFacts {
  /** What `Ref` gives: a property's name or an attribute's. */
  readonly ref: string;
  readonly required: readonly string[];
  /** A change of one makes another resource in its place. */
  readonly replaces: ReadonlySet<string>;
  /** A change of one may do so. */
  readonly mayReplace: ReadonlySet<string>;
  /** `sqs:@:<QueueName>`, `@` for region and account; empty where no ARN is known. */
  readonly arn: string;
}

const known = new Map<string, TypeFacts | undefined>();

/** The facts of a type, from AWS's published specification; undefined for types that the table leaves out. */
export function factsOf(type: string): TypeFacts | undefined {
  if (!known.has(type)) {
    known.set(type, read(type));
  }
  return known.get(type);
}

function read(type: string): TypeFacts | undefined {
  const [, service = "", kind = ""] = type.split("::");
  const lines = Object.hasOwn(TYPE_LINES, service) ? (TYPE_LINES[service] ?? "") : "";
  const line = lines.split("\n").find((one) => one.startsWith(`${kind} `));
  if (line === undefined) {
    return undefined;
  }
  const [, ref = "", properties = "", arn = ""] = line.split(" ");
  const all = properties === "" ? [] : properties.split(",");
  const named = (mark: string) => all.filter((one) => one.includes(mark)).map((one) => one.replace(/[=~!]+$/, ""));
  return { ref, required: named("!"), replaces: new Set(named("=")), mayReplace: new Set(named("~")), arn };
}
