import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { landObject, makeLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { startShell, test } from './contact-lake.ts';

/** Node and the engine take some 30 of these before they have opened any file of the lake. */
const DESCRIPTORS = 64;
const DAYS = 70;
/** Enough records that the quarantined ones are a small share, which doctor accepts. */
const CONTACTS_A_DAY = 6;

describe(`a lake of ${DAYS} days and as many files in quarantine, with ${DESCRIPTORS} descriptors`, () => {
  test('works with the verbs run, query, status, doctor, dashboard, erase and rebuild', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    for (let day = 0; day < DAYS; day++) {
      const at = new Date(Date.UTC(2026, 8, 1 + day, 9)).toISOString().replace('.000', '');
      const contacts = Array.from({ length: CONTACTS_A_DAY }, (_, i) =>
        record({
          ContactId: `${day}-${i}`,
          InitiationTimestamp: at,
          DisconnectTimestamp: at,
          LastUpdateTimestamp: at,
        }),
      );
      await landObject(lake, `${day}`, [...contacts, '{"ContactId": "no record"}']);
    }
    const few = async (verb: string) => {
      const script = `ulimit -n ${DESCRIPTORS}; $PROGRAM ${verb} --lake lake`;
      const { code, stdout, stderr } = await startShell(folder, script).ended;
      expect({ verb, code, stderr }).toEqual({ verb, code: 0, stderr: '' });
      return stdout;
    };
    await few('run');
    const sql = '"SELECT count(*) AS n, count(DISTINCT source_key) AS files FROM';
    expect(await few(`query --format csv --sql ${sql} ctr"`)).toContain(
      `${CONTACTS_A_DAY * DAYS},${DAYS}`,
    );
    expect(await few(`query --format csv --sql ${sql} quarantine"`)).toContain(`${DAYS},${DAYS}`);
    expect(await few('query data-quality --format csv')).toContain(`quarantined_records,${DAYS}`);
    expect(await few('status --json')).toContain(`"days":${DAYS}`);
    await few('doctor');
    await few('dashboard --out page.html');
    expect(await readdir(join(folder, 'lake', 'work'))).not.toContainEqual(
      expect.stringMatching(/^query-/),
    );
    await few('erase --contact 69-0 --yes');
    await few('rebuild');
    expect(await few('status --json')).toContain(`"contacts":${CONTACTS_A_DAY * DAYS - 1}`);
  });
});
