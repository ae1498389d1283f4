import { folderOf } from "../../base/folders.ts";
import type { Kind, Told } from "./kind.ts";

/** As much as makes a folder of names, or stands in one. */
interface Named {
  readonly kind: string;
  /** Of a folder with its slash: `kestrel/production/`. */
  readonly name: string;
}

/**
 * What a kind is whose service lists names with slashes and knows no folders: its list tells those as well, of kind `folder`,
 * with whatever stands in them, and the host makes the tree of it.
 */
export const inFolders = {
  inside: ({ name }: Named) => folderOf(name),
  holdsOthers: ({ kind }: Named) => kind === "folder",
  order: (a: Named, b: Named) => Number(b.kind === "folder") - Number(a.kind === "folder"),
  key: ({ name }: Named) => name,
} satisfies Partial<Kind<never, Named, unknown>>;

/** How such an item is told: by what its name has behind the folder's. @param told what else there is of one that is no folder */
export function tellInFolder(item: Named, told: Omit<Told, "label" | "name">): Told {
  const { kind, name } = item;
  const own = { label: name.slice(folderOf(name)?.length ?? 0), name };
  return kind === "folder" ? { ...own, what: "folder", icon: "folder", tooltip: [name] } : { ...own, ...told };
}
