import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialPipe, type GitLogin } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { PIPE_VARIABLE, TOKEN_VARIABLE } from "../../../../src/services/codecommit/git/pipeProtocol.ts";

const LOGIN: GitLogin = { username: "AKIA1", password: "secret" };
const URL = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web";

let pipe: CredentialPipe;
beforeEach(() => {
  pipe = new CredentialPipe();
});
afterEach(() => pipe.dispose());

/** Asks as a program would that inherited the helper's environment. */
async function ask(env: Readonly<Record<string, string>>, path = "v1/repos/web"): Promise<string> {
  const socket = connect(env[PIPE_VARIABLE] ?? "");
  await once(socket, "connect");
  const request = { token: env[TOKEN_VARIABLE], protocol: "https", host: "git-codecommit.eu-west-1.amazonaws.com", path };
  socket.write(`${JSON.stringify(request)}\n`);
  return text(socket);
}

describe("a token of the helper", () => {
  it("is good for one answer, about one address", async () => {
    const grant = await pipe.grant(URL, () => Promise.resolve(LOGIN));
    expect(JSON.parse(await ask(grant.env))).toEqual(LOGIN);
    expect(await ask(grant.env)).toContain("not valid");
    const other = await pipe.grant(URL, () => Promise.resolve(LOGIN));
    expect(await ask(other.env, "v1/repos/other")).toContain("not the one that was granted");
  });

  it("is dead when the push is over, though nobody used it", async () => {
    const grant = await pipe.grant(URL, () => Promise.resolve(LOGIN));
    grant.revoke();
    expect(await ask(grant.env)).toContain("not valid");
  });

  it("gets no answer when the push ends before the password is made", async () => {
    const grant = await pipe.grant(URL, () => {
      grant.revoke();
      return Promise.resolve(LOGIN);
    });
    const answer = await ask(grant.env);
    expect(answer).toContain("the call is over");
    expect(answer).not.toContain("secret");
  });
});
