import type { Schemas } from '../api/client';

export type Sku = Schemas['SkuView'];
export type Options = Schemas['SkuOptions'];

/** The values that an option has, in the shop's order. */
export function valuesOf(skus: Sku[], option: keyof Options): string[] {
  return [...new Set(skus.map(({ options }) => options[option]).filter((value) => value !== undefined))];
}

export const isChosen = (sku: Sku, chosen: Options) =>
  sku.options.color === chosen.color && sku.options.size === chosen.size;

/** Whether it can be had now, or later. */
export const canBeHad = (sku: Sku) => sku.available > 0 || (sku.preorder?.available ?? 0) > 0;

/** What is chosen when nobody has chosen yet: what there is no choice of. */
export function firstChoice(skus: Sku[]): Options {
  const colors = valuesOf(skus, 'color');
  const sizes = valuesOf(skus, 'size');
  const color = skus.find(canBeHad)?.options.color ?? colors[0];
  const chosen: Options = {};
  if (color !== undefined) chosen.color = color;
  if (sizes.length === 1 && sizes[0] !== undefined) chosen.size = sizes[0];
  return chosen;
}
