import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { freshCopy } from '../inputs/workplace.ts';
import { deployedFunction } from '../lambda/deployed-function.ts';
import { BUCKET, StandIns } from '../lambda/stand-ins.ts';
import { contactLake, isInstalled, ROOT, runChild } from '../measure/child.ts';
import type { MakeSuite } from './suite.ts';

const OURS = 'contact-lake normalise, on one core';
const FUNCTION = 'the function normalise, on one core';
const NOTHING = 'node that does nothing';
const START = 'the function, loaded in a new process';
const FIRST = 'the function, loaded in a new process, with its first object';

/** The runtime's Node.js, if there is one. */
const NODE = process.env.LAMBDA_NODE ?? process.execPath;

/** The function normalise as the template holds it, with stand-ins for S3 and Glue on this machine. */
export const lambda: MakeSuite = async (workplace, { normalise_contacts: contacts }) => {
  const { raw, lines, json_bytes } = workplace.generated(contacts);
  const landed = await workplace.landedLake(contacts);
  const lake = workplace.newPath();
  const { code, batch } = deployedFunction();
  const standIns = await StandIns.start(raw, attributesIn(lines));
  const keys = objectsBelow(raw).map((path) => rawPrefix(contactRecords) + path);
  const core = isInstalled('taskset') ? ['taskset', '-c', '0'] : [];

  const invoked = (objects: readonly string[]) => {
    const events = workplace.newPath();
    writeFileSync(events, JSON.stringify(eventsOf(objects, batch)));
    return async () => {
      standIns.written = 0;
      const cost = await runChild([
        ...core,
        'env',
        ...variables(standIns.endpoint),
        NODE,
        join(ROOT, 'bench/lambda/invoke.mjs'),
        code,
        events,
      ]);
      if (standIns.written === objects.length) return cost;
      throw new Error(`found ${standIns.written} flatfiles, expected ${objects.length}`);
    };
  };
  const version = execFileSync(NODE, ['--version']).toString().trim();
  return {
    about: `the function as the template holds it, on Node.js ${version}, S3 and Glue on this machine`,
    json_bytes,
    contenders: [
      {
        name: OURS,
        prepare: () => freshCopy(landed, lake),
        run: () => runChild([...core, ...contactLake('normalise', '--lake', lake)]),
      },
      { name: FUNCTION, run: invoked(keys) },
      { name: NOTHING, run: () => runChild([...core, NODE, '--eval', '']) },
      { name: START, run: invoked([]) },
      { name: FIRST, run: invoked(keys.slice(0, 1)) },
    ],
    lines: [
      { contender: OURS, measure: 'cpu_seconds', against: FUNCTION, better: 'higher' },
      { contender: FUNCTION, measure: 'cpu_seconds', against: null, better: null },
      { contender: FUNCTION, measure: 'peak_bytes', against: null, better: null },
      { contender: NOTHING, measure: 'wall_seconds', against: null, better: null },
      { contender: START, measure: 'wall_seconds', against: NOTHING, better: 'lower' },
      { contender: FIRST, measure: 'wall_seconds', against: NOTHING, better: null },
      { contender: START, measure: 'cpu_seconds', against: null, better: null },
    ],
    left_out: core.length > 0 ? [] : ['All cores are used, because taskset is not on the path.'],
  };
};

/** The environment of the function, with the stand-ins in place of AWS. */
function variables(endpoint: string): string[] {
  return [
    `AWS_ENDPOINT_URL=${endpoint}`,
    'AWS_REGION=eu-west-2',
    'AWS_ACCESS_KEY_ID=none',
    'AWS_SECRET_ACCESS_KEY=none',
    `LAKE_BUCKET=${BUCKET}`,
    'LAKE_DATABASE=lake',
    'LAKE_CRAWLER=crawler',
  ];
}

/** Invocations that together name all objects, as the queue would make them. */
function eventsOf(keys: readonly string[], batch: number): object[] {
  const messages = keys.map((key, i) => ({
    messageId: String(i),
    body: JSON.stringify({ Records: [{ s3: { bucket: { name: BUCKET }, object: { key } } }] }),
  }));
  return Array.from({ length: Math.ceil(keys.length / batch) }, (_, i) => ({
    Records: messages.slice(i * batch, (i + 1) * batch),
  }));
}

function objectsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** All attributes of the records, as the names of columns. */
function attributesIn(lines: string): string[] {
  const found = new Set<string>();
  for (const line of readFileSync(lines, 'utf8').trimEnd().split('\n')) {
    for (const name of Object.keys(JSON.parse(line).Attributes ?? {})) found.add(name);
  }
  return [...found].map((name) => name.toLowerCase().replace(/[^a-z0-9_]/g, ''));
}
