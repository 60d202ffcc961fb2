import { spawn } from 'node:child_process';
import { openLake } from '../../local/lake/lake-folder.ts';
import { serveLake } from '../../page/serve/serve-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';

/** Serves the page of the lake in the folder `path` until the process is interrupted. */
export async function servePage(path: string, port: number, isOpened: boolean): Promise<void> {
  const lake = await openLake(path);
  const onReady = (address: string) => {
    process.stdout.write(`The page: ${address}\nIt follows the table until Ctrl-C.\n`);
    if (isOpened) openBrowser(address);
  };
  await untilInterrupted((stop) => serveLake(lake, dataset, { port, settings: {}, onReady, stop }));
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer'],
};

function openBrowser(address: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const browser = spawn(command, [...args, address], { detached: true, stdio: 'ignore' });
  browser.on('error', () => {
    process.stderr.write(`No browser could be opened by ${command}: open the address yourself.\n`);
  });
  browser.unref();
}
