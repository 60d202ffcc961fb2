import type { Command } from 'commander';
import { lakeOption, wholeNumber } from '../shared/options.ts';

interface ServeOptions {
  lake: string;
  port: number;
  open?: boolean;
}

const MOST_PORT = 65_535;

export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('show the dashboard in the browser, always up to date')
    .description(
      'Serves the dashboard to a browser on this machine until Ctrl-C. An open page follows the table ' +
        'by itself, and keeps what you have chosen. Its address has a token that is new at each start: ' +
        'whoever has the address sees the page, as long as they are on this machine.',
    )
    .option('--port <n>', 'the port; 0 is any that is free', wholeNumber(0, MOST_PORT), 0)
    .option('--open', 'open the browser, too')
    .addOption(lakeOption())
    .addHelpText('after', '\nExample:\n  contact-lake serve --open')
    .action(async ({ lake, port, open = false }: ServeOptions) => {
      const { servePage } = await import('../actions/serve-page.ts');
      await servePage(lake, port, open);
    });
}
