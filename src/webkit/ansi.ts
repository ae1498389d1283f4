/** A run of text of one look. `classes` are those of `webkit/theme.css`; `colour` is a colour outside of the palette. */
export interface AnsiRun {
  readonly text: string;
  readonly classes: readonly string[];
  /** `r, g, b` */
  readonly colour?: string;
  readonly background?: string;
}

/** The palette's colours, as VS Code's themes name them; eight more stand behind these, brighter. */
const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** One of the theme's 16 colours by name, or any other by value. */
type Colour = { readonly name: string } | { readonly value: string };

/** What a terminal would write in at a place (ECMA-48, "SGR"). Text is never hidden: a log is there to be read. */
interface Look {
  readonly weights: ReadonlySet<string>;
  readonly foreground: Colour | undefined;
  readonly background: Colour | undefined;
  readonly isReversed: boolean;
}

const PLAIN: Look = { weights: new Set(), foreground: undefined, background: undefined, isReversed: false };

const WEIGHTS: Readonly<Record<number, string>> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 9: "strikethrough" };
const WITHOUT: Readonly<Record<number, readonly string[]>> = { 22: ["bold", "dim"], 23: ["italic"], 24: ["underline"], 29: ["strikethrough"] };

// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const SEQUENCES = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** A text in more runs would fill the page with elements: what is behind them has no colour. */
const MOST_RUNS = 20_000;

/** A text with terminal escape sequences as runs; sequences other than colours and weights are left out. */
export function parseAnsi(text: string): AnsiRun[] {
  if (!text.includes("\u001b")) return text === "" ? [] : [{ text, classes: [] }];
  const runs: AnsiRun[] = [];
  let look = PLAIN;
  let pieces: string[] = [];
  let from = 0;
  const flush = () => {
    const run = pieces.join("");
    if (run !== "") runs.push({ text: run, ...styleOf(look) });
    pieces = [];
  };
  for (const match of text.matchAll(SEQUENCES)) {
    const [sequence, parameters, final] = match;
    pieces.push(text.slice(from, match.index));
    from = match.index + sequence.length;
    if (final !== "m" || parameters === undefined) continue;
    if (runs.length < MOST_RUNS) flush();
    look = runs.length < MOST_RUNS ? changed(look, parameters) : PLAIN;
  }
  pieces.push(text.slice(from));
  flush();
  return runs;
}

/** More parameters than this stand in no sequence that means something. */
const MOST_PARAMETERS = 64;

/** A look after a sequence. Parameters stand between semicolons; none means 0. */
function changed(look: Look, parameters: string): Look {
  const codes = parameters.split(";", MOST_PARAMETERS).map((code) => (code === "" ? 0 : Number(code)));
  let next = look;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extendedColour(codes.slice(at + 1));
      at += used;
      if (colour !== undefined) next = code === 38 ? { ...next, foreground: colour } : { ...next, background: colour };
    } else next = changedBy(next, code);
  }
  return next;
}

function changedBy(look: Look, code: number): Look {
  const weight = WEIGHTS[code];
  if (weight !== undefined) return { ...look, weights: new Set([...look.weights, weight]) };
  const without = WITHOUT[code];
  if (without !== undefined) return { ...look, weights: new Set([...look.weights].filter((name) => !without.includes(name))) };
  switch (code) {
    case 0:
      return PLAIN;
    case 7:
      return { ...look, isReversed: true };
    case 27:
      return { ...look, isReversed: false };
    case 39:
      return { ...look, foreground: undefined };
    case 49:
      return { ...look, background: undefined };
    default:
      if (code >= 30 && code <= 37) return { ...look, foreground: paletteColour(code - 30) };
      if (code >= 40 && code <= 47) return { ...look, background: paletteColour(code - 40) };
      if (code >= 90 && code <= 97) return { ...look, foreground: paletteColour(code - 82) };
      if (code >= 100 && code <= 107) return { ...look, background: paletteColour(code - 92) };
      return look;
  }
}

/** `5;n` or `2;r;g;b` behind 38 or 48, and how many parameters that took. */
function extendedColour([kind, ...rest]: readonly number[]): readonly [Colour | undefined, number] {
  const isByte = (value: number | undefined): value is number => value !== undefined && value >= 0 && value <= 255;
  const [first, second, third] = rest;
  if (kind === 5) return [isByte(first) ? paletteColour(first) : undefined, 2];
  if (kind !== 2) return [undefined, kind === undefined ? 0 : 1];
  const isColour = isByte(first) && isByte(second) && isByte(third);
  return [isColour ? { value: `${first}, ${second}, ${third}` } : undefined, 4];
}

/** One of xterm's 256 colours: the palette's 16, a cube of six steps a channel, then 24 greys. */
function paletteColour(index: number): Colour {
  if (index < 16) return { name: `${index < 8 ? "" : "bright-"}${NAMES[index % 8] ?? ""}` };
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return { value: `${grey}, ${grey}, ${grey}` };
  }
  const cube = index - 16;
  const channel = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return { value: `${channel(Math.floor(cube / 36))}, ${channel(Math.floor(cube / 6) % 6)}, ${channel(cube % 6)}` };
}

function styleOf({ weights, isReversed, ...look }: Look): Omit<AnsiRun, "text"> {
  const foreground = isReversed ? look.background : look.foreground;
  const background = isReversed ? look.foreground : look.background;
  const classes = [...weights].map((name) => `ansi-${name}`);
  if (foreground !== undefined && "name" in foreground) classes.push(`ansi-fg-${foreground.name}`);
  if (background !== undefined && "name" in background) classes.push(`ansi-bg-${background.name}`);
  return {
    classes,
    ...(foreground !== undefined && "value" in foreground ? { colour: foreground.value } : {}),
    ...(background !== undefined && "value" in background ? { background: background.value } : {}),
  };
}
