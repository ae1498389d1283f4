import {
  AbortEnvironmentUpdate$,
  DescribeApplicationVersions$,
  DescribeApplications$,
  DescribeEnvironmentHealth$,
  DescribeEnvironmentResources$,
  DescribeEnvironments$,
  DescribeEvents$,
  DescribeInstancesHealth$,
  ElasticBeanstalkClient,
  InvalidRequestException$,
  RestartAppServer$,
  SwapEnvironmentCNAMEs$,
  UpdateEnvironment$,
} from "@aws-sdk/client-elastic-beanstalk";
import type * as BeanstalkModule from "@aws-sdk/client-elastic-beanstalk";
import type { EventDescription, EventSeverity } from "@aws-sdk/client-elastic-beanstalk";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { APPLICATION, ENVIRONMENT, Environments, VERSION } from "./environments.ts";

const INVALID = "InvalidParameterValue";
/** All at once, where no size is asked for. */
const PAGE = { standard: 1000, most: 1000 };
const SEVERITIES: readonly EventSeverity[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const keyOf = ({ EventDate, RequestId }: EventDescription) => `${EventDate?.getTime() ?? 0} ${RequestId ?? ""}`;

/** AWS Elastic Beanstalk. */
export const elasticbeanstalk = describeService<typeof BeanstalkModule, Environments>({
  name: "elasticbeanstalk",
  types: "AWS::ElasticBeanstalk::",
  invalid: INVALID,
  schemas: {
    AbortEnvironmentUpdate$,
    DescribeApplicationVersions$,
    DescribeApplications$,
    DescribeEnvironmentHealth$,
    DescribeEnvironmentResources$,
    DescribeEnvironments$,
    DescribeEvents$,
    DescribeInstancesHealth$,
    InvalidRequestException$,
    RestartAppServer$,
    SwapEnvironmentCNAMEs$,
    UpdateEnvironment$,
  },
  client: (options) => new ElasticBeanstalkClient(options),
  open: (state) => new Environments(state),
  rules: {
    DescribeApplications: {
      type: APPLICATION, rows: "Applications", by: "ApplicationNames",
      facts: { Versions: ({ name }, environments) => environments.versionsOf(name) },
    },
    DescribeEnvironments: {
      type: ENVIRONMENT, rows: "Environments", by: "EnvironmentNames", page: PAGE,
      equal: { ApplicationName: "ApplicationName", EnvironmentIds: "id", VersionLabel: "VersionLabel" },
      row: (one, environments) => environments.describe(one),
    },
    DescribeApplicationVersions: {
      type: VERSION, rows: "ApplicationVersions", by: "VersionLabels", page: PAGE, equal: { ApplicationName: "ApplicationName" },
      order: (a, b) => b.created - a.created,
      facts: { VersionLabel: ({ name }) => name },
    },
  },
  handlers: (world) => ({
    DescribeEnvironmentHealth(input, { region }) {
      const environments = world(region);
      const one = environments.find(input);
      environments.enhanced(one);
      const { status, colour, causes } = environments.health(one);
      const isBad = status === "Degraded";
      return {
        EnvironmentName: one.name,
        HealthStatus: status,
        Status: text(one, "Status") as BeanstalkModule.EnvironmentHealth,
        Color: colour,
        Causes: causes,
        ApplicationMetrics: {
          Duration: 10,
          RequestCount: 140,
          StatusCodes: { Status2xx: isBad ? 104 : 136, Status3xx: 3, Status4xx: isBad ? 3 : 1, Status5xx: isBad ? 30 : 0 },
          Latency: { P50: 0.02, P99: isBad ? 9.4 : 0.31 },
        },
        RefreshedAt: new Date(one.updated),
      };
    },
    DescribeInstancesHealth(input, { region }) {
      const environments = world(region);
      const one = environments.find(input);
      environments.enhanced(one);
      if (input.NextToken !== undefined) throw new AwsError(INVALID, "The token is not valid.");
      return { InstanceHealthList: environments.instances(one), RefreshedAt: new Date(one.updated) };
    },
    DescribeEnvironmentResources(input, { region }) {
      const environments = world(region);
      const one = environments.find(input);
      return { EnvironmentResources: { EnvironmentName: one.name, Instances: environments.of(one).instances.map(({ id }) => ({ Id: id })) } };
    },
    DescribeEvents({ ApplicationName, EnvironmentName, EnvironmentId, VersionLabel, Severity, StartTime, EndTime, MaxRecords, NextToken }, { region }) {
      const environments = world(region);
      const isAll = EnvironmentName === undefined && EnvironmentId === undefined;
      const told = isAll ? environments.events() : environments.of(environments.find({ EnvironmentName, EnvironmentId })).events;
      const least = SEVERITIES.indexOf(Severity ?? "TRACE");
      const wanted = told.filter(
        (one) =>
          (ApplicationName === undefined || one.ApplicationName === ApplicationName) &&
          (VersionLabel === undefined || one.VersionLabel === VersionLabel) &&
          SEVERITIES.indexOf(one.Severity ?? "TRACE") >= least &&
          (StartTime === undefined || (one.EventDate ?? 0) >= StartTime) &&
          (EndTime === undefined || (one.EventDate ?? 0) < EndTime),
      );
      const badToken = () => new AwsError(INVALID, "The token is not valid.");
      const { items, nextToken } = page(wanted, keyOf, { nextToken: NextToken, size: pageSize(MaxRecords, "maxRecords", PAGE, INVALID), badToken });
      return { Events: items, NextToken: nextToken };
    },
    UpdateEnvironment({ EnvironmentName, EnvironmentId, VersionLabel, OptionSettings, PlatformArn, SolutionStackName, TemplateName }, { region }) {
      const environments = world(region);
      const one = environments.find({ EnvironmentName, EnvironmentId });
      if (VersionLabel === undefined || [OptionSettings, PlatformArn, SolutionStackName, TemplateName].some((other) => other !== undefined)) {
        throw new AwsError(INVALID, "The simulator changes an environment's version alone.");
      }
      environments.deploy(one, VersionLabel);
      return environments.describe(environments.find({ EnvironmentId: one.id }));
    },
    SwapEnvironmentCNAMEs(input, { region }) {
      const environments = world(region);
      const source = environments.find({ EnvironmentName: input.SourceEnvironmentName, EnvironmentId: input.SourceEnvironmentId });
      environments.swap(source, environments.find({ EnvironmentName: input.DestinationEnvironmentName, EnvironmentId: input.DestinationEnvironmentId }));
      return {};
    },
    AbortEnvironmentUpdate(input, { region }) {
      const environments = world(region);
      environments.abort(environments.find(input));
      return {};
    },
    RestartAppServer(input, { region }) {
      const environments = world(region);
      environments.restart(environments.find(input));
      return {};
    },
  }),
});
