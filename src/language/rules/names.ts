import { variantsOf } from "../check/objects.ts";
import { fault, faultAt } from "../check/state.ts";
import { valuesAt } from "../check/values.ts";
import { dynamicReference } from "../check/walk.ts";
import { member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

const recordName: PathRule = {
  code: "E3041",
  paths: ["Resources/AWS::Route53::RecordSet/Properties"],
  check(state, value, _, faults) {
    for (const { value: record } of variantsOf(state, value, ["Name", "HostedZoneName"])) {
      const [name, zone] = ["Name", "HostedZoneName"].map((key) => textOf(member(record, key)));
      if (name === undefined || zone === undefined) continue;
      if (!zone.endsWith(".")) faults.push(faultAt(state, "HostedZoneName", `"${zone}" has to end with a dot.`, { code: "E3041" }));
      const [full, zoneFull] = [name, zone].map((one) => (one.endsWith(".") ? one : `${one}.`));
      if (full === zoneFull || full?.endsWith(`.${zoneFull}`) === true) continue;
      faults.push(faultAt(state, "Name", `"${name}" is not within the zone "${zone}".`, { code: "E3041" }));
    }
  },
};

const validationDomain: PathRule = {
  code: "E3503",
  paths: ["Resources/AWS::CertificateManager::Certificate/Properties/DomainValidationOptions/*"],
  check(state, value, _, faults) {
    for (const { value: option } of variantsOf(state, value)) {
      const [name, domain] = ["DomainName", "ValidationDomain"].map((key) => textOf(member(option, key)));
      if (name === undefined || domain === undefined || name === domain || name.endsWith(`.${domain}`)) continue;
      faults.push(faultAt(state, "DomainName", `"${name}" is not within "${domain}".`, { code: "E3503" }));
    }
  },
};

/** A name for a distribution: labels with dots between, of which the first may be a star. */
function isAlias(text: string): boolean {
  const labels = text.split(".");
  const last = labels.pop() ?? "";
  return (
    labels.length > 0 &&
    labels.every((label) => /^[a-z0-9*](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/.test(last)
  );
}

const aliases: PathRule = {
  code: "E3013",
  paths: ["Resources/AWS::CloudFront::Distribution/Properties/DistributionConfig/Aliases/*"],
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text === undefined || dynamicReference(text) !== undefined) return;
    if (text.includes(".*.")) faults.push(fault(state, `"${text}" has a star in the middle.`, { code: "E3013" }));
    if (!isAlias(text)) faults.push(fault(state, `"${text}" is no name for a distribution.`, { code: "E3013" }));
  },
};

const originId: PathRule = {
  code: "E3057",
  paths: ["Resources/AWS::CloudFront::Distribution/Properties/DistributionConfig"],
  check(state, value, _, faults) {
    for (const { value: target, state: at } of valuesAt(state, value, ["DefaultCacheBehavior", "TargetOriginId"])) {
      const id = textOf(target);
      if (id === undefined) continue;
      const known: (string | undefined)[] = [];
      for (const { value: origin } of valuesAt({ ...at, path: state.path }, value, ["Origins", "*", "Id"])) known.push(textOf(origin));
      for (const { value: group } of valuesAt({ ...at, path: state.path }, value, ["OriginGroups", "Items", "*", "Id"])) {
        if (group !== undefined) known.push(textOf(group));
      }
      // an id that is computed may be the one
      if (known.includes(undefined) || known.includes(id)) continue;
      faults.push(fault(at, `There is no origin "${id}": there are ${known.join(", ")}.`, { code: "E3057" }));
    }
  },
};

/** The units of rates, for one and for more; from "Schedule expressions" of EventBridge. */
const UNITS = [["minute", "hour", "day"], ["minutes", "hours", "days"]] as const;

function wrongRate(text: string): string | undefined {
  const [number = "", unit = "", ...more] = text.split(" ");
  if (unit === "" || more.length > 0) return "A rate is a number and a unit: rate(5 minutes).";
  if (!/^\d+$/.test(number)) return `"${number}" is no number.`;
  if (Number(number) <= 0) return "A rate is at least 1.";
  const units: readonly string[] = UNITS[Number(number) > 1 ? 1 : 0];
  return units.includes(unit) ? undefined : `"${unit}" is not one of ${units.join(", ")}.`;
}

function wrongTime(text: string): string | undefined {
  const fields = text.split(" ");
  if (fields.length !== 6) return "A time has six fields: minutes, hours, day of the month, month, day of the week and year.";
  return fields[2] !== "?" && fields[4] !== "?" ? 'Of the day of the month and that of the week one is "?".' : undefined;
}

const schedule: PathRule = {
  code: "E3027",
  paths: ["Resources/AWS::Events::Rule/Properties/ScheduleExpression"],
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text === undefined) return;
    const [, kind, inner = ""] = /^(rate|cron)\(([^)]*).*\)$/.exec(text) ?? [];
    const wrong = kind === undefined ? "A schedule is rate() or cron()." : inner === "" ? "This is empty." : kind === "rate" ? wrongRate(inner) : wrongTime(inner);
    if (wrong !== undefined) faults.push(fault(state, wrong, { code: "E3027" }));
  },
};

export const NAME_RULES: readonly PathRule[] = [recordName, validationDomain, aliases, originId, schedule];
