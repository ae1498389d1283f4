/** A value as a plan shows it: hidden where its name looks like a secret's. */
export function shownValue(name: string, value: string): string {
  return /secret|passw|token|key|credential/i.test(name) ? "••••" : value;
}
