import { useState } from 'preact/hooks';
import { api, Refused, type Schemas } from '../api/client';
import { price, texts } from '../i18n';
import { Link, navigate, type PageProps } from '../router';
import { useAction } from '../state/action';
import { useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Confirmed } from '../ui/Confirmed';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { toast } from '../ui/Toast';
import styles from './Form.module.css';
import { type Draft, fieldsOf, ProductFields, useCategories, useDraft } from './ProductForm';
import { t as all, number } from './texts';

type Product = Schemas['ProductView'];
type Categories = Schemas['CategoryView'][];

const t = texts(
  {
    title: '상품 고치기',
    stock: '재고와 장부',
    shop: '가게에서 보기',
    pictures: '지금 사진',
    save: '저장',
    saved: '저장했어요',
    unchanged: '바뀐 내용이 없어요',
    conflict: '그사이 다른 곳에서 이 상품을 고쳤어요.',
    conflictPrice: (mine: string, theirs: string) => `가격: 내가 쓴 값 ${mine}, 저장된 값 ${theirs}`,
    conflictIn: {
      name: '상품 이름',
      price: '가격',
      description: '설명',
      categories: '카테고리',
      images: '사진',
    },
    mine: '내가 쓴 대로 저장',
    theirs: '저장된 내용 불러오기',
    withdraw: '판매 끝내기',
    withdrawTitle: '판매를 끝낼까요?',
    withdrawHint: '상품이 가게에서 사라지고, 되돌릴 수 없어요. 이미 받은 주문은 그대로예요.',
    withdrawn: '판매를 끝냈어요',
    gone: '이런 상품은 없어요',
    goneHint: '판매를 끝냈거나 주소가 잘못됐어요.',
  },
  {
    title: 'Edit product',
    stock: 'Stock and ledger',
    shop: 'See it in the shop',
    pictures: 'Pictures now',
    save: 'Save',
    saved: 'Saved',
    unchanged: 'Nothing has changed',
    conflict: 'This product was changed elsewhere in the meantime.',
    conflictPrice: (mine: string, theirs: string) => `Price: you wrote ${mine}, saved is ${theirs}`,
    conflictIn: {
      name: 'Name',
      price: 'Price',
      description: 'Description',
      categories: 'Categories',
      images: 'Pictures',
    },
    mine: 'Save what I wrote',
    theirs: 'Show what is saved',
    withdraw: 'Withdraw from sale',
    withdrawTitle: 'Withdraw it from sale?',
    withdrawHint: 'It leaves the shop, and cannot be brought back. Orders for it stay as they are.',
    withdrawn: 'Withdrawn from sale',
    gone: 'There is no such product',
    goneHint: 'It was withdrawn from sale, or the address is wrong.',
  },
);

