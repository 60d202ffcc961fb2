/** With any path as the lake, every verb works, or says in one sentence why it does not. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { expect } from 'vitest';
import { openLake } from '../../local/lake/lake-folder.ts';
import { test } from '../local/folder.ts';
import { ask } from '../local/lake.ts';
import { LAKE_PATHS } from './table.ts';
import { askAll, sentenceOf, VERB_NAMES } from './verbs.ts';

test.for(LAKE_PATHS)(
  'a lake at $name is $outcome',
  async ({ path, outcome, message }, { folder }) => {
    const place = join(folder, 'place');
    await mkdir(join(folder, 'elsewhere'));
    await mkdir(place);
    await mkdir(join(place, 'x'));
    await writeFile(join(place, 'FILE'), 'a text');
    await symlink(join(folder, 'elsewhere'), join(place, 'LINK'));
    await symlink(join(folder, 'nowhere', 'at all'), join(place, 'NOWHERE'));
    await symlink('LOOP', join(place, 'LOOP'));
    const before = await readdir(place);
    const lake = isAbsolute(path) ? path : `${place}/${path}`;
    for (const verb of VERB_NAMES) {
      const sentence = await sentenceOf(verb, lake, join(folder, 'beside'));
      if (outcome === 'kept') expect(sentence, verb).toBeNull();
      else expect(sentence, verb).toMatch(message!);
    }
    if (outcome === 'refused') {
      expect(await readdir(place)).toEqual(before);
      return;
    }
    await askAll(lake);
    const rows = await ask(await openLake(lake), 'SELECT contactid FROM ctr ORDER BY 1');
    expect(rows.map(({ contactid }) => contactid)).toEqual(['landed', 'replayed']);
  },
);
