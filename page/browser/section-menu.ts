import {
  CALLBACK_SUMS,
  CONTACT_RATES,
  CONTACT_SUMS,
  REPEAT_RATES,
  REPEAT_SUMS,
  type Sum,
} from '../../queries/metrics.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Selection } from '../sums.ts';
import { copyText, csvOf, fileName, htmlOf, saveText, tsvOf } from './csv.ts';
import { fill, h } from './dom.ts';
import { menu } from './menu.ts';
import { tablesIn } from './plain-tables.ts';
import type { SectionId } from './section.ts';
import { sourceOf } from './section-source.ts';
import { sqlOf } from './section-sql.ts';
import { inNumbers, type Terms } from './wording.ts';

/** The query behind a section. */
interface Source {
  /** The name of a file in `queries/page/`. */
  readonly query: string;
  readonly metrics: Readonly<Record<string, Meaning>>;
  /** Whether the rows have queues and channels; unless it is said they have. */
  readonly hasQueues?: boolean;
  /** The sources of other datasets that stand in the section, if the lake has their records. */
  readonly others?: readonly OtherSource[];
}

type Meaning = Pick<Sum, 'title' | 'meaning'>;

interface OtherSource {
  readonly query: 'occupancy' | 'sentiments' | 'evaluations' | 'exits';
  /** What the query gives, in a sentence. */
  readonly name: string;
  readonly metrics: readonly Meaning[];
  /** Whether its figures follow the filters of queues and channels. */
  readonly hasQueues: boolean;
}

const { queued, abandoned, answered, transferred_out, holds, held, created } = CONTACT_SUMS;
const { service_level_connect, service_level_answered } = CONTACT_RATES;
const { service_level_excl_short_abandons, service_level_excl_abandons_in_x } = CONTACT_RATES;
const { abandonment_rate, average_speed_of_answer_seconds, average_handle_seconds } = CONTACT_RATES;
const { average_wait_seconds } = CONTACT_RATES;
const { average_after_contact_work_seconds, average_hold_seconds } = CONTACT_RATES;
const LEVELS = {
  service_level_connect,
  service_level_answered,
  service_level_excl_short_abandons,
  service_level_excl_abandons_in_x,
};
const OF_AGENTS = {
  handled: CONTACT_SUMS.handled,
  average_handle_seconds,
  average_after_contact_work_seconds,
  average_hold_seconds,
  transferred_out,
  agent_hung_up_first: CONTACT_SUMS.agent_hung_up_first,
};

const OF_THE_DAY = {
  query: 'intervals',
  metrics: { queued, ...LEVELS, abandoned, abandonment_rate, average_wait_seconds },
};
const OTHERS_OF_AGENTS: readonly OtherSource[] = [
  {
    query: 'occupancy',
    name: 'occupancy',
    metrics: [
      {
        title: 'Occupancy',
        meaning:
          'time on contact ÷ (time on contact + idle time), ringing included in idle; as in agent-occupancy',
      },
      { title: 'Online', meaning: 'time in any status but Offline' },
    ],
    hasQueues: false,
  },
  {
    query: 'sentiments',
    name: 'sentiment',
    metrics: [
      {
        title: 'Customer sentiment',
        meaning:
          'mean over the contacts that Contact Lens has analysed, from −5 to 5; as in sentiment-by-agent',
      },
    ],
    hasQueues: true,
  },
  {
    query: 'evaluations',
    name: 'evaluations',
    metrics: [
      {
        title: 'Evaluation score',
        meaning:
          'mean of the scores of evaluations submitted on these days, without calibrations; as in evaluation-scores-by-agent',
      },
      {
        title: 'Automatic fails',
        meaning: 'evaluations that one answer failed, whose score is 0',
      },
    ],
    hasQueues: false,
  },
];
const OF_PEOPLE = { query: 'agents', metrics: OF_AGENTS };
const OF_PEOPLE_AND_OTHERS = { ...OF_PEOPLE, others: OTHERS_OF_AGENTS };