export default function ProductPage({ id }: PageProps) {
  const product = useResource(`manage/product/${id}`, (signal) =>
    api.get('/products/{id}', { path: { id }, signal }),
  );
  const categories = useCategories();
  const failure = product.failure ?? categories.failure;
  const isGone = failure instanceof Refused && failure.problem.status === 404;
  return (
    <Page title={t().title} narrow>
      {product.data && categories.data ? (
        <Edit product={product.data} categories={categories.data} onSaved={product.set} />
      ) : isGone ? (
        <Empty title={t().gone} hint={t().goneHint} />
      ) : failure ? (
        <Failure failure={failure} again={() => void Promise.all([product.reload(), categories.reload()])} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

/** The API takes ids of categories, and tells their names. */
function draftOf(product: Product, categories: Categories): Draft {
  return {
    name: product.productName,
    price: String(product.price),
    description: product.description ?? '',
    categories: categories.filter(({ name }) => product.categories.includes(name)).map(({ id }) => id),
    images: product.images.join('\n'),
  };
}

const names = ['name', 'price', 'description', 'categories', 'images'] as const;
type Name = (typeof names)[number];

const text = (draft: Draft, name: Name) => {
  const value = draft[name];
  return typeof value === 'string' ? value.trim() : [...value].sort().join();
};
const differences = (a: Draft, b: Draft) => names.filter((name) => text(a, name) !== text(b, name));

/** Of these fields, as the API wants them. The list shows the first picture: both change together. */
function changeOf(draft: Draft, changed: Name[]) {
  const { name, price: won, description, categoryIds, thumbnailUrl, imageUrls } = fieldsOf(draft);
  return {
    ...(changed.includes('name') && { name }),
    ...(changed.includes('price') && { price: won }),
    ...(changed.includes('description') && { description }),
    ...(changed.includes('categories') && { categoryIds }),
    ...(changed.includes('images') && { thumbnailUrl, imageUrls }),
  };
}

interface EditProps {
  product: Product;
  categories: Categories;
  onSaved: (product: Product) => void;
}

function Edit({ product, categories, onSaved }: EditProps) {
  const id = product.id;
  const [base, setBase] = useState(() => draftOf(product, categories));
  const { draft, put, setDraft } = useDraft(base);
  const [conflict, setConflict] = useState<{ theirs: Draft; in: Name[] }>();
  const changed = differences(draft, base);

  const begin = (saved: Product) => {
    const fresh = draftOf(saved, categories);
    setBase(fresh);
    setDraft(fresh);
    setConflict(undefined);
    onSaved(saved);
  };

  // The API knows no If-Match: what somebody else has saved is looked for right before saving.
  const save = useAction(async (overwrite: boolean) => {
    const now = await api.get('/products/{id}', { path: { id } });
    const theirs = draftOf(now, categories);
    const both = differences(theirs, base).filter(
      (name) => changed.includes(name) && text(theirs, name) !== text(draft, name),
    );
    if (both.length > 0 && !overwrite) return setConflict({ theirs, in: both });
    begin(await api.patch('/products/{id}', { path: { id }, body: changeOf(draft, changed) }));
    toast(t().saved);
  });

  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.length > 0) void save.run(false);
      }}
    >
      <nav class={styles.ways} aria-label={product.productName}>
        <Link to={`/manage/stock/${id}`}>
          {t().stock}
          <span>
            {all().units(number(product.skus.reduce((sum, { available }) => sum + available, 0)))}
            <Icon name="next" size={18} />
          </span>
        </Link>
        <Link to={`/shop/products/${id}`}>
          {t().shop}
          <Icon name="next" size={18} />
        </Link>
      </nav>
      <ul class={styles.pictures} aria-label={t().pictures}>
        {product.images.map((image) => (
          <li key={image}>
            <Picture src={image} alt="" eager />
          </li>
        ))}
      </ul>
      <ProductFields draft={draft} put={put} failure={save.failure} />
      <Failure failure={save.failure} />
      {conflict && (
        <div class={styles.conflict} role="alert">
          <p>{t().conflict}</p>
          <ul>
            {conflict.in.map((name) => (
              <li key={name}>
                {name === 'price'
                  ? t().conflictPrice(price(Number(draft.price)), price(Number(conflict.theirs.price)))
                  : t().conflictIn[name]}
              </li>
            ))}
          </ul>
          <Button kind="plain" busy={save.busy} onClick={() => void save.run(true)}>
            {t().mine}
          </Button>
          <Button
            kind="text"
            onClick={() => {
              setBase(conflict.theirs);
              setDraft(conflict.theirs);
              setConflict(undefined);
            }}
          >
            {t().theirs}
          </Button>
        </div>
      )}
      {!conflict && (
        <Button type="submit" wide busy={save.busy} disabled={changed.length === 0}>
          {changed.length === 0 ? t().unchanged : t().save}
        </Button>
      )}
      <Withdraw id={id} />
    </form>
  );
}

function Withdraw({ id }: { id: string }) {
  return (
    <Confirmed
      label={t().withdraw}
      title={t().withdrawTitle}
      hint={t().withdrawHint}
      keep={all().keep}
      act={async () => {
        await api.delete('/products/{id}', { path: { id } });
        toast(t().withdrawn);
        navigate('/manage', { replace: true });
      }}
    />
  );
}
