import type { Command } from 'commander';
import type { LandOptions } from '../actions/land-files.ts';
import { jsonOption, lakeOption, pathsArgument } from '../shared/options.ts';

export function addLand(program: Command): void {
  program
    .command('land')
    .summary('copy files of records into the lake')
    .description(
      'Copies files, and all files of folders, into the lake, as the stream would deliver them: JSON ' +
        'objects one after another, with or without gzip. The same content lands once, however often ' +
        'and under whatever names it comes, and no file replaces another. Within folders, land leaves ' +
        'out hidden files, links and lakes, and lists them; name such a path itself to land it. Makes ' +
        'the lake if it does not exist. Fails if a file cannot be read, or if there was nothing to ' +
        'land.',
    )
    .addArgument(pathsArgument('files or folders; /dev/stdin for a pipe'))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake land records.json more.json.gz && contact-lake run
  xz -dc old.json.xz | contact-lake land /dev/stdin`,
    )
    .action(async (paths: string[], options: LandOptions) => {
      const { landPaths } = await import('../actions/land-files.ts');
      await landPaths(paths, options);
    });
}
