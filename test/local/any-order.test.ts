import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawRecords } from '../../pipeline/normalise/raw-records.ts';
import { generate } from '../../sample-data/generate.ts';
import { removeFolder, test } from './folder.ts';
import { ask, fingerprint, LINEAGE, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

/** A record as delivered: its JSON text. */
type Delivery = string;

/** An object's content, and the run that takes it in. */
interface Cut {
  readonly deliveries: readonly Delivery[];
  readonly isGzip: boolean;
  readonly run: number;
}

const RUNS = 3;

/** Two days with two contacts each; a version's content follows from which it is. */
const someVersions: fc.Arbitrary<Delivery[]> = fc
  .array(
    fc.record({
      day: fc.integer({ min: 22, max: 23 }),
      contact: fc.integer({ min: 1, max: 2 }),
      minute: fc.integer({ min: 10, max: 13 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((versions) => versions.map((version) => JSON.stringify(contactVersion(version))));

function contactVersion({ day, contact, minute }: Record<'day' | 'contact' | 'minute', number>) {
  const varied = createHash('sha256').update(`${day} ${contact} ${minute}`).digest();
  const keys = ['tier', 'Tier2', 'call reason', '顧客種別', '_'].filter(
    (_, i) => varied[i]! % 3 > 0,
  );
  return record({
    ContactId: `${day}-${contact}`,
    InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
    LastUpdateTimestamp: `2026-11-25T09:${minute}:00Z`,
    ...(varied[10]! % 3 > 0 && {
      Attributes: Object.fromEntries(keys.map((key) => [key, `${key} at ${minute}`])),
    }),
    ...(varied[11]! % 3 > 0 && { Agent: { Username: `agent ${minute}`, Unknown: minute } }),
    ...(varied[12]! % 3 > 0 && { Tags: { a: `${minute}`, b: 'b' } }),
  });
}

/** A few of the generator's records, picked so that there are not many days of them. */
const generatedRecords: Promise<Delivery[]> = (async () => {
  const deliveries: Delivery[] = [];
  for (const { bytes } of generate({ contacts: 40, seed: 7 })) {
    for await (const records of rawRecords(dataset, Readable.from([Buffer.from(bytes)]))) {
      deliveries.push(...records.map(String));
    }
  }
  const dayOf = (text: Delivery) => (JSON.parse(text).InitiationTimestamp as string).slice(0, 10);
  const days = [...new Set(deliveries.map(dayOf))].sort().slice(0, 2);
  return deliveries.filter((text) => days.includes(dayOf(text)));
})();

test('the same records make the same table in any order, files and runs, also if repeated', async ({
  folder,
}) => {
  const generated = await generatedRecords;
  expect(generated.length).toBeGreaterThan(5);
  const deliveries = fc.oneof(
    { weight: 3, arbitrary: someVersions },
    { weight: 1, arbitrary: fc.constant(generated) },
  );
  let lakes = 0;
  await fc.assert(
    fc.asyncProperty(
      deliveries.chain((once) => fc.tuple(fc.constant(once), cutsOf(once))),
      async ([once, cuts]) => {
        const name = String(lakes++);
        const plain = await makeLake(folder, `${name}-plain`);
        await landObject(plain, 'all', once);
        await runLake(plain);
        const other = await makeLake(folder, `${name}-cut`);
        await landInRuns(other, cuts);
        expect(await fingerprint(other, LINEAGE)).toEqual(await fingerprint(plain, LINEAGE));
        expect(await contactsOf(other)).toEqual(expectedContacts(once));
        await Promise.all([plain, other].map((lake) => removeFolder(lake.path)));
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
});

test('the same objects make the same table, with the same lineage, in any division into runs', async ({
  folder,
}) => {
  let lakes = 0;
  await fc.assert(
    fc.asyncProperty(
      someVersions.chain(cutsOf),
      fc.array(fc.integer({ min: 0, max: RUNS - 1 }), { minLength: 8, maxLength: 8 }),
      async (cuts, otherRuns) => {
        const name = String(lakes++);
        const one = await makeLake(folder, `${name}-one`);
        await landInRuns(one, cuts);
        const other = await makeLake(folder, `${name}-other`);
        await landInRuns(
          other,
          cuts.map((cut, i) => ({ ...cut, run: otherRuns[i % otherRuns.length]! })),
        );
        expect(await fingerprint(other)).toEqual(await fingerprint(one));
        await Promise.all([one, other].map((lake) => removeFolder(lake.path)));
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
});

/** The records, each at least once and some of them twice, shuffled, cut into objects and runs. */
function cutsOf(once: readonly Delivery[]): fc.Arbitrary<Cut[]> {
  const twice = [...once, ...once];
  const object = fc.record({
    records: fc.integer({ min: 1, max: once.length + 1 }),
    isGzip: fc.boolean(),
    run: fc.integer({ min: 0, max: RUNS - 1 }),
  });
  return fc
    .tuple(
      fc.shuffledSubarray(twice, { minLength: twice.length }),
      fc.integer({ min: 0, max: once.length }),
      fc.array(object, { minLength: 1, maxLength: 6 }),
    )
    .map(([shuffled, repeats, objects]) => {
      const kept = new Set(once);
      const deliveries = shuffled.filter((delivery, i) => kept.delete(delivery) || i < repeats);
      const cuts: Cut[] = [];
      let from = 0;
      for (const [i, { records, isGzip, run }] of objects.entries()) {
        const to = i === objects.length - 1 ? deliveries.length : from + records;
        cuts.push({ deliveries: deliveries.slice(from, to), isGzip, run });
        from = to;
      }
      return cuts;
    });
}

/** Lands the objects, named by their order, and converts after each run's. */
async function landInRuns(lake: LakeFolder, cuts: readonly Cut[]): Promise<void> {
  for (let run = 0; run < RUNS; run++) {
    let landed = 0;
    for (const [i, cut] of cuts.entries()) {
      if (cut.run !== run) continue;
      const text = cut.deliveries.join('');
      await landObject(lake, join('2026', `${i}`), cut.isGzip ? gzipSync(text) : Buffer.from(text));
      landed++;
    }
    if (landed > 0) await runLake(lake);
  }
}

/** What the table has to say, by the plainest code there is. */
function expectedContacts(deliveries: readonly Delivery[]) {
  const contacts = new Map<string, { latest: string; versions: Set<string> }>();
  for (const delivery of deliveries) {
    const { ContactId, LastUpdateTimestamp } = JSON.parse(delivery);
    const version = LastUpdateTimestamp.replace('T', ' ').replace('Z', '');
    const contact = contacts.get(ContactId) ?? { latest: '', versions: new Set() };
    contact.versions.add(version);
    if (version > contact.latest) contact.latest = version;
    contacts.set(ContactId, contact);
  }
  return [...contacts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([contactid, { latest, versions }]) => ({
      contactid,
      lastupdatetimestamp: latest,
      versions_seen: [...versions].sort(),
    }));
}

function contactsOf(lake: LakeFolder) {
  return ask(
    lake,
    'SELECT contactid, lastupdatetimestamp, versions_seen FROM ctr ORDER BY contactid',
  );
}
