/** A 32-bit hash of a text (FNV-1a with a final mix): the seed of whatever the text names. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return mix(hash);
}

/** A 32-bit hash of two numbers: the n-th random number of a seed, without the ones before it. */
export function hashPair(seed: number, index: number): number {
  return mix((seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0);
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A sequence of random values for each name: what one name draws changes nothing for the others. */
export class Dice {
  readonly #seed: string;
  readonly #byName = new Map<string, Random>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  of(name: string): Random {
    let known = this.#byName.get(name);
    if (known === undefined) {
      known = new Random(`${this.#seed} ${name}`);
      this.#byName.set(name, known);
    }
    return known;
  }
}

/** The two digits of each byte. */
const BYTES = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, "0"));

/** The eight lower-case hexadecimal digits of a number: an account is made of thousands of ids. */
function digits(value: number): string {
  return `${BYTES[value >>> 24]}${BYTES[(value >>> 16) & 255]}${BYTES[(value >>> 8) & 255]}${BYTES[value & 255]}`;
}

/** A repeatable sequence of random values. */
export class Random {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number | string) {
    this.#seed = typeof seed === "number" ? seed : hashText(seed);
  }

  /** A 32-bit unsigned integer. */
  next(): number {
    this.#drawn += 1;
    return hashPair(this.#seed, this.#drawn);
  }

  /** 0 ≤ x < 1 */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.next() % items.length] ?? items[0];
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = "";
    while (text.length < length) {
      text += digits(this.next());
    }
    return text.slice(0, length);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const [a, b, c, d] = [this.next(), this.next(), this.next(), this.next()];
    const [e, f] = [digits(b), digits(c)];
    const variant = "89ab".charAt(this.next() & 3);
    return `${digits(a)}-${e.slice(0, 4)}-4${e.slice(5)}-${variant}${f.slice(1, 4)}-${f.slice(4)}${digits(d)}`;
  }
}
