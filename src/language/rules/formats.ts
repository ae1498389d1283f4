import type { State } from "../check/state.ts";

/** A format that AWS's schemas name, with the rule for it. Texts are short: these patterns have no nested repetitions. */
interface AwsFormat {
  readonly code: string;
  fits(text: string, state: State): boolean;
}

const arn = (rest: string) => new RegExp(`^arn:aws[a-zA-Z-]*:${rest}`);

function like(code: string, pattern: RegExp): AwsFormat {
  return { code, fits: (text) => text.length > 2048 || pattern.test(text) };
}

const IMAGE = /^ami-(?:[0-9a-z]{8}|[0-9a-z]{17})$/;
const LAUNCH_TEMPLATE = "Resources/AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/ImageId";

/** From "Naming rules" of S3's user guide. */
function isBucketName(text: string): boolean {
  return /^[a-z0-9.-]{3,63}$/.test(text) && !/^[.-]|[.-]$|\.\.|-\.|\.-/.test(text);
}

/** The formats of AWS's resources by their names in schemas. */
export const FORMATS: ReadonlyMap<string, readonly AwsFormat[]> = new Map(
  Object.entries({
    "AWS::ACM::Certificate.Arn": [like("E1159", arn("acm:[a-z0-9-]+:\\d{12}:certificate/.+$"))],
    "AWS::EC2::Image.Id": [
      {
        code: "E1152",
        fits: (text: string, { kindPath }: State) => IMAGE.test(text) || (kindPath === LAUNCH_TEMPLATE && text.startsWith("resolve:ssm")),
      },
    ],
    "AWS::EC2::SecurityGroup.Id": [like("E1150", /^sg-(?:[a-fA-F0-9]{8}|[a-fA-F0-9]{17})$/)],
    "AWS::EC2::SecurityGroup.Name": [like("E1153", /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/)],
    "AWS::EC2::Subnet.Id": [like("E1154", /^subnet-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/), like("E1155", /^[.\-_/#A-Za-z0-9]{1,512}$/)],
    "AWS::EC2::VPC.Id": [like("E1151", /^vpc-(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$/)],
    "AWS::IAM::Role.Arn": [like("E1156", arn("iam::\\d{12}:role/.+$"))],
    "AWS::KMS::Alias.AliasName": [like("E1164", /^alias\/[a-zA-Z0-9:/_-]+$/)],
    "AWS::KMS::Key.Arn": [like("E1157", arn("kms:[a-z0-9-]+:\\d{12}:(?:key|alias)/.+$"))],
    "AWS::KMS::Key.Id": [
      like("E1162", /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[a-zA-Z0-9/_-]+)$/),
    ],
    "AWS::Lambda::Function.Arn": [like("E1160", arn("lambda:[a-z0-9-]+:\\d{12}:function:.+$"))],
    "AWS::Lambda::Function.Name": [like("E1163", /^[a-zA-Z0-9_-]{1,140}$/)],
    "AWS::S3::Bucket.Name": [
      {
        code: "E1161",
        fits: (text: string, { kindPath }: State) =>
          isBucketName(text) || (text === "" && kindPath === "Resources/AWS::S3::Bucket/Properties/BucketName"),
      },
    ],
    "AWS::SNS::Topic.Arn": [like("E1158", arn("sns:[a-z0-9-]+:\\d{12}:.+$"))],
  }),
);
