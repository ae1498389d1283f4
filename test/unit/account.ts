import { afterAll, beforeAll, beforeEach } from "vitest";
import { AwsSessions } from "../../src/aws/sessions.ts";
import type { AwsSession, Pace } from "../../src/aws/session.ts";
import type { AccountContext } from "../../src/base/context.ts";
import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { type RunningSimulator, startSimulator } from "../../src/simulator/simulator.ts";

/** The simulated account of a test file, and the way that the extension takes to it. */
export interface TestAccount {
  readonly context: AccountContext;
  readonly sessions: AwsSessions;
  readonly session: AwsSession;
  readonly simulator: RunningSimulator;
  readonly control: SimulatorControl;
  /** Makes the session's next call read everything anew. */
  renew(): void;
}

/** As fast as the simulator answers: a room that looks at each of thirty things would wait for its turn most of the time. */
export const UNPACED: Pace = { perSecond: 1000, burst: 1000 };

/**
 * Starts a simulator for the file, with a stopped clock that each test starts anew and moves itself.
 * @param pace the house's where left out
 */
export function useAccount(region = "eu-west-1", pace?: Pace): () => TestAccount {
  let account: TestAccount | undefined;
  beforeAll(async () => {
    const simulator = await startSimulator();
    const sessions = new AwsSessions(() => Promise.reject(new Error("no MFA in tests")), undefined, undefined, pace);
    const { endpoint, credentials, staging } = simulator;
    const renew = () => sessions.useSimulated({ endpoint, ...credentials, staging: staging.credentials });
    renew();
    const context: AccountContext = { origin: "simulated", profile: "simulated", region };
    account = { context, sessions, session: sessions.get(context), simulator, control: simulator.control, renew };
  });
  beforeEach(async () => {
    await account?.control.reset();
    await account?.control.setSpeed(0);
  });
  afterAll(async () => {
    account?.sessions.dispose();
    await account?.simulator.close();
  });
  return () => {
    if (account === undefined) throw new Error("the account is there once the tests run");
    return account;
  };
}
