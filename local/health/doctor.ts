import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { readableSettings } from '../../queries/settings.ts';
import { type CheckResult, type Finding, fault, warning, well } from '../../terminal/finding.ts';
import { inShell } from '../../terminal/in-shell.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import { readParquet } from '../duckdb/duckdb-files.ts';
import { refusalInWords } from '../lake/atomic-write.ts';
import { datasetsIn } from '../lake/datasets-in.ts';
import { describeFaults } from '../lake/day-faults.ts';
import { readErasures } from '../lake/erasures.ts';
import { type LakeFolder, listObjects, markerOf } from '../lake/lake-folder.ts';
import { whileLocked } from '../lake/lake-lock.ts';
import { declareEveryView } from '../lake/lake-tables.ts';
import { inQueryWorkplace } from '../lake/query-workplace.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { readSchedule, scheduleKeys } from '../lake/schedules.ts';
import { alteredDays, examineDays, foreignFilesInTable } from '../lake/table-days.ts';
import { countNormalised, type NormaliseTotals } from '../stages/normalise-lake.ts';
import { footerRows } from '../stages/parquet-footer.ts';
import { notedRebuild } from '../stages/rebuild.ts';
import { describeReasons } from '../stages/set-aside.ts';
import { alteredOutputs } from './altered-outputs.ts';
import { isReadableByOthers } from './readable-by-others.ts';
import { unknownInstances } from './unknown-instances.ts';

const OLDEST_NODE = [20, 19] as const;

/** With less free space, the next conversion may not fit. */
const LEAST_FREE_BYTES = 1e9;

/** The highest share of records that may be damaged, other kinds of record not counted. */
const MOST_DAMAGED_SHARE = 0.2;

const MOST_REASONS_SHOWN = 3;

/** A power failure may leave flatfiles that were not written whole. */
const RUN = '`contact-lake run` makes flatfiles again from raw/';
const REBUILD = '`contact-lake rebuild` makes all again from raw/';

type Check = (lake: LakeFolder, dataset: Dataset) => Promise<CheckResult>;

/** What is the same for all datasets. */
const LAKE_CHECKS: Record<string, (lake: LakeFolder) => Promise<CheckResult>> = {
  'Node.js': async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
    if (!isOld) return well(process.versions.node);
    return fault(`${process.versions.node}, expected ${OLDEST_NODE.join('.')} or later`);
  },
  'time zones': async () => {
    const [row] = await whileConnected((connection) =>
      rowsOf(
        connection,
        "SELECT timezone('Europe/London', TIMESTAMPTZ '2026-07-01 00:00:00Z') AS t",
      ),
    );
    return row?.t === '2026-07-01 01:00:00'
      ? well('DuckDB knows them')
      : fault('DuckDB does not know Europe/London');
  },
  'may write': async (lake) => {
    await access(lake.path, constants.R_OK | constants.W_OK);
    return well(lake.path);
  },
  'kept private': async (lake) =>
    (await isReadableByOthers(lake))
      ? warning(`other users may read it: chmod -R go= ${inShell(lake.path)}`)
      : well('nobody else may read it'),
  settings: async (lake) => {
    const [first] = readableSettings(lake.settingsJson, markerOf(lake)).wrong;
    if (first === undefined) return well('each can be read');
    return fault(`${first.said}: \`contact-lake config\` sets or unsets it`);
  },
  views: async () => well(`${countOf(await declareEveryView(), 'view')}, each understood`),
  schedules: async (lake) => {
    const keys = await scheduleKeys(lake);
    for (const key of keys) await readSchedule(lake, key);
    const files = countOf(keys.length, 'file');
    const unknown = keys.length > 0 ? await unknownInstances(lake) : [];
    if (unknown.length === 0) return well(`${files}, each readable`);
    const instances = `${unknown.length === 1 ? 'the instance' : 'the instances'} ${unknown.join(', ')}`;
    return warning(`${files}: found rows of ${instances}, expected those that agent events name`);
  },
  'free disk': async (lake) => {
    const { bavail, bsize } = await statfs(lake.path);
    const free = formatMegabytes(bavail * bsize);
    return bavail * bsize < LEAST_FREE_BYTES
      ? warning(`${free}: a conversion may need more`)
      : well(free);
  },
  busy: async (lake) => {
    try {
      await whileLocked(lake, async () => {});
      return well('no other process is at work');
    } catch (error) {
      if (error instanceof UserError) return warning(error.message);
      throw error;
    }
  },
};

