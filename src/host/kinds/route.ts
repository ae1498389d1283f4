import type { ResourceRef } from "../../base/resourceRef.ts";
import type { AnyKind } from "./kindRow.ts";
import { segmentOf } from "./kindList.ts";
import { keysIn } from "./pattern.ts";

/** The folders, and the kind itself, that lead from a list of kinds to one of them; undefined where none leads there. */
function through<Api>(below: readonly AnyKind<Api>[], kind: AnyKind<Api>): { readonly kind: AnyKind<Api>; readonly beside: readonly AnyKind<Api>[] }[] | undefined {
  const own = below.find((one) => one.noun === kind.noun);
  if (own !== undefined) return [{ kind: own, beside: below }];
  for (const one of below) {
    const rest = one.isFolder === true ? through(one.below ?? [], kind) : undefined;
    if (rest !== undefined) return [{ kind: one, beside: below }, ...rest];
  }
  return undefined;
}

/** The id of an item's row below another row's id, with the folders between them. @param below what stands below that row */
export function rowIdBelow<Api>(id: string, below: readonly AnyKind<Api>[], kind: AnyKind<Api>, key: string): string {
  const steps = through(below, kind);
  if (steps === undefined) throw new Error(`${kind.noun} does not stand below ${id}`);
  return [id, ...steps.map((step) => segmentOf(step.kind as AnyKind, key, step.beside as readonly AnyKind[]))].join("/");
}

/** As `rowIdBelow`, through items of the same kind. @param keys from the outermost on */
export function rowIdThrough<Api>(id: string, below: readonly AnyKind<Api>[], kind: AnyKind<Api>, keys: readonly string[]): string {
  const [key = "", ...rest] = keys;
  const own = rowIdBelow(id, below, kind, key);
  return rest.length === 0 ? own : rowIdThrough(own, kind.below ?? [], kind, rest);
}

/** The kinds from the service down to this one, without folders. */
export function chainOf<Api>(kind: AnyKind<Api>): readonly AnyKind<Api>[] {
  const above = kind.above as AnyKind<Api> | undefined;
  return above === undefined ? [kind] : [...chainOf(above), kind];
}

/** All kinds of a room, each once, folders too. */
export function allKinds<Api>(roots: readonly AnyKind<Api>[]): readonly AnyKind<Api>[] {
  const found = new Map<string, AnyKind<Api>>();
  const visit = (kind: AnyKind<Api>) => {
    if (found.has(kind.noun)) return;
    found.set(kind.noun, kind);
    for (const below of kind.below ?? []) visit(below);
  };
  roots.forEach(visit);
  return [...found.values()];
}

/**
 * Where an ARN leads in a room: the kind, and the keys from the service down; undefined where it leads nowhere. Where more
 * than one fits, the one that tells more: `repository/web@sha256:…` is of an image, though a repository goes on to the end.
 */
export function destination<Api>(roots: readonly AnyKind<Api>[], ref: ResourceRef): { readonly kind: AnyKind<Api>; readonly keys: readonly string[] } | undefined {
  const found = allKinds(roots).flatMap((kind) => {
    const own = kind.named?.(ref);
    const keys = own !== undefined ? [own] : kind.find === undefined ? keysIn(kind, ref) : kind.find(ref);
    return keys === undefined ? [] : [{ kind, keys }];
  });
  return found.reduce<(typeof found)[number] | undefined>((best, one) => (one.keys.length > (best?.keys.length ?? 0) ? one : best), undefined);
}

/** Whether items of a kind stand in each other. */
export function isBelowItself<Api>(kind: AnyKind<Api>): boolean {
  return (kind.below ?? []).some(({ noun }) => noun === kind.noun);
}

/** The row's id that keys from the service down lead to. */
export function rowIdOf<Api>(serviceId: string, roots: readonly AnyKind<Api>[], kind: AnyKind<Api>, keys: readonly string[]): string {
  const chain = chainOf(kind);
  // of a kind below itself there are more keys than kinds
  const extra = Math.max(0, keys.length - chain.length);
  const steps = chain.flatMap((one) => (isBelowItself(one) ? Array.from({ length: 1 + extra }, () => one) : [one]));
  let id = serviceId;
  let below = roots;
  for (const [index, step] of steps.entries()) {
    id = rowIdBelow(id, below, step, keys[index] ?? "");
    below = step.below ?? [];
  }
  return id;
}

/**
 * The keys that lead to an item of a kind below itself, with its own.
 * @param find one by its key; undefined: it is gone, and what stood in it stands at the top
 */
export async function pathTo<T>(kind: AnyKind, key: string, find: (key: string) => T | undefined | Promise<T | undefined>): Promise<readonly string[]> {
  const keys = [key];
  let item = await find(key);
  for (;;) {
    const above = item === undefined ? undefined : kind.inside?.(item);
    item = above === undefined || keys.includes(above) ? undefined : await find(above);
    if (above === undefined || item === undefined) return keys;
    keys.unshift(above);
  }
}
