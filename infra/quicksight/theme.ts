/** The dashboard's colours, which are the page's: blue and orange stay apart for the colour-blind. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnTheme } from 'aws-cdk-lib/aws-quicksight';

/** The page's colours, by their names in its style sheet without the dashes: `accent` → `#2566A8`. */
export type Colours = Readonly<Record<string, string>>;

/**
 * Reads the colours of the light page. @param root the package's folder
 * @throws Error if the style sheet has no block of colours
 */
export function readColours(root: string): Colours {
  const css = readFileSync(join(root, 'page/page.css'), 'utf8');
  const light = /^:root \{([^}]*)\}/m.exec(css)?.[1];
  if (light === undefined) throw new Error('The page’s style sheet has no colours in ":root"');
  // QuickSight takes upper-case letters only.
  return Object.fromEntries(
    [...light.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [
      name,
      colour!.toUpperCase(),
    ]),
  );
}

/** The theme's configuration: series in an order in which neighbours stay apart. */
export function themeConfiguration(colours: Colours): CfnTheme.ThemeConfigurationProperty {
  const of = (name: string) => {
    const colour = colours[name];
    if (colour === undefined) throw new Error(`The page’s style sheet has no colour "${name}"`);
    return colour;
  };
  return {
    dataColorPalette: {
      colors: ['accent', 'warm', 'c4', 'w4', 'faint', 'c6', 'w6', 'muted'].map(of),
      minMaxGradient: [of('c0'), of('c6')],
      emptyFillColor: of('line'),
    },
    uiColorPalette: {
      primaryForeground: of('text'),
      primaryBackground: of('surface'),
      secondaryForeground: of('muted'),
      secondaryBackground: of('raised'),
      accent: of('accent'),
      accentForeground: of('surface'),
      danger: of('warm'),
      dangerForeground: of('surface'),
      warning: of('warm'),
      warningForeground: of('surface'),
      success: of('accent'),
      successForeground: of('surface'),
      dimension: of('accent'),
      dimensionForeground: of('surface'),
      measure: of('warm'),
      measureForeground: of('surface'),
    },
  };
}
