import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARTEFACTS } from './artefacts.ts';
import { isAlive } from './engines/install-lock.ts';
import { emptyKeptEngines, keptEngines } from './engines/kept.ts';
import { offerTrino } from './engines/trino-of-run.ts';

/** A disk in memory. A lake's files are synced one by one, which costs milliseconds on any other. */
const MEMORY_DISK = '/dev/shm';

/** What the lakes of a run need at the most. */
const LEAST_FREE_BYTES = 4e9;

/**
 * Prepares what all files of a run share: the build, as the tests of the command line and of the
 * page run what a user runs, and a folder for all temporary files, which is gone after the run.
 */
export default async function setUpRun(): Promise<() => Promise<void>> {
  rmSync(ARTEFACTS, { recursive: true, force: true });
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
  const disk = hasRoom(MEMORY_DISK) ? MEMORY_DISK : tmpdir();
  removeLeftovers(disk);
  const folder = mkdtempSync(join(disk, `contact-lake-${process.pid}-`));
  process.env.TMPDIR = folder;
  const kept = keptEngines();
  if (kept) await emptyKeptEngines(kept);
  const stopTrino = await offerTrino(folder);
  return async () => {
    await stopTrino();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Removes the folders of runs that were killed: on a disk in memory they would stay in memory. */
function removeLeftovers(disk: string): void {
  for (const name of readdirSync(disk)) {
    const [, pid] = /^contact-lake-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(disk, name), { recursive: true, force: true });
    }
  }
}

function hasRoom(disk: string): boolean {
  try {
    accessSync(disk, constants.W_OK);
    const { bavail, bsize } = statfsSync(disk);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}
