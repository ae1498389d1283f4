import type * as IamModule from "@aws-sdk/client-iam";
import { ACCOUNT_ALIAS } from "../account/catalogue.ts";
import type { Handlers } from "../wire/types.ts";

/** The simulated operations of IAM: the account's alias. */
export function iamHandlers(): Handlers<typeof IamModule> {
  return {
    ListAccountAliases() {
      return { AccountAliases: [ACCOUNT_ALIAS], IsTruncated: false };
    },
  };
}
