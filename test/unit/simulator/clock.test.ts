import { afterEach, expect, it } from "vitest";
import { SimulatedClock } from "../../../src/simulator/clock.ts";
import { Random } from "../../../src/simulator/random.ts";

let real = 1_000_000;
const clocks: SimulatedClock[] = [];
function newClock(): SimulatedClock {
  const clock = new SimulatedClock(() => real);
  clocks.push(clock);
  return clock;
}
afterEach(() => clocks.splice(0).forEach((clock) => clock.close()));

it("runs with the real time, at its speed, and can be pushed and stopped", () => {
  const clock = newClock();
  const start = clock.now();
  real += 1000;
  expect(clock.now() - start).toBe(1000);
  clock.setSpeed(10);
  real += 1000;
  expect(clock.now() - start).toBe(11_000);
  clock.setSpeed(0);
  real += 5000;
  expect(clock.now() - start).toBe(11_000);
  clock.advance(500);
  expect(clock.now() - start).toBe(11_500);
});

it("does what is due in the order of its times, each at its own time, also what comes up on the way", () => {
  const random = new Random("clock");
  for (let round = 0; round < 50; round += 1) {
    const clock = newClock();
    const start = clock.now();
    const happened: number[] = [];
    for (let count = 0; count < 40; count += 1) {
      const at = start + random.between(0, 1000);
      clock.schedule(at, () => {
        expect(clock.now()).toBe(at);
        happened.push(at);
        const next = at + random.between(0, 200);
        clock.schedule(next, () => happened.push(next));
      });
    }
    clock.advance(600);
    expect(happened.every((at) => at <= start + 600)).toBe(true);
    expect(happened).toEqual([...happened].sort((a, b) => a - b));
    const before = happened.length;
    clock.advance(1000);
    expect(happened).toHaveLength(80);
    expect(happened.slice(before).every((at) => at > start + 600)).toBe(true);
  }
});

it("keeps the order of what is due at one time, and forgets everything on reset", () => {
  const clock = newClock();
  const happened: number[] = [];
  const at = clock.now() + 10;
  for (let index = 0; index < 20; index += 1) {
    clock.schedule(at, () => happened.push(index));
  }
  clock.advance(10);
  expect(happened).toEqual([...happened].sort((a, b) => a - b));
  clock.schedule(clock.now() + 10, () => happened.push(-1));
  clock.reset();
  clock.advance(100);
  expect(happened).not.toContain(-1);
});