const DATASET_CHECKS: Record<string, Check> = {
  raw: async (lake, dataset) => {
    const losses = await rawLosses(lake, dataset);
    return losses === null
      ? well('has all that the lake was made of')
      : warning(`${losses}: \`contact-lake rebuild\` would lose what only they held`);
  },
  'to normalise': async (lake, dataset) => {
    const { raw_objects, done } = await countNormalised(lake, dataset);
    const waiting = raw_objects - done.objects;
    return waiting === 0
      ? well('nothing waits')
      : warning(`${countOf(waiting, 'raw object')} waiting: \`contact-lake run\``);
  },
  quarantine: async (lake, dataset) => {
    const { raw_objects, done } = await countNormalised(lake, dataset);
    if (done.quarantined === 0 && done.objects < raw_objects) {
      return warning('not known for the raw objects that wait for `contact-lake run`');
    }
    return quarantineOutcome(dataset, done);
  },
  'to convert': async (lake, dataset) => {
    const { length } = await listObjects(lake, flatfilePrefix(dataset));
    return length === 0
      ? well('nothing waits')
      : warning(`${countOf(length, 'flatfile')} waiting: \`contact-lake run\``);
  },
  'made of raw': async (lake, dataset) => {
    const altered = await alteredOutputs(lake, dataset);
    const [first] = altered;
    if (first === undefined) return well('flatfiles and quarantine are as normalise wrote them');
    const files = countOf(altered.length, 'file');
    const remedy = altered.every((key) => key.startsWith(flatfilePrefix(dataset))) ? RUN : REBUILD;
    return fault(
      `Found ${files} altered (${first}), expected the bytes that normalise has written: ${remedy}`,
    );
  },
  erasures: async (lake, dataset) => {
    const { erasures, left_out } = await readErasures(lake, dataset);
    const [first] = left_out;
    if (!first) return well(`${countOf(erasures.length, 'receipt')}, each readable`);
    return fault(`${countOf(left_out.length, 'receipt')} ${first.reason} (${first.path})`);
  },
  table: (lake, dataset) =>
    inQueryWorkplace(lake, async ({ held }) => {
      const { days, faults } = await whileConnected((connection) =>
        examineDays(connection, lake, dataset, held),
      );
      const found = [...faults, ...(await alteredDays(lake, dataset, days.keys()))];
      for (const [day, { path, state }] of days) {
        if (found.some((one) => one.day === day)) continue;
        const rows = await footerRows(path).catch(() => null);
        if (rows !== state.rows || (await rowsRead(path).catch(() => null)) !== rows) {
          found.push({ day, found: 'damaged', note: [state] });
        }
      }
      if (found.length > 0) return fault(describeFaults(dataset, found));
      return well(`${countOf(days.size, 'day')}, each as convert has written it`);
    }),
  rebuild: async (lake, dataset) =>
    (await notedRebuild(lake, dataset)) === null
      ? well('none is under way')
      : warning('one was cut off: `contact-lake run` completes it'),
  'beside the table': async (lake, dataset) => {
    const [first, ...more] = await foreignFilesInTable(lake, dataset);
    if (first === undefined) return well('no other files');
    const others = more.length === 0 ? '' : ` and ${countOf(more.length, 'other')}`;
    return warning(`${first}${others}: named like no day, so not read: move it out of the lake`);
  },
};

/**
 * Runs all checks of a lake: those of the lake, those of the dataset, and those of each other dataset that
 * the lake has anything of.
 */
export async function examine(lake: LakeFolder, dataset: Dataset): Promise<Finding[]> {
  const findings: Finding[] = [];
  const run = async (check: string, work: () => Promise<CheckResult>) => {
    const result = await work().catch((error: Error) => fault(errorInWords(error)));
    findings.push({ check, ...result });
  };
  for (const [check, work] of Object.entries(LAKE_CHECKS)) await run(check, () => work(lake));
  for (const [check, work] of Object.entries(DATASET_CHECKS)) {
    await run(check, () => work(lake, dataset));
  }
  for (const other of await datasetsIn(lake, othersThan(dataset))) {
    for (const [check, work] of Object.entries(DATASET_CHECKS)) {
      await run(`${check}, ${other.name}`, () => work(lake, other));
    }
  }
  return findings;
}

/** Why a check failed: the file system's refusal in words, with the path. */
function errorInWords(error: Error): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof LaidOutError) return inOneLine(error.message);
  if (error instanceof UserError || code === undefined) return error.message;
  return `${path === undefined ? '' : `${path}: `}${refusalInWords(error)}`;
}

/** A message of several lines without the marks below its SQL. */
function inOneLine(message: string): string {
  return message.replace(/\n\s*\^|\s+/g, ' ').trim();
}

/** Other kinds of record in quarantine are normal, but pieces that are no records may be damage. */
function quarantineOutcome(dataset: Dataset, totals: NormaliseTotals): CheckResult {
  const { records_in, records_out, quarantined, reasons } = totals;
  if (quarantined === 0) return well('nothing is set aside');
  const share = `${formatCount(quarantined)} of ${formatCount(records_in)} set aside`;
  const message = `${share}: ${describeReasons(reasons, { most: MOST_REASONS_SHOWN }).join('; ')}`;
  if (records_out === 0) return fault(`nothing that came in is ${dataset.oneRecord}: ${message}`);
  const others = reasons.filter(({ is_other_kind }) => is_other_kind);
  const damaged = quarantined - others.reduce((sum, { count }) => sum + count, 0);
  return damaged / records_in > MOST_DAMAGED_SHARE ? fault(message) : warning(message);
}

/** The number of rows in the file, after every page has been read. */
async function rowsRead(file: string): Promise<number> {
  const [row] = await whileConnected((connection) =>
    rowsOf(
      connection,
      `SELECT count(*)::INTEGER AS rows, bit_xor(hash(everything)) FROM (SELECT COLUMNS(*) AS everything FROM (SELECT row(t) FROM ${readParquet([file])} AS t))`,
    ),
  );
  return Number(row?.rows);
}
