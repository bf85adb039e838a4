import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { texts } from '../i18n';
import { categoryName } from '../shop/categories';
import { useResource } from '../state/resource';
import { Field, TextArea } from '../ui/Field';
import { Ticks } from './Choices';
import styles from './Form.module.css';
import { wrong } from './reasons';

export const price_max = 1_000_000_000;

const t = texts(
  {
    name: '상품 이름',
    price: '가격 (원)',
    description: '설명',
    categories: '카테고리',
    noCategory: '하나 이상 골라 주세요',
    images: '사진 주소',
    imagesHint: '한 줄에 하나씩. 첫 사진이 목록에 보여요.',
  },
  {
    name: 'Name',
    price: 'Price (KRW)',
    description: 'Description',
    categories: 'Categories',
    noCategory: 'Choose one or more',
    images: 'Addresses of pictures',
    imagesHint: 'One a line. The first one is shown in lists.',
  },
);

/** What is written into the form; `images` a line each. */
export interface Draft {
  name: string;
  price: string;
  description: string;
  categories: string[];
  images: string;
}

export const emptyDraft: Draft = { name: '', price: '', description: '', categories: [], images: '' };

export const imagesOf = ({ images }: Draft) =>
  images
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** As the API wants it. */
export function fieldsOf(draft: Draft) {
  const images = imagesOf(draft);
  return {
    name: draft.name.trim(),
    price: Number(draft.price),
    description: draft.description.trim(),
    categoryIds: draft.categories,
    thumbnailUrl: images[0] ?? '',
    imageUrls: images,
  };
}

export function useDraft(first: Draft) {
  const [draft, setDraft] = useState(first);
  const put = (fields: Partial<Draft>) => setDraft((before) => ({ ...before, ...fields }));
  return { draft, put, setDraft };
}

export const useCategories = () => useResource('categories', (signal) => api.get('/categories', { signal }));

interface FieldsProps {
  draft: Draft;
  put: (fields: Partial<Draft>) => void;
  failure: unknown;
}

export function ProductFields({ draft, put, failure }: FieldsProps) {
  const { data: categories } = useCategories();
  const fields = useRef<HTMLDivElement>(null);
  // What is wrong may be far above the button that was pressed.
  useEffect(() => {
    if (failure !== undefined) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);
  const named = categories?.map(({ id, name }) => ({ id, name: categoryName(name) })) ?? [];
  return (
    <div ref={fields} class={styles.fields}>
      <Field
        label={t().name}
        name="name"
        required
        maxLength={100}
        value={draft.name}
        onValue={(name) => put({ name })}
        error={wrong(failure, 'name')}
      />
      <Field
        label={t().price}
        name="price"
        type="number"
        min={1}
        max={price_max}
        required
        value={draft.price}
        onValue={(price) => put({ price })}
        error={wrong(failure, 'price')}
      />
      <Ticks
        legend={t().categories}
        of={named}
        ticked={draft.categories}
        onTick={(ticked) => put({ categories: ticked })}
        error={wrong(failure, 'categoryIds') && t().noCategory}
      />
      <TextArea
        label={t().images}
        name="images"
        rows={3}
        required
        hint={t().imagesHint}
        value={draft.images}
        onValue={(images) => put({ images })}
        error={wrong(failure, 'imageUrls') ?? wrong(failure, 'thumbnailUrl')}
      />
      <TextArea
        label={t().description}
        name="description"
        rows={5}
        maxLength={10_000}
        value={draft.description}
        onValue={(description) => put({ description })}
        error={wrong(failure, 'description')}
      />
    </div>
  );
}
