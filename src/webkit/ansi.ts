import Anser from "anser";

/** A run of text of one look. `classes` are those of `webkit/ansi.css`; `colour` is a colour outside of the palette. */
export interface AnsiRun {
  readonly text: string;
  readonly classes: readonly string[];
  /** `r, g, b` */
  readonly colour?: string;
  readonly background?: string;
}

/** Anser names the 16 colours by their values; these are the names that VS Code's themes use. */
const NAMES: Readonly<Record<string, string>> = {
  "ansi-black": "black",
  "ansi-red": "red",
  "ansi-green": "green",
  "ansi-yellow": "yellow",
  "ansi-blue": "blue",
  "ansi-magenta": "magenta",
  "ansi-cyan": "cyan",
  "ansi-white": "white",
  "ansi-bright-black": "bright-black",
  "ansi-bright-red": "bright-red",
  "ansi-bright-green": "bright-green",
  "ansi-bright-yellow": "bright-yellow",
  "ansi-bright-blue": "bright-blue",
  "ansi-bright-magenta": "bright-magenta",
  "ansi-bright-cyan": "bright-cyan",
  "ansi-bright-white": "bright-white",
};

// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const OTHER_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*(?!m)[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** A text with terminal escape sequences as runs; sequences other than colours and weights are left out. */
export function parseAnsi(text: string): AnsiRun[] {
  if (!text.includes("\u001b")) return text === "" ? [] : [{ text, classes: [] }];
  const entries = Anser.ansiToJson(text.replace(OTHER_SEQUENCES, ""), { use_classes: true, remove_empty: true });
  return entries.map((entry) => {
    // anser swaps the colours of reversed text by itself
    const classes = entry.decorations.filter((name) => name !== "reverse").map((name) => `ansi-${name}`);
    const colour = colourOf(entry.fg, entry.fg_truecolor);
    const background = colourOf(entry.bg, entry.bg_truecolor);
    if (colour?.name !== undefined) classes.push(`ansi-fg-${colour.name}`);
    if (background?.name !== undefined) classes.push(`ansi-bg-${background.name}`);
    return {
      text: entry.content,
      classes,
      ...(colour?.value === undefined ? {} : { colour: colour.value }),
      ...(background?.value === undefined ? {} : { background: background.value }),
    };
  });
}

/** One of the theme's 16 colours by name, or any other by value. */
function colourOf(name: string | null, trueColour: string | null): { name?: string; value?: string } | undefined {
  if (name === null || name === "") return undefined;
  const known = NAMES[name];
  if (known !== undefined) return { name: known };
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  if (palette !== undefined) return { value: paletteColour(Number(palette)) };
  return trueColour === null || trueColour === "" ? undefined : { value: trueColour };
}

/** The colours 16 to 255 of xterm: a cube of six steps a channel, then 24 greys. */
function paletteColour(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const cube = index - 16;
  const channel = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return `${channel(Math.floor(cube / 36))}, ${channel(Math.floor(cube / 6) % 6)}, ${channel(cube % 6)}`;
}
