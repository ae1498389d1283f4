import { type ResourceRef, refIn } from "../../base/resourceRef.ts";
import type { Moment, Told, Up } from "./kind.ts";
import type { AnyKind } from "./kindRow.ts";

const PART = /\{([^{}]+)\}/g;

/** How an item is told, with the ARN and the console's page that its kind declares where it tells none by itself. */
export function toldOf(kind: AnyKind, item: unknown, more: object, at: Moment): Told {
  const told = kind.tell(item, more, at);
  if (kind.arn === undefined && kind.page === undefined) return told;
  const { arn, page } = kind;
  const ref = told.ref ?? (arn === undefined ? undefined : refOf(arn, at.context.region, (part) => partOf(kind, item, at.up, part)));
  return { ...told, ref, page: told.page ?? page?.replaceAll(PART, (_all, part: string) => encodeURIComponent(partOf(kind, item, at.up, part))) };
}

function refOf(arn: string, region: string, part: (name: string) => string): ResourceRef {
  const [service = "", resource = ""] = split(arn);
  return refIn(region, service, resource.replaceAll(PART, (_all, name: string) => part(name)));
}

/** A part of a pattern: the key of the item, or of the one of a kind above, by the kind's noun; else a text of the item. */
function partOf(kind: AnyKind, item: unknown, up: Up, name: string): string {
  for (let at: AnyKind | undefined = kind; at !== undefined; at = at.above as AnyKind | undefined) {
    if (at.noun === name) return at.key(at === kind ? item : up(at));
  }
  const value: unknown = typeof item === "object" && item !== null && name in item ? item[name as keyof typeof item] : undefined;
  if (typeof value !== "string") throw new Error(`a ${kind.noun} tells no ${name}`);
  return value;
}

/**
 * The keys, from the service down, of an ARN that a kind's pattern fits; undefined where it does not, or where the pattern
 * does not tell all of them: then no link leads to its items. A part goes on to what stands behind it, the last to the end.
 */
export function keysIn(kind: AnyKind, { service, resource }: ResourceRef): readonly string[] | undefined {
  const [ofService, pattern = ""] = split(kind.arn ?? "");
  if (ofService !== service) return undefined;
  const found = new Map<string, string>();
  let rest = resource;
  const [head = "", ...pieces] = pattern.split("{");
  if (!rest.startsWith(head)) return undefined;
  rest = rest.slice(head.length);
  for (const [index, piece] of pieces.entries()) {
    const [name = "", behind = ""] = piece.split("}");
    const end = index === pieces.length - 1 && behind === "" ? rest.length : rest.indexOf(behind);
    if (end <= 0) return undefined;
    found.set(name, rest.slice(0, end));
    rest = rest.slice(end + behind.length);
  }
  const keys: string[] = [];
  for (let at: AnyKind | undefined = kind; at !== undefined; at = at.above as AnyKind | undefined) {
    const key = found.get(at.noun);
    if (key === undefined) return undefined;
    keys.unshift(key);
  }
  return rest === "" ? keys : undefined;
}

function split(arn: string): readonly string[] {
  const at = arn.indexOf(":");
  return [arn.slice(0, at), arn.slice(at + 1)];
}