const SOURCES: Readonly<Record<Exclude<SectionId, 'coverage'>, Source>> = {
  'the-day-so-far': OF_THE_DAY,
  'half-hours': { query: 'intervals', metrics: { queued, ...LEVELS, average_wait_seconds } },
  'where-it-hurts': OF_THE_DAY,
  'headline-figures': {
    query: 'contacts',
    metrics: {
      created,
      ...LEVELS,
      abandonment_rate,
      average_speed_of_answer_seconds,
      average_handle_seconds,
    },
  },
  'service-level': { query: 'contacts', metrics: LEVELS },
  volume: { query: 'intervals', metrics: { queued, answered, abandoned } },
  'the-week-by-half-hour': {
    query: 'intervals',
    metrics: { queued, ...LEVELS, abandonment_rate, average_wait_seconds },
  },
  queues: {
    query: 'contacts',
    metrics: {
      ...LEVELS,
      queued,
      created,
      answered,
      abandoned,
      abandonment_rate,
      average_speed_of_answer_seconds,
      longest_wait: {
        title: 'Longest wait',
        meaning: 'The longest time in the queue, whether answered, abandoned or neither',
      },
      average_handle_seconds,
      average_after_contact_work_seconds,
      transferred_out,
      holds,
    },
  },
  'wait-in-queue': { query: 'waits', metrics: { answered, abandoned } },
  'transfers-and-holds': { query: 'contacts', metrics: { transferred_out, held, holds } },
  callbacks: { query: 'callbacks', metrics: CALLBACK_SUMS },
  'repeat-contacts': { query: 'repeats', metrics: { ...REPEAT_SUMS, ...REPEAT_RATES } },
  'lost-in-flows': {
    query: 'exits',
    metrics: {
      left: {
        title: 'Left',
        meaning:
          'contacts with a record whose last block it is, and that entered no queue and reached no agent; as in flow-exits',
      },
      passed: {
        title: 'Passed',
        meaning: 'contacts that entered the block, each once, however often it came there',
      },
    },
    hasQueues: false,
  },
  people: OF_PEOPLE_AND_OTHERS,
  agent: OF_PEOPLE_AND_OTHERS,
  'agents-by-queue': OF_PEOPLE,
  staffing: { query: 'intervals', metrics: { queued, average_handle_seconds } },
};

/** The values that the menus read from the page when they open. */
export interface MenuSources {
  readonly page: OpenPage;
  readonly selection: () => Selection;
  /** The values that stand in the descriptions of the metrics. */
  readonly terms: () => Terms;
  /** The page's address as it is now. */
  readonly hash: () => string;
}

/** The part of the address that names the section to scroll to. */
export const SECTION = 'section';

/** Gives each section with a heading a menu: its tables, the SQL behind it, and what its metrics mean. */
export function addSectionMenus(view: Element, sources: MenuSources): void {
  for (const section of view.querySelectorAll('section')) {
    const title = section.querySelector('h2')?.textContent ?? '';
    const name = section.dataset.section as keyof typeof SOURCES;
    section
      .querySelector(':scope > header .controls')!
      .append(sectionMenu(section, title, SOURCES[name], sources));
  }
}

function sectionMenu(
  section: HTMLElement,
  title: string,
  source: Source,
  sources: MenuSources,
): HTMLElement {
  const content = h('div', { class: 'section-menu' });
  const { element, say } = menu(`More on ${title}`, [content]);
  element.classList.add('more');
  say('⋯');
  element.querySelector('details')!.addEventListener('toggle', () => {
    const tables = tablesIn(section);
    const several = tables.length > 1;
    const others = (source.others ?? []).filter(({ query }) => sources.page[query].length > 0);
    fill(
      content,
      tables.map((table) => [
        item(`CSV${several ? `: ${table.label}` : ''}`, () =>
          saveText(fileName(table.label || title, daysOf(section, sources)), csvOf(table)),
        ),
        item(`Copy as table${several ? `: ${table.label}` : ''}`, () =>
          copyText(tsvOf(table), htmlOf(table)),
        ),
      ]),
      item('Copy the SQL behind it', () => copyText(sqlIn(section, source, sources))),
      others.map((other) =>
        item(`Copy the SQL of ${other.name}`, () => copyText(sqlIn(section, other, sources))),
      ),
      item('Copy a link to this section', () => copyText(linkTo(section, sources))),
      h(
        'dl',
        { class: 'meanings' },
        [...Object.values(source.metrics), ...others.flatMap(({ metrics }) => metrics)].map(
          (metric) => [
            h('dt', {}, inNumbers(metric.title, sources.terms())),
            h('dd', { class: 'meaning' }, inNumbers(metric.meaning, sources.terms())),
          ],
        ),
      ),
    );
  });
  return element;
}

/** The SQL of what the section shows, without filters that the query's rows do not know. */
function sqlIn(
  section: HTMLElement,
  { query, hasQueues = true }: Pick<Source, 'query' | 'hasQueues'>,
  { page, selection }: MenuSources,
): string {
  const source = sourceOf(section, selection());
  const every = { ...source.selection, queues: null, channels: null };
  return sqlOf(page, query, hasQueues ? source : { ...source, selection: every });
}

/** `2026-10-29`, `2026-10-23-to-2026-10-29`: the days that a section has recorded, else the days of the filters. */
function daysOf(section: HTMLElement, { page, selection }: MenuSources): string {
  const { fromDay, toDay } = selection();
  const days = [...new Set([dayAt(page, fromDay), dayAt(page, toDay)])].join('-to-');
  return section.dataset.days ?? days;
}

function linkTo(section: HTMLElement, { hash }: MenuSources): string {
  const chosen = new URLSearchParams(hash().replace(/^#/, ''));
  chosen.set(SECTION, section.dataset.section!);
  return `${location.href.split('#')[0]}#${chosen}`;
}

function item(words: string, act: () => void | Promise<void>): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'menu-item',
      async click() {
        await act();
        button.textContent = words.startsWith('Copy') ? 'Copied' : words;
      },
    },
    words,
  );
  return button;
}
