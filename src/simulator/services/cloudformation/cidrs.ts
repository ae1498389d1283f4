import { AwsError } from "../../wire/errors.ts";

/**
 * `Fn::Cidr`: blocks of a size within a block, the lowest first.
 * @param count how many, 1 to 256
 * @param bits of an address that each block leaves free
 * @throws AwsError ValidationError where the block has no room
 */
export function cidrs(block: string, count: number, bits: number): string[] {
  const [address = "", length = ""] = block.split("/");
  const octets = address.split(".").map(Number);
  const isBlock = octets.length === 4 && octets.every((one) => Number.isInteger(one) && one >= 0 && one < 256);
  const size = 2 ** bits;
  const room = 2 ** (32 - Number(length));
  if (!isBlock || !/^\d+$/.test(length) || !(count >= 1 && count <= 256) || size * count > room) {
    throw new AwsError("ValidationError", `Template error: Fn::Cidr cannot make ${count} blocks of ${bits} bits in ${block}`);
  }
  const base = octets.reduce((sum, one) => sum * 256 + one, 0);
  const first = base - (base % room);
  return Array.from({ length: count }, (_none, index) => {
    const at = first + index * size;
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256);
    return `${parts.join(".")}/${32 - bits}`;
  });
}
