import { SimulatorControl } from "../../src/simulator/controlClient.ts";

/** The account that the profiles of the suite lead to; scripts/test.mjs starts it and names it in the environment. */
export function simulatedAccount(): { readonly endpoint: string; readonly control: SimulatorControl } {
  const text = process.env["SIMULATED_ACCOUNT"];
  if (text === undefined) {
    throw new Error('SIMULATED_ACCOUNT is not set. Run the suite with "npm run test:host".');
  }
  const { endpoint, controlToken } = JSON.parse(text) as { endpoint: string; controlToken: string };
  return { endpoint, control: new SimulatorControl(endpoint, controlToken) };
}
