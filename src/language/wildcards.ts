/** Whether a name fits a pattern like `Get*` or `Put?bject`. Goes over the pattern and the name by hand, so that none takes long. */
export function fitsWildcards(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let retry = 0;
  while (from < name.length) {
    if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from])) {
      at += 1;
      from += 1;
    } else if (pattern[at] === "*") {
      star = at;
      retry = from;
      at += 1;
    } else if (star !== -1) {
      at = star + 1;
      retry += 1;
      from = retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
