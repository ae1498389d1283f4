import { parseArgs } from "node:util";

export const USAGE = `Usage: simulator [options]

  --port N              listen on this port (default 4566; 0 takes a free one)
  --access-key ID       access key id (default: a new one every time)
  --secret-key SECRET   secret access key (default: a new one every time)
  --staging-access-key ID, --staging-secret-key SECRET
                        the same for the second account, staging
  --json                print one line of JSON for a program instead of a page for a person
  --until-stdin-closes  end when standard input ends
  --help                print this
`;

export const DEFAULT_PORT = 4566;

export interface Flags {
  readonly port: number;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly stagingAccessKeyId: string | undefined;
  readonly stagingSecretAccessKey: string | undefined;
  readonly json: boolean;
  readonly untilStdinCloses: boolean;
  readonly help: boolean;
}

/** Reads the command line. @throws Error with a sentence for the user */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      port: { type: "string" },
      "access-key": { type: "string" },
      "secret-key": { type: "string" },
      "staging-access-key": { type: "string" },
      "staging-secret-key": { type: "string" },
      json: { type: "boolean", default: false },
      "until-stdin-closes": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    port: values.port === undefined ? DEFAULT_PORT : parsePort(values.port),
    accessKeyId: given("--access-key", values["access-key"]),
    secretAccessKey: given("--secret-key", values["secret-key"]),
    stagingAccessKeyId: given("--staging-access-key", values["staging-access-key"]),
    stagingSecretAccessKey: given("--staging-secret-key", values["staging-secret-key"]),
    json: values.json,
    untilStdinCloses: values["until-stdin-closes"],
    help: values.help,
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function given(flag: string, value: string | undefined): string | undefined {
  if (value !== undefined && !/^[\w+/=-]+$/.test(value)) {
    throw new Error(`${flag} must not be empty and may have only letters, digits and + / = - _`);
  }
  return value;
}
