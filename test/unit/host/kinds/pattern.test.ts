import { describe, expect, it } from "vitest";
import { formatArn, parseArn } from "../../../../src/base/arn.ts";
import type { Kind, Moment, Named } from "../../../../src/host/kinds/kind.ts";
import type { AnyKind } from "../../../../src/host/kinds/kindRow.ts";
import { keysIn, toldOf } from "../../../../src/host/kinds/pattern.ts";

interface Parcel {
  readonly id: string;
  readonly depot: string;
}

const depots: Kind<undefined, string> = {
  noun: "depot",
  icon: "home",
  arn: "post:depot/{depot}",
  key: (name) => name,
  tell: (name) => ({ label: name }),
};
const parcels: Kind<undefined, Parcel, string> = {
  noun: "parcel",
  icon: "package",
  above: depots,
  arn: "post:parcel/{depot}/{parcel}",
  page: "post/home#/{depot}/parcels/{parcel}",
  key: ({ id }) => id,
  tell: ({ id }) => ({ label: id }),
};
/** Its ARN does not tell where it stands. */
const labels: Kind<undefined, Parcel, string> = { ...parcels, noun: "label", arn: "post:label/{label}", page: "post/{id}" };

const at: Moment = {
  now: 0,
  context: { origin: "profile", profile: "kestrel", region: "cn-north-1" },
  up: <U>(kind: Named<U>): U => {
    if (kind.noun !== "depot") throw new Error(`no ${kind.noun}`);
    return "a b" as U;
  },
};
const asAny = (kind: unknown) => kind as AnyKind;
const keys = (kind: unknown, arn: string) => {
  const ref = parseArn(arn);
  return ref && keysIn(asAny(kind), ref);
};

describe("the patterns of a kind", () => {
  it("tell the ARN in the region's partition, and the page with its parts encoded", () => {
    const { ref, page } = toldOf(asAny(parcels), { id: "x/1", depot: "north" }, {}, at);
    expect(ref && formatArn(ref)).toBe("arn:aws-cn:post:cn-north-1::parcel/a b/x/1");
    expect(page).toBe("post/home#/a%20b/parcels/x%2F1");
  });

  it("take a text of the item where no kind above is called so", () => {
    expect(toldOf(asAny(labels), { id: "x&1", depot: "north" }, {}, at).page).toBe("post/x%261");
    expect(() => toldOf(asAny({ ...labels, page: "post/{weight}" }), { id: "1", depot: "north" }, {}, at)).toThrow("a label tells no weight");
  });

  it("stand behind what the kind tells by itself", () => {
    const own = { ...parcels, tell: () => ({ label: "", page: "own", ref: parseArn("arn:aws:post:eu-west-1:1:own") }) };
    expect(toldOf(asAny(own), { id: "1", depot: "north" }, {}, at)).toMatchObject({ page: "own", ref: { resource: "own" } });
  });

  it.each([
    [parcels, "arn:aws:post:eu-west-1:1:parcel/north/x/1", ["north", "x/1"]],
    [parcels, "arn:aws:post:eu-west-1:1:parcel/north", undefined],
    [parcels, "arn:aws:post:eu-west-1:1:parcel//1", undefined],
    [parcels, "arn:aws:rail:eu-west-1:1:parcel/north/1", undefined],
    [depots, "arn:aws:post:eu-west-1:1:depot/north", ["north"]],
    [depots, "arn:aws:post:eu-west-1:1:depot/", undefined],
    [labels, "arn:aws:post:eu-west-1:1:label/1", undefined],
    [{ ...depots, arn: "post:depot/{depot}/doors" }, "arn:aws:post:eu-west-1:1:depot/north/doors", ["north"]],
    [{ ...depots, arn: "post:depot/{depot}/doors" }, "arn:aws:post:eu-west-1:1:depot/north/doors/1", undefined],
  ])("of %# lead from %s to %j", (kind, arn, expected) => {
    expect(keys(kind, arn)).toEqual(expected);
  });
});
