/** Text of others that is shown in a tooltip is cut behind so many characters. */
const LONGEST = 4_000;

/** Text as Markdown that shows it as it is: no link, no HTML, no heading comes of it. */
export function plain(text: string): string {
  return shortened(text).replaceAll(/[\\`*_{}[\]()#+!|<>~&.:-]/g, String.raw`\$&`).replaceAll(/\r?\n/g, "  \n");
}

/** Text as code in a line. */
export function code(text: string): string {
  const short = shortened(text, 300).replaceAll(/\s+/g, " ");
  const longest = Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return short === "" ? "*empty*" : `${fence}${space}${short}${space}${fence}`;
}

/**
 * Markdown of AWS's documentation, in which nothing but what is harmless works: links lead to the web, and neither images nor
 * HTML are shown.
 */
export function foreign(markdown: string): string {
  const text = shortened(markdown).replaceAll(/!\[/g, "[").replaceAll("<", "&lt;");
  const linked = text.replaceAll(/\]\(\s*(?!https:\/\/)[^)]*\)/g, "]");
  // no reference leads further than its own text
  return linked.replaceAll(/^\s*\[[^\]]*\]:.*$/gm, "").trim();
}

function shortened(text: string, longest = LONGEST): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
