// npm run --silent check -- FILE…: checks templates with the command line that is shipped, which is built first where it is missing.
import fs from "node:fs";
import path from "node:path";
import { build } from "../esbuild.js";
import { program, repository, run } from "./processes.mjs";

program(async () => {
  const file = path.join(repository, "dist/check.js");
  if (!fs.existsSync(file)) {
    await build({ quiet: true });
  }
  return run(process.execPath, [file, ...process.argv.slice(2)], { cwd: process.env["INIT_CWD"] ?? process.cwd() });
});
