/** Colours as terminals and build logs carry them. */
const RESET = "\u001b[0m";
const paint = (code: number) => (text: string) => `\u001b[${code}m${text}${RESET}`;
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const cyan = paint(36);
export const dim = paint(2);
export const bold = paint(1);
