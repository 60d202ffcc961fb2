import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OTHER_KINDS } from '../../sample-data/sides/sides.ts';
import { generated } from './stream.ts';

const PERIOD = { days: 4, untilHour: 14, lastDay: '2026-10-22' };
const world = generated(500, 8, { ...PERIOD, otherDays: 2 });
const alone = generated(500, 8, PERIOD);

/** A line for each object of a kind, which tells another object from it. */
function linesOf({ objects }: typeof world, wanted: string): string[] {
  return objects
    .filter(({ kind }) => kind === wanted)
    .map(({ key, bytes }) => `${key} ${createHash('sha256').update(bytes).digest('hex')}`);
}

/** The answers about one or more of the sides. */
function answersBeside({ sheet }: typeof world): Readonly<Record<string, unknown>> {
  const contactAnswers = Object.keys(alone.sheet);
  return Object.fromEntries(Object.entries(sheet).filter(([key]) => !contactAnswers.includes(key)));
}

describe('what comes beside contact records', () => {
  it('changes nothing about the contacts, whatever it is', () => {
    expect(linesOf(world, 'contact-records')).toEqual(linesOf(alone, 'contact-records'));
    expect(world.sheet).toMatchObject({ ...alone.sheet });
  });

  it('is of the kinds that are listed, each of which is a dataset', () => {
    const kinds = new Set(world.objects.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['contact-records', ...OTHER_KINDS].sort());
    const folder = (kind: string) =>
      new URL(`../../pipeline/datasets/${kind}/dataset.ts`, import.meta.url);
    expect(OTHER_KINDS.filter((kind) => !existsSync(folder(kind)))).toEqual([]);
  });

  it.each(OTHER_KINDS)('is the same for %s alone as among the others', (kind) => {
    const only = generated(500, 8, { ...PERIOD, otherDays: 2, otherKinds: [kind] });
    expect(linesOf(only, kind).length).toBeGreaterThan(0);
    expect(linesOf(only, kind)).toEqual(linesOf(world, kind));
    expect(answersBeside(world)).toMatchObject(answersBeside(only));
  });

  it.each([-1, 0.5, Number.NaN])('is refused for %d days', (otherDays) => {
    expect(() => generated(1, 1, { otherDays })).toThrow(`not ${otherDays}`);
  });
});
