import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { once } from '../api/once';
import { texts } from '../i18n';
import { navigate } from '../router';
import { useAction } from '../state/action';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { toast } from '../ui/Toast';
import styles from './Form.module.css';
import { emptyDraft, fieldsOf, ProductFields, useDraft } from './ProductForm';
import { wrong } from './reasons';
import { store } from './stores';
import { t as all } from './texts';

const skus_max = 100;
const units_max = 1_000_000_000;

const t = texts(
  {
    title: '상품 올리기',
    options: '옵션과 재고',
    optionsHint:
      '옵션은 올린 뒤에 더하거나 바꿀 수 없어요. 옵션이 없는 상품이면 색상과 사이즈를 비워 두세요.',
    option: (n: number) => `옵션 ${n}`,
    add: '옵션 더하기',
    remove: (n: number) => `옵션 ${n} 빼기`,
    list: '올리기',
    listed: '상품을 올렸어요',
    see: '가게에서 보기',
  },
  {
    title: 'New product',
    options: 'Options and stock',
    optionsHint:
      'Options cannot be added or changed later. Leave colour and size empty if there is no choice.',
    option: (n: number) => `Option ${n}`,
    add: 'Add an option',
    remove: (n: number) => `Remove option ${n}`,
    list: 'List it',
    listed: 'It is listed',
    see: 'See it in the shop',
  },
);

interface Row {
  id: number;
  color: string;
  size: string;
  quantity: string;
}

const row = (id: number, before?: Row): Row => ({ id, color: before?.color ?? '', size: '', quantity: '' });

function skuOf({ color, size, quantity }: Row) {
  const options = { ...(color.trim() && { color: color.trim() }), ...(size.trim() && { size: size.trim() }) };
  return { options, quantity: Number(quantity) };
}

export default function NewProductPage() {
  const { draft, put } = useDraft(emptyDraft);
  const [rows, setRows] = useState([row(0)]);
  const change = (id: number, fields: Partial<Row>) =>
    setRows((before) => before.map((each) => (each.id === id ? { ...each, ...fields } : each)));

  const list = useAction(async () => {
    const storeId = store.value?.id ?? '';
    const body = { storeId, ...fieldsOf(draft), skus: rows.map(skuOf) };
    const made = await once(`list ${JSON.stringify(body)}`, (key) => api.post('/products', { body, key }));
    toast(t().listed, { to: `/shop/products/${made.id}`, text: t().see });
    navigate(`/manage/stock/${made.id}`, { replace: true });
  });

  return (
    <Page title={t().title} narrow>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void list.run();
        }}
      >
        <ProductFields draft={draft} put={put} failure={list.failure} />
        <section class={styles.part}>
          <h2>{t().options}</h2>
          <p class={styles.hint}>{t().optionsHint}</p>
          {rows.map(({ id, color, size, quantity }, i) => (
            <fieldset key={id} class={styles.row}>
              <legend class="unseen">{t().option(i + 1)}</legend>
              <Field
                label={all().color}
                name={`color-${id}`}
                maxLength={50}
                value={color}
                onValue={(value) => change(id, { color: value })}
                error={wrong(list.failure, `skus[${i}].options.color`)}
              />
              <Field
                label={all().size}
                name={`size-${id}`}
                maxLength={50}
                value={size}
                onValue={(value) => change(id, { size: value })}
                error={wrong(list.failure, `skus[${i}].options.size`)}
              />
              <Field
                label={all().quantity}
                name={`quantity-${id}`}
                type="number"
                min={0}
                max={units_max}
                required
                value={quantity}
                onValue={(value) => change(id, { quantity: value })}
                error={wrong(list.failure, `skus[${i}].quantity`)}
              />
              <button
                type="button"
                class={styles.remove}
                aria-label={t().remove(i + 1)}
                disabled={rows.length === 1}
                onClick={() => setRows((before) => before.filter((each) => each.id !== id))}
              >
                <Icon name="close" size={18} />
              </button>
            </fieldset>
          ))}
          {rows.length < skus_max && (
            <Button
              kind="text"
              onClick={() =>
                setRows((before) => [...before, row((before.at(-1)?.id ?? 0) + 1, before.at(-1))])
              }
            >
              <Icon name="plus" size={18} />
              {t().add}
            </Button>
          )}
        </section>
        <Failure failure={list.failure} />
        <Button type="submit" wide busy={list.busy}>
          {t().list}
        </Button>
      </form>
    </Page>
  );
}
