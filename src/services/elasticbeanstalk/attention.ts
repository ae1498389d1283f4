import type { AttentionItem } from "../../base/contracts.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { Attention } from "../../host/kinds/attention.ts";
import type { BeanstalkApi } from "./api.ts";
import { type Environment, isReady, standingOfEnvironment } from "./model.ts";

/** Environments that are not well, or are being changed: the first page of them, a thousand in one call. */
export const environmentAttention: Attention<BeanstalkApi> = {
  look: async (api, { signal }) => ({ items: (await api.someEnvironments(signal)).flatMap(toItem) }),
};

function toItem(environment: Environment): readonly AttentionItem[] {
  const { arn, name, status, health, colour, version, updatedAt } = environment;
  const ref = parseArn(arn);
  if (ref === undefined) return [];
  const state = isReady(environment) ? (health ?? colour) : status;
  // one that is changed again, or not well again, is news
  const id = `${arn} ${state ?? ""} ${version ?? ""}`;
  return [{ id, label: name, standing: standingOfEnvironment(environment), facts: [state?.toLowerCase(), version], at: updatedAt, ref }];
}
