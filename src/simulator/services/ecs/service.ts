import {
  ClientException$,
  ClusterNotFoundException$,
  DescribeClusters$,
  DescribeServices$,
  DescribeTaskDefinition$,
  DescribeTasks$,
  ECSClient,
  InvalidParameterException$,
  ListClusters$,
  ListServices$,
  ListTaskDefinitionFamilies$,
  ListTaskDefinitions$,
  ListTasks$,
  ServiceNotFoundException$,
} from "@aws-sdk/client-ecs";
import type * as EcsModule from "@aws-sdk/client-ecs";
import { describeService } from "../../resources/descriptor.ts";
import { EcsFleet } from "./fleet.ts";
import { RULES } from "./rules.ts";

/** Amazon ECS. */
export const ecs = describeService<typeof EcsModule, EcsFleet>({
  name: "ecs",
  types: "AWS::ECS::",
  invalid: "InvalidParameterException",
  schemas: {
    ClientException$,
    ClusterNotFoundException$,
    DescribeClusters$,
    DescribeServices$,
    DescribeTaskDefinition$,
    DescribeTasks$,
    InvalidParameterException$,
    ListClusters$,
    ListServices$,
    ListTaskDefinitionFamilies$,
    ListTaskDefinitions$,
    ListTasks$,
    ServiceNotFoundException$,
  },
  client: (options) => new ECSClient(options),
  open: (state) => new EcsFleet(state),
  rules: RULES,
});
