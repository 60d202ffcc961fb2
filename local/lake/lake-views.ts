import { viewSettings } from '../../pipeline/datasets/datasets.ts';
import { hasSetting, withValues } from '../../pipeline/view-settings.ts';
import { readFlatViews, readViews, type View } from '../../queries/reader/views.ts';
import { readableSettings, valuesOfViews } from '../../queries/settings.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';
import { type LakeFolder, markerOf } from './lake-folder.ts';

interface PackageViews {
  /** Each view after the views that it reads. */
  readonly views: readonly View[];
  /** The views for dashboard tools. */
  readonly flat: readonly View[];
}

let once: PackageViews | undefined;

/** The views as the package has them. They are read once, because nothing that runs changes them. */
export function packageViews(): PackageViews {
  once ??= { views: readViews(QUERIES), flat: readFlatViews(QUERIES) };
  return once;
}

/**
 * The views of the lake, with its values of their settings.
 * @param isMeant whether a view is among them, by its name
 * @throws UserError naming a setting of one of them that cannot be read
 */
export function viewsOf(lake: LakeFolder, isMeant = (_name: string) => true): View[] {
  const { settings, wrong } = readableSettings(lake.settingsJson, markerOf(lake));
  const { views } = packageViews();
  return views
    .filter(({ name }) => isMeant(name))
    .map(({ name, sql }) => {
      const own = viewSettings.filter((setting) => hasSetting(sql, setting));
      const [fault] = wrong.filter((one) => own.some((setting) => setting.name === one.name));
      if (fault !== undefined) throw new UserError(fault.said);
      return { name, sql: withValues(sql, own, valuesOfViews(settings)) };
    });
}
