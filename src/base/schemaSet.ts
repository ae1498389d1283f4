/** How schemas that were updated stand in their folder: each set in a folder of its own, and a file that names the one that counts. */
export const SCHEMA_SETS = {
  /** The form of a set: another one is not read. */
  form: 1,
  /** `{ "form": 1, "folder": "20261127T151800000Z" }`, replaced as a whole. */
  current: "current.json",
} as const;
