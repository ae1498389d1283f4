// What a caller of the simulator waits for first: `reset` and one call of one service, for every service, in CPU time.
import { ONE_THING, SERVICES, clientOf } from "../unit/simulator/pagedOperations.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { clientOptions } from "../unit/simulator/support.ts";
import { median } from "./side.ts";

const RUNS = 5;
/** What the two together may take, in milliseconds. */
const BUDGET = 60;

const simulator = await startSimulator();
await simulator.control.setSpeed(0);
const rows: (readonly [name: string, first: number, cold: number])[] = [];
for (const [service, [module, paged]] of Object.entries(SERVICES)) {
  const client = clientOf(module, clientOptions(simulator));
  const calls = [...Object.entries(paged).map(([name, { input = {} }]) => [name, input] as const), ...Object.entries(ONE_THING[service] ?? {})];
  for (const [operation, input] of calls) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const start = process.cpuUsage();
      await simulator.control.reset();
      await client.send(operation, input);
      const { user, system } = process.cpuUsage(start);
      times.push((user + system) / 1000);
    }
    rows.push([`${service}:${operation}`, median(times), times[0] ?? Number.NaN]);
  }
  client.destroy();
}
await simulator.close();
console.log(`  reset and the first call, CPU of caller and simulator together: median of ${RUNS} (the first of them)`);
for (const [name, time, cold] of rows) {
  console.log(`  ${time > BUDGET ? "!" : " "} ${time.toFixed(0).padStart(4)} ms (${cold.toFixed(0).padStart(4)})  ${name}`);
}
const over = rows.filter(([, time]) => time > BUDGET).length;
console.log(`  ${over} of ${rows.length} take more than ${BUDGET} ms`);
