/** Characters of the two texts that are compared. */
const SHORT = 10_000;
const LONG = 1_000_000;
/** What is faster than this is not measured well, in milliseconds. */
const FLOOR = 0.05;

/**
 * How many times longer a text of a million characters takes than one of ten thousand, which is a hundred times shorter:
 * about 100 where the work is linear, 10,000 where it is quadratic.
 * @param text makes a text of about so many characters
 */
export function growth(text: (length: number) => string, work: (text: string) => unknown): number {
  const [short, long] = [text(SHORT), text(LONG)];
  return fastest(long, work, 2) / Math.max(FLOOR, fastest(short, work, 20));
}

/** Growth that is not quadratic, however busy the machine is. */
export const LINEAR = 1_000;

function fastest(text: string, work: (text: string) => unknown, rounds: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    // this process's own time: what others do on a busy machine is not in it
    const start = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}
