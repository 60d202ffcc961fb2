import fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };
const CHARACTERS = 0x11_0000 - SURROGATES.count;

/**
 * Any character of Unicode, as fast-check's unit `binary` gives it, with the same values for the same seed.
 * That one keeps all of them in a map, which takes a second and a hundred megabytes to make.
 */
export const anyCharacter = fc.nat(CHARACTERS - 1).map(characterAt, placeOf);

function characterAt(place: number): string {
  return String.fromCodePoint(place < SURROGATES.from ? place : place + SURROGATES.count);
}

function placeOf(character: unknown): number {
  const point = String(character).codePointAt(0) ?? Number.NaN;
  const place = point < SURROGATES.from ? point : point - SURROGATES.count;
  if (characterAt(place) !== character) throw new Error('Not one character');
  return place;
}
