import path from "node:path";
import { writeSchemaPack } from "../../../scripts/schemaPack.mjs";
import { SchemaFile } from "../../../src/server/schemaFile.ts";

/** The schemas as the build writes them. Whoever opens them closes them. */
export async function openSchemas(): Promise<SchemaFile> {
  const folder = path.join(import.meta.dirname, "../../../dist/schemas");
  await writeSchemaPack(folder);
  return new SchemaFile(folder);
}
