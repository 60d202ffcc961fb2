/** The sample's records, one of them as Amazon Connect sent it: every value is found again. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normaliseName } from '../../../pipeline/column-types.ts';
import { normalisePlainly } from './oracle.ts';
import { normaliseFast, readTree, type Tree } from './outcome.ts';

const folder = new URL('../../../sample-data/records/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** The text of every scalar, by the names of the levels it is at. */
function leaves(tree: Tree, nameOf: (key: string) => string, path = ''): [string, string][] {
  if (tree.kind === 'object') {
    return tree.members.flatMap((member) => {
      return leaves(member.value, nameOf, `${path}.${nameOf(member.key)}`);
    });
  }
  if (tree.kind === 'array') {
    return tree.elements.flatMap((element, i) => leaves(element, nameOf, `${path}[${i}]`));
  }
  return [[path, tree.text]];
}

/** `SegmentAttributes.connect:Subtype.ValueString` has its value without the wrapper. */
function unwrapped([path, text]: [string, string]): [string, string] {
  return [path.replace(/^(\.segmentattributes\.\w+)\.value(string|arn)$/, '$1'), text];
}

/** Where the values that have left their columns came from, as if they had not. */
function leavesOfMoved(otherFields: ReadonlyMap<string, string>): [string, string][] {
  return [...otherFields].flatMap(([path, text]) => {
    const levels = path.split('.').map((level) => {
      const [, key, index] = /^(.*?)((?:\[\d+\])*)$/.exec(level)!;
      return `.${normaliseName(key!)}${index}`;
    });
    return leaves(readTree(text), normaliseName, levels.join(''));
  });
}

describe.each(files)('%s', (name) => {
  const bytes = readFileSync(new URL(name, folder));
  const outcome = normaliseFast(bytes);

  test('is read whole, as by the plain version', () => {
    expect(outcome.quarantine).toEqual([]);
    expect(outcome.lines.length).toBeGreaterThan(0);
    expect(outcome).toEqual(normalisePlainly(bytes));
  });

  test.runIf(outcome.lines.length === 1)('has every value in its column, or beside', () => {
    const { fields, otherFields } = outcome.lines[0]!;
    const before = leaves(readTree(bytes.toString().trim()), normaliseName).map(unwrapped);
    const after = [
      ...leaves(readTree(fields), (key) => key),
      ...leavesOfMoved(otherFields).map(unwrapped),
    ];
    expect(before.length).toBeGreaterThan(50);
    expect(after.length).toBe(before.length);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
  });
});

test('of the record of 2022 nothing leaves its column', () => {
  const outcome = normaliseFast(readFileSync(new URL('voice-2022.json', folder)));
  expect(outcome.lines).toHaveLength(1);
  expect(outcome.lines[0]!.otherFields).toEqual(new Map());
});
