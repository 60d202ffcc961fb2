import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeReasons, SetAsideCounter } from '../../local/stages/set-aside.ts';
import type { ReasonCount } from '../../pipeline/normalise/reason-counts.ts';

const someReasons: fc.Arbitrary<ReasonCount[]> = fc.uniqueArray(
  fc.record({
    reason: fc.constantFrom('a', 'b', 'c', 'other reasons'),
    count: fc.integer({ min: 1, max: 9 }),
    source_offset: fc.nat({ max: 99 }),
    is_other_kind: fc.constant(false),
  }),
  { selector: ({ reason }) => reason },
);

test('the reasons of objects add up in any order', () => {
  fc.assert(
    fc.property(
      fc.array(someReasons, { maxLength: 6 }).chain((objects) => {
        const numbered = objects.map((reasons, i) => ({ key: `raw/${i}`, reasons }));
        const shuffled = fc.shuffledSubarray(numbered, { minLength: numbered.length });
        return fc.tuple(fc.constant(numbered), shuffled);
      }),
      ([objects, shuffled]) => {
        const found = added(shuffled);
        expect(found).toEqual(added(objects));
        for (const one of found) {
          const of = objects.flatMap(({ key, reasons }) =>
            reasons.filter(({ reason }) => reason === one.reason).map((r) => ({ ...r, key })),
          );
          expect(one.count).toBe(of.reduce((sum, { count }) => sum + count, 0));
          expect(one).toMatchObject({
            source_key: of[0]!.key,
            source_offset: of[0]!.source_offset,
          });
        }
      },
    ),
  );
});

test('are at most a thousand: the others are counted together', () => {
  const counter = new SetAsideCounter();
  for (let i = 0; i < 3000; i++) {
    counter.add(`raw/${i}`, [
      { reason: `reason ${i}`, count: 1, source_offset: 5, is_other_kind: true },
    ]);
  }
  const all = counter.all();
  expect(all).toHaveLength(1001);
  expect(all[0]).toEqual({
    reason: 'other reasons',
    count: 2000,
    source_key: 'raw/1000',
    source_offset: 5,
    is_other_kind: true,
  });
});

test('are listed with their places, the commonest first, and the rest as one', () => {
  const reasons = added([
    {
      key: 'raw/ctr/a',
      reasons: [
        { reason: 'it breaks off', count: 1, source_offset: 9, is_other_kind: false },
        { reason: 'an agent event', count: 1200, source_offset: 2417, is_other_kind: true },
        { reason: 'something', count: 1, source_offset: 3, is_other_kind: false },
      ],
    },
  ]);
  expect(describeReasons(reasons, { most: 2 })).toEqual([
    '1,200 × an agent event (first in raw/ctr/a at byte 2417)',
    '1 × it breaks off (first in raw/ctr/a at byte 9)',
    '1 for other reasons, which `contact-lake status --json` lists',
  ]);
  expect(describeReasons(reasons)).toHaveLength(3);
  expect(describeReasons([])).toEqual([]);
});

function added(objects: readonly { key: string; reasons: readonly ReasonCount[] }[]) {
  const counter = new SetAsideCounter();
  for (const { key, reasons } of objects) counter.add(key, reasons);
  return counter.all();
}
