import { spawn } from "node:child_process";

/** Minimum, median and maximum of several runs, in milliseconds. */
export function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return `median ${at(0.5).toFixed(0)} ms (${at(0).toFixed(0)} to ${at(1).toFixed(0)})`;
}

export function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? Number.NaN;
}

/** Runs a program to its end without a shell. @returns milliseconds, or undefined where it could not be started */
export function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", () => resolve(undefined));
    child.once("exit", (code) => {
      if (code === 0) resolve(performance.now() - started);
      else reject(new Error(`${program} ended with ${code}`));
    });
  });
}
