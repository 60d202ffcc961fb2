import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packPage } from '../../page/page-data.ts';
import { embedded, renderPage } from '../../page/write-page.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';

const nobody = packPage(
  { contacts: [], intervals: [], agents: [], waits: [], callbacks: [], repeats: [], spreads: [] },
  {
    contacts: 0,
    contactsNotDisconnected: 0,
    contactsOnOtherDays: 0,
    quarantined: 0,
    firstDisconnectedLocal: null,
    lastDisconnectedLocal: null,
    lastUpdatedLocal: null,
    lastUpdatedUtc: null,
  },
  DEFAULT_SETTINGS,
);

test('a name cannot end the element that the data stands in', () => {
  const name = '</script><script>alert(1)</script><!-- \u2028 $& $1';
  const html = renderPage({
    data: { ...nobody, agents: [name] },
    contacts: null,
    script: '',
    style: '',
  });
  expect(html.match(/<\/script>/g)).toHaveLength(3);
  expect(html).not.toContain('<!-- ');
});

test('whatever the names, the data is letters that HTML has no use for, and comes out as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = embedded(value);
      expect(text).toMatch(/^[A-Za-z0-9+/=]*$/);
      const json = gunzipSync(Buffer.from(text, 'base64')).toString();
      expect(json).toBe(JSON.stringify(value));
    }),
  );
});

test('the page asks for nothing and is allowed nothing', () => {
  const html = renderPage({ data: nobody, contacts: null, script: 'start()', style: 'p{}' });
  expect(html).toContain(`default-src 'none'`);
  expect(html).not.toMatch(/\b(?:src|href)="(?!data:)/);
});
