import { refused } from './options.ts';

/** A unit of an option, such as `day` for the letter `d`, and how many of it the option takes. */
interface Unit {
  readonly word: string;
  readonly least?: number;
  readonly most: number;
}

/** The units by their letters; the letter of a unit that may be left out is ''. */
export type Units = Readonly<Record<string, Unit>>;

/**
 * Parses a count and its unit as people write them: `7d`, `7D`, `7 days`. A bound is named only to
 * one who is beyond it.
 * @param expected the forms that the option takes: `a time such as 30m, 2h or 1d`
 * @returns the unit as its letter
 * @throws InvalidArgumentError if the text has another form, or there are too few or too many
 */
export function counted<U extends Units>(
  text: string,
  units: U,
  expected: string,
): { readonly count: number; readonly unit: keyof U & string } {
  const [, digits, written] = /^(\d+)\s*(\p{L}*)$/u.exec(text.trim()) ?? [];
  const name = written?.toLowerCase();
  const found = Object.entries(units).find(
    ([letter, { word }]) => name === letter || (name && [word, `${word}s`].includes(name)),
  );
  if (!found) throw refused(text, expected);
  const [unit, { least = 1, most }] = found;
  const count = Number(digits);
  if (count < least) throw refused(text, `${least}${unit} or more`);
  if (count > most) throw refused(text, `${most}${unit} or less`);
  return { count, unit: unit as keyof U & string };
}
