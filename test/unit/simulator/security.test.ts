import { CloudWatchClient, ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import { CodePipelineClient, ListPipelinesCommand, ListWebhooksCommand } from "@aws-sdk/client-codepipeline";
import { DescribeFleetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListLayersCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketAccelerateConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { HttpRequest } from "@smithy/core/protocols";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KeyStore } from "../../../src/simulator/credentials.ts";
import { readSignature } from "../../../src/simulator/signature.ts";
import { route } from "../../../src/simulator/wire/routing.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const MINUTE = 60_000;
type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

const pipelines = (credentials: Keys) =>
  new CodePipelineClient({ ...clientOptions(bench.simulator), credentials }).send(new ListPipelinesCommand({}));
const identity = (credentials: Keys) =>
  new STSClient({ ...clientOptions(bench.simulator), credentials }).send(new GetCallerIdentityCommand({}));

interface Signing {
  readonly time?: number;
  readonly service?: string;
  readonly unsignableHeaders?: Set<string>;
  /** Changes the Authorization header afterwards. */
  readonly change?: (authorization: string) => string;
}

/** Sends a ListPipelines that was signed at another time, for another service or for less than it should be. */
async function signed({ time = Date.now(), service = "codepipeline", unsignableHeaders, change }: Signing) {
  const { endpoint, credentials } = bench.simulator;
  const { hostname, port, host } = new URL(endpoint);
  const body = "{}";
  const signer = new SignatureV4({ credentials, region: "eu-west-1", service, sha256: Sha256 });
  const request = new HttpRequest({
    method: "POST",
    hostname,
    port: Number(port),
    path: "/",
    headers: {
      host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "CodePipeline_20150709.ListPipelines",
    },
    body,
  });
  const options = { signingDate: new Date(time), ...(unsignableHeaders === undefined ? {} : { unsignableHeaders }) };
  const { host: _host, authorization = "", ...headers } = (await signer.sign(request, options)).headers;
  const sent = { ...headers, authorization: change?.(authorization) ?? authorization };
  const response = await fetch(endpoint, { method: "POST", headers: sent, body });
  return { status: response.status, body: await response.text() };
}
const signedAt = (time: number) => signed({ time });

describe("a signature", () => {
  it("is checked: wrong secret, unknown key, none at all", async () => {
    const { accessKeyId, secretAccessKey } = bench.simulator.credentials;
    expect((await pipelines({ accessKeyId, secretAccessKey })).pipelines).toHaveLength(28);
    const wrong = await refusal(pipelines({ accessKeyId, secretAccessKey: "wrong" }));
    expect(wrong).toMatchObject({ name: "InvalidSignatureException", status: 400 });
    expect(wrong.message).toContain("The request signature we calculated does not match the signature you provided.");
    expect(await refusal(pipelines({ accessKeyId: "AKIANOBODY", secretAccessKey }))).toMatchObject({
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
    const unsigned = await fetch(bench.simulator.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "CodePipeline_20150709.ListPipelines" },
      body: "{}",
    });
    expect(await unsigned.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
  });

  it("is of this service, this day and this host, by the algorithm that is known", async () => {
    const yesterday = new Date(Date.now() - 24 * 60 * MINUTE).toISOString().slice(0, 10).replaceAll("-", "");
    const refused: [Signing, RegExp][] = [
      [{ service: "codebuild" }, /InvalidSignatureException.*Credential should be scoped to correct service: 'codepipeline'/],
      [{ change: (text) => text.replace(/\/\d{8}\//, `/${yesterday}/`) }, /InvalidSignatureException.*Date in Credential scope/],
      [{ unsignableHeaders: new Set(["host"]) }, /InvalidSignatureException.*'Host' or ':authority' must be a 'SignedHeader'/],
      [{ change: (text) => text.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5") }, /MissingAuthenticationTokenException/],
    ];
    expect((await signed({})).status).toBe(200);
    for (const [signing, words] of refused) {
      const answer = await signed(signing);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatch(words);
    }
  });

  it("is refused in the words of the query protocol by STS", async () => {
    const { accessKeyId, secretAccessKey } = bench.simulator.credentials;
    expect((await refusal(identity({ accessKeyId, secretAccessKey: "wrong" }))).name).toBe("SignatureDoesNotMatch");
    expect(await refusal(identity({ accessKeyId: "AKIANOBODY", secretAccessKey }))).toMatchObject({
      name: "InvalidClientTokenId",
      status: 403,
    });
  });

  it("is of the real time, five minutes either way, whatever the simulated time is", async () => {
    await bench.simulator.control.advance(86_400_000);
    expect((await signedAt(Date.now())).status).toBe(200);
    expect((await signedAt(Date.now() - 4 * MINUTE)).status).toBe(200);
    expect((await signedAt(Date.now() + 4 * MINUTE)).status).toBe(200);
    const late = await signedAt(Date.now() - 6 * MINUTE);
    expect(late.status).toBe(400);
    expect(late.body).toMatch(
      /InvalidSignatureException.*Signature expired: \w{16} is now earlier than \w{16} \(\w{16} - 5 min\.\)/,
    );
    const early = await signedAt(Date.now() + 6 * MINUTE);
    expect(early.body).toMatch(/Signature not yet current: .* is still later than .* \+ 5 min\.\)/);
  });

  it("of temporary keys needs their token, and ends with them", async () => {
    const { Credentials: session } = await bench.sts.send(new GetSessionTokenCommand({}));
    const keys = {
      accessKeyId: session?.AccessKeyId ?? "",
      secretAccessKey: session?.SecretAccessKey ?? "",
      sessionToken: session?.SessionToken ?? "",
    };
    expect((await pipelines(keys)).pipelines).toHaveLength(28);
    expect((await refusal(pipelines({ ...keys, sessionToken: "other" }))).name).toBe("UnrecognizedClientException");
    const short = new KeyStore();
    const issued = short.issue({ accountId: "1", arn: "arn:aws:sts::1:assumed-role/a/b", userId: "id" }, 900);
    const scope = `${issued.accessKeyId}/20260101/eu-west-1/codepipeline/aws4_request`;
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
      "x-amz-security-token": issued.sessionToken,
      "x-amz-target": "CodePipeline_20150709.ListPipelines",
    };
    const request = {
      method: "POST",
      path: "/",
      rawQuery: "",
      query: new URLSearchParams(),
      headers,
      body: Buffer.from("{}"),
    };
    const asked = route([], request, readSignature(request)?.service);
    expect(() => short.authenticate(request, asked, issued.expiresAt)).toThrow(
      "The security token included in the request is expired",
    );
  });
});

describe("who I am", () => {
  it("is the owner, or the role that was assumed", async () => {
    const mine = await bench.sts.send(new GetCallerIdentityCommand({}));
    expect(mine).toMatchObject({ Account: "418273650912", Arn: "arn:aws:iam::418273650912:user/mira.okafor" });
    const { Credentials: keys } = await bench.sts.send(
      new AssumeRoleCommand({ RoleArn: "arn:aws:iam::418273650912:role/deployer", RoleSessionName: "test" }),
    );
    const role = await identity({
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: keys?.SecretAccessKey ?? "",
      sessionToken: keys?.SessionToken ?? "",
    });
    expect(role.Arn).toBe("arn:aws:sts::418273650912:assumed-role/deployer/test");
    const elsewhere = new AssumeRoleCommand({ RoleArn: "arn:aws:iam::111111111111:role/x", RoleSessionName: "test" });
    expect((await refusal(bench.sts.send(elsewhere))).name).toBe("AccessDenied");
  });
});

describe("what is not simulated", () => {
  it("says so in every protocol", async () => {
    const options = clientOptions(bench.simulator);
    const asked: [string, () => Promise<unknown>][] = [
      ["codepipeline:ListWebhooks", () => bench.codepipeline.send(new ListWebhooksCommand({}))],
      ["monitoring:", () => new CloudWatchClient(options).send(new ListDashboardsCommand({}))],
      ["ec2:DescribeFleets", () => new EC2Client(options).send(new DescribeFleetsCommand({}))],
      ["lambda:", () => new LambdaClient(options).send(new ListLayersCommand({}))],
      ["s3:", () => new S3Client(options).send(new GetBucketAccelerateConfigurationCommand({ Bucket: "artifacts" }))],
    ];
    for (const [call, ask] of asked) {
      expect(await refusal(ask())).toMatchObject({
        name: "NotImplementedException",
        message: expect.stringMatching(new RegExp(`^${call}.*is not simulated$`)) as string,
        status: 501,
      });
    }
  });
});
