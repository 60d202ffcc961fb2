import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownUnfinishedName, writeFileAtomically } from '../../local/lake/atomic-write.ts';
import { CHANNELS } from '../../queries/channels.ts';
import { OPAQUE } from '../../queries/reader/sql-input.ts';

/** The most statements that the file keeps. */
const MOST_KEPT = 1000;

/** The file, by the rule of the XDG base directories. */
function historyFile(): string {
  const { XDG_STATE_HOME: state } = process.env;
  return join(state || join(homedir(), '.local', 'state'), 'contact-lake', 'sql-history');
}

/** The statements of earlier prompts, each on a line, the newest first; none if there is no file. */
export async function readHistory(): Promise<string[]> {
  try {
    const file = historyFile();
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n').filter(Boolean);
    const kept = lines.map(asKept).filter((line) => line !== null);
    const newest = kept.slice(-MOST_KEPT);
    // Earlier releases kept more of a statement.
    const isToWrite = lines.length > 2 * MOST_KEPT || lines.some((line) => line !== asKept(line));
    if (isToWrite) {
      await writeFileAtomically(
        file,
        newest.map((line) => `${line}\n`).join(''),
        ownUnfinishedName(file),
      );
    }
    return newest.reverse();
  } catch {
    return [];
  }
}

/**
 * Appends a statement to the file, which only its owner may read. What may be personal data is left out, so that
 * `erase` need not touch the history. If the file cannot be written, there is no history.
 */
export function keepStatement(statement: string): void {
  const line = asKept(statement);
  if (line === null) return;
  try {
    mkdirSync(dirname(historyFile()), { recursive: true, mode: 0o700 });
    appendFileSync(historyFile(), `${line}\n`, { mode: 0o600 });
  } catch {
    // The prompt works without it.
  }
}

/** The statement on one line, without its comments. */
export function onOneLine(statement: string): string {
  return statement
    .replace(OPAQUE, (part) => (/^(--|\/\*)/.test(part) ? '\n' : part))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

/**
 * The statement as the file has it: each string literal is `'…'`, unless it cannot be personal. Null if an address or
 * a long number stands outside a literal, or if it is unclear where a literal ends.
 */
export function asKept(statement: string): string | null {
  // The pattern below finds the wrong end of `e'…'` strings and of nested comments.
  if (/\be'|\/\*[\s\S]*\/\*/i.test(statement)) return null;
  const line = onOneLine(statement);
  // Whatever is compared with an attribute may be personal, a day of birth for instance.
  const ofAttributes = /\battributes\b/i.test(line);
  const typed = ofAttributes ? new Set<number>() : placesOfTyped(line);
  const kept = line.replace(OPAQUE, (part: string, ...rest: unknown[]) => {
    if (typed.has(rest.find((one) => typeof one === 'number') as number)) return part;
    const mark = part.startsWith('$') ? "'" : part[0]!;
    const isKept = mark === "'" ? isOfNobody : isColumn;
    return isKept(part.slice(1, -1)) ? part : `${mark}…${mark}`;
  });
  const numbers = kept.replace(NO_NUMBER_OF_A_PERSON, ' ');
  return PERSONAL.test(numbers) || (ofAttributes && COMPARED.test(numbers)) ? null : kept;
}

/** Where in a line the literals begin that SQL itself types as a day, a time or a length of time. */
function placesOfTyped(line: string): Set<number> {
  return new Set([...line.matchAll(TYPED)].map(({ index, 0: text }) => index + text.indexOf("'")));
}

/** An address, or five digits and more, as telephone and account numbers have them. */
const PERSONAL = /@|\d(?:[ ()./_-]{0,3}\d){4}/;

/** A number that is compared with something. */
const COMPARED = /([=<>(,]|\b(like|between|and))\s*\d/i;

/** Days, times, and how many rows are shown. */
const NO_NUMBER_OF_A_PERSON = /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(:\d{2})?|\b(limit|offset)\s+\d+/gi;

/** The units of time, and the `…` that replaces a literal. */
const HARMLESS = /^(second|minute|hour|day|week|month|quarter|year|UTC|…)$/;

/** A literal that SQL itself types as a day, a time or an interval, so that it is no text from a column. */
const TYPED = /\b(date|timestamp|interval)\s+'[-\d :.]*'/gi;

/** Whether it is a name as the lake's columns have them. */
function isColumn(name: string): boolean {
  return /^[a-z0-9_]+$/.test(name);
}

/** Units, channels and time zones say nothing about a person. */
function isOfNobody(text: string): boolean {
  return (
    HARMLESS.test(text) ||
    CHANNELS.some((name) => name === text) ||
    Intl.supportedValuesOf('timeZone').includes(text)
  );
}
