import fs from "node:fs";
import path from "node:path";
import { repository } from "./processes.mjs";

/** The path of the packaged extension, whether it exists or not: devops-for-aws-<version>.vsix. */
export function packagePath() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8"));
  return path.join(repository, `${name}-${version}.vsix`);
}
