import { language } from '../i18n';

// The shop keeps names in one language. For those that are usual there is a word in the other.
const english: Record<string, string> = {
  상의: 'Tops',
  하의: 'Bottoms',
  아우터: 'Outerwear',
  원피스: 'Dresses',
  니트: 'Knitwear',
  신발: 'Shoes',
  가방: 'Bags',
  액세서리: 'Accessories',
};

export const categoryName = (name: string) => (language.value === 'en' && english[name]) || name;
