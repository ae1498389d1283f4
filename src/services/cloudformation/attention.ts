import type { AttentionItem } from "../../base/contracts.ts";
import type { Standing } from "../../base/standing.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { Attention } from "../../host/kinds/attention.ts";
import type { CloudFormationApi } from "./api.ts";
import { type Stack, reasonText, standingOfStatus, statusText } from "./model.ts";

const TELLING: readonly Standing[] = ["running", "undoing", "failed", "warned"];
/** Pages of a list that the service filters. */
const PAGES = 2;
/** A stack that stands since then as it was before a change that failed is no news, in milliseconds. */
const RECENT = 3 * 24 * 60 * 60_000;

/** Stacks that change, or whose last change failed; nested ones are told by the stack that they are in. */
export const stackAttention: Attention<CloudFormationApi> = {
  look: async (api, { signal }) => {
    const stacks = await api.stacksOf((status) => TELLING.includes(standingOfStatus(status)), PAGES, signal);
    return { items: stacks.filter((stack) => stack.parentId === undefined && isNews(stack)).flatMap(toItem) };
  },
};

function isNews({ status, updatedAt, createdAt }: Stack): boolean {
  return standingOfStatus(status) !== "warned" || Date.now() - (updatedAt ?? createdAt ?? 0) < RECENT;
}

function toItem({ id, name, status, reason, updatedAt, createdAt }: Stack): readonly AttentionItem[] {
  const ref = parseArn(id);
  const at = updatedAt ?? createdAt;
  // a stack has one id for all its changes
  return ref === undefined ? [] : [{ id: `${id} ${at ?? ""}`, label: name, standing: standingOfStatus(status), facts: [statusText(status), reasonText(reason)], at, ref }];
}
