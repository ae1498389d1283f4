import {
  ApplicationAutoScalingClient,
  DescribeScalableTargets$,
  DescribeScalingActivities$,
  DescribeScalingPolicies$,
  DescribeScheduledActions$,
  InvalidNextTokenException$,
  ObjectNotFoundException$,
  RegisterScalableTarget$,
  ValidationException$,
} from "@aws-sdk/client-application-auto-scaling";
import type * as ScalingModule from "@aws-sdk/client-application-auto-scaling";
import { describeService } from "../../resources/descriptor.ts";
import { AwsError } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { TARGET, Targets } from "./targets.ts";

const INVALID = "ValidationException";
const PAGE = { standard: 50, most: 50 };

/** A page of what targets have. */
function paged<T>(all: readonly T[], key: (one: T) => string | undefined, { MaxResults, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined }) {
  const badToken = () => new AwsError("InvalidNextTokenException", "The next token is invalid.");
  const { items, nextToken } = page(all, (one) => key(one) ?? "", { nextToken: NextToken, size: pageSize(MaxResults, "maxResults", PAGE, INVALID), badToken });
  return { items, NextToken: nextToken };
}

/** Application Auto Scaling: services and aliases whose capacity follows the load. */
export const applicationAutoscaling = describeService<typeof ScalingModule, Targets>({
  name: "application-autoscaling",
  types: "AWS::ApplicationAutoScaling::",
  invalid: INVALID,
  schemas: {
    DescribeScalableTargets$,
    DescribeScalingActivities$,
    DescribeScalingPolicies$,
    DescribeScheduledActions$,
    InvalidNextTokenException$,
    ObjectNotFoundException$,
    RegisterScalableTarget$,
    ValidationException$,
  },
  client: (options) => new ApplicationAutoScalingClient(options),
  open: (state) => new Targets(state),
  rules: {
    DescribeScalableTargets: {
      type: TARGET, rows: "ScalableTargets", page: PAGE,
      equal: { ServiceNamespace: "ServiceNamespace", ResourceIds: "name", ScalableDimension: "ScalableDimension" },
    },
  },
  handlers: (targets) => ({
    DescribeScalingPolicies({ ServiceNamespace, ResourceId, PolicyNames, ...input }, { region }) {
      const all = targets(region).of(ServiceNamespace, ResourceId).flatMap((one) => targets(region).policiesOf(one));
      const named = all.filter(({ PolicyName = "" }) => PolicyNames === undefined || PolicyNames.includes(PolicyName));
      const { items, NextToken } = paged(named, ({ PolicyARN }) => PolicyARN, input);
      return { ScalingPolicies: items, NextToken };
    },
    DescribeScheduledActions({ ServiceNamespace, ResourceId, ...input }, { region }) {
      const all = targets(region).of(ServiceNamespace, ResourceId).flatMap((one) => targets(region).scheduledOf(one));
      const { items, NextToken } = paged(all, ({ ScheduledActionARN }) => ScheduledActionARN, input);
      return { ScheduledActions: items, NextToken };
    },
    DescribeScalingActivities({ ServiceNamespace, ResourceId, IncludeNotScaledActivities = false, ...input }, { region }) {
      const all = targets(region).of(ServiceNamespace, ResourceId).flatMap((one) => targets(region).activitiesOf(one));
      const told = all.filter(({ NotScaledReasons }) => IncludeNotScaledActivities || NotScaledReasons === undefined);
      const newest = told.toSorted((a, b) => Number(b.StartTime) - Number(a.StartTime));
      const { items, NextToken } = paged(newest, ({ ActivityId }) => ActivityId, input);
      return { ScalingActivities: items, NextToken };
    },
    RegisterScalableTarget({ ServiceNamespace, ResourceId = "", ...parts }, { region }) {
      const [target] = targets(region).of(ServiceNamespace, ResourceId);
      if (target === undefined) {
        throw new AwsError("ObjectNotFoundException", `No scalable target registered for ${ResourceId}: new ones are not made here.`);
      }
      const [least, most] = [parts.MinCapacity ?? Number(target.properties["MinCapacity"]), parts.MaxCapacity ?? Number(target.properties["MaxCapacity"])];
      if (least > most) {
        throw new AwsError(INVALID, `Maximum capacity (${most}) cannot be less than minimum capacity (${least}).`);
      }
      targets(region).register(target, parts);
      return { ScalableTargetARN: target.arn };
    },
  }),
});
