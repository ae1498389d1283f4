import { TemplateDocument } from "../../../../src/language/document/templateDocument.ts";
import type { FeatureContext } from "../../../../src/language/features/context.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { marks } from "../marks.ts";

/** A document with the place of its `|`. JSON where it begins with a brace. */
export function at(marked: string): { document: TemplateDocument; offset: number; text: string } {
  const { text, offsets } = marks(marked);
  return { document: new TemplateDocument(text.startsWith("{") ? "json" : "yaml", text), offset: offsets[0] ?? 0, text };
}

export function contextOf(schemas: SchemaFile, more: Partial<FeatureContext> = {}): FeatureContext {
  return { schemas, region: "us-east-1", exports: [], ...more };
}
