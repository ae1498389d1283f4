/** A part of AWS that shares nothing with the others: no identity, no region, no host. */
export interface Partition {
  readonly id: string;
  /** The beginnings of its regions' names, as an expression. */
  readonly regions: RegExp;
  /** Where its services are: `amazonaws.com`. */
  readonly dnsSuffix: string;
  /** A region that is always on. */
  readonly home: string;
  /** The console's host behind the region's name. */
  readonly console: string;
}

const partition = (id: string, regions: RegExp, dnsSuffix: string, home: string, consoleHost: string): Partition => ({
  id, regions, dnsSuffix, home, console: consoleHost,
});

const COMMERCIAL = partition(
  "aws", /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/, "amazonaws.com", "us-east-1", "console.aws.amazon.com",
);

/**
 * The SDK's own partition table, as far as it is used here; a test compares the two. Consoles are not in it: those of the
 * first four are documented, those of the closed partitions are the services' suffix with what AWS's own tools put there.
 */
export const PARTITIONS: readonly Partition[] = [
  COMMERCIAL,
  partition("aws-cn", /^cn-\w+-\d+$/, "amazonaws.com.cn", "cn-northwest-1", "console.amazonaws.cn"),
  partition("aws-us-gov", /^us-gov-\w+-\d+$/, "amazonaws.com", "us-gov-west-1", "console.amazonaws-us-gov.com"),
  partition("aws-eusc", /^eusc-(de)-\w+-\d+$/, "amazonaws.eu", "eusc-de-east-1", "console.amazonaws-eusc.eu"),
  partition("aws-iso", /^us-iso-\w+-\d+$/, "c2s.ic.gov", "us-iso-east-1", "console.c2shome.ic.gov"),
  partition("aws-iso-b", /^us-isob-\w+-\d+$/, "sc2s.sgov.gov", "us-isob-east-1", "console.sc2shome.sgov.gov"),
  partition("aws-iso-e", /^eu-isoe-\w+-\d+$/, "cloud.adc-e.uk", "eu-isoe-west-1", "console.csphome.adc-e.uk"),
  partition("aws-iso-f", /^us-isof-\w+-\d+$/, "csp.hci.ic.gov", "us-isof-south-1", "console.csphome.hci.ic.gov"),
];

/** The partition of a region; `aws` where none fits, as the SDK does it. */
export function partitionOfRegion(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
}
