import type * as IamModule from "@aws-sdk/client-iam";
import type { Handlers } from "../wire/types.ts";

/** The simulated operations of IAM: the account's alias. */
export function iamHandlers(alias: string): Handlers<typeof IamModule> {
  return {
    ListAccountAliases() {
      return { AccountAliases: [alias], IsTruncated: false };
    },
  };
}
