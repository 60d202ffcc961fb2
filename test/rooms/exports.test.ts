/** Who reads `export` expects a user elsewhere. What has none is the file's own, or is dead. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from './source-files.ts';

/** Functions, classes and constants; a type may be named by what returns it alone. */
const EXPORTED = /^export (?:async )?(?:function\*?|const|(?:abstract )?class) (\w+)/gm;

/** The names that TypeScript exports and no other file says. @param texts of all files, by path */
function withoutUser(texts: ReadonlyMap<string, string>): string[] {
  const sayers = new Map<string, number>();
  for (const text of texts.values())
    for (const word of new Set(text.match(/[\w$]+/g)))
      sayers.set(word, (sayers.get(word) ?? 0) + 1);
  const scripts = [...texts].filter(([path]) => path.endsWith('.ts'));
  return scripts.flatMap(([path, text]) =>
    [...text.matchAll(EXPORTED)]
      .filter(([, name]) => sayers.get(name!) === 1)
      .map(([, name]) => `${path}: ${name}`),
  );
}

test('each exported function, class and constant is named in another file', () => {
  const files = sourceFiles().filter((path) => /\.(ts|mjs)$/.test(path));
  const texts = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  expect(withoutUser(texts)).toEqual([]);
});

test('one without a user would be found', () => {
  const texts = new Map([
    ['waits.ts', 'export function waitOf() {}\nexport const LONGEST_SECONDS = 5;\n'],
    ['page.ts', "import { waitOf } from './waits.ts';\n"],
  ]);
  expect(withoutUser(texts)).toEqual(['waits.ts: LONGEST_SECONDS']);
});
