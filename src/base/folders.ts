// Names with slashes, told as folders where the service has none.

/** The folder that a name stands in, with its slash at the end; undefined: it stands at the top. */
export function folderOf(name: string): string | undefined {
  const end = name.lastIndexOf("/", name.length - 2);
  return end <= 0 ? undefined : name.slice(0, end + 1);
}

/** All folders in which some names stand, each once. */
export function foldersOf(names: readonly string[]): readonly string[] {
  const above = (name: string): readonly string[] => {
    const folder = folderOf(name);
    return folder === undefined ? [] : [...above(folder), folder];
  };
  return [...new Set(names.flatMap(above))];
}
