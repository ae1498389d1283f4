/** Properties that `aws cloudformation package` makes of a path on the disk, from the documentation of that command. */
export const TEMPLATED: ReadonlySet<string> = new Set(
  [
    "AWS::ApiGateway::RestApi/Properties/BodyS3Location",
    "AWS::Lambda::Function/Properties/Code",
    "AWS::Lambda::LayerVersion/Properties/Content",
    "AWS::ElasticBeanstalk::ApplicationVersion/Properties/SourceBundle",
    "AWS::StepFunctions::StateMachine/Properties/DefinitionS3Location",
    "AWS::AppSync::GraphQLSchema/Properties/DefinitionS3Location",
    "AWS::AppSync::Resolver/Properties/RequestMappingTemplateS3Location",
    "AWS::AppSync::Resolver/Properties/ResponseMappingTemplateS3Location",
    "AWS::AppSync::FunctionConfiguration/Properties/RequestMappingTemplateS3Location",
    "AWS::AppSync::FunctionConfiguration/Properties/ResponseMappingTemplateS3Location",
    "AWS::CloudFormation::Stack/Properties/TemplateURL",
    "AWS::CodeCommit::Repository/Properties/Code/S3",
  ].map((path) => `Resources/${path}`),
);
