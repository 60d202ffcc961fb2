import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  questionTable,
  sumNamesModule,
  sumsOf,
  withQuestions,
} from '../../queries/reader/derived.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { PACKAGE } from '../../terminal/package-files.ts';
import { QUERIES } from './small-lake.ts';

const PAGE = join(QUERIES, 'page');
const stored = (file: string) => readFileSync(join(PACKAGE, file), 'utf8');

describe('made of the query files, and up to date (`npm run derive`):', () => {
  test('the README’s table of saved queries', () => {
    const readme = stored('README.md');
    expect(withQuestions(readme, listSavedQueries(QUERIES))).toBe(readme);
  });

  test('the names of the page’s sums', () => {
    expect(sumNamesModule(listSavedQueries(PAGE))).toBe(stored('page/sum-names.ts'));
  });
});

test('a query’s row is its name and its question', () => {
  const { length, ...lines } = questionTable([readSavedQuery(QUERIES, 'journeys')]).split('\n');
  expect({ ...lines, length }).toEqual({
    0: '| query | question |',
    1: '| --- | --- |',
    2: '| `journeys` | How many segments does it take to serve a customer? |',
    length: 3,
  });
});

test('a sum is a column that can be added up: neither a text nor a number to group by', () => {
  expect(sumsOf(readSavedQuery(PAGE, 'waits'))).toEqual(['contacts']);
  expect(sumsOf(readSavedQuery(PAGE, 'callbacks'))).toEqual([
    'requested',
    'dialled',
    'answered',
    'abandoned',
  ]);
});

test('a README without its marks is refused, rather than written over', () => {
  expect(() => withQuestions('# A page', [])).toThrow('The README has no "<!-- made of queries');
});
