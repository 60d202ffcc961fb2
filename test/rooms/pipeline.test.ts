/** The architecture's rules, and what holds them. */
import { describe, expect, test } from 'vitest';
import { type ColumnType, type Field, normaliseName } from '../../pipeline/column-types.ts';
import { requiredFields } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { saidIn, saidInPython, saidInText, sourceFiles } from './source-files.ts';

describe('pipeline/ is in neither world', () => {
  const files = sourceFiles('pipeline');

  /** zlib and hashes compute; they touch nothing. */
  const ALLOWED_MODULES = ['node:zlib', 'node:crypto'];
  /** Clocks, chance, and the world outside. */
  const FORBIDDEN_NAMES = new Set([
    'Date.now',
    'new Date()',
    'Date()',
    'performance',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'Math.random',
    'randomBytes',
    'randomInt',
    'randomUUID',
    'crypto',
    'process',
    'globalThis',
    'global',
    'console',
    'fetch',
    'require',
    'eval',
    'Function',
  ]);

  test('has files', () => {
    expect(files).toContain('pipeline/normalise/normalise.ts');
  });

  test.each(files)('%s imports nothing but pipeline/, zlib and hashes', (file) => {
    const folder = new URL(file, 'file:///');
    const others = saidIn(file).modules.filter((name) => {
      if (ALLOWED_MODULES.includes(name)) return false;
      if (!name.startsWith('.')) return true;
      return !new URL(name, folder).pathname.startsWith('/pipeline/');
    });
    expect(others).toEqual([]);
  });

  test.each(files)('%s knows no time, no chance and no process', (file) => {
    expect(saidIn(file).names.filter((name) => FORBIDDEN_NAMES.has(name))).toEqual([]);
  });

  test('would be found out', () => {
    const said = saidInText(`
      import { readFileSync } from 'node:fs';
      export type { Other } from '../../local/other.ts';
      const sdk = await import('@aws-sdk/client-s3');
      const { env } = process;
      export const now = [Date.now(), new Date(), new Date(0), Math.random(), performance.now()];
      // process.exit() in a comment is a comment, and record.process a field.
      setTimeout(() => record.process, 1);
    `);
    expect(said.modules).toEqual(['node:fs', '../../local/other.ts', '@aws-sdk/client-s3']);
    const found = new Set(said.names.filter((name) => FORBIDDEN_NAMES.has(name)));
    expect([...found].sort()).toEqual([
      'Date.now',
      'Math.random',
      'new Date()',
      'performance',
      'process',
      'setTimeout',
    ]);
  });
});

describe('a dataset is a descriptor', () => {
  /** What is about contact records, and what shows or tests. */
  const MAY_SAY_IT = /^(pipeline\/datasets|queries|sample-data|test|docs)\//;

  function namesDataset(text: string): boolean {
    return text === contactRecords.name || text.includes(`/${contactRecords.name}/`);
  }

  test('no file outside the dataset’s own has its name', () => {
    const files = sourceFiles().filter((file) => !MAY_SAY_IT.test(file));
    expect(files).toEqual(
      expect.arrayContaining(['pipeline/dataset.ts', 'build.mjs', 'glue-scripts/convert.py']),
    );
    expect(files.filter((file) => saidIn(file).strings.some(namesDataset))).toEqual([]);
  });

  test('the search finds the name in strings of TypeScript and Python, and not in comments', () => {
    const { strings } = saidInText('const a = `raw/ctr/`; // ctr\nconst b = "ctr";');
    expect(strings.filter(namesDataset)).toEqual(['raw/ctr/', 'ctr']);
    const python = saidInPython('# "ctr"\na = f"raw/ctr/{b}" + "it\'s" + \'ctr\'  # ctr');
    expect(python.strings.filter(namesDataset)).toEqual(['raw/ctr/{b}', 'ctr']);
  });

  test('the dataset’s own file has its name', () => {
    const { strings } = saidIn('pipeline/datasets/contact-records/dataset.ts');
    expect(strings.some(namesDataset)).toBe(true);
  });
});

describe("the model's fields", () => {
  /** Every list of fields in the dataset, by its path. */
  function structs(fields: readonly Field[], path: string): [string, readonly Field[]][] {
    const below = fields.flatMap((field) => within(field.type, `${path}.${field.name}`));
    return [[path, fields], ...below];
  }

  function within(type: ColumnType, path: string): [string, readonly Field[]][] {
    if (type.kind === 'struct') return structs(type.fields, path);
    if (type.kind === 'array') return within(type.item, `${path}[]`);
    if (type.kind === 'map') return within(type.value, `${path}{}`);
    return [];
  }

  const all = structs(contactRecords.fields, contactRecords.name);

  test('have names of their own, none of them empty', () => {
    for (const [path, fields] of all) {
      const names = fields.flatMap((field) => [field.name, ...field.aliases]);
      expect([...new Set(names)], path).toEqual(names);
      expect(names.map(normaliseName), path).toEqual(names);
      expect(names, path).not.toContain('');
    }
  });

  // A key is overwritten in place with its column's name: it has to be as long at least.
  test('have no alias that is shorter than the name', () => {
    for (const [path, fields] of all) {
      const tooShort = fields.flatMap((field) => {
        const spellings = [normaliseName(field.sourceName), ...field.aliases];
        return spellings.filter((spelling) => spelling.length < field.name.length);
      });
      expect(tooShort, path).toEqual([]);
    }
  });

  test('name a row, its version and its day', () => {
    expect(requiredFields(contactRecords).map((field) => [field.name, field.type.kind])).toEqual([
      ['instancearn', 'string'],
      ['contactid', 'string'],
      ['initiationtimestamp', 'timestamp'],
      ['lastupdatetimestamp', 'timestamp'],
    ]);
  });
});
