import { ApplicationAutoScalingClient, DescribeScalableTargets$, ValidationException$ } from "@aws-sdk/client-application-auto-scaling";
import type * as ScalingModule from "@aws-sdk/client-application-auto-scaling";
import type { RegionState } from "../../account/account.ts";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";

const TARGET = "AWS::ApplicationAutoScaling::ScalableTarget";
const SERVICE = "AWS::ECS::Service";
/** Services whose tasks follow the load. */
const SCALED: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  "auth-service": { least: 2, most: 8 },
  "parcel-web": { least: 2, most: 12 },
  "tracking-api": { least: 2, most: 10 },
};

function openTargets({ inventory, clock }: RegionState): void {
  const opened = clock.now();
  inventory.derive(TARGET, () =>
    inventory.list(SERVICE).flatMap((service) => {
      const range = Object.hasOwn(SCALED, service.name) ? SCALED[service.name] : undefined;
      if (range === undefined) return [];
      const ResourceId = `service/${text(service, "Cluster")}/${service.name}`;
      const arn = inventory.arn("application-autoscaling", `scalable-target/${ResourceId}`);
      const properties = {
        ServiceNamespace: "ecs",
        ResourceId,
        ScalableDimension: "ecs:service:DesiredCount",
        MinCapacity: range.least,
        MaxCapacity: range.most,
        RoleARN: `arn:aws:iam::${inventory.accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
        CreationTime: service.created,
        ScalableTargetARN: arn,
      };
      return [{ type: TARGET, id: arn, arn, name: ResourceId, properties, created: service.created, updated: opened }];
    }),
  );
}

/** Application Auto Scaling: which ECS services are scaled by policies. */
export const applicationAutoscaling = describeService<typeof ScalingModule, void>({
  name: "application-autoscaling",
  types: "AWS::ApplicationAutoScaling::",
  invalid: "ValidationException",
  schemas: { DescribeScalableTargets$, ValidationException$ },
  client: (options) => new ApplicationAutoScalingClient(options),
  open: openTargets,
  rules: {
    DescribeScalableTargets: {
      type: TARGET, rows: "ScalableTargets", page: { standard: 50, most: 50 },
      where: (one, { ServiceNamespace, ResourceIds, ScalableDimension }) =>
        text(one, "ServiceNamespace") === ServiceNamespace &&
        (ResourceIds === undefined || ResourceIds.includes(one.name)) &&
        (ScalableDimension === undefined || text(one, "ScalableDimension") === ScalableDimension),
    },
  },
});
