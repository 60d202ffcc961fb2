/** Who may import whom. A new arrow is drawn here first, with its reason, or it is not there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Arrow, circlesOf, folderOf, linksIn, roomOf } from './arrows.ts';
import { root, sourceFiles } from './source-files.ts';

/** The rooms that each room may import from, from the ground up. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // What happens to a record stands on nothing.
  pipeline: [],
  // Output for the terminal, errors, and how a process ends.
  terminal: [],
  // The generator makes records; it knows neither the lake nor the engines.
  'sample-data': [],
  // The reader of saved queries compares columns with the model, and refuses as all rooms do.
  queries: ['pipeline', 'terminal'],
  // The sample that a stack starts with is generated in the function that sends it.
  functions: ['pipeline', 'sample-data'],
  // The template holds the functions, the saved queries and the model's columns.
  infra: ['functions', 'pipeline', 'queries'],
  // The laptop's engine runs the pipeline and the saved queries.
  local: ['pipeline', 'queries', 'terminal'],
  // The page is filled by the laptop's engine.
  page: ['local', 'pipeline', 'queries', 'terminal'],
  // A stack is erased and replayed to as a lake on a laptop is: both share what plans and reads.
  stack: ['functions', 'local', 'pipeline', 'terminal'],
  // The way in leads everywhere but to AWS itself.
  cli: ['local', 'page', 'pipeline', 'queries', 'sample-data', 'stack', 'terminal'],
  bench: ['pipeline', 'sample-data'],
};

/** The folders that a room names paths in without importing from them: it reads or starts what is there. */
const MAY_READ: Readonly<Record<string, readonly string[]>> = {
  // The bucket gets the job's scripts and the runbook, and the dashboard the page's colours.
  infra: ['docs', 'glue-scripts', 'page'],
  // It measures the template's functions, and the Spark job as the job's tests start it.
  bench: ['infra', 'test'],
};

const { arrows, reads } = linksIn(Object.keys(MAY_IMPORT));

describe('between rooms', () => {
  test('each folder with code is a room that is drawn here', () => {
    const folders = new Set(
      sourceFiles()
        .filter((file) => /\/.*\.ts$/.test(file))
        .map(roomOf),
    );
    folders.delete('test');
    expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('CONTRIBUTING has the same arrows', () => {
    const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    for (const [room, rooms] of Object.entries(MAY_IMPORT)) {
      expect(guide).toContain(
        `| \`${room}/\` | ${listOf(rooms)} | ${listOf(MAY_READ[room] ?? [])} |`,
      );
    }
  });

  test('there are only the arrows that are drawn here', () => {
    const others = arrows.filter(
      ({ from, to }) =>
        roomOf(from) !== roomOf(to) && !MAY_IMPORT[roomOf(from)]?.includes(roomOf(to)),
    );
    expect(others.map(sentence)).toEqual([]);
  });

  test('each arrow that is drawn here is there', () => {
    const there = new Set(arrows.map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`));
    const drawn = Object.entries(MAY_IMPORT).flatMap(([from, rooms]) =>
      rooms.map((to) => `${from} → ${to}`),
    );
    expect(drawn.filter((arrow) => !there.has(arrow))).toEqual([]);
  });

  test('a room names paths only in the folders that it may read or import from', () => {
    const found: Record<string, string[]> = {};
    for (const { from, to } of reads) {
      const [reader, read] = [roomOf(from), roomOf(to)];
      if (!MAY_IMPORT[reader]!.includes(read)) (found[reader] ??= []).push(read);
    }
    const folders = Object.entries(found).map(([room, read]) => [room, [...new Set(read)].sort()]);
    expect(Object.fromEntries(folders)).toEqual(MAY_READ);
  });
});

describe('there is no circle', () => {
  test('between folders', () => {
    const between = arrows.map(({ from, to, isType }) => ({
      from: folderOf(from),
      to: folderOf(to),
      isType,
    }));
    expect(circlesOf(between)).toEqual([]);
  });

  // A call that is transferred is queued again, so the simulation of each calls the other's.
  const RECURSIVE = ['callbacks', 'transfers', 'voice'].map(
    (name) => `sample-data/generator/${name}.ts`,
  );

  test('between files that is more than a type', () => {
    const circles = circlesOf(arrows.filter(({ isType }) => !isType));
    expect(circles).toEqual([RECURSIVE]);
  });

  test('a circle in a made-up list of imports is found', () => {
    const circle = [
      { from: 'a', to: 'b', isType: false },
      { from: 'b', to: 'c', isType: false },
      { from: 'c', to: 'b', isType: false },
      { from: 'c', to: 'c', isType: false },
    ];
    expect(circlesOf(circle)).toEqual([['b', 'c']]);
  });
});

function listOf(rooms: readonly string[]): string {
  return rooms.map((room) => `\`${room}/\``).join(', ') || 'nothing';
}

function sentence({ from, to }: Arrow): string {
  return `${from} imports ${to}: ${roomOf(from)}/ may import ${MAY_IMPORT[roomOf(from)]?.join(', ') || 'nothing'}`;
}
