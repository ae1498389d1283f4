import { hashText, Random } from "../random.ts";
import { arnOf } from "./arns.ts";
import { isPlayed } from "./opened.ts";
import type { Inventory, Properties, Resource } from "./inventory.ts";

/**
 * Adds many resources of a type that no stack owns, each like the first one that is there under a name of its own: accounts
 * of a size that nobody wants to write down.
 * @param given properties that all of them have
 * @throws RangeError where no list would show them
 */
export function multiply(inventory: Inventory, type: string, count: number, given: Properties, now: number): void {
  if (!isPlayed(type)) {
    throw new RangeError(`${type} is not made in numbers: no list of the simulated account would show what was made so.`);
  }
  const kind = type.slice(type.lastIndexOf(":") + 1);
  const isLike = (one: Resource) => Object.entries(given).every(([name, value]) => one.properties[name] === value);
  const all = inventory.list(type);
  const sample = all.find(isLike) ?? all[0];
  const digits = String(count).length;
  for (let index = 1; index <= count; index += 1) {
    const name = `${sample?.name ?? kind.toLowerCase()}-${String(index).padStart(digits, "0")}`;
    inventory.put(sample === undefined ? plain(inventory, type, name, given, now) : like(sample, name, given, String(index)));
  }
}

function plain(inventory: Inventory, type: string, name: string, given: Properties, now: number): Resource {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  const properties = { [`${kind}Name`]: name, Name: name, ...given };
  return { type, id: name, arn: arnOf(inventory, type, name, properties), name, properties, created: now, updated: now };
}

/** What names the sample names the new one, wherever it stands. */
function like(sample: Resource, name: string, given: Properties, suffix: string): Resource {
  const id = sample.id === sample.name ? name : renamed(sample.id, sample.name, name);
  const arn = renamed(sample.arn, sample.name, name);
  const { stack: _owner, aliases = [], ...rest } = sample;
  const others = aliases.map((alias) => [alias, `${alias}-${suffix}`] as const);
  const words = new Map<unknown, string>([...others, [sample.name, name], [sample.id, id], [sample.arn, arn]]);
  const renew = (value: unknown): unknown => (Array.isArray(value) ? value.map(renew) : (words.get(value) ?? value));
  const properties = Object.fromEntries(Object.entries(sample.properties).map(([key, value]) => [key, renew(value)]));
  return { ...rest, id, arn, name, aliases: others.map(([, alias]) => alias), properties: { ...properties, ...given } };
}

/** An id or ARN of another name; a digest is another one. */
function renamed(text: string, from: string, to: string): string {
  const digest = /sha256:[0-9a-f]{64}/;
  if (digest.test(text)) {
    return text.replace(digest, `sha256:${new Random(hashText(to)).hex(64)}`);
  }
  return text.includes(from) ? text.replace(from, () => to) : `${text}-${to.slice(to.lastIndexOf("-") + 1)}`;
}
