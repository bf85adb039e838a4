import { computed } from '@preact/signals';
import { language, texts } from '../i18n';

const t = texts(
  {
    kinds: {
      sku: '재고',
      cart: '장바구니',
      order: '주문',
      checkout: '결제 진행',
      session: '세션',
      deck: '스와이프 덱',
      credit: '피팅 크레딧',
      drop: '드롭',
      coupon: '쿠폰',
    },
  },
  {
    kinds: {
      sku: 'SKUs',
      cart: 'Carts',
      order: 'Orders',
      checkout: 'Checkouts',
      session: 'Sessions',
      deck: 'Decks',
      credit: 'Credits',
      drop: 'Drops',
      coupon: 'Coupons',
    },
  },
);

export function kindName(kind: string) {
  const names: Partial<Record<string, string>> = t().kinds;
  return names[kind] ?? kind;
}

const formats = computed(() => {
  const locale = language.value === 'ko' ? 'ko-KR' : 'en-US';
  return {
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    fine: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    percent: new Intl.NumberFormat(locale, { style: 'percent' }),
    megabytes: new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }),
    seconds: new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }),
    clock: new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hour12: false }),
  };
});

export const whole = (number: number) => formats.value.whole.format(number);
/** Where a tenth would be noise, without it. */
export const rate = (number: number) => formats.value[number < 10 ? 'fine' : 'whole'].format(number);
export const percent = (share: number) => formats.value.percent.format(share);
export const megabytes = (bytes: number) => formats.value.megabytes.format(bytes / 1e6);
export const seconds = (number: number) => formats.value.seconds.format(number);
export const clock = (when: number | string) => formats.value.clock.format(new Date(when));
