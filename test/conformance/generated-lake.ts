import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from '../../cli/actions/answer-difference.ts';
import { generateFiles } from '../../cli/shared/generate-files.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { newestContacts } from '../../page/list-contacts.ts';
import { pageData } from '../../page/page-data.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { quarantinePrefix, rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { liveName, readFlatViews, readViews } from '../../queries/reader/views.ts';
import type { Settings } from '../../queries/settings.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { dayFiles, makeLake, openFieldsIn, runLake } from '../local/lake.ts';
import { isAboutOthers } from './about.ts';
import { type Answer, askDuckDB } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

const SEED = 7;
const LONG = 3_600_000;
/** As many rows of views as go over Trino's protocol in a moment. */
const MOST_FACTS = 10_000;

const PAGE = join(QUERIES, 'page');
const TARGETS: Settings['targets'] = [
  { queue: null, channel: 'VOICE', target: { share: 0.9, seconds: 30 } },
  { queue: 'Billing', channel: null, target: { share: 0.8, seconds: 60 } },
  { queue: 'Support', channel: 'VOICE', target: { share: 0.8, seconds: 45 } },
  { queue: 'Sales', channel: 'CHAT', target: null },
];
const PAGE_SETTINGS: readonly Partial<Settings>[] = [
  {},
  { timeZone: 'Europe/London', shortAbandonSeconds: 10, windowDays: 1, targets: TARGETS },
  { timeZone: 'America/New_York' },
];

/** Views that have rows where there are contacts alone, though they read other datasets as well. */
const OF_CONTACTS_TOO = ['flat_contacts', 'flat_agent_days'];

/**
 * A generated contact centre, taken through the laptop's pipeline: every saved query with each set
 * of parameters that the answer sheet has, every query of the page and every view, in both engines.
 */
export function generatedLake(contacts: number, engines: () => Engines): void {
  describe(`${contacts} generated contacts`, { timeout: LONG }, () => {
    // Those about other records are asked where such records are.
    const savedQueries = listSavedQueries(QUERIES).filter((query) => !isAboutOthers(query));
    // One has structs, of which the two clients make other things: the views over it are compared.
    const views = [...readViews(QUERIES), ...readFlatViews(QUERIES)].filter(
      (view) =>
        OF_CONTACTS_TOO.includes(view.name) ||
        (view.name !== liveName(dataset.name) && !isAboutOthers(view)),
    );
    const compared = { saved: new Set<string>(), page: new Set<string>(), views: 0, answers: 0 };
    const seconds = { trino: 0, duckdb: 0 };
    let folder: string;
    let lake: LakeFolder;
    let sheet: AnswerSheet;
    let askTrino: AskTrino;

    beforeAll(async () => {
      folder = await newFolder();
      lake = await makeLake(folder);
      const answersFile = join(folder, 'answers.json');
      const raw = fileOf(lake, rawPrefix(dataset));
      const options = { contacts, seed: SEED };
      ({ answers: sheet } = await generateFiles(
        options,
        (_, key) => join(raw, key),
        answersFile,
        () => {},
      ));
      await runLake(lake);
      askTrino = await inTrino(engines(), lake, `generated_${contacts}`, [
        ...[...savedQueries, ...listSavedQueries(PAGE)].map(({ sql }) => sql),
        ...views.map(({ name }) => name),
      ]);
    }, LONG);

    afterAll(async () => {
      process.stdout.write(
        `${contacts} contacts: ${compared.saved.size} saved queries and ${compared.page.size} of ` +
          `the page, ${compared.views} views; ${compared.answers} answers equal in both engines. ` +
          `Trino ${seconds.trino.toFixed(1)} s, DuckDB ${seconds.duckdb.toFixed(1)} s.\n`,
      );
      await removeFolder(folder);
    });

    /** The answer of both engines. */
    async function inBoth(sql: string): Promise<Answer> {
      const trino = await timed('trino', () => askTrino(sql));
      const duckdb = await whileAsking(
        lake,
        dataset,
        (connection) => timed('duckdb', () => askDuckDB(connection, sql)),
        sql,
      );
      expect(trino).toEqual(duckdb);
      compared.answers++;
      return trino;
    }

    async function timed<T>(engine: keyof typeof seconds, work: () => Promise<T>): Promise<T> {
      const start = performance.now();
      const result = await work();
      seconds[engine] += (performance.now() - start) / 1000;
      return result;
    }

    test.each(savedQueries)('$name', async (query) => {
      const answers = sheet.queries.filter((answer) => answer.query === query.name);
      expect(answers).not.toEqual([]);
      for (const expected of answers) {
        const parameters = Object.entries(expected.parameters).map(([name, value]) => [
          name,
          `${value}`,
        ]);
        const { columns, rows } = await inBoth(
          withParameters(query, Object.fromEntries(parameters)),
        );
        expect(columns).toEqual(expected.columns);
        expect(difference(expected, rows)).toBeNull();
        compared.saved.add(query.name);
      }
    });

    test.each(PAGE_SETTINGS)('the page with %o', async (settings) => {
      const ask = async (sql: string) => {
        const { rows } = await inBoth(sql);
        const query = listSavedQueries(PAGE).find(({ question }) => sql.includes(question))!;
        compared.page.add(query.name);
        return [...rows];
      };
      await newestContacts(ask, PAGE, await pageData(ask, PAGE, settings), null);
    });

    if (contacts <= MOST_FACTS) {
      test.each(views)('the view $name', async ({ name }) => {
        const { rows } = await inBoth(`SELECT * FROM ${name} ORDER BY 1, 2, 3, 4`);
        expect(rows).not.toEqual([]);
        compared.views++;
      });
    }

    test('nothing was left out', () => {
      const files = (directory: string) =>
        readdirSync(directory).filter((file) => file.endsWith('.sql')).length;
      const others = listSavedQueries(QUERIES).filter(isAboutOthers).length;
      // The macros are DuckDB's alone.
      expect(compared.saved.size + others).toBe(files(QUERIES) - 1);
      expect(compared.page.size).toBe(files(PAGE));
      expect(compared.views).toBe(contacts <= MOST_FACTS ? views.length : 0);
      expect(compared.answers).toBe(
        sheet.queries.length + compared.page.size * PAGE_SETTINGS.length + compared.views,
      );
    });
  });
}

async function inTrino(
  engines: Engines,
  lake: LakeFolder,
  schema: string,
  asked: readonly string[],
): Promise<AskTrino> {
  const objects = [
    ...(await listObjects(lake, tablePrefix(dataset))),
    ...(await listObjects(lake, quarantinePrefix(dataset))),
  ];
  const files = new Map(objects.map(({ key }) => [key, fileOf(lake, key)]));
  const openKeys = await openFieldsIn(await dayFiles(lake));
  return engines.openLake(schema, files, openKeys, asked);
}
