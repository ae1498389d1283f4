// Written by scripts/tables/types.mjs. A line a type: kind, what `Ref` gives, properties (= replaces, ~ may, ! required), ARN.
export const TYPE_LINES: Readonly<Record<string, string>> = {
  ApiGatewayV2: `
Api ApiId ProtocolType= apigateway:<Region>::/apis/<ApiId>
ApiGatewayManagedOverrides ApiId ApiId=!
ApiMapping ApiMappingId DomainName=!,Stage!,ApiId!
Authorizer AuthorizerId AuthorizerType!,ApiId=!,Name!
Deployment DeploymentId ApiId=!
DomainName DomainName DomainName=! apigateway:<Region>::/domainnames/<DomainName>
Integration IntegrationId ApiId=!,IntegrationType!
IntegrationResponse IntegrationResponseId IntegrationId=!,IntegrationResponseKey!,ApiId=!
Model ModelId Schema!,ApiId=!,Name!
Route RouteId RouteKey!,ApiId=!
RouteResponse RouteResponseId RouteResponseKey!,RouteId=!,ApiId=!
Stage StageName StageName=!,ApiId=!
VpcLink VpcLinkId SubnetIds=!,SecurityGroupIds=,Name! apigateway:<Region>::/vpclinks/<VpcLinkId>
PortalProduct PortalProductArn DisplayName! apigateway:@:/portalproducts/<PortalProductId>
RoutingRule RoutingRuleArn DomainNameArn=!,Priority!,Conditions!,Actions!`,
  ApplicationAutoScaling: `
ScalableTarget ResourceId ResourceId=!,ServiceNamespace=!,ScalableDimension=!,MinCapacity!,MaxCapacity! application-autoscaling:@:scalable-target/<ResourceId>
ScalingPolicy Arn PolicyName=!,PolicyType!,ResourceId=,ScalableDimension=,ScalingTargetId=,ServiceNamespace=`,
  AutoScaling: `
AutoScalingGroup AutoScalingGroupName AutoScalingGroupName=,InstanceId=,MaxSize!,MinSize!
LaunchConfiguration LaunchConfigurationName PlacementTenancy=,SecurityGroups=,LaunchConfigurationName=,MetadataOptions=,InstanceId=,UserData=,ClassicLinkVPCSecurityGroups=,BlockDeviceMappings=,IamInstanceProfile=,KernelId=,AssociatePublicIpAddress=,ClassicLinkVPCId=,EbsOptimized=,KeyName=,SpotPrice=,ImageId=!,InstanceType=!,RamDiskId=,InstanceMonitoring=
LifecycleHook AutoScalingGroupName LifecycleHookName=,LifecycleTransition!,AutoScalingGroupName=!
ScalingPolicy Arn AutoScalingGroupName=!
ScheduledAction ScheduledActionName AutoScalingGroupName=!
WarmPool AutoScalingGroupName AutoScalingGroupName=!`,
  CertificateManager: `
Account AccountId ExpiryEventsConfiguration!
Certificate CertificateArn CertificateAuthorityArn=,DomainName=!,DomainValidationOptions=,KeyAlgorithm=,SubjectAlternativeNames=,ValidationMethod=,CertificateExport= acm:@:certificate/<CertificateId>
AcmeDomainValidation Arn AcmeEndpointArn=!,DomainName=!,PrevalidationOptions!
AcmeEndpoint AcmeEndpointArn AuthorizationBehavior=!,CertificateAuthority!,CertificateTags=
AcmeExternalAccountBinding AcmeExternalAccountBindingArn AcmeEndpointArn=!,RoleArn=!,Expiration=`,
  CloudFormation: `
CustomResource Id ServiceToken=!
HookDefaultVersion Arn
HookTypeConfig ConfigurationArn Configuration!,ConfigurationAlias=
HookVersion Arn ExecutionRoleArn=,TypeName=!,LoggingConfig=,SchemaHandlerPackage=!
Macro Id FunctionName!,Name=!
ModuleDefaultVersion Arn VersionId=,ModuleName=,Arn=
ModuleVersion Arn ModulePackage=!,ModuleName=!
PublicTypeVersion PublicTypeArn TypeName=,LogDeliveryBucket=,Type=,PublicVersionNumber=,Arn=
Publisher PublisherId AcceptTermsAndConditions=!,ConnectionArn=
ResourceDefaultVersion Arn
ResourceVersion Arn ExecutionRoleArn=,TypeName=!,LoggingConfig=,SchemaHandlerPackage=!
Stack StackId
StackSet StackSetId StackSetName=!,PermissionModel=!
TypeActivation Arn LoggingConfig=
WaitCondition Id
WaitConditionHandle Id
ChangeSet ChangeSetId ChangeSetName=!,StackName=!,TemplateBody=,TemplateURL=,UsePreviousTemplate=,Description=,ChangeSetType=,Capabilities=,RoleARN=,NotificationARNs=,IncludeNestedStacks=,OnStackFailure=,ImportExistingResources=,DeploymentMode=,Tags=
GeneratedTemplate GeneratedTemplateId GeneratedTemplateName! cloudformation:@:generatedTemplate/<Id>
GuardHook HookArn RuleLocation!,HookStatus!,TargetOperations!,FailureMode!,Alias=!,ExecutionRole=!
LambdaHook HookArn LambdaFunction!,HookStatus!,TargetOperations!,FailureMode!,Alias=!,ExecutionRole!,AutoUpdate=,LoggingConfig=`,
  CloudFront: `
CachePolicy Id CachePolicyConfig! cloudfront::<Account>:cache-policy/<Id>
CloudFrontOriginAccessIdentity Id CloudFrontOriginAccessIdentityConfig! cloudfront::<Account>:origin-access-identity/<Id>
ContinuousDeploymentPolicy Id ContinuousDeploymentPolicyConfig! cloudfront::<Account>:continuous-deployment-policy/<Id>
Distribution Id DistributionConfig! cloudfront::<Account>:distribution/<DistributionId>
Function FunctionARN FunctionConfig!,FunctionCode!,Name=! cloudfront::<Account>:function/<Name>
KeyGroup Id KeyGroupConfig!
MonitoringSubscription DistributionId MonitoringSubscription!,DistributionId=!
OriginAccessControl Id OriginAccessControlConfig! cloudfront::<Account>:origin-access-control/<Id>
OriginRequestPolicy Id OriginRequestPolicyConfig! cloudfront::<Account>:origin-request-policy/<Id>
PublicKey Id PublicKeyConfig!
RealtimeLogConfig Arn Fields!,EndPoints!,SamplingRate!,Name=! cloudfront::<Account>:realtime-log-config/<Name>
ResponseHeadersPolicy Id ResponseHeadersPolicyConfig! cloudfront::<Account>:response-headers-policy/<Id>
StreamingDistribution Id StreamingDistributionConfig!,Tags! cloudfront::<Account>:streaming-distribution/<DistributionId>
AnycastIpList Id IpCount=!,Name=!,Tags= cloudfront::<Account>:anycast-ip-list/<Id>
ConnectionFunction Id Name=!,ConnectionFunctionCode!,ConnectionFunctionConfig! cloudfront::<Account>:connection-function/<Id>
ConnectionGroup Id Name=! cloudfront::<Account>:connection-group/<Id>
DistributionTenant Id DistributionId!,Name=!,Domains! cloudfront::<Account>:distribution-tenant/<Id>
FieldLevelEncryptionProfile Arn FieldLevelEncryptionProfileConfig!
KeyValueStore Name Name=! cloudfront::<Account>:key-value-store/<Name>
TrustStore Id Name=! cloudfront::<Account>:trust-store/<Id>
VpcOrigin Id VpcOriginEndpointConfig! cloudfront::<Account>:vpcorigin/<Id>`,
  CloudTrail: `
Channel ChannelArn Source= cloudtrail:@:channel/<ChannelId>
EventDataStore EventDataStoreArn  cloudtrail:@:eventdatastore/<EventDataStoreId>
ResourcePolicy ResourceArn ResourceArn=!,ResourcePolicy!
Trail TrailName TrailName=,S3BucketName!,IsLogging! cloudtrail:@:trail/<TrailName>
Dashboard DashboardArn  cloudtrail:@:dashboard/<DashboardName>`,
  CloudWatch: `
Alarm AlarmName AlarmName= cloudwatch:@:alarm:<AlarmName>
AnomalyDetector Id MetricName=,Stat=,MetricMathAnomalyDetector=,Dimensions=,Namespace=,SingleMetricAnomalyDetector=,MetricCharacteristics=
CompositeAlarm AlarmName AlarmName=,AlarmRule! cloudwatch:@:alarm:<AlarmName>
Dashboard DashboardName DashboardName=,DashboardBody! cloudwatch::<Account>:dashboard/<DashboardName>
InsightRule Arn RuleState!,RuleBody!,RuleName=! cloudwatch:@:insight-rule/<InsightRuleName>
MetricStream Name FirehoseArn!,OutputFormat!,RoleArn!,Name= cloudwatch:@:metric-stream/<MetricStreamName>
AlarmMuteRule Arn Name=,Rule! cloudwatch:@:alarm-mute-rule:<AlarmMuteRuleName>
LogAlarm AlarmName AlarmName=,Threshold!,ComparisonOperator!,QueryResultsToEvaluate!,QueryResultsToAlarm!,ScheduledQueryConfiguration!
OTelEnrichment AccountId`,
  CodeArtifact: `
Domain Arn DomainName=!,EncryptionKey= codeartifact:@:domain/<DomainName>
Repository Arn DomainName=!,RepositoryName=!,DomainOwner=
PackageGroup Arn DomainName=!,Pattern=!`,
  CodeBuild: `
Project Name Source!,Name=,Artifacts!,ServiceRole!,Environment! codebuild:@:project/<ProjectName>
ReportGroup Arn Type=!,ExportConfig!,Name= codebuild:@:report-group/<ReportGroupName>
SourceCredential Arn ServerType=!,Token!,AuthType!
Fleet Arn Name=`,
  CodeCommit: `
Repository RepositoryId RepositoryName!,Triggers~ codecommit:@:<RepositoryName>`,
  CodeDeploy: `
Application ApplicationName ApplicationName=,ComputePlatform= codedeploy:@:application:<ApplicationName>
DeploymentConfig DeploymentConfigName ComputePlatform=,DeploymentConfigName=,TrafficRoutingConfig=,MinimumHealthyHosts=,ZonalConfig= codedeploy:@:deploymentconfig:<DeploymentConfigurationName>
DeploymentGroup DeploymentGroupName ApplicationName=!,DeploymentGroupName=,ServiceRoleArn!`,
  CodePipeline: `
CustomActionType Category Category=!,InputArtifactDetails=!,Version=!,OutputArtifactDetails=!,ConfigurationProperties=,Settings=,Provider=!
Pipeline Name Name=,RoleArn!,Stages! codepipeline:@:<PipelineName>
Webhook Name AuthenticationConfiguration!,Filters!,Authentication!,TargetPipeline!,TargetAction!,Name= codepipeline:@:webhook:<WebhookName>`,
  DynamoDB: `
GlobalTable TableName TableName=,KeySchema=,LocalSecondaryIndexes=,Replicas! dynamodb::<Account>:global-table/<GlobalTableName>
Table TableName ImportSourceSpecification=,TableName=,KeySchema=! dynamodb:@:table/<TableName>`,
  EC2: `
EIP PublicIp TransferAddress=,Domain=,NetworkBorderGroup=,IpamPoolId=,Address= ec2:@:elastic-ip/<AllocationId>
Instance InstanceId AdditionalInfo~,Affinity~,AvailabilityZone=,BlockDeviceMappings~,CpuOptions=,EbsOptimized~,ElasticGpuSpecifications=,ElasticInferenceAccelerators=,EnclaveOptions=,HibernationOptions=,HostId~,HostResourceGroupArn=,ImageId=,InstanceType~,Ipv6AddressCount=,Ipv6Addresses=,KernelId~,KeyName=,LaunchTemplate=,LicenseSpecifications=,NetworkInterfaces=,PlacementGroupName=,PrivateDnsNameOptions~,PrivateIpAddress=,RamdiskId~,SecurityGroupIds~,SecurityGroups=,SubnetId=,Tenancy~,UserData~ ec2:@:instance/<InstanceId>
InternetGateway InternetGatewayId  ec2:@:internet-gateway/<InternetGatewayId>
LaunchTemplate LaunchTemplateId LaunchTemplateName=,LaunchTemplateData! ec2:@:launch-template/<LaunchTemplateId>
NatGateway NatGatewayId PrivateIpAddress=,ConnectivityType=,AllocationId=,SubnetId=,VpcId=,AvailabilityMode= ec2:@:natgateway/<NatGatewayId>
Route RouteTableId DestinationIpv6CidrBlock=,RouteTableId=!,DestinationCidrBlock=,DestinationPrefixListId=
RouteTable RouteTableId VpcId=! ec2:@:route-table/<RouteTableId>
SecurityGroup Id GroupDescription=!,GroupName=,VpcId= ec2:@:security-group/<SecurityGroupId>
Subnet SubnetId VpcId=!,AvailabilityZoneId=,OutpostArn=,AvailabilityZone=,CidrBlock=,Ipv6Native=,Ipv6CidrBlock~,Ipv4IpamPoolId=,Ipv4NetmaskLength=,Ipv6IpamPoolId=,Ipv6NetmaskLength= ec2:@:subnet/<SubnetId>
VPC VpcId InstanceTenancy~,Ipv4NetmaskLength=,CidrBlock=,Ipv4IpamPoolId=,VpcEncryptionControl= ec2:@:vpc/<VpcId>
VPCEndpoint Id VpcId=!,ServiceName=,VpcEndpointType=,ServiceRegion=,ResourceConfigurationArn=,ServiceNetworkArn= ec2:@:vpc-endpoint/<VpcEndpointId>`,
  ECR: `
PublicRepository RepositoryName RepositoryName= ecr-public::<Account>:repository/<RepositoryName>
PullThroughCacheRule EcrRepositoryPrefix UpstreamRegistryUrl=,EcrRepositoryPrefix=,CredentialArn=,UpstreamRegistry=,CustomRoleArn=,UpstreamRepositoryPrefix=
RegistryPolicy RegistryId PolicyText!
ReplicationConfiguration RegistryId ReplicationConfiguration!
Repository RepositoryName EncryptionConfiguration=,RepositoryName= ecr:@:repository/<RepositoryName>
PullTimeUpdateExclusion PrincipalArn PrincipalArn=!
RegistryScanningConfiguration RegistryId Rules!,ScanType!
RepositoryCreationTemplate Prefix Prefix=!,AppliedFor!
SigningConfiguration RegistryId Rules!`,
  ECS: `
CapacityProvider Name Name=,ClusterName= ecs:@:capacity-provider/<CapacityProviderName>
Cluster ClusterName ClusterName= ecs:@:cluster/<ClusterName>
ClusterCapacityProviderAssociations Cluster DefaultCapacityProviderStrategy!,Cluster=!
PrimaryTaskSet Cluster TaskSetId!,Cluster=!,Service=!
Service ServiceArn Cluster=,DeploymentController=,LaunchType=,Role=,SchedulingStrategy=,ServiceName=
TaskDefinition TaskDefinitionArn TaskRoleArn=,IpcMode=,InferenceAccelerators=,Memory=,PlacementConstraints=,Cpu=,RequiresCompatibilities=,NetworkMode=,PidMode=,ExecutionRoleArn=,RuntimePlatform=,ProxyConfiguration=,Volumes=,ContainerDefinitions=,Family=,EphemeralStorage=,EnableFaultInjection=
TaskSet Cluster PlatformVersion=,TaskDefinition=!,ExternalId=,Cluster=!,LoadBalancers=,Service=!,NetworkConfiguration=,ServiceRegistries=,LaunchType=,CapacityProviderStrategy=
Daemon DaemonArn ClusterArn=,DaemonName=
DaemonTaskDefinition DaemonTaskDefinitionArn ExecutionRoleArn=,TaskRoleArn=,IpcMode=,Volumes=,Memory=,ContainerDefinitions=,Family=,Cpu=,PidMode=
ExpressGatewayService ServiceArn Cluster=,InfrastructureRoleArn=!,ServiceName=,Tags=`,
  ElasticLoadBalancingV2: `
Listener ListenerArn LoadBalancerArn=!,DefaultActions!
ListenerCertificate Id Certificates!,ListenerArn=!
ListenerRule RuleArn ListenerArn=,Actions!,Priority!,Conditions!
LoadBalancer LoadBalancerArn Type=,Scheme=,Name=
TargetGroup TargetGroupArn IpAddressType=,Port=,ProtocolVersion=,Name=,VpcId=,TargetType=,Protocol=
TrustStore TrustStoreArn Name=
TrustStoreRevocation RevocationId RevocationContents=,TrustStoreArn=`,
  Events: `
ApiDestination Name ConnectionArn!,InvocationEndpoint!,HttpMethod!,Name= events:@:api-destination/<ApiDestinationName>
Archive ArchiveName SourceArn=!,ArchiveName= events:@:archive/<ArchiveName>
Connection Name Name= events:@:connection/<ConnectionName>
Endpoint Name EventBuses!,RoutingConfig!,Name= events:@:endpoint/<EndpointName>
EventBus Name EventSourceName=,Name=! events:@:event-bus/<EventBusName>
EventBusPolicy EventBusName EventBusName=,StatementId=!
Rule EventBusName EventBusName=,Name= events:@:rule/<RuleName>`,
  IAM: `
AccessKey Id Serial=,UserName=!
Group GroupName GroupName= iam::<Account>:group/<GroupNameWithPath>
GroupPolicy PolicyName GroupName=!,PolicyName=!
InstanceProfile InstanceProfileName Path=,InstanceProfileName=,Roles! iam::<Account>:instance-profile/<InstanceProfileNameWithPath>
ManagedPolicy PolicyArn ManagedPolicyName=,Path=,Description=,PolicyDocument! iam::<Account>:policy/<PolicyNameWithPath>
OIDCProvider Arn Url= iam::<Account>:oidc-provider/<OidcProviderName>
Policy Id PolicyName!,PolicyDocument! iam::<Account>:policy/<PolicyNameWithPath>
Role RoleName AssumeRolePolicyDocument!,Path=,RoleName= iam::<Account>:role/<RoleNameWithPath>
RolePolicy PolicyName RoleName=!,PolicyName=!
SAMLProvider Arn Name=,AddPrivateKey=,RemovePrivateKey= iam::<Account>:saml-provider/<SamlProviderName>
ServerCertificate ServerCertificateName CertificateBody=,PrivateKey=,CertificateChain=,ServerCertificateName= iam::<Account>:server-certificate/<CertificateNameWithPath>
ServiceLinkedRole RoleName CustomSuffix=,AWSServiceName=
User UserName UserName= iam::<Account>:user/<UserNameWithPath>
UserPolicy PolicyName UserName=!,PolicyName=!
UserToGroupAddition Id GroupName!,Users!
VirtualMFADevice SerialNumber Path=,VirtualMfaDeviceName=,Users! iam::<Account>:mfa/<MfaTokenIdWithPath>`,
  KMS: `
Alias AliasName TargetKeyId!,AliasName=! kms:@:alias/<Alias>
Key KeyId  kms:@:key/<KeyId>
ReplicaKey KeyId KeyPolicy!,PrimaryKeyArn=!`,
  Kinesis: `
Stream Name Name= kinesis:@:stream/<StreamName>
StreamConsumer ConsumerARN ConsumerName=!,StreamARN=!,Tags=
Channel ChannelARN ChannelName=!,EncryptionConfiguration=,StreamConfigurationList=!,ServiceExecutionRoleARN=! kinesis:@:channel/<ChannelId>
ResourcePolicy ResourceArn ResourceArn=!,ResourcePolicy!`,
  Lambda: `
Alias AliasArn FunctionName=!,FunctionVersion!,Name=!
CodeSigningConfig CodeSigningConfigArn AllowedPublishers! lambda:@:code-signing-config:<CodeSigningConfigId>
EventInvokeConfig FunctionName FunctionName=!,Qualifier=!
EventSourceMapping Id StartingPosition=,SelfManagedEventSource=,EventSourceArn=,SelfManagedKafkaEventSourceConfig=,FunctionName!,AmazonManagedKafkaEventSourceConfig=,StartingPositionTimestamp= lambda:@:event-source-mapping:<UUID>
Function FunctionName Code!,Role!,FunctionName=,PackageType=,TenancyConfig= lambda:@:function:<FunctionName>
LayerVersion LayerVersionArn CompatibleRuntimes=,LicenseInfo=,Description=,LayerName=,Content=!,CompatibleArchitectures=
LayerVersionPermission Id Action=!,LayerVersionArn=!,OrganizationId=,Principal=!
Permission FunctionName FunctionName=!,Action=!,EventSourceToken=,FunctionUrlAuthType=,SourceArn=,SourceAccount=,PrincipalOrgID=,Principal=!,InvokedViaFunctionUrl=
Url FunctionArn Qualifier=,AuthType!,TargetFunctionArn=!
Version FunctionArn CodeSha256=,Description=,FunctionName=!,ProvisionedConcurrencyConfig=,RuntimePolicy=
CapacityProvider CapacityProviderName CapacityProviderName=,InstanceRequirements=,KmsKeyArn=,PermissionsConfig=!,VpcConfig=! lambda:@:capacity-provider:<CapacityProviderName>
MicrovmImage ImageArn Name=!,BaseImageArn!,BaseImageVersion!,BuildRoleArn!,Description!,CodeArtifact!,Logging!,EgressNetworkConnectors!,CpuConfigurations!,Resources!,AdditionalOsCapabilities!,Hooks!,EnvironmentVariables! lambda:@:microvm-image:<MicrovmImageName>
NetworkConnector Arn Name=,Configuration! lambda:@:network-connector:<NetworkConnectorId>
ResourcePolicy ResourceArn ResourceArn=!,PolicyDocument!`,
  Logs: `
AccountPolicy AccountId PolicyType=!,PolicyName=!,PolicyDocument!
Destination DestinationName DestinationName=!,TargetArn!,RoleArn! logs:@:destination:<DestinationName>
LogGroup LogGroupName LogGroupName= logs:@:log-group:<LogGroupName>
LogStream LogStreamName LogStreamName=,LogGroupName=!
MetricFilter LogGroupName MetricTransformations!,FilterPattern!,LogGroupName=!,FilterName=
QueryDefinition QueryDefinitionId QueryString!,Name!
ResourcePolicy PolicyName PolicyName=!,PolicyDocument!
SubscriptionFilter FilterName FilterPattern!,LogGroupName=!,FilterName=,DestinationArn!
Delivery DeliveryId DeliverySourceName=!,DeliveryDestinationArn=! logs:@:delivery:<DeliveryName>
DeliveryDestination Name Name=!,DestinationResourceArn=,DeliveryDestinationType=,OutputFormat= logs:@:delivery-destination:<DeliveryDestinationName>
DeliverySource Name Name=! logs:@:delivery-source:<DeliverySourceName>
Integration IntegrationName IntegrationName=!,IntegrationType=!,ResourceConfig=!
LogAnomalyDetector AnomalyDetectorArn  logs:@:anomaly-detector:<DetectorId>
ScheduledQuery ScheduledQueryArn Name=!,QueryLanguage!,QueryString!,ScheduleExpression!,ExecutionRoleArn! logs:@:scheduled-query:<ScheduledQueryId>
StorageTierPolicy AccountId StorageTier!
Transformer LogGroupIdentifier LogGroupIdentifier=!,TransformerConfig!`,
  Pipes: `
Pipe Name Target!,RoleArn!,Source=!,Name= pipes:@:pipe/<Name>`,
  RDS: `
CustomDBEngineVersion Engine DatabaseInstallationFilesS3BucketName=,EngineVersion=!,KMSKeyId=,DatabaseInstallationFilesS3Prefix=,Manifest=,Engine=!,SourceCustomDbEngineVersionIdentifier=,UseAwsProvidedLatestImage=,ImageId=,DatabaseInstallationFiles=
DBCluster DBClusterIdentifier StorageEncrypted=,DBSystemId=,RestoreToTime=,EngineMode=,DBClusterIdentifier=,Engine~,KmsKeyId=,DatabaseName=,DBSubnetGroupName=,SourceDBClusterIdentifier=,MasterUsername~,PubliclyAccessible=,SnapshotIdentifier=,GlobalClusterIdentifier~,RestoreType=,AvailabilityZones=,SourceRegion=,UseLatestRestorableTime=,ClusterScalabilityType=,SourceDbClusterResourceId= rds:@:cluster:<DbClusterInstanceName>
DBClusterParameterGroup DBClusterParameterGroupName Description=!,Parameters!,Family=!,DBClusterParameterGroupName= rds:@:cluster-pg:<ClusterParameterGroupName>
DBInstance DBInstanceIdentifier StorageEncrypted=,Timezone=,Port=,DBClusterIdentifier=,DBParameterGroupName~,MultiAZ~,Engine~,PerformanceInsightsKMSKeyId~,SourceDBInstanceIdentifier~,StorageType~,KmsKeyId=,AvailabilityZone~,AutoMinorVersionUpgrade~,DBSubnetGroupName=,DBInstanceIdentifier=,NcharCharacterSetName=,SourceDBClusterIdentifier~,MasterUsername=,CharacterSetName=,DBClusterSnapshotIdentifier~,SourceDBInstanceAutomatedBackupsArn~,RestoreTime~,PreferredMaintenanceWindow~,SourceRegion=,UseLatestRestorableTime~,SourceDbiResourceId~,DBName=,BackupRetentionPeriod~,CustomIAMInstanceProfile=,DBSnapshotIdentifier~,BackupTarget=,DBSystemId= rds:@:db:<DbInstanceName>
DBParameterGroup DBParameterGroupName DBParameterGroupName=,Description=!,Family=! rds:@:pg:<ParameterGroupName>
DBProxy DBProxyName DBProxyName=!,VpcSubnetIds=!,RoleArn!,EngineFamily=!,EndpointNetworkType=,TargetConnectionNetworkType= rds:@:db-proxy:<DbProxyId>
DBProxyEndpoint DBProxyEndpointName DBProxyEndpointName=!,DBProxyName=!,VpcSubnetIds=!,EndpointNetworkType= rds:@:db-proxy-endpoint:<DbProxyEndpointId>
DBProxyTargetGroup TargetGroupArn DBProxyName=!,TargetGroupName=! rds:@:target-group:<TargetGroupId>
DBSecurityGroup Id DBSecurityGroupIngress!,EC2VpcId=,GroupDescription=! rds:@:secgrp:<SecurityGroupName>
DBSecurityGroupIngress Id DBSecurityGroupName!
DBSubnetGroup DBSubnetGroupName DBSubnetGroupName=,DBSubnetGroupDescription!,SubnetIds! rds:@:subgrp:<SubnetGroupName>
EventSubscription SubscriptionName SubscriptionName=,SnsTopicArn=! rds:@:es:<SubscriptionName>
GlobalCluster GlobalClusterIdentifier StorageEncrypted=,SourceDBClusterIdentifier=,GlobalClusterIdentifier=,Engine= rds::<Account>:global-cluster:<ClusterName>
OptionGroup OptionGroupName OptionGroupDescription=!,OptionGroupName=,MajorEngineVersion=!,EngineName=! rds:@:og:<OptionGroupName>
ClusterSnapshot DBClusterSnapshotArn DBClusterSnapshotIdentifier=!,DBClusterIdentifier=! rds:@:cluster-snapshot:<ClusterSnapshotName>
DBShardGroup DBShardGroupIdentifier DBShardGroupIdentifier=,DBClusterIdentifier=!,MaxACU!,PubliclyAccessible= rds:@:shard-group:<DbShardGroupResourceId>
DBSnapshot DBSnapshotArn DBSnapshotIdentifier=!,DBInstanceIdentifier=! rds:@:snapshot:<SnapshotName>
Integration IntegrationArn SourceArn=!,TargetArn=!,KMSKeyId=,AdditionalEncryptionContext= rds:@:integration:<IntegrationIdentifier>`,
  Route53: `
CidrCollection Id Name=! route53:::cidrcollection/<Id>
DNSSEC HostedZoneId HostedZoneId=!
HealthCheck HealthCheckId HealthCheckConfig! route53:::healthcheck/<Id>
HostedZone Id Name= route53:::hostedzone/<Id>
KeySigningKey HostedZoneId Status!,KeyManagementServiceArn=!,HostedZoneId=!,Name=!
RecordSet Name HostedZoneId=,HostedZoneName=,Name=!,Type!
RecordSetGroup Id HostedZoneId=,HostedZoneName=
DelegationSet Arn
QueryLoggingConfig Arn HostedZoneId=!,CloudWatchLogsLogGroupArn=!
TrafficPolicy Arn Name=!,Document=! route53:::trafficpolicy/<Id>
TrafficPolicyInstance Arn HostedZoneId=!,Name=!,TTL!,TrafficPolicyId!,TrafficPolicyVersion! route53:::trafficpolicyinstance/<Id>`,
  S3: `
AccessPoint Name Bucket=!,BucketAccountId=,VpcConfiguration=,Name= s3:@:accesspoint/<AccessPointName>
Bucket BucketName BucketName=,ObjectLockEnabled=,BucketNamespace=,BucketNamePrefix= s3:::<BucketName>
BucketPolicy Bucket Bucket=!,PolicyDocument!
MultiRegionAccessPoint Name PublicAccessBlockConfiguration=,Regions=!,Name= s3::<Account>:accesspoint/<AccessPointAlias>
MultiRegionAccessPointPolicy MrapName Policy!,MrapName=!
StorageLens StorageLensConfiguration/Id StorageLensConfiguration! s3:@:storage-lens/<ConfigId>
AccessGrant AccessGrantId AccessGrantsLocationId!,Tags=,Permission!,S3PrefixType=,Grantee! s3:@:access-grants/default/grant/<Token>
AccessGrantsInstance AccessGrantsInstanceArn Tags=
AccessGrantsLocation AccessGrantsLocationId IamRoleArn!,LocationScope!,Tags= s3:@:access-grants/default/location/<Token>
StorageLensGroup Name Name=!,Filter! s3:@:storage-lens-group/<Name>`,
  SNS: `
Subscription Arn Endpoint=,Protocol=!,TopicArn=!
Topic TopicArn FifoTopic=,TopicName= sns:@:<TopicName>
TopicInlinePolicy TopicArn TopicArn=!,PolicyDocument!
TopicPolicy Id Topics!,PolicyDocument!`,
  SQS: `
Queue QueueUrl FifoQueue=,QueueName= sqs:@:<QueueName>
QueueInlinePolicy Queue PolicyDocument!,Queue=!
QueuePolicy Id PolicyDocument!,Queues!`,
  SSM: `
Association AssociationId InstanceId=,Name! ssm:@:association/<AssociationId>
Document Name DocumentFormat~,Requires~,Content~!,TargetType~,DocumentType=,VersionName~,Attachments~,Name= ssm:@:document/<DocumentName>
MaintenanceWindow WindowId AllowUnassociatedTargets!,Cutoff!,Schedule!,Duration!,Name! ssm:@:maintenancewindow/<ResourceId>
MaintenanceWindowTarget WindowTargetId WindowId=!,ResourceType!,Targets! ssm:@:windowtarget/<WindowTargetId>
MaintenanceWindowTask WindowTaskId Priority!,TaskArn!,WindowId=!,TaskType=! ssm:@:windowtask/<WindowTaskId>
Parameter Name Type!,Value!,Name= ssm:@:parameter/<ParameterNameWithoutLeadingSlash>
PatchBaseline Id OperatingSystem=,Name! ssm:@:patchbaseline/<PatchBaselineIdResourceId>
ResourceDataSync SyncName S3Destination=,KMSKeyArn=,BucketName=,BucketRegion=,SyncFormat=,SyncType=,BucketPrefix=,SyncName=! ssm:@:resource-data-sync/<SyncName>
ResourcePolicy PolicyId Policy!,ResourceArn=!
CloudConnector CloudConnectorArn DisplayName!,RoleArn=!,Configuration!,ConfigConnectorArn=! ssm:@:cloud-connector/<CloudConnectorId>
OpsItem OpsItemArn Title!,Description!,Source=! ssm:@:opsitem/<ResourceId>
ServiceSetting Arn SettingId=!,SettingValue! ssm:@:servicesetting/<ResourceId>`,
  Scheduler: `
Schedule Name ScheduleExpression!,Target!,FlexibleTimeWindow!,Name=
ScheduleGroup Name Name= scheduler:@:schedule-group/<GroupName>`,
  SecretsManager: `
ResourcePolicy SecretId SecretId=!,ResourcePolicy!
RotationSchedule Id SecretId=!
Secret Id Name= secretsmanager:@:secret:<SecretId>
SecretTargetAttachment SecretId SecretId=!,TargetType!,TargetId!`,
  StepFunctions: `
Activity Arn Name=!,EncryptionConfiguration= states:@:activity:<ActivityName>
StateMachine Arn StateMachineName=,RoleArn!,StateMachineType= states:@:stateMachine:<StateMachineName>
StateMachineAlias Arn Name=
StateMachineVersion Arn Description=,StateMachineRevisionId=,StateMachineArn=!`,
  XRay: `
Group GroupARN GroupName!
ResourcePolicy PolicyName PolicyName=!,PolicyDocument!
SamplingRule RuleARN  xray:@:sampling-rule/<SamplingRuleName>
TransactionSearchConfig AccountId`,
  CodeConnections: `
Connection ConnectionArn ConnectionName=!,ProviderType=,HostArn= codeconnections:@:connection/<ConnectionId>
Host HostArn Name=!,ProviderType=!,ProviderEndpoint! codeconnections:@:host/<HostId>`,
};
