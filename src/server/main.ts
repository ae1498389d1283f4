// The language server's process: speaks the Language Server Protocol over standard input and output.
import path from "node:path";
import { ProposedFeatures, createConnection } from "vscode-languageserver/node";
import { serve } from "./connection.ts";
import { FreshSchemas } from "./freshSchemas.ts";
import { SchemaFile } from "./schemaFile.ts";

const here = import.meta.dirname;
serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout), new FreshSchemas(new SchemaFile(path.join(here, "schemas"))));
