import { computed, effect, signal } from '@preact/signals';

export type Language = 'ko' | 'en';

const place = 'baro.language';

function firstLanguage(): Language {
  const chosen = localStorage.getItem(place);
  if (chosen === 'ko' || chosen === 'en') return chosen;
  return navigator.language.startsWith('ko') ? 'ko' : 'en';
}

export const language = signal(firstLanguage());

export function speak(next: Language) {
  language.value = next;
  localStorage.setItem(place, next);
}

effect(() => {
  document.documentElement.lang = language.value;
});

type Text = string | ((...values: never[]) => string);
/** The same keys; where the Korean text takes values, the same values. */
type Translated<T> = {
  [K in keyof T]: T[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : T[K] extends string
      ? string
      : Translated<T[K]>;
};
interface Texts {
  [key: string]: Text | Texts;
}

/**
 * Texts in both languages, kept beside the pages that show them. Calling the result gives those of the
 * language that is spoken now; components that call it follow when it changes.
 */
export function texts<T extends Texts>(ko: T, en: Translated<T>): () => Translated<T> {
  const now = computed(() => (language.value === 'ko' ? (ko as unknown as Translated<T>) : en));
  return () => now.value;
}

const formats = computed(() => {
  const locale = language.value === 'ko' ? 'ko-KR' : 'en-US';
  return {
    price: new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'KRW',
      currencyDisplay: 'narrowSymbol',
    }),
    count: new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
    time: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
  };
});

export const price = (won: number) => formats.value.price.format(won);
export const count = (number: number) => formats.value.count.format(number);
export const date = (iso: string) => formats.value.date.format(new Date(iso));
export const time = (iso: string) => formats.value.time.format(new Date(iso));
