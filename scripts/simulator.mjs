// npm run simulator -- [flags]: the simulated account alone, in the foreground, until Ctrl+C.
import path from "node:path";
import { onInterrupt, program, repository, startService } from "./processes.mjs";
import { checkNode, ensureNodeModules, progress } from "./setup.mjs";

program(async () => {
  checkNode();
  const built = path.join(repository, "dist/simulator.js");
  // Standard output belongs to the account, whose first line may be JSON.
  console.log = console.error;
  await ensureNodeModules(progress(1));
  const { build } = await import("../esbuild.js");
  await build({ quiet: true });
  const service = startService(process.execPath, [built, ...process.argv.slice(2)], {
    env: process.env,
    stdio: "inherit",
  });
  onInterrupt(service.stop);
  return (await service.ended) ?? 1;
});
