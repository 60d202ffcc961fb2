import { Argument, type Command } from 'commander';
import type { ConfigAction, ConfigOptions } from '../actions/config.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';

const ACTIONS: readonly ConfigAction[] = ['list', 'get', 'set', 'unset'];

export function addConfig(program: Command): void {
  program
    .command('config')
    .summary("show or change the lake's settings")
    .description(
      "Shows or changes the settings of a lake: the contact centre's zone, its service-level targets, and " +
        'which abandons are short, which contacts repeated, which data stale. The page, the queries and the other verbs read them; an ' +
        'option of a verb wins over them.',
    )
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('list'))
    .argument('[name]', 'the setting')
    .argument('[value]', 'with set: its value, as `config` shows it or as JSON')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A target is percent/time: 80/20 is 80 % within 20 seconds, 90/5m within 5
minutes. Targets are by channel, by queue, by queue@channel, or for all
(all=80/20), each once; a queue with an = in its name is written as JSON.

Examples:
  contact-lake config
  contact-lake config set time_zone Europe/London
  contact-lake config set targets "VOICE=80/20, Claims=90/5m, Claims@CHAT=none"
  contact-lake config set agent_stale_seconds 600
  contact-lake config unset targets`,
    )
    .action(
      async (
        action: ConfigAction,
        name: string | undefined,
        value: string | undefined,
        options: ConfigOptions,
      ) => {
        const { config } = await import('../actions/config.ts');
        await config(action, name, value, options);
      },
    );
}
