/** Versions stand in package.json alone; these tests hold what the numbers have to be like. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, saidIn, sourceFiles } from './source-files.ts';

const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const manifest = read('package.json');
const lock = read('package-lock.json').packages;
const pinned: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };

/** What is installed with the package, or needed only where it is made. */
const SHIPPED = [
  'cli',
  'functions',
  'local',
  'page',
  'pipeline',
  'queries',
  'sample-data',
  'stack',
  'terminal',
];

describe('every dependency', () => {
  test('has an exact version, so that an install today and in a year is the same', () => {
    const loose = Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
    expect(loose).toEqual([]);
  });

  test('has the same version in the lock file', () => {
    const { dependencies, devDependencies } = lock[''];
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    const locked = Object.keys(pinned).map((name) => [name, lock[`node_modules/${name}`]?.version]);
    expect(Object.fromEntries(locked)).toEqual(pinned);
  });

  test('comes in under no other name', () => {
    const kinds = Object.keys(manifest).filter((key) =>
      /dependencies|overrides|bundled/i.test(key),
    );
    expect(kinds.sort()).toEqual(['dependencies', 'devDependencies']);
  });

  test('that users install is used by the command line, and none is missing', () => {
    const files = SHIPPED.flatMap((room) => sourceFiles(room)).filter(
      (file) => !file.startsWith('page/browser/'),
    );
    const modules = files.flatMap((file) => saidIn(file).modules).filter(isPackage);
    // Types of Lambda's events are erased before anything runs; the build makes what is virtual.
    const used = new Set(modules.filter((name) => !/^(aws-lambda|virtual:)/.test(name)));
    expect([...used].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test('that a script fetches by itself has an exact version, too', () => {
    const fetched = Object.values<string>(manifest.scripts).flatMap((script) =>
      [...script.matchAll(/npx --yes (\S+)/g)].map(([, name]) => name!),
    );
    expect(fetched).toEqual([expect.stringMatching(/^aws-cdk@\d+\.\d+\.\d+$/)]);
  });
});

function isPackage(module: string): boolean {
  return !module.startsWith('.') && !module.startsWith('node:');
}
