/** A receipt says what is done of a raw object. One that says nothing is as good as none. */
import { writeFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { fileOf } from '../../local/lake/lake-folder.ts';
import { lakeStatus } from '../../local/lake/lake-status.ts';
import { dataset } from '../../pipeline/datasets.ts';
import { receiptKey } from '../../pipeline/lake-keys.ts';
import { test } from './folder.ts';
import { ask, landAndRun, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

describe('a receipt that is', () => {
  test.for([
    ['empty', ''],
    ['cut off', '{"raw_bytes":1'],
    ['zeros', '\0'.repeat(100)],
    ['null', 'null'],
    ['another thing', '[1, "receipt"]'],
    ['of another object', '{"raw_bytes":1,"raw_modified_ms":1}'],
  ] as const)(
    '%s has its object normalised again, and holds up no other',
    async ([, content], { folder }) => {
      const lake = await makeLake(folder);
      await landAndRun(lake, 'one.json', [record({ ContactId: '1' })]);
      const receipt = fileOf(lake, receiptKey(dataset, 'raw/ctr/one.json'));
      await writeFile(receipt, content);
      expect(await lakeStatus(lake, dataset)).toMatchObject({
        raw_objects_waiting: 1,
        contacts: 1,
      });
      await landObject(lake, 'two.json', [record({ ContactId: '2' })]);
      await runLake(lake);
      expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1')).toEqual([
        { contactid: '1' },
        { contactid: '2' },
      ]);
      expect(await lakeStatus(lake, dataset)).toMatchObject({
        raw_objects_waiting: 0,
        records_in: 2,
      });
    },
  );
});
