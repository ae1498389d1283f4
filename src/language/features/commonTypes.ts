/** Types that templates are most often made of: offered before 1,800 others. */
const COMMON: ReadonlySet<string> = new Set([
  "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::AutoScaling::AutoScalingGroup", "AWS::CloudFront::Distribution",
  "AWS::CloudWatch::Alarm", "AWS::CodeBuild::Project", "AWS::CodePipeline::Pipeline", "AWS::Cognito::UserPool",
  "AWS::DynamoDB::Table", "AWS::EC2::Instance", "AWS::EC2::InternetGateway", "AWS::EC2::LaunchTemplate", "AWS::EC2::Route",
  "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation",
  "AWS::EC2::VPC", "AWS::EC2::VPCGatewayAttachment", "AWS::ECR::Repository", "AWS::ECS::Cluster", "AWS::ECS::Service",
  "AWS::ECS::TaskDefinition", "AWS::EFS::FileSystem", "AWS::EKS::Cluster", "AWS::ElasticLoadBalancingV2::Listener",
  "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::Events::Rule",
  "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::KMS::Key",
  "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::Logs::LogGroup",
  "AWS::RDS::DBInstance", "AWS::Route53::RecordSet", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription",
  "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::SSM::Parameter", "AWS::SecretsManager::Secret",
  "AWS::Serverless::Api", "AWS::Serverless::Function", "AWS::Serverless::HttpApi", "AWS::Serverless::SimpleTable",
  "AWS::StepFunctions::StateMachine",
]);

/** The rank of a type among suggestions: those with a lower number come first. */
export function rankOfType(type: string): number {
  if (COMMON.has(type)) return type.startsWith("AWS::Serverless::") ? 1 : 2;
  return type.startsWith("AWS::") ? 3 : 5;
}
