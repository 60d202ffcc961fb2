import { type Command, Option } from 'commander';
import type { Service } from '../../stack/replay/replay.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { jsonOption, lakeOption, pathsArgument, wholeNumber } from '../shared/options.ts';

interface ReplayOptions {
  lake: string;
  to: 'local' | Service;
  stream?: string;
  rate?: number;
  json?: boolean;
}

export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('send the records of files again, at a chosen rate')
    .description(
      'Sends the records of files, and of all files of folders, into the lake or to a stream on AWS. ' +
        "It reads Firehose's error output, too. If it is cut off, run the same command again: it goes " +
        'on where it stopped. Within folders it leaves out the same files as `land`.',
    )
    .addArgument(pathsArgument('files or folders'))
    .addOption(
      new Option('--to <where>', 'where to send the records')
        .choices(['local', 'kinesis', 'firehose'])
        .default('local'),
    )
    .option('--stream <name>', 'the name of the Kinesis stream, or of the Firehose delivery stream')
    .option('--rate <n>', 'records a second at most (default: no limit)', wholeNumber(1))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake replay week/records --rate 200 --lake ./lake
  contact-lake replay week/records --to kinesis --stream records --rate 500`,
    )
    .action(async (paths: string[], options: ReplayOptions) => {
      const { printReplayed } = await import('../shared/replayed.ts');
      await printReplayed(options.json, await replayed(paths, options));
    });
}

async function replayed(paths: string[], { to, stream, lake, rate }: ReplayOptions) {
  if (to === 'local') {
    if (stream !== undefined) {
      throw new UsageError('Found --stream without --to kinesis or firehose');
    }
    const { intoLake } = await import('../actions/replay-to-lake.ts');
    return intoLake(paths, lake, rate ?? null);
  }
  if (stream === undefined) throw new UsageError(`Found --to ${to} without --stream NAME`);
  const { toStream } = await import('../actions/replay-to-stream.ts');
  return toStream(paths, to, stream, rate ?? null);
}
