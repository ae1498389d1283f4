import type { ResourceType } from "../../base/resourceTypes.ts";

/** Types that stacks have most and whose services have no room here. With its room a type moves to the room's manifest. */
export const otherTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::DynamoDB::Table": { arn: "arn:{partition}:dynamodb:{region}:{account}:table/{id}", console: "dynamodbv2/home#table?name={id}" },
  "AWS::CloudWatch::Alarm": { arn: "arn:{partition}:cloudwatch:{region}:{account}:alarm:{id}" },
  "AWS::EC2::VPC": { arn: "arn:{partition}:ec2:{region}:{account}:vpc/{id}", console: "vpcconsole/home#VpcDetails:VpcId={id}" },
  "AWS::EC2::Subnet": { arn: "arn:{partition}:ec2:{region}:{account}:subnet/{id}" },
  "AWS::EC2::SecurityGroup": { arn: "arn:{partition}:ec2:{region}:{account}:security-group/{id}" },
  "AWS::SQS::Queue": { console: "sqs/v3/home#/queues/{id}" },
  // its ARN has its path, too, which its physical id does not tell
};
