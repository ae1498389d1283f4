// The program that git runs for a user's name and a password ("gitcredentials" in git's manual): it asks the editor over
// a local socket and prints what it is told. It knows no key, and stores and erases nothing.
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { PIPE_VARIABLE, TOKEN_VARIABLE, type HelperAnswer, type HelperRequest } from "../git/pipeProtocol.ts";

async function main(): Promise<void> {
  const pipe = process.env[PIPE_VARIABLE];
  const token = process.env[TOKEN_VARIABLE];
  if (process.argv[2] !== "get" || pipe === undefined || token === undefined) return;
  const lines = (await text(process.stdin)).split("\n");
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const request: HelperRequest = { token, protocol: value("protocol"), host: value("host"), path: value("path") };
  const answer = await ask(pipe, request);
  // with quit git neither asks another helper nor the user
  process.stdout.write("error" in answer ? "quit=1\n" : `username=${answer.username}\npassword=${answer.password}\n`);
}

async function ask(pipe: string, request: HelperRequest): Promise<HelperAnswer> {
  const socket = connect(pipe);
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    return JSON.parse(await text(socket)) as HelperAnswer;
  } catch (error) {
    return { error: String(error) };
  }
}

await main();
