import { appendFileSync } from 'node:fs';

/** Appends figures as a line of JSON to the file that the variable `FIGURES` names, if it is set. */
export function noteFigures(figures: Readonly<Record<string, unknown>>): void {
  const { FIGURES } = process.env;
  if (FIGURES) appendFileSync(FIGURES, `${JSON.stringify(figures)}\n`);
}
