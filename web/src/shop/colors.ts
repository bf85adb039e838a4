import { language } from '../i18n';

interface Known {
  ko: string;
  paint: string;
}

// Options are free text: these are the colours that have a swatch, and a word in Korean.
const known: Record<string, Known> = {
  Black: { ko: '블랙', paint: '#242429' },
  White: { ko: '화이트', paint: '#f8f6f2' },
  Ivory: { ko: '아이보리', paint: '#efe6d3' },
  Cream: { ko: '크림', paint: '#eae1cd' },
  Grey: { ko: '그레이', paint: '#a3a4a8' },
  Charcoal: { ko: '차콜', paint: '#4b4c52' },
  Navy: { ko: '네이비', paint: '#283150' },
  'Sky Blue': { ko: '스카이블루', paint: '#a9c8e4' },
  Blue: { ko: '블루', paint: '#4169b4' },
  'Light Blue': { ko: '연청', paint: '#9cb8d6' },
  'Mid Blue': { ko: '중청', paint: '#587dab' },
  Indigo: { ko: '진청', paint: '#33486c' },
  Cobalt: { ko: '코발트', paint: '#2c4aa8' },
  Mint: { ko: '민트', paint: '#b3d7c6' },
  Green: { ko: '그린', paint: '#307052' },
  Khaki: { ko: '카키', paint: '#767858' },
  Olive: { ko: '올리브', paint: '#5c603f' },
  Beige: { ko: '베이지', paint: '#d9c5a5' },
  Camel: { ko: '카멜', paint: '#bb8c56' },
  Brown: { ko: '브라운', paint: '#704c36' },
  Mustard: { ko: '머스터드', paint: '#d1a23e' },
  Butter: { ko: '버터', paint: '#f3e1a4' },
  Peach: { ko: '피치', paint: '#f2c3a6' },
  Pink: { ko: '핑크', paint: '#ecb9c3' },
  Lavender: { ko: '라벤더', paint: '#bdb0d8' },
  Red: { ko: '레드', paint: '#b73634' },
  Burgundy: { ko: '버건디', paint: '#6d2737' },
};

export const colorName = (color: string) => (language.value === 'ko' && known[color]?.ko) || color;
export const colorPaint = (color: string) => known[color]?.paint;

/** What somebody has chosen, in a few words. */
export const optionsText = ({ color, size }: { color?: string; size?: string }) =>
  [color && colorName(color), size].filter(Boolean).join(' · ');
