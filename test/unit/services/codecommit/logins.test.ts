import { expect, it } from "vitest";
import type { AccountContext } from "../../../../src/base/context.ts";
import { cancelled } from "../../../../src/base/errors.ts";
import type { Plan } from "../../../../src/base/plan.ts";
import type { RoomHost } from "../../../../src/host/room.ts";
import { Logins } from "../../../../src/services/codecommit/logins.ts";
import { shown } from "../../../editor.ts";

const PROD: AccountContext = { origin: "profile", profile: "kestrel-prod", region: "eu-west-1" };
const URL = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web";

/** What a login needs of the host, of whose user every question is declined. */
const host = {
  contexts: { pinned: [PROD], onDidChange: () => ({ dispose: () => undefined }) },
  session: () => Promise.resolve({ endpoint: () => Promise.resolve(undefined), usesFips: () => Promise.resolve(false) }),
  writes: { protects: () => Promise.resolve(true), perform: (plan: Plan) => Promise.reject(cancelled(plan.title)) },
  log: { info: () => undefined },
} as unknown as RoomHost;

it("whoever declined a login to a protected account is told once what git's next question is about", async () => {
  const logins = new Logins(host);
  shown.length = 0;
  expect([await logins.of(URL), await logins.of(URL)]).toEqual([undefined, undefined]);
  const told = shown.filter(({ where }) => where === "message").map(({ text }) => text);
  expect(told).toEqual([expect.stringContaining("Git got no login to web: kestrel-prod is protected, and you declined.")]);
  logins.dispose();
});
