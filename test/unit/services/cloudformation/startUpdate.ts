import { CodePipelineApi } from "../../../../src/services/codepipeline/api.ts";
import { pendingApprovals } from "../../../../src/services/codepipeline/model.ts";
import type { TestAccount } from "../../account.ts";

/** Releases parcel-web until its stack is being updated. */
export async function startUpdate({ session, control }: TestAccount): Promise<void> {
  const pipelines = new CodePipelineApi(session);
  const name = "parcel-web-release";
  await pipelines.start(name, [], "00000000-0000-4000-8000-00000000cf01");
  for (let second = 0; second < 300; second += 1) {
    const [approval] = pendingApprovals(await pipelines.getState(name));
    if (approval !== undefined) {
      await pipelines.answerApproval(name, approval, true, "");
      return;
    }
    await control.advance(1_000);
  }
  throw new Error("the pipeline did not come to its approval");
}
