import { useId } from 'preact/hooks';
import { date, texts } from '../i18n';
import { colorName, colorPaint } from './colors';
import styles from './Options.module.css';
import { canBeHad, type Options, type Sku, valuesOf } from './skus';

const t = texts(
  {
    color: '색상',
    size: '사이즈',
    soldOut: '품절',
    inStock: '재고 있음',
    left: (n: number) => `${n}개 남음`,
    preorder: (when: string) => `예약 주문, ${when} 발송`,
    preorderOpen: '예약 주문',
    choose: '사이즈를 골라 주세요',
  },
  {
    color: 'Colour',
    size: 'Size',
    soldOut: 'Sold out',
    inStock: 'In stock',
    left: (n: number) => (n === 1 ? 'Last one' : `${n} left`),
    preorder: (when: string) => `Preorder, ships ${when}`,
    preorderOpen: 'Preorder',
    choose: 'Choose a size',
  },
);

interface OptionsProps {
  skus: Sku[];
  chosen: Options;
  onChoose: (chosen: Options) => void;
}

/** Colours and sizes as radio buttons; what cannot be had is there, and says so. */
export function OptionPicker({ skus, chosen, onChoose }: OptionsProps) {
  const id = useId();
  const colors = valuesOf(skus, 'color');
  const sizes = valuesOf(skus, 'size');
  const ofColor = skus.filter(({ options }) => options.color === chosen.color);
  const isOut = (found: Sku[]) => !found.some(canBeHad);
  return (
    <div class={styles.options}>
      {colors.length > 0 && (
        <fieldset>
          <legend>
            {t().color} <b>{chosen.color && colorName(chosen.color)}</b>
          </legend>
          <div class={styles.values}>
            {colors.map((color) => {
              const out = isOut(skus.filter(({ options }) => options.color === color));
              return (
                <label key={color} class={styles.color} data-out={out}>
                  <input
                    type="radio"
                    name={`${id}-color`}
                    checked={color === chosen.color}
                    onChange={() => onChoose({ ...chosen, color })}
                  />
                  <span class={styles.swatch} style={{ background: colorPaint(color) ?? 'var(--wash)' }} />
                  <span class="unseen">
                    {colorName(color)}
                    {out && `, ${t().soldOut}`}
                  </span>
                </label>
              );
            })}
          </div>
        </fieldset>
      )}
      {sizes.length > 0 && (
        <fieldset>
          <legend>{t().size}</legend>
          <div class={styles.values}>
            {sizes.map((size) => {
              const found = ofColor.filter(({ options }) => options.size === size);
              const out = isOut(found);
              return (
                <label key={size} class={styles.size} data-out={out}>
                  <input
                    type="radio"
                    name={`${id}-size`}
                    checked={size === chosen.size}
                    disabled={found.length === 0}
                    onChange={() => onChoose({ ...chosen, size })}
                  />
                  <span>{size}</span>
                  {out && <span class="unseen">{t().soldOut}</span>}
                </label>
              );
            })}
          </div>
        </fieldset>
      )}
    </div>
  );
}

/** How many are left of what is chosen, in words that change as it does. */
export function StockLine({ sku }: { sku: Sku | undefined }) {
  return (
    <p class={styles.stock} role="status" data-stock={sku?.stock}>
      {sku ? stockText(sku) : t().choose}
    </p>
  );
}

function stockText({ stock, available, preorder }: Sku) {
  if (stock === 'IN_STOCK') return t().inStock;
  if (stock === 'LOW') return t().left(available);
  if (!preorder || preorder.available === 0) return t().soldOut;
  return preorder.shipsAt ? t().preorder(date(preorder.shipsAt)) : t().preorderOpen;
}
