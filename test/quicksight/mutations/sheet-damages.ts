/** Damages to sheets: their layout, their texts and their names. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import {
  definitionOf,
  elementsOf,
  get,
  type Mutable,
  objectsAt,
  sheetsOf,
  sitesIn,
} from './sites.ts';
import { pickFrom } from './visual-damages.ts';

/** Changes one of the lists of elements that fulfil a condition. */
const layouts =
  (
    isFit: (elements: Mutable[]) => boolean,
    change: (elements: Mutable[], random: Random) => void,
  ) =>
  (template: Template, random: Random) => {
    const lists = sheetsOf(template).flatMap((sheet) =>
      elementsOf(sheet).map((elements) => ({ sheet, elements })),
    );
    const site = pickFrom(
      random,
      lists.filter(({ elements }) => isFit(elements)),
    );
    if (!site) return null;
    change(site.elements, random);
    return `sheet ${site.sheet.SheetId}`;
  };

const isFilled = (elements: Mutable[]) => elements.length > 0;

/** The texts in which QuickSight reads XML. */
function richTexts(template: Template): { holder: Mutable; key: string; words: string }[] {
  return sitesIn(definitionOf(template)).flatMap(({ value, path }) =>
    ['RichText', 'Content', 'Narrative']
      .filter((key) => typeof value[key] === 'string')
      .map((key) => ({ holder: value, key, words: path.join('.') })),
  );
}

/** Adds XML to a random title or text box; where there is none, to a title that was plain. */
const xml = (change: (text: string) => string) => (template: Template, random: Random) => {
  const rich = richTexts(template);
  const site = pickFrom(random, rich);
  if (site) {
    site.holder[site.key] = change(String(site.holder[site.key]));
    return site.words;
  }
  const plain = sitesIn(definitionOf(template)).filter(
    ({ value, path }) => path.at(-2) === 'Title' && typeof value.PlainText === 'string',
  );
  const title = pickFrom(random, plain);
  if (!title) return null;
  delete title.value.PlainText;
  title.value.RichText = change('<visual-title>How many?</visual-title>');
  return title.path.join('.');
};

export const SHEET_DAMAGES: Damages = {
  'an element of the layout is missing': layouts(isFilled, (elements, random) => {
    elements.splice(random.below(elements.length), 1);
  }),
  'an element stands twice in the layout': layouts(isFilled, (elements, random) => {
    elements.push({ ...random.pick(elements), RowIndex: 900 });
  }),
  'two elements overlap': layouts(
    (elements) => elements.length > 1,
    (elements, random) => {
      const [one, other] = random.shuffled(elements);
      one!.ColumnIndex = other!.ColumnIndex;
      one!.RowIndex = other!.RowIndex;
      one!.ColumnSpan = other!.ColumnSpan;
    },
  ),
  'an element is wider than the grid': layouts(isFilled, (elements, random) => {
    const element = random.pick(elements);
    element.ColumnIndex = 36 - Number(element.ColumnSpan) + 1;
  }),
  'an element is of something that is not on the sheet': layouts(isFilled, (elements, random) => {
    random.pick(elements).ElementId = 'no-such-element';
  }),
  'an element is of another type': layouts(isFilled, (elements, random) => {
    const element = random.pick(elements);
    element.ElementType = element.ElementType === 'IMAGE' ? 'VISUAL' : 'IMAGE';
  }),
  'an element is too high': layouts(isFilled, (elements, random) => {
    random.pick(elements).RowSpan = 22;
  }),
  'a sheet has no layout': (template, random) => {
    const sheet = random.pick(sheetsOf(template));
    delete sheet.Layouts;
    return `sheet ${sheet.SheetId}`;
  },
  'a length has no unit': (template, random) => {
    const sites = sitesIn(definitionOf(template)).flatMap(({ value, path }) =>
      Object.keys(value)
        .filter((key) => /^\d+px$/.test(String(value[key])))
        .map((key) => ({ value, key, path })),
    );
    const site = pickFrom(random, sites);
    if (!site) return null;
    site.value[site.key] = Number.parseInt(String(site.value[site.key]), 10).toString();
    return [...site.path, site.key].join('.');
  },
  'a sheet has a name of one letter': (template, random) => {
    const sheet = random.pick(sheetsOf(template));
    sheet.Name = 'Q';
    return `sheet ${sheet.SheetId}`;
  },
  'a visual is on no sheet, but in its layout': (template, random) => {
    const sheet = random.pick(
      sheetsOf(template).filter((one) => objectsAt(one, 'Visuals').length > 1),
    );
    if (!sheet) return null;
    const visuals = sheet.Visuals as Mutable[];
    visuals.splice(random.below(visuals.length), 1);
    return `sheet ${sheet.SheetId}`;
  },
  'an element of XML is not closed': xml((text) => text.replace(/<\/[\w-]+>(?!.*<\/)/, '')),
  'XML has a bare &': xml((text) => text.replace(/(<\/[\w-]+>)(?!.*<\/)/, ' R&D $1')),
  'XML has another root': xml((text) =>
    text.replaceAll(/(<\/?)(visual-title|visual-subtitle|text-box|narrative)/g, '$1page'),
  ),
  'XML breaks a line in an item': xml((text) =>
    text.replace(/(<\/[\w-]+>)(?!.*<\/)/, '<ul><li>one<br/>two</li></ul>$1'),
  ),
  'a title is plain and rich at once': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(
        ({ path, value }) => path.at(-1) === 'FormatText' && get(value, 'PlainText') !== '',
      ),
    );
    if (!site) return null;
    const root = site.path.at(-2) === 'Title' ? 'visual-title' : 'visual-subtitle';
    site.value.PlainText ??= 'How many?';
    site.value.RichText ??= `<${root}>How many?</${root}>`;
    return site.path.join('.');
  },
};
