const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[-+]{1,2}(?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a text is an IPv6 address, without a zone. */
export function isIpv6(text: string): boolean {
  if (text.length > 45 || !/^[0-9A-Fa-f:.]+$/.test(text) || text.split("::").length > 2) return false;
  const isShortened = text.includes("::");
  const groups = text.split("::").flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  let count = groups.length;
  if (last?.includes(".") === true) {
    if (!IPV4.test(last)) return false;
    groups.pop();
    count += 1;
  }
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return isShortened ? count < 8 : count === 8;
}

/** An IPv4 address as a number; undefined for what is none. */
export function ipv4Number(text: string): number | undefined {
  return IPV4.test(text) ? text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

/** Whether a text is a network of IPv4 in which no bit of the host is set. */
export function isIpv4Network(text: string): boolean {
  const [address = "", prefix = "32", ...more] = text.split("/");
  const number = ipv4Number(address);
  if (number === undefined || more.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return false;
  return number % 2 ** (32 - Number(prefix)) === 0;
}

function isIpv6Network(text: string): boolean {
  const [address = "", prefix = "128", ...more] = text.split("/");
  if (!isIpv6(address) || more.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > 128) return false;
  const bits = ipv6Bits(address);
  return !bits.slice(Number(prefix)).includes("1");
}

function ipv6Bits(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = (half: string) =>
    half === "" ? [] : half.split(":").flatMap((group) => {
      const number = ipv4Number(group);
      return number === undefined ? [Number.parseInt(group, 16)] : [Math.floor(number / 65536), number % 65536];
    });
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last].map((group) => group.toString(2).padStart(16, "0")).join("");
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => /^\d{4}-(?:0[1-9]|1[0-2])-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)),
  "date-time": (text) => /^\d{4}-(?:0[1-9]|1[0-2])-\d{2}T/.test(text) && TIME.test(text.slice(11)),
  email: (text) => text.includes("@"),
  ipv4: (text) => IPV4.test(text),
  "ipv4-network": isIpv4Network,
  ipv6: isIpv6,
  "ipv6-network": isIpv6Network,
  regex: (text) => isExpression(text),
  time: (text) => TIME.test(text),
};

/** Whether a text is a regular expression of this language. */
export function isExpression(text: string, flags = ""): boolean {
  try {
    RegExp(text, flags);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text has one of JSON Schema's formats; true for a format that is none of these. */
export function isFormat(format: string, text: string): boolean {
  const check = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return check === undefined || check(text);
}
