/** A mean of times over several channels says which: a mean of calls and e-mails is neither's. */
import { describe, expect, test } from 'vitest';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`Channels together: ${missing}`);

/** Most are calls; to e-mails and tasks nothing is promised. */
const CONTACTS = ['VOICE', 'VOICE', 'VOICE', 'CHAT', 'EMAIL', 'TASK'].map((channel, at) => {
  // The first is in the half-hour that is not over.
  const moment = `2026-10-29 ${at === 0 ? '11:10' : '09:00'}:00`;
  return {
    contactid: `contact-${at}`,
    channel,
    initiationmethod: 'INBOUND',
    initiationtimestamp: moment,
    disconnecttimestamp: moment,
    queue: { name: 'Claims', enqueuetimestamp: moment, duration: 10 * (at + 1) },
    agent: { username: 'ann', connectedtoagenttimestamp: moment, agentinteractionduration: 60 },
  };
});
const ALL = 'Voice, Chat, Email and Task together.';
const PROMISED = 'Voice and Chat together, each within its own target';

describe.skipIf(missing)('a mean over several channels', () => {
  const opened = withPage(
    () => CONTACTS,
    { timeZone: 'UTC' },
    { writtenAt: '2026-10-29T12:00:00Z' },
  );

  async function noteOf(section: string, address: string): Promise<string> {
    let note = '';
    await visit(opened.browser, `${opened.url}#${address}`, async (page) => {
      const lead = page.locator(`[data-section=${section}] .lead`);
      await lead.scrollIntoViewIfNeeded();
      note = (await lead.textContent()) ?? '';
    });
    return note;
  }

  test.each([
    ['service-level', 'view=trends&trend=abandonment'],
    ['service-level', 'view=trends&trend=wait'],
    ['service-level', 'view=trends&trend=handle_time'],
    ['the-week-by-half-hour', 'view=trends&heat=wait'],
    ['queues', 'view=trends'],
    ['wait-in-queue', 'view=trends'],
    ['where-it-hurts', 'view=today'],
    ['people', 'view=people'],
  ])('says in %s at %s which they are', async (section, address) => {
    const note = await noteOf(section, address);
    expect(note).toContain(ALL);
    if (section !== 'queues') expect(note).not.toContain(PROMISED);
  });

  test('is one within the targets only where it is a service level', async () => {
    for (const [section, address] of [
      ['service-level', 'view=trends'],
      ['the-week-by-half-hour', 'view=trends&heat=service_level'],
    ] as const) {
      const note = await noteOf(section, address);
      expect(note).toContain(`${PROMISED}; nothing is promised for Email and Task.`);
      expect(note).not.toContain(ALL);
    }
  });

  test('says nothing of one channel', async () => {
    for (const section of ['queues', 'wait-in-queue', 'service-level']) {
      const note = await noteOf(section, 'view=trends&trend=wait&channel=VOICE');
      expect(note).not.toContain('together');
    }
  });
});
