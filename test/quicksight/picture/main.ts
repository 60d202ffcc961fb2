/**
 * Draws the dashboard of the template to docs/quicksight.png, with figures of a simulated contact centre:
 * a rendering by this project, for people without an account.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CENTRE_TIME_ZONE } from '../../../sample-data/generator/clock.ts';
import { PACKAGE } from '../../../terminal/package-files.ts';
import { startBrowser } from '../../page/browser.ts';
import { type SimulatedCentre, simulatedCentre } from '../answers/simulated-centre.ts';
import { readDashboard } from '../dashboard/dashboard.ts';
import { lakeOf, rowsOfDataSet } from '../dashboard/lake-rows.ts';
import { type DataSetRows, evaluate } from '../evaluate/evaluate.ts';
import { environmentOf } from '../evaluate/parameters.ts';
import type { Picture } from './picture-data.ts';
import { pictureOf } from './picture-of.ts';

const CONTACTS = 20_000;
const SEED = 1;
const WIDTH = 2480;
/** Small enough for a repository, and large enough to be read. */
const SCALE = 0.8;
const NOTE =
  'A rendering by contact-lake of the dashboard that its stack makes, with the figures of a simulated contact centre. Not a screenshot of QuickSight.';

const folder = await mkdtemp(join(tmpdir(), 'contact-lake-picture-'));
try {
  const file = join(PACKAGE, 'docs', 'quicksight.png');
  await draw(await picture(), file);
  process.stdout.write(`Wrote ${file}.\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function picture(): Promise<Picture> {
  const centre = simulatedCentre(CONTACTS, SEED);
  const dashboard = await readDashboard();
  const lake = await lakeOf(folder, centre.objects);
  const sets: [string, DataSetRows][] = [];
  for (const source of dashboard.dataSets)
    sets.push([source.identifier, await rowsOfDataSet(lake, source, CENTRE_TIME_ZONE)]);
  const now = newestUpdate(centre);
  // After the last day only the contacts end that are then still open: a day without customers.
  const chosen = { To: new Date(centre.sheet.last_day), DaysBack: 1 };
  const { definition } = dashboard;
  const environment = environmentOf(definition.ParameterDeclarations ?? [], chosen, now);
  const figures = evaluate(definition, Object.fromEntries(sets), chosen, now);
  return pictureOf(dashboard, figures, environment, NOTE);
}

/** The moment at which the newest record was written. */
function newestUpdate({ contacts }: SimulatedCentre): Date {
  const seconds = contacts.map(({ latest }) => latest.lastUpdate);
  return new Date(Math.max(...seconds) * 1000);
}

async function draw(data: Picture, path: string): Promise<void> {
  const here = join(PACKAGE, 'test', 'quicksight', 'picture', 'browser');
  const { outputFiles } = await build({
    entryPoints: [join(here, 'draw.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: WIDTH, height: 1000 },
      deviceScaleFactor: SCALE,
    });
    const failures: Error[] = [];
    page.on('pageerror', (error) => failures.push(error));
    await page.setContent('<!doctype html><html lang="en-GB"><body></body></html>');
    await page.addStyleTag({ content: await readFile(join(here, 'picture.css'), 'utf8') });
    await page.evaluate(`globalThis.picture = ${JSON.stringify(data)}`);
    await page.addScriptTag({ content: outputFiles[0]!.text });
    if (failures[0] !== undefined) throw failures[0];
    await page.screenshot({ path, fullPage: true });
  } finally {
    await browser.close();
  }
}
