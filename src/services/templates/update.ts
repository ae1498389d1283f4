import { type DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { downloadSchemas } from "./archive.ts";
import type { RegistrySchema } from "./model.ts";
import { keepSchemas } from "./schemaStore.ts";

/** An account whose own types are read, too. */
export interface TypesOwner {
  /** As a person knows it. */
  readonly label: string;
  ownTypes(signal: AbortSignal): Promise<readonly RegistrySchema[]>;
}

export interface UpdateRequest {
  readonly address: string;
  /** Where the language server looks for schemas. */
  readonly folder: string;
  readonly owners: readonly TypesOwner[];
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly onProgress: (message: string) => void;
}

/** What an update brought. */
export interface Update {
  readonly published: number;
  readonly own: number;
  /** Why the types of an account could not be read, by its label. */
  readonly failures: readonly { readonly label: string; readonly why: DevOpsError }[];
}

/**
 * Gets AWS's schemas and those of accounts, and keeps them for the language server. An account that cannot be read is left
 * out and told.
 * @throws DevOpsError where the archive cannot be had; then nothing has changed
 */
export async function updateSchemas({ address, folder, owners, signal, now, onProgress }: UpdateRequest): Promise<Update> {
  onProgress("AWS's archive");
  const published = await downloadSchemas({ address, signal, onProgress: (types) => onProgress(`${types} types of AWS's archive`) });
  const all = new Map(published);
  const failures: { label: string; why: DevOpsError }[] = [];
  for (const owner of owners) {
    const { label } = owner;
    onProgress(`the types of ${label}`);
    try {
      // what AWS publishes under a name is not replaced by an account's
      for (const schema of await owner.ownTypes(signal)) if (!published.has(schema.typeName)) all.set(schema.typeName, schema);
    } catch (error) {
      if (isCancelled(error)) throw error;
      failures.push({ label, why: toDevOpsError(error, `read the types of ${label}`) });
    }
  }
  await keepSchemas(folder, now.toISOString().replaceAll(/[^\dTZ]/g, ""), all);
  return { published: published.size, own: all.size - published.size, failures };
}
