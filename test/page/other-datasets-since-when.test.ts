/** From which day on the page has records of other datasets, and what it has where there are none. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { lakePage } from '../../page/lake-page.ts';
import { openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { makeLake } from '../local/lake.ts';
import { readEventCases } from '../queries/contact-events/event-cases.ts';
import { openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { takeInGenerated } from '../queries/taken-in.ts';
import { generated } from '../sample-data/stream.ts';
import { goTo } from './any-selection/shown.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { runOn } from './lake.ts';
import { ALL_KINDS, LONDON } from './lake-of-all-kinds.ts';
import { pageFile, visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => removeFolder(folder));

const missing = missingBrowser();
if (missing) console.warn(`Other datasets on the page: ${missing}`);

test('a page of a lake with contact records alone has none of it', async () => {
  const small = await openSmallLake(sampleOfContacts(60, 5));
  try {
    const { occupancy, sentiments, evaluations, exits } = openPage(
      await pageData(runOn(small), join(QUERIES, 'page'), LONDON),
    );
    expect([occupancy, sentiments, evaluations, exits].map(({ length }) => length)).toEqual([
      0, 0, 0, 0,
    ]);
    if (missing) return;
    const browser = await startBrowser();
    const file = await pageFile(small, LONDON, null);
    await visit(browser, `${file.url}#view=trends`, async (tab) => {
      await expect.poll(() => tab.locator('[data-section=lost-in-flows]').count()).toBe(0);
      await goTo(tab, 'view=people&from=2026-01-01&to=2026-12-31');
      await expect.poll(() => tab.locator('.people thead th').count()).toBe(7);
      await goTo(tab, 'view=people&from=2026-01-01&to=2026-12-31&agent=ben');
      await expect.poll(() => tab.getByText('Time, sentiment and evaluations').count()).toBe(0);
    });
    await browser.close();
    await file.remove();
  } finally {
    small.close();
  }
});

/** Of four days of contacts, the last two have records of the other datasets: those from 26 October on. */
describe('a lake in which the other datasets begin later than the contacts', () => {
  let later: LakeFolder;
  beforeAll(async () => {
    const { objects } = generated(400, 43, {
      days: 4,
      lastDay: '2026-10-27',
      untilHour: 14,
      otherDays: 2,
      otherKinds: [...ALL_KINDS, 'contact-events'],
    });
    later = await makeLake(folder, 'later');
    await takeInGenerated(later, objects);
  });

  test('has the days of each', async () => {
    const { datasetDays } = (await lakePage(later, dataset, LONDON, 0)).data;
    const days = { first: '2026-10-26', last: '2026-10-27', firstLocal: null };
    expect(datasetDays).toEqual({
      agent_events: days,
      contact_analyses: days,
      evaluations: days,
      flow_logs: days,
      contact_events: days,
    });
  });

  test.skipIf(missing)('says so, and beside the figures of days before', async () => {
    const browser = await startBrowser();
    const file = join(folder, 'later.html');
    await writeDashboard(later, dataset, file, { timeZone: LONDON.timeZone });
    const view = (name: string, from: string) => `view=${name}&from=${from}&to=2026-10-27`;
    const first = view('people', '2026-10-25');
    await visit(browser, `${pathToFileURL(file).href}#${first}`, async (tab) => {
      const leadAt = async (address: string, section: string) => {
        await goTo(tab, address);
        return tab.locator(`[data-section=${section}] .lead`).textContent();
      };
      const coverage = await tab.locator('[data-section=coverage] dl').innerText();
      for (const title of ['Agent events', 'Contact Lens analyses', 'Evaluations', 'Flow logs'])
        expect(coverage).toMatch(new RegExp(`${title}\\s+26\\s*–\\s*27 Oct 2026`));
      expect(coverage).toMatch(/Contact events\s+26\s*–\s*27 Oct 2026/);
      const words =
        'Occupancy, customer sentiment and evaluation score since 26 Oct: records from before are missing.';
      expect(await leadAt(first, 'people')).toContain(words);
      expect(await leadAt(`${first}&agent=agent-001`, 'agent')).toContain(words);
      expect(await leadAt(view('people', '2026-10-26'), 'people')).not.toContain('since 26 Oct');
      const flows = 'Flow logs since 26 Oct';
      expect(await leadAt(view('trends', '2026-10-24'), 'lost-in-flows')).toContain(flows);
      expect(await leadAt(view('trends', '2026-10-26'), 'lost-in-flows')).not.toContain(flows);
    });
    await browser.close();
  });
});

test('the days of a dataset are those of the centre’s zone', async () => {
  const small = await openSmallLake([]);
  const { events } = readEventCases().find(({ name }) => name === 'backlog')!;
  await small.refillOther(contactEvents, events);
  const daysIn = async (timeZone: string) => {
    const { datasetDays } = await pageData(runOn(small), join(QUERIES, 'page'), {
      ...LONDON,
      timeZone,
    });
    return datasetDays;
  };
  // The events are of 2 March, 21:10 to 23:15 UTC.
  const inLondon = await daysIn('Europe/London');
  const inBerlin = await daysIn('Europe/Berlin');
  small.close();
  expect(inLondon.contact_events).toEqual({
    first: '2026-03-02',
    last: '2026-03-02',
    firstLocal: null,
  });
  expect(inBerlin).toEqual({
    agent_events: null,
    contact_analyses: null,
    evaluations: null,
    flow_logs: null,
    contact_events: { first: '2026-03-02', last: '2026-03-03', firstLocal: null },
  });
});
