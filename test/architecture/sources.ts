import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";

export const root = path.resolve(import.meta.dirname, "../..");

/** One import of a module: `import`, `import type`, `export … from`, `import()`. */
export interface ModuleImport {
  /** Path from the repository's root, with slashes. */
  readonly file: string;
  readonly specifier: string;
  readonly kind: "value" | "type" | "dynamic";
  /** The imported names, as the other module calls them. */
  readonly names: readonly string[];
}

/** All TypeScript files below `src`, as paths from the root with slashes. */
export function sourceFiles(): string[] {
  return readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `src/${file.replaceAll(path.sep, "/")}`)
    .toSorted();
}

/** Everything a file imports, read by a real parser. */
export function importsOf(file: string): ModuleImport[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const statics = module.staticImports.map(({ moduleRequest, entries }): ModuleImport => {
    const isType = entries.length > 0 && entries.every((entry) => entry.isType);
    const names = entries.map((entry) => entry.importName.name ?? "*");
    return { file, specifier: moduleRequest.value, kind: isType ? "type" : "value", names };
  });
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry): ModuleImport[] =>
      entry.moduleRequest === null ? [] : [{ file, specifier: entry.moduleRequest.value, kind: entry.isType ? "type" : "value", names: [] }],
    ),
  );
  const dynamics = module.dynamicImports.map(({ moduleRequest }): ModuleImport => {
    const specifier = text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/^["']|["']$/g, "");
    return { file, specifier, kind: "dynamic", names: [] };
  });
  // `typeof import("x")` and `import("x").T` in types are imports too, which the module record leaves out
  const inTypes = [...text.matchAll(/(?<!await )\bimport\("([^"]+)"\)\./g)].map(
    ([, specifier = ""]): ModuleImport => ({ file, specifier, kind: "type", names: [] }),
  );
  return [...statics, ...reexports, ...dynamics, ...inTypes];
}

/** The path from the root that a relative specifier leads to; undefined for packages and `node:`. */
export function resolve(from: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(from), specifier) : undefined;
}
